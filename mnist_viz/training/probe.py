"""The images whose activations are shown."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import LabelledImages

ONE_OF_EACH, RANDOM_BATCH = "each", "random"
"""What a probe can be."""

RANDOM_IMAGES = 10


@dataclass(frozen=True)
class Probe:
    """The images whose activations are shown.

    Attributes
    ----------
    images : uint8, shape (n, height, width)
    labels : uint8, shape (n,)
    indices : tuple of int
        Their places in the test set.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    indices: tuple[int, ...]

    @classmethod
    def one_of_each(cls, test: LabelledImages, classes: int) -> "Probe":
        """Take the first test image of each class that has one."""
        firsts = [np.flatnonzero(test.labels == label)[:1] for label in range(classes)]
        return cls._of(test, np.concatenate(firsts))

    @classmethod
    def random_batch(cls, test: LabelledImages, batch: int) -> "Probe":
        """Draw test images at random; the same for the same number of a batch."""
        rng = np.random.default_rng(batch)
        count = min(RANDOM_IMAGES, len(test))
        return cls._of(test, np.sort(rng.choice(len(test), count, replace=False)))

    @classmethod
    def _of(cls, test: LabelledImages, rows: NDArray[np.intp]) -> "Probe":
        return cls(test.images[rows], test.labels[rows], tuple(int(row) for row in rows))
