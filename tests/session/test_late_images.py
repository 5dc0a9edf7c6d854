"""Training waits for images that are still being read, and comes out the same."""

import dataclasses
import threading
from itertools import islice

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.data import DataFileError, DataSplits
from mnist_viz.data.dataset import UInt8Array
from mnist_viz.data.late_images import LateImages
from mnist_viz.session import Session
from mnist_viz.training import RunConfig, Trainer
from tests.samples import tiny_data

CONFIG = RunConfig(batch_size=32, hidden=(8,), activation=("relu",))


class Reading:
    """Reads the tiny set's training images once it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.begun = 0

    def __call__(self) -> UInt8Array:
        self.begun += 1
        self.let_go.wait(60)
        return tiny_data().train.images.copy()

    @property
    def data(self) -> DataSplits:
        return dataclasses.replace(
            tiny_data(),
            train=LateImages(tiny_data().train.labels.copy(), self),
            known_checksum=tiny_data().checksum,
        )


@pytest.mark.parametrize(
    "config", [CONFIG, dataclasses.replace(CONFIG, validation=50, train_size=200, label_noise=0.2)]
)
def test_training_waits_for_late_images_and_comes_out_the_same(config: RunConfig) -> None:
    reading = Reading()
    late, prompt = Trainer(config, reading.data), Trainer(config, tiny_data())
    units = late.units()
    assert reading.begun == 0
    assert next(units) is None
    assert reading.begun == 1
    assert late.step == 0
    reading.let_go.set()
    while late.step < 25:
        next(units)
    for _ in zip(range(25), prompt.units(), strict=False):
        pass
    assert reading.begun == 1
    np.testing.assert_array_equal(late.network.parameters, prompt.network.parameters)


def test_images_that_cannot_be_read_stop_training_and_nothing_else() -> None:
    def fail() -> UInt8Array:
        raise DataFileError("the file is gone")

    train = LateImages(tiny_data().train.labels.copy(), fail)
    trainer = Trainer(CONFIG, dataclasses.replace(tiny_data(), train=train))
    with pytest.raises(DataFileError, match="the file is gone"):
        train.are_here(60.0)
    units = trainer.units()
    with pytest.raises(DataFileError, match="the file is gone"):
        list(islice(units, 10_000))
    assert trainer.step == 0


def test_a_run_at_rest_has_its_images_read_once_it_has_its_test_scores(
    session: Session, qtbot: QtBot
) -> None:
    reading = Reading()
    reading.let_go.set()
    data = reading.data
    with qtbot.waitSignal(session.analysis_ready):
        session.begin(CONFIG, data)
        assert reading.begun == 0
    assert reading.begun == 0
    qtbot.waitUntil(lambda: reading.begun == 1)
    assert data.train.are_here(60.0)


def test_to_play_at_once_waits_for_nothing_else(session: Session, qtbot: QtBot) -> None:
    reading = Reading()
    reading.let_go.set()
    with qtbot.waitSignal(session.run_started):
        session.begin(CONFIG, reading.data)
    with qtbot.waitSignal(session.came_to_rest):
        session.step()
    assert reading.begun == 1
