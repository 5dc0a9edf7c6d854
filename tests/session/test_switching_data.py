"""Going on with other data in mid-run, and data that are written while they are trained on."""

import dataclasses

import numpy as np
from pytestqt.qtbot import QtBot

from mnist_viz.data import DataSplits
from mnist_viz.data.stream import ChunkKey
from mnist_viz.session import Session
from mnist_viz.training import Analysis, Change, RunConfig, Trainer
from tests.samples import tiny_data
from tests.session.test_session import train_to, wait_for_rest
from tests.streams import Writing, streamed_data

CONFIG = RunConfig(hidden=(5,), activation=("tanh",), batch_size=32, learning_rate=0.05)


def _other() -> DataSplits:
    """Return other data of the same classes."""
    data = tiny_data(400, 100, seed=1)
    return dataclasses.replace(data, name="other", title="Other", test_title="other images")


def _begin(session: Session, qtbot: QtBot, data: DataSplits) -> None:
    with qtbot.waitSignal(session.run_started):
        session.begin(CONFIG, data)


def _headless(step: int, data: DataSplits, changes: tuple[Change, ...] = ()) -> Trainer:
    trainer = Trainer(CONFIG, data, 1, changes, [_other()])
    units = trainer.units()
    while trainer.step < step:
        next(units)
    return trainer


def test_a_run_goes_on_with_other_data_while_it_trains(session: Session, qtbot: QtBot) -> None:
    _begin(session, qtbot, tiny_data())
    train_to(session, qtbot, 50)
    assert session.can_switch_to(_other())
    session.play()
    with qtbot.waitSignal(session.data_changed):
        session.switch_data(_other())
    session.pause()
    train_to(session, qtbot, 200)
    frame = wait_for_rest(session, qtbot)
    assert len(session.tree.runs) == 1
    assert [(one.field, one.value) for one in frame.changes] == [("data", "other")]
    assert session.tree.current.changes == frame.changes
    again = _headless(frame.step, tiny_data(), frame.changes)
    assert np.array_equal(again.network.parameters, frame.parameters)


def test_scores_are_of_the_data_in_force(session: Session, qtbot: QtBot) -> None:
    def is_of_the_other(analysis: Analysis) -> bool:
        return analysis.images_title == "other images"

    _begin(session, qtbot, tiny_data())
    train_to(session, qtbot, 5)
    with qtbot.waitSignal(session.analysis_ready, check_params_cb=is_of_the_other) as ready:
        session.switch_data(_other())
    assert ready.args[0].count == 100


def test_a_step_before_the_switch_can_be_replayed_and_gone_on_from(
    session: Session, qtbot: QtBot
) -> None:
    _begin(session, qtbot, tiny_data())
    train_to(session, qtbot, 300)
    wait_for_rest(session, qtbot)
    session.switch_data(_other())
    train_to(session, qtbot, 600)
    changes = wait_for_rest(session, qtbot).changes
    for step in (255, 513):
        with qtbot.waitSignal(session.past.replayed) as done:
            session.past.replay(session.tree.current, step)
        again = _headless(step, tiny_data(), changes)
        assert np.array_equal(done.args[0].frame.parameters, again.network.parameters)
    with qtbot.waitSignal(session.run_started):
        session.branches.continue_from(255)
    assert session.data is not None
    assert session.data.name == "tiny"
    assert session.state.asked == {}


def test_a_run_that_was_left_is_gone_on_with_on_its_own_data(
    session: Session, qtbot: QtBot
) -> None:
    _begin(session, qtbot, tiny_data())
    train_to(session, qtbot, 20)
    session.switch_data(_other())
    _begin(session, qtbot, streamed_data())
    assert not session.can_switch_to(_other())
    train_to(session, qtbot, 20)
    assert session.branches.can_resume(1)
    with qtbot.waitSignal(session.run_started):
        session.branches.resume(1)
    assert session.data is not None
    assert session.data.name == "other"
    train_to(session, qtbot, 40)
    frame = wait_for_rest(session, qtbot)
    assert [(one.field, one.value) for one in frame.changes] == [("data", "other")]
    again = _headless(frame.step, tiny_data(), frame.changes)
    assert np.array_equal(again.network.parameters, frame.parameters)


def test_data_of_other_content_under_the_same_name_need_a_new_run(
    session: Session, qtbot: QtBot
) -> None:
    _begin(session, qtbot, tiny_data())
    assert not session.can_switch_to(tiny_data(train=500))


def test_watched_and_headless_training_on_a_stream_give_the_same_bits(
    session: Session, qtbot: QtBot
) -> None:
    _begin(session, qtbot, streamed_data())
    session.play()
    for step in (3, 50, 200):
        train_to(session, qtbot, step)
        frame = wait_for_rest(session, qtbot)
        again = _headless(frame.step, streamed_data())
        assert np.array_equal(again.network.parameters, frame.parameters)


def test_a_branch_takes_over_the_images_of_the_run_that_it_leaves(
    session: Session, qtbot: QtBot
) -> None:
    _begin(session, qtbot, streamed_data())
    train_to(session, qtbot, 30)
    wait_for_rest(session, qtbot)
    left = session._worker._run
    assert left is not None
    with qtbot.waitSignal(session.run_started):
        session.branches.continue_from(10)
    branch = session._worker._run
    assert branch is not None
    assert branch.trainer.run_id == 2
    assert branch.trainer.examples.pixels is left.trainer.examples.pixels
    train_to(session, qtbot, 40)
    frame = wait_for_rest(session, qtbot)
    again = _headless(frame.step, streamed_data())
    assert np.array_equal(again.network.parameters, frame.parameters)


def test_the_worker_answers_while_training_waits_for_images(session: Session, qtbot: QtBot) -> None:
    writing = Writing()
    with writing.held_back():
        _begin(session, qtbot, streamed_data(writing))
        session.play()
        for _ in range(20):
            with qtbot.waitSignal(session.frame_ready):
                session.request_frame()
        assert session.frame is not None
        assert session.frame.step == 0
        with qtbot.waitSignal(session.came_to_rest):
            session.pause()
    session.play()
    train_to(session, qtbot, 10)


def test_closing_while_the_pool_fills_is_clean(qtbot: QtBot) -> None:
    for _ in range(5):
        writing = Writing()
        data = streamed_data(writing)
        session = Session()
        with writing.held_back():
            session.begin(CONFIG, data)
            session.play()
            assert session.close()
        assert data.stream is not None
        data.stream.take(ChunkKey(9, 5))
        assert len(writing.written) <= 3


def test_a_run_that_is_replaced_leaves_nothing_to_be_written(
    session: Session, qtbot: QtBot
) -> None:
    writing = Writing()
    data = streamed_data(writing)
    with writing.held_back():
        _begin(session, qtbot, data)
        _begin(session, qtbot, tiny_data())
        assert data.stream is not None
        assert not data.stream._wanted
