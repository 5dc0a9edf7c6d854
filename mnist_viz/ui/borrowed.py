"""Test images to borrow for the pad, one after the other."""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import DataSplits

ANY = -1


class Borrowed:
    """Goes round the test images of each class.

    Parameters
    ----------
    data : DataSplits
    """

    def __init__(self, data: DataSplits) -> None:
        self._data = data
        self._next = dict.fromkeys(range(ANY, len(data.class_names)), 0)

    def take(self, label: int) -> tuple[NDArray[np.uint8], str, int] | None:
        """Return the next image of a class, or of any: picture, class name, index.

        Returns
        -------
        tuple or None
            None if there is no such image.
        """
        test = self._data.test
        if label not in self._next:
            return None
        rows = np.arange(len(test)) if label == ANY else np.flatnonzero(test.labels == label)
        if not len(rows):
            return None
        row = int(rows[self._next[label] % len(rows)])
        self._next[label] += 1
        return test.images[row], self._data.class_names[test.labels[row]], row
