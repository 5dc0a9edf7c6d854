"""Where colour maps end: limits that hold still."""

import math

import numpy as np
from numpy.typing import NDArray


class GrowingLimit:
    """The largest magnitude of a colour map: grows in steps and never shrinks."""

    def __init__(self) -> None:
        self._limit = 0.0

    def covering(self, values: NDArray[np.float32]) -> float:
        """Return a limit that holds these values and all before."""
        largest = max(float(values.max(initial=0.0)), -float(values.min(initial=0.0)))
        if not math.isfinite(largest):
            finite = values[np.isfinite(values)]
            largest = float(np.abs(finite).max(initial=0.0))
        if largest > self._limit:
            # Room to spare keeps the colours from shifting at every frame.
            wanted = 1.1 * largest
            unit = 10.0 ** (math.floor(math.log10(wanted)) - 1)
            self._limit = math.ceil(wanted / unit) * unit
        return self._limit

    def forget(self) -> None:
        """Begin anew, as with another run."""
        self._limit = 0.0
