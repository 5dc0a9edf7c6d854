"""Losses of the test images, as they come in."""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training import Analysis
from mnist_viz.ui.charts.growing_table import GrowingTable


class HeldOutLosses:
    """The steps and losses of a run's analyses."""

    def __init__(self) -> None:
        self._finite = GrowingTable(2)
        self._broken: list[float] = []
        self._seen = 0
        self._last: Analysis | None = None

    @property
    def steps(self) -> NDArray[np.float64]:
        """Of the finite losses, shape (n,)."""
        return self._finite.rows(0, len(self._finite))[:, 0]

    @property
    def losses(self) -> NDArray[np.float64]:
        """The finite losses, shape (n,)."""
        return self._finite.rows(0, len(self._finite))[:, 1]

    @property
    def broken_steps(self) -> list[float]:
        """Steps of the losses that are not finite."""
        return self._broken

    def follow(self, analyses: tuple[Analysis, ...], loss_name: str = "cross_entropy") -> None:
        """Take in a run's analyses; if they continue the last ones, only the new cost time.

        Parameters
        ----------
        analyses : tuple of Analysis
        loss_name : str
            What the run trains with. Losses of another kind, which older files have, are left out.
        """
        seen = self._seen
        if len(analyses) < seen or (seen and analyses[seen - 1] is not self._last):
            self._finite, self._broken, seen = GrowingTable(2), [], 0
        self._seen = len(analyses)
        self._last = analyses[-1] if analyses else None
        if seen == len(analyses):
            return
        pairs = [(one.step, one.loss) for one in analyses[seen:] if one.loss_name == loss_name]
        new = np.array(pairs).reshape(-1, 2)
        finite = np.isfinite(new[:, 1])
        self._finite.append(new[finite])
        self._broken += new[~finite, 0].tolist()

    def at(self, step: int) -> float | None:
        """Return the last finite loss at or before a step, if there is one."""
        number = int(np.searchsorted(self.steps, step, side="right"))
        return float(self.losses[number - 1]) if number else None
