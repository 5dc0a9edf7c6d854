"""Answers about a whole set of images: accuracy, loss, confusions."""

from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import LabelledImages
from mnist_viz.nn import LOSSES, FloatArray, Layout, logits_and_activations
from mnist_viz.training.batch_gradient import piece_rows

TEST_IMAGES = "test images"
HELD_OUT_IMAGES = "held-out training images"
"""What the images of an Analysis are, unless they are something else."""

_MOST_ROWS = 1024
"""Images read in a piece: a few milliseconds of work that seldom needs the interpreter."""

UNREADABLE = -1
"""The prediction for an image whose logits are not finite: none."""


@dataclass(frozen=True)
class Analysis:
    """How the parameters of one step read a set of images.

    Attributes
    ----------
    run_id, step : int
        Whose parameters.
    loss : float
        Mean over all images, without label smoothing; not finite if the network is broken.
    predictions : int16, shape (n,)
        Class with the highest score, or `UNREADABLE`.
    labels : uint8, shape (n,)
    classes : int
    images_title : str
        What the images are: ``test images``, ``held-out built-in digits``.
    held_out : Analysis or None
        How the images held out of the training set are read, where the config asks for them.
    loss_name : str
        What `loss` is a mean of: a key of `mnist_viz.nn.LOSSES`.
    """

    run_id: int
    step: int
    loss: float
    predictions: NDArray[np.int16]
    labels: NDArray[np.uint8]
    classes: int
    images_title: str = TEST_IMAGES
    held_out: "Analysis | None" = None
    loss_name: str = "cross_entropy"

    @property
    def count(self) -> int:
        return len(self.labels)

    @cached_property
    def wrong(self) -> int:
        """Number of images read as another class, or not at all."""
        return int(np.count_nonzero(self.predictions != self.labels))

    @cached_property
    def accuracy(self) -> float | None:
        """Share of images read right, or None if some could not be read at all."""
        if (self.predictions == UNREADABLE).any():
            return None
        return (self.count - self.wrong) / self.count

    @cached_property
    def confusion(self) -> NDArray[np.int64]:
        """Counts, shape (classes, classes): row the label, column the prediction."""
        read = self.predictions != UNREADABLE
        cells = self.labels[read].astype(np.int64) * self.classes + self.predictions[read]
        counts = np.bincount(cells, minlength=self.classes**2)
        return counts.reshape(self.classes, self.classes)

    def loss_by(self, name: str) -> float | None:
        """Return the loss if it is of that name: two kinds of loss do not compare."""
        return self.loss if self.loss_name == name else None

    def loss_word(self, name: str) -> str:
        """Return what to call the loss where one of that name is expected."""
        return "loss" if self.loss_name == name else self.loss_name.replace("_", "-")

    def images_read(self, label: int, prediction: int) -> NDArray[np.intp]:
        """Return the places of the images of a class that were read as another, ascending."""
        return np.flatnonzero((self.labels == label) & (self.predictions == prediction))


def analyse(
    layout: Layout,
    parameters: FloatArray,
    images: LabelledImages,
    *,
    run_id: int = 0,
    step: int = 0,
    images_title: str = TEST_IMAGES,
    loss: str = "cross_entropy",
) -> Generator[None, None, Analysis]:
    """Read all images, a bounded piece at each `next()`; return the Analysis.

    Parameters
    ----------
    layout : Layout
    parameters : float array, shape (layout.size,)
        Must not change meanwhile.
    images : LabelledImages
    run_id, step, images_title
        What the result bears.
    loss : str
        What is measured, best the one trained with: a key of `mnist_viz.nn.LOSSES`.
    """
    count, rows = len(images), min(_MOST_ROWS, piece_rows(layout))
    pixels = np.empty((min(rows, count), layout.inputs), dtype=np.float32)
    predictions = np.empty(count, dtype=np.int16)
    measured, total = LOSSES[loss], 0.0
    for start in range(0, count, rows):
        piece = slice(start, start + rows)
        levels = images.pixels[piece]
        x = np.multiply(levels, np.float32(1 / 255), out=pixels[: len(levels)])
        with np.errstate(all="ignore"):  # a broken network is reported, not warned of
            logits, _ = logits_and_activations(layout, parameters, x)
            total += measured(logits, images.labels[piece], 0.0, None) * len(x)
        readable = np.isfinite(logits).all(axis=1)
        predictions[piece] = np.where(readable, logits.argmax(axis=1), UNREADABLE)
        yield
    predictions.flags.writeable = False
    return Analysis(
        run_id,
        step,
        total / count,
        predictions,
        images.labels,
        layout.classes,
        images_title,
        loss_name=loss,
    )


def analyse_at_once(
    layout: Layout, parameters: FloatArray, images: LabelledImages, loss: str = "cross_entropy"
) -> Analysis:
    """Read all images without a pause; parameters as for `analyse`."""
    pieces = analyse(layout, parameters, images, loss=loss)
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            result: Analysis = end.value
            return result
