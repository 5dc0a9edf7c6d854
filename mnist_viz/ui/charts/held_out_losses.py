"""Losses of the test images, as they come in."""

import math

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training import Analysis
from mnist_viz.ui.charts.growing_table import GrowingTable


class HeldOutLosses:
    """The steps and losses of a run's analyses; those of other images are of another line."""

    def __init__(self) -> None:
        self._known = GrowingTable(2)
        self._broken: list[float] = []
        self._seen = 0
        self._last: Analysis | None = None

    @property
    def steps(self) -> NDArray[np.float64]:
        """Of the losses, shape (n,), ascending."""
        return self._known.rows(0, len(self._known))[:, 0]

    @property
    def losses(self) -> NDArray[np.float64]:
        """The finite losses, shape (n,), and NaN before one of other images."""
        return self._known.rows(0, len(self._known))[:, 1]

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
            self._known, self._broken, self._last, seen = GrowingTable(2), [], None, 0
        rows: list[tuple[int, float]] = []
        for one in analyses[seen:]:
            if self._last is not None and not np.array_equal(self._last.labels, one.labels):
                rows.append((one.step, math.nan))
            if one.loss_name == loss_name and math.isfinite(one.loss):
                rows.append((one.step, one.loss))
            elif one.loss_name == loss_name:
                self._broken.append(float(one.step))
            self._last = one
        self._seen = len(analyses)
        if rows:
            self._known.append(np.array(rows))

    def at(self, step: int) -> float | None:
        """Return the last finite loss at or before a step, if there is one."""
        losses = self.losses[: int(np.searchsorted(self.steps, step, side="right"))]
        known = losses[np.isfinite(losses)]
        return float(known[-1]) if len(known) else None
