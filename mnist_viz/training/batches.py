"""From rows of uint8 pixels to the float batch that the network takes."""

import math

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn.memory import aligned
from mnist_viz.training.augmentation import AUGMENTATIONS
from mnist_viz.training.examples import Examples
from mnist_viz.training.lessons import Lessons

_WHITE = np.float32(1 / 255)


class BatchReader:
    """Gathers batches into buffers that are allocated once per batch size.

    Parameters
    ----------
    examples : Examples
    image_shape : (int, int)
    augmentation : str
        ``none``, or a key of `mnist_viz.training.augmentation.AUGMENTATIONS`.
    lessons : Lessons, optional
        What part of each batch gives way to.
    scratch : float32, shape (m,), optional
        Memory for the float images, which others may use once a batch's gradient is known.
        Batches that are too large for it get their own.

    Attributes
    ----------
    lessons : Lessons or None
    """

    def __init__(
        self,
        examples: Examples,
        image_shape: tuple[int, int],
        augmentation: str = "none",
        lessons: Lessons | None = None,
        scratch: NDArray[np.float32] | None = None,
    ) -> None:
        self._examples = examples
        self.lessons = lessons
        kind = AUGMENTATIONS.get(augmentation)
        self._augmentation = kind(image_shape) if kind else None
        self._scratch = np.empty(0, dtype=np.float32) if scratch is None else scratch
        self._buffers: dict[int, tuple[NDArray[np.uint8], NDArray[np.float32]]] = {}

    def read(
        self,
        rows: NDArray[np.intp],
        rng: np.random.Generator | None = None,
        lesson_rng: np.random.Generator | None = None,
    ) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return the images of `rows`, scaled to 0..1, and their labels.

        The arrays are overwritten by the next call, and x by the update before it.

        Parameters
        ----------
        rows : int array, shape (n,)
        rng : numpy.random.Generator
            Of the augmentation; needed if there is one.
        lesson_rng : numpy.random.Generator
            Of the lessons; needed if there are any.

        Returns
        -------
        x : float32, shape (n, inputs)
        labels : uint8, shape (n,)
        """
        pixels, x = self._buffers_for(len(rows))
        self._examples.take(rows, pixels)
        labels, taught = self._labels(rows, lesson_rng)
        if self.lessons is not None:
            pixels[: len(taught)] = self.lessons.pixels[taught]
        if self._augmentation is None:
            np.copyto(x, pixels)
            x *= _WHITE
        else:
            assert rng is not None, "augmentation needs a generator"
            self._augmentation.read(pixels, rng, x)
        return x, labels

    def labels(
        self, rows: NDArray[np.intp], lesson_rng: np.random.Generator | None = None
    ) -> NDArray[np.uint8]:
        """Return the labels alone, as `read` does."""
        return self._labels(rows, lesson_rng)[0]

    def _labels(
        self, rows: NDArray[np.intp], lesson_rng: np.random.Generator | None
    ) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
        """Return labels, and the pictures of the lessons that take the first places."""
        labels = self._examples.labels[rows]
        if self.lessons is None:
            return labels, rows[:0]
        assert lesson_rng is not None, "lessons need a generator"
        taught = self.lessons.choose(len(rows), lesson_rng)
        labels[: len(taught)] = self.lessons.labels[taught]
        return labels, taught

    def _buffers_for(self, n: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        found = self._buffers.get(n)
        if found is None:
            while len(self._buffers) > 2:
                del self._buffers[next(iter(self._buffers))]
            shape = (n, self._examples.source.shape[1])
            found = self._buffers[n] = aligned(shape, np.uint8), self._float_images(shape)
        return found

    def _float_images(self, shape: tuple[int, int]) -> NDArray[np.float32]:
        size = math.prod(shape)
        if size > len(self._scratch):
            return aligned(shape, np.float32)
        return self._scratch[:size].reshape(shape)
