"""Loss and gradient of a batch of any size, in bounded pieces."""

import math
from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import LOSSES, Layout, Network
from mnist_viz.training.batches import BatchReader
from mnist_viz.training.config import RunConfig
from mnist_viz.training.randomness import Purpose, generator


def piece_rows(layout: Layout) -> int:
    """Return how many images one unit of work may hold, so that it takes a few milliseconds.

    It depends on the size of the network alone, never on the time, so that sums
    are taken in the same order on every machine.
    """
    most, least, parameters_at_most = 2048, 64, 65_536
    halvings = max(0, math.ceil(math.log2(layout.size / parameters_at_most)))
    return max(least, most >> halvings)


def batch_gradient(
    network: Network,
    reader: BatchReader,
    rows: NDArray[np.intp],
    config: RunConfig,
    step: int,
) -> Generator[None, None, float]:
    """Fill the network's gradients with those of a batch; return its loss.

    Yields between pieces of at most `piece_rows` images; only at the end do
    the gradients mean anything.

    Parameters
    ----------
    network : Network
    reader : BatchReader
    rows : int array, shape (n,)
        The batch.
    config : RunConfig
        As in force for this update.
    step : int
        Updates done; keys the random numbers.
    """
    most = piece_rows(network.layout)
    dropout_rng = generator(config.seed, Purpose.DROPOUT, step) if config.dropout else None
    augmentation_rng = None
    if config.augmentation != "none":
        augmentation_rng = generator(config.seed, Purpose.AUGMENTATION, step)
    total = 0.0
    gradient = np.zeros_like(network.gradients) if len(rows) > most else None
    for start in range(0, len(rows), most):
        if start:
            yield None
        x, labels = reader.read(rows[start : start + most], augmentation_rng)
        with np.errstate(all="ignore"):  # whoever updates looks at the result
            loss = network.loss_and_gradient(
                x,
                labels,
                loss=LOSSES[config.loss],
                label_smoothing=config.label_smoothing,
                dropout=config.dropout,
                rng=dropout_rng,
            )
            if gradient is None:
                return loss
            share = len(labels) / len(rows)
            total += loss * share
            network.gradients *= np.float32(share)
            gradient += network.gradients
    network.gradients[:] = gradient
    return total
