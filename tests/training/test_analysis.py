import numpy as np
import pytest

from mnist_viz.nn import LOSSES
from mnist_viz.training import Trainer, analyse, analyse_at_once
from tests.training.tiny import CLASSES, tiny_config, tiny_data, tiny_images


def test_an_analysis_counts_what_the_network_says() -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    for _ in zip(range(60), trainer.units(), strict=False):
        pass
    images = tiny_images(300, 9)
    layout, parameters = trainer.network.layout, trainer.network.parameters
    analysis = analyse_at_once(layout, parameters, images)
    scores = trainer.network.predict(images.pixels * np.float32(1 / 255))
    predictions = scores.argmax(axis=1)
    assert np.array_equal(analysis.predictions, predictions)
    right = predictions == images.labels
    assert analysis.accuracy == pytest.approx(right.mean())
    assert analysis.accuracy is not None
    assert analysis.accuracy > 0.8
    assert analysis.wrong == int((~right).sum())
    assert analysis.count == 300
    picked = scores[np.arange(300), images.labels]
    assert analysis.loss == pytest.approx(float(-np.log(picked).mean()), rel=1e-4)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_loss_is_the_one_that_is_trained_with_but_unsmoothed(loss: str) -> None:
    trainer = Trainer(tiny_config(loss=loss, label_smoothing=0.2), tiny_data())
    for _ in zip(range(20), trainer.units(), strict=False):
        pass
    images, network = tiny_images(700, 9), trainer.network  # more than a piece
    analysis = analyse_at_once(network.layout, network.parameters, images, loss)
    scores = network.predict(images.pixels * np.float32(1 / 255)).astype(float)
    right = np.eye(CLASSES)[images.labels]
    expected = {
        "cross_entropy": -np.log(scores[right > 0]).mean(),
        "squared_error": np.square(scores - right).sum(axis=1).mean(),
    }
    assert analysis.loss == pytest.approx(expected[loss], rel=1e-4)
    assert analysis.loss_by(loss) == analysis.loss
    assert analysis.loss_word(loss) == "loss"
    other = next(name for name in LOSSES if name != loss)
    assert analysis.loss_by(other) is None
    assert analysis.loss_word(other) == loss.replace("_", "-")


def test_the_confusions_are_labels_by_predictions() -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    images = tiny_images(200, 4)
    analysis = analyse_at_once(trainer.network.layout, trainer.network.parameters, images)
    expected = np.zeros((CLASSES, CLASSES), dtype=int)
    for label, prediction in zip(images.labels, analysis.predictions, strict=True):
        expected[label, prediction] += 1
    assert np.array_equal(analysis.confusion, expected)
    assert analysis.confusion.sum() == 200


def test_an_analysis_comes_in_bounded_pieces_and_bears_its_run_and_step() -> None:
    config = tiny_config(hidden=(1500, 1500), activation=("relu",))
    trainer = Trainer(config, tiny_data())
    images = tiny_images(130, 4)
    pieces = analyse(trainer.network.layout, trainer.network.parameters, images, run_id=4, step=17)
    for _ in range(3):
        next(pieces)
    with pytest.raises(StopIteration) as end:
        next(pieces)
    analysis = end.value.value
    assert (analysis.run_id, analysis.step, analysis.classes) == (4, 17, CLASSES)
    assert not analysis.predictions.flags.writeable
