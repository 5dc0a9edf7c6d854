"""The classic networks on the real data set; skipped without ``MNIST_VIZ_DATA``."""

import dataclasses
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

from mnist_viz.data import DataSplits
from mnist_viz.data.loading import load_dataset
from mnist_viz.training import PRESETS, RunConfig, Trainer, analyse_at_once


def _test_accuracy(config: RunConfig, data: DataSplits) -> float | None:
    trainer = Trainer(config, data)
    with threadpool_limits(1):
        for _ in trainer.units():
            if trainer.epoch == config.epochs:
                break
        network = trainer.network
        return analyse_at_once(network.layout, network.parameters, data.test).accuracy


@pytest.fixture(scope="module")
def mnist(real_mnist: Path) -> DataSplits:
    return load_dataset(str(real_mnist))


@pytest.mark.parametrize(
    ("preset", "least"), [("intro", 0.94), ("two-layer", 0.91), ("three-layer", 0.96)]
)
def test_a_classic_network_reads_most_test_images_after_half_its_epochs(
    mnist: DataSplits, preset: str, least: float
) -> None:
    config = PRESETS[preset].config
    accuracy = _test_accuracy(dataclasses.replace(config, epochs=config.epochs // 2), mnist)
    assert accuracy is not None
    assert accuracy >= least


def test_two_epochs_of_shifted_images_beat_the_smallest_network(mnist: DataSplits) -> None:
    config = dataclasses.replace(PRESETS["accurate"].config, epochs=2, train_size=30_000)
    accuracy = _test_accuracy(config, mnist)
    assert accuracy is not None
    assert accuracy >= 0.965
