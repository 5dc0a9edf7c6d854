"""What is in a set of labelled images, in numbers: how many of each class, and their means."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_TOGETHER = 4096
"""Images added up at a time: the sums of so many bytes are exact in float32."""


@dataclass(frozen=True, eq=False)
class Survey:
    """Counts, means and examples, by class.

    Attributes
    ----------
    counts : int64, shape (classes,)
        Images of each class.
    class_means : float32, shape (classes, height, width)
        Mean of the images of each class, 0..255; 0 where there is none.
    mean : float32, shape (height, width)
        Mean of all images, 0..255.
    examples : tuple of int arrays
        Rows of the first images of each class.
    """

    counts: NDArray[np.int64]
    class_means: NDArray[np.float32]
    mean: NDArray[np.float32]
    examples: tuple[NDArray[np.intp], ...]


def survey(
    images: NDArray[np.uint8], labels: NDArray[np.uint8], classes: int, examples: int
) -> Survey:
    """Count the images of each class, and average them.

    Parameters
    ----------
    images : uint8, shape (n, height, width)
    labels : uint8, shape (n,)
        Below ``classes``.
    classes : int
    examples : int
        How many rows to name of each class, at most.
    """
    counts = np.bincount(labels, minlength=classes)
    sums = np.zeros((classes, images.shape[1] * images.shape[2]))
    for start in range(0, len(images), _TOGETHER):
        part = slice(start, start + _TOGETHER)
        is_of = (np.arange(classes)[:, None] == labels[part]).astype(np.float32)
        sums += is_of @ images[part].reshape(is_of.shape[1], -1).astype(np.float32)
    sums = sums.reshape(classes, *images.shape[1:])
    return Survey(
        counts=counts.astype(np.int64),
        class_means=(sums / np.maximum(counts, 1)[:, None, None]).astype(np.float32),
        mean=(sums.sum(axis=0) / max(len(images), 1)).astype(np.float32),
        examples=tuple(np.flatnonzero(labels == label)[:examples] for label in range(classes)),
    )
