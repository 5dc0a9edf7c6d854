"""The size of the gradients in the frames seen, for the small curves of the health panel."""

from bisect import bisect_left, bisect_right

import numpy as np
from numpy.typing import NDArray

_MOST = 128


class GradientHistory:
    """Norms by step and layer, of one run; old ones are thinned, their peaks stay."""

    def __init__(self) -> None:
        self._run_id: int | None = None
        self._steps: list[int] = []
        self._norms: list[tuple[float, ...]] = []

    def add(self, run_id: int, step: int, norms: tuple[float, ...]) -> None:
        """Take in the norms of a step, one a layer; those of another run begin anew."""
        if run_id != self._run_id:
            self._run_id, self._steps, self._norms = run_id, [], []
        if self._steps and step <= self._steps[-1]:
            return
        self._steps.append(step)
        self._norms.append(norms)
        if len(self._steps) >= _MOST:
            self._thin()

    def until(self, step: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return what is known up to a step.

        Returns
        -------
        steps : float64, shape (n,)
        norms : float64, shape (n, layers)
        """
        count = bisect_right(self._steps, step)
        return np.array(self._steps[:count], dtype=np.float64), np.array(self._norms[:count])

    def _thin(self) -> None:
        """Make one entry of each two, but for the newest."""
        half = bisect_left(self._steps, self._steps[-1]) // 2 * 2
        pairs = list(zip(self._norms[0:half:2], self._norms[1:half:2], strict=True))
        merged = [tuple(max(two) for two in zip(*pair, strict=True)) for pair in pairs]
        self._steps = self._steps[1:half:2] + self._steps[half:]
        self._norms = merged + self._norms[half:]
