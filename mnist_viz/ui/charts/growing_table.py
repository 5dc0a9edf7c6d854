"""A table to which rows are appended, at a cost that does not grow with it."""

import numpy as np
from numpy.typing import NDArray


class GrowingTable:
    """Rows of so many float64 columns.

    Parameters
    ----------
    columns : int
    """

    def __init__(self, columns: int) -> None:
        self._store = np.empty((64, columns))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, rows: NDArray[np.float64]) -> None:
        """Add rows, shape (n, columns)."""
        needed = self._count + len(rows)
        if needed > len(self._store):
            larger = np.empty((max(needed, 2 * len(self._store)), self._store.shape[1]))
            larger[: self._count] = self._store[: self._count]
            self._store = larger
        self._store[self._count : needed] = rows
        self._count = needed

    def rows(self, start: int, stop: int) -> NDArray[np.float64]:
        """Return a view of some rows, shape (stop - start, columns)."""
        return self._store[start : min(stop, self._count)]
