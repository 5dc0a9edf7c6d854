"""Loss and gradient of a batch of any size, in bounded pieces."""

from collections.abc import Generator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import LOSSES, FloatArray, Layout, Network
from mnist_viz.training.batches import BatchReader
from mnist_viz.training.config import RunConfig
from mnist_viz.training.randomness import Purpose, generator


def piece_rows(layout: Layout) -> int:
    """Return how many images one unit of work may hold, so that it takes a few milliseconds.

    It depends on the size of the network alone, never on the time, so that sums
    are taken in the same order on every machine.
    """
    least, most, row_parameters = 64, 2048, 160_000_000
    rows = row_parameters // layout.size
    return min(most, max(least, rows - rows % least))


class BatchGradient:
    """Computes loss and gradient of batches, piece by piece.

    Parameters
    ----------
    network : Network
        Its gradients are filled.
    reader : BatchReader

    Attributes
    ----------
    piece_rows : int
        Images in a piece.
    """

    def __init__(self, network: Network, reader: BatchReader) -> None:
        self._network = network
        self._reader = reader
        self.piece_rows = piece_rows(network.layout)

    def compute(
        self, rows: NDArray[np.intp], config: RunConfig, step: int
    ) -> Generator[None, None, float]:
        """Fill the network's gradients with those of a batch; return its loss.

        Yields between pieces; only at the end do the gradients mean anything.

        Parameters
        ----------
        rows : int array, shape (n,)
            The batch.
        config : RunConfig
            As in force for this update.
        step : int
            Updates done; keys the random numbers.
        """
        if len(rows) <= self.piece_rows:
            with np.errstate(all="ignore"):
                return self.compute_at_once(rows, config, step)
        rngs, gradients = self._generators(config, step), self._network.gradients
        loss, so_far = 0.0, np.zeros_like(gradients)
        for start in range(0, len(rows), self.piece_rows):
            if start:
                _add(so_far, gradients)
                yield None
            piece = rows[start : start + self.piece_rows]
            with np.errstate(all="ignore"):
                loss += self._of_piece(piece, len(piece) / len(rows), config, rngs)
        _add(gradients, so_far)
        return loss

    def compute_at_once(self, rows: NDArray[np.intp], config: RunConfig, step: int) -> float:
        """Do as `compute` does for a batch of one piece; call it where NumPy does not warn."""
        return self._of_piece(rows, 1.0, config, self._generators(config, step))

    def images_of(
        self, rows: NDArray[np.intp], config: RunConfig, step: int
    ) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return a batch's first images as the network gets them, at most a piece, and labels.

        Parameters are those of `compute`; the update and the next batch overwrite the images.

        Returns
        -------
        x : float32, shape (n, inputs)
        labels : uint8, shape (n,)
        """
        rngs = self._generators(config, step)
        return self._reader.read(rows[: self.piece_rows], rngs.augmentation, rngs.lessons)

    def labels_of(self, rows: NDArray[np.intp], config: RunConfig, step: int) -> NDArray[np.uint8]:
        """Return the labels that a batch is trained on, shape (n,); parameters as of `compute`."""
        rngs = self._generators(config, step)
        pieces = range(0, len(rows), self.piece_rows)
        return np.concatenate(
            [self._reader.labels(rows[at : at + self.piece_rows], rngs.lessons) for at in pieces]
        )

    def _generators(self, config: RunConfig, step: int) -> "_Generators":
        seed, lessons = config.seed, self._reader.lessons
        return _Generators(
            generator(seed, Purpose.DROPOUT, step) if config.dropout else None,
            generator(seed, Purpose.AUGMENTATION, step) if config.augmentation != "none" else None,
            generator(seed, Purpose.LESSONS, step) if lessons is not None else None,
        )

    def _of_piece(
        self, rows: NDArray[np.intp], share: float, config: RunConfig, rngs: "_Generators"
    ) -> float:
        x, labels = self._reader.read(rows, rngs.augmentation, rngs.lessons)
        return self._network.backpropagate(
            x,
            labels,
            loss=LOSSES[config.loss],
            label_smoothing=config.label_smoothing,
            dropout=config.dropout,
            rng=rngs.dropout,
            share=share,
        )


class _Generators(NamedTuple):
    dropout: np.random.Generator | None
    augmentation: np.random.Generator | None
    lessons: np.random.Generator | None


def _add(total: FloatArray, part: FloatArray) -> None:
    with np.errstate(all="ignore"):  # whoever updates looks at the result
        total += part
