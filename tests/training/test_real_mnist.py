"""A recipe of our own on the real data set; skipped without ``MNIST_VIZ_DATA``."""

import dataclasses
from pathlib import Path

from mnist_viz.data.loading import load_dataset
from mnist_viz.training import PRESETS, Trainer, analyse_at_once


def test_two_epochs_of_shifted_images_beat_the_smallest_network(real_mnist: Path) -> None:
    data = load_dataset(str(real_mnist))
    config = dataclasses.replace(PRESETS["accurate"].config, epochs=2, train_size=30_000)
    trainer = Trainer(config, data)
    for _ in trainer.units():
        if trainer.epoch == config.epochs:
            break
    network = trainer.network
    accuracy = analyse_at_once(network.layout, network.parameters, data.test).accuracy
    assert accuracy is not None
    assert accuracy >= 0.965
