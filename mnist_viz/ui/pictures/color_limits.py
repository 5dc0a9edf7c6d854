"""Where colour maps end: limits that hold still."""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training import grown_limit


class GrowingLimit:
    """The largest magnitude of a colour map: grows in steps and never shrinks."""

    def __init__(self) -> None:
        self._limit = 0.0

    def covering(self, values: NDArray[np.float32]) -> float:
        """Return a limit that holds these values and all before."""
        self._limit = grown_limit(self._limit, values)
        return self._limit

    def forget(self) -> None:
        """Begin anew, as with another run."""
        self._limit = 0.0
