"""Sizes of layers in the frames seen, for the small curves of the health panel."""

import numpy as np
from numpy.typing import NDArray

_MOST = 96


class SizeHistory:
    """Sizes by step and layer, of one run; where there are many, an entry is the peak of several.

    As many for each, so that the first steps are told of as fully as the last; the newest frame
    stands alone.
    """

    def __init__(self) -> None:
        self._run_id: int | None = None
        self._count = 0
        self._span = self._in_entry = 1  # frames in an entry, and in the last before the newest
        self._steps = np.empty(_MOST)
        self._sizes = np.empty((_MOST, 0))

    def add(self, run_id: int, step: int, sizes: list[float]) -> None:
        """Take in the sizes of a step, one a layer; those of another run begin anew."""
        if run_id != self._run_id:
            self._run_id, self._count = run_id, 0
            self._span = self._in_entry = 1
            self._sizes = np.empty((_MOST, len(sizes)))
        last = self._count
        if last and step <= self._steps[last - 1]:
            return
        if last > 1 and self._in_entry < self._span:
            # The newest before joins the entry that is not full yet.
            self._steps[last - 2] = self._steps[last - 1]
            self._sizes[last - 2] = np.fmax(self._sizes[last - 2], self._sizes[last - 1])
            self._in_entry += 1
            last -= 1
        else:
            self._in_entry = 1
        if last == _MOST:
            last = self._thin()
        self._steps[last], self._sizes[last] = step, sizes
        self._count = last + 1

    def until(self, step: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return what is known up to a step.

        Returns
        -------
        steps : float64, shape (n,)
        sizes : float64, shape (n, layers)
        """
        count = int(np.searchsorted(self._steps[: self._count], step, side="right"))
        return self._steps[:count].copy(), self._sizes[:count].copy()

    def _thin(self) -> int:
        """Make one entry of each two; return how many are left."""
        half = _MOST // 2
        self._steps[:half] = self._steps[1::2].copy()
        self._sizes[:half] = np.fmax(self._sizes[0::2], self._sizes[1::2])
        self._span *= 2
        self._in_entry = self._span
        return half
