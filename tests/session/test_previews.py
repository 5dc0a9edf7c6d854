"""Looking at data before they are trained on."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.data import DataError
from mnist_viz.session import Preview, PreviewRequest, Session
from mnist_viz.session.previews import preview
from mnist_viz.training import RunConfig, choose_examples
from tests.samples import tiny_data
from tests.streams import streamed_data


def _looked_at(session: Session, qtbot: QtBot, *requests: PreviewRequest) -> Preview:
    with qtbot.waitSignal(session.previews.ready) as ready:
        for request in requests:
            session.previews.ask(request)
    made: Preview = ready.args[0]
    return made


def test_what_is_shown_is_what_a_run_would_train_on() -> None:
    data = tiny_data()
    config = RunConfig(validation=20, train_size=50, label_noise=0.5)
    made, trained = preview(PreviewRequest(config, data)), choose_examples(data, config)
    assert made.survey.counts.tolist() == np.bincount(trained.labels, minlength=10).tolist()
    assert (made.shown, made.count) == (50, 50)
    assert made.survey.mean == pytest.approx(trained.pixels.mean(axis=0).reshape(28, 28), rel=1e-5)
    for label, pictures in enumerate(made.pictures):
        own = trained.pixels[trained.labels == label][:48]
        assert np.array_equal(pictures.reshape(len(own), -1), own)


def test_pictures_whose_labels_were_made_wrong_are_known() -> None:
    data = tiny_data()
    true = {
        row.tobytes(): label
        for row, label in zip(data.train.pixels, data.train.labels, strict=True)
    }
    made = preview(PreviewRequest(RunConfig(label_noise=0.4), data))
    wrong = 0
    for label, (pictures, labels) in enumerate(zip(made.pictures, made.true_labels, strict=True)):
        assert [true[picture.tobytes()] for picture in pictures] == labels.tolist()
        wrong += int((labels != label).sum())
    assert made.wrong >= wrong > 0
    assert 0.3 < made.wrong / made.shown < 0.5


def test_of_a_stream_the_first_images_are_shown() -> None:
    data = streamed_data()
    made = preview(PreviewRequest(RunConfig(), data))
    assert (made.shown, made.count) == (80, 240)
    assert made.survey.counts.sum() == 80
    assert np.array_equal(made.survey.mean, data.train.images[:80].mean(axis=0, dtype=np.float32))


def test_labels_of_a_stream_are_as_wrong_as_a_run_has_them() -> None:
    data, config = streamed_data(), RunConfig(label_noise=0.5, train_size=30)
    made = preview(PreviewRequest(config, data))
    trained = choose_examples(data, config)
    assert trained.pool is not None
    while not trained.pool.fetch(0, 30):
        pass
    trained.pool.close()
    assert (made.shown, made.count) == (30, 30)
    assert made.survey.counts.tolist() == np.bincount(trained.labels, minlength=3).tolist()


def test_a_preview_is_made_on_another_thread(session: Session, qtbot: QtBot) -> None:
    data = tiny_data()
    made = _looked_at(session, qtbot, PreviewRequest(RunConfig(), data))
    assert made.data is data
    assert made.survey.counts.sum() == len(data.train)


def test_only_the_last_of_several_requests_is_answered(session: Session, qtbot: QtBot) -> None:
    sizes = (10, 20, 30, 40)
    answers: list[Preview] = []
    session.previews.ready.connect(answers.append)
    requests = [PreviewRequest(RunConfig(train_size=n), tiny_data()) for n in sizes]
    assert _looked_at(session, qtbot, *requests).count == 40
    assert len(answers) == 1


def test_what_cannot_be_looked_at_is_told(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.previews.failed) as failed:
        session.previews.ask(PreviewRequest(RunConfig(train_size=10**6), tiny_data()))
    assert isinstance(failed.args[0], DataError)
    with qtbot.waitSignal(session.previews.failed) as failed:
        session.previews.ask(PreviewRequest(RunConfig(), name="/no/such/folder"))
    assert "/no/such/folder" in str(failed.args[0])
