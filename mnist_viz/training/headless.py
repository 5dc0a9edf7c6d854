"""Training from start to end in one loop, for notebooks."""

from collections.abc import Generator

from mnist_viz.data import DataSplits
from mnist_viz.nn import Network
from mnist_viz.training.config import RunConfig
from mnist_viz.training.step import Step
from mnist_viz.training.trainer import Trainer


def train(config: RunConfig, data: DataSplits) -> Generator[Step, None, Network]:
    """Train for the config's number of epochs; yield each step, return the network.

    Raises
    ------
    DivergenceError
        If a value stops being finite.
    """
    trainer = Trainer(config, data)
    units = trainer.units()
    while trainer.epoch < config.epochs:
        unit = next(units)
        if unit is not None:
            yield unit
    return trainer.network
