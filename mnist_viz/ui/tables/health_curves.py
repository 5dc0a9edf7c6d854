"""How a number of each layer went over the steps: small curves that share one scale."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mnist_viz.ui import numbers
from mnist_viz.ui.charts.curves import thinned
from mnist_viz.ui.charts.ticks import log_limits

Floats = NDArray[np.float64]

_SHARE_TOPS = (0.1, 0.25, 0.5, 1.0)
_LEAST_SPAN = 10.0
"""A curve that hardly moves is not blown up: the axis spans this factor at least."""

_SAME = 1e-3
"""A size that is next to an end of the axis stands at it: recorded ones are of fewer digits."""


@dataclass(frozen=True, eq=False)
class HealthCurves:
    """One number of every layer at some steps.

    Attributes
    ----------
    steps : float64, shape (n,)
        Ascending.
    values : float64, shape (n, layers)
        Not finite where there is none: a gap.
    is_share : bool
        Whether the values are shares, on a linear axis from 0; else they are sizes, on a
        logarithmic one: equal heights are equal factors.
    shown : int or None
        The past step that is looked at.
    reach : (float, float) or None
        What the axis holds besides the curves.
    """

    steps: Floats
    values: Floats
    is_share: bool = False
    shown: int | None = None
    reach: tuple[float, float] | None = None

    @cached_property
    def limits(self) -> tuple[float, float]:
        """Where the axis begins and ends, for all layers alike."""
        known = self.values[np.isfinite(self.values) & (self.values > 0.0)]
        lowest, highest = self.reach or (math.inf, 0.0)
        least, most = float(known.min(initial=lowest)), float(known.max(initial=highest))
        if self.is_share:
            return 0.0, next(top for top in _SHARE_TOPS if most <= top or top == _SHARE_TOPS[-1])
        if not most:
            return 1.0 / _LEAST_SPAN, 1.0
        return min(least, most / _LEAST_SPAN), most

    def holding(self, sizes: Sequence[float | None]) -> "HealthCurves":
        """Return these curves on an axis that holds some sizes, too; themselves if it does.

        An end that has to give way goes to a round number, so that it moves seldom.
        """
        low, high = self.limits
        least, most = low * (1 - _SAME), high * (1 + _SAME)
        beyond = [
            size
            for size in sizes
            if size is not None and not least <= size <= most and 0.0 < size < math.inf
        ]
        if not beyond:
            return self
        smallest, largest = min(beyond), max(beyond)
        if smallest < low:
            low = min(smallest, log_limits(smallest, smallest)[0])
        if largest > high:
            high = largest if self.is_share else log_limits(largest, largest)[1]
        return replace(self, reach=(low, high))

    @property
    def captions(self) -> tuple[str, ...]:
        """What the axis is, from the longest way to say it to the shortest."""
        low, high = self.limits
        if self.is_share:
            return (f"0 \u2013 {100 * high:.0f} %",)
        span = f"{numbers.plain(low)} \u2013 {numbers.plain(high)}"
        return f"{span}, log", "log"

    @cached_property
    def heights(self) -> Floats:
        """Where the values stand between the limits, from 0 to 1, shape (n, layers)."""
        low, high = self.limits
        if self.is_share:
            heights = self.values / high
        else:
            with np.errstate(all="ignore"):
                heights = np.log(self.values / low) / np.log(high / low)
            heights[self.values == 0.0] = 0.0  # below any power of ten: on the base line
        heights[~np.isfinite(self.values)] = np.nan
        return heights

    def line(self, layer: int, most: int) -> tuple[Floats, Floats]:
        """Return the steps and heights of a layer's curve, at most about so many points."""
        heights = self.heights[:, layer]
        if len(heights) <= most:
            return self.steps, heights
        known = np.isfinite(heights)
        steps = self.steps[known]
        return thinned(steps, heights[known], self.steps[0], self.steps[-1], most)

    def nearest(self, share: float) -> int | None:
        """Return the place of the step nearest to a share of the way; None without steps."""
        if not len(self.steps):
            return None
        first, last = self.steps[0], self.steps[-1]
        return int(np.abs(self.steps - (first + share * (last - first))).argmin())

    def place_of(self, step: float) -> int | None:
        """Return the place of a step, if it is one of them."""
        place = int(np.searchsorted(self.steps, step))
        return place if place < len(self.steps) and self.steps[place] == step else None
