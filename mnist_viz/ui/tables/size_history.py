"""Sizes of layers in the frames seen, for the small curves of the health panel."""

import numpy as np
from numpy.typing import NDArray

_MOST = 96


class SizeHistory:
    """Sizes by step and layer, of one run; old ones are thinned, their peaks stay."""

    def __init__(self) -> None:
        self._run_id: int | None = None
        self._count = 0
        self._steps = np.empty(_MOST)
        self._sizes = np.empty((_MOST, 0))

    def add(self, run_id: int, step: int, sizes: list[float]) -> None:
        """Take in the sizes of a step, one a layer; those of another run begin anew."""
        if run_id != self._run_id:
            self._run_id, self._count = run_id, 0
            self._sizes = np.empty((_MOST, len(sizes)))
        if self._count and step <= self._steps[self._count - 1]:
            return
        if self._count == _MOST:
            self._thin()
        self._steps[self._count] = step
        self._sizes[self._count] = sizes
        self._count += 1

    def until(self, step: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return what is known up to a step.

        Returns
        -------
        steps : float64, shape (n,)
        sizes : float64, shape (n, layers)
        """
        count = int(np.searchsorted(self._steps[: self._count], step, side="right"))
        return self._steps[:count].copy(), self._sizes[:count].copy()

    def _thin(self) -> None:
        """Make one entry of each two."""
        half = self._count // 2
        self._steps[:half] = self._steps[1 : 2 * half : 2].copy()
        self._sizes[:half] = np.fmax(self._sizes[0 : 2 * half : 2], self._sizes[1 : 2 * half : 2])
        self._count = half
