"""Where steps and values lie on a chart, in pixels, and where its axes are labelled."""

import math
from collections.abc import Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mnist_viz.ui.charts.ticks import (
    SMALLEST_ON_LOG,
    linear_ticks,
    log_limits,
    log_ticks,
    rounded_up,
)

Number = TypeVar("Number", float, NDArray[np.float64])

LEAST_STEPS = 10
"""How many steps a chart shows at least while it follows the newest."""

_GUESTS_REACH = 10.0, 3.0
"""How many times the highest value of the other lines a guest may raise an axis to: log, linear."""

_FAINT_REACH = 10.0
"""How many times lower than the lowest value of the other lines a faint one may take the axis."""

_ROOM_BELOW = 0.06  # keeps the lowest label of a logarithmic axis off the first step's


def followed_end(newest: int) -> float:
    """Return where the axis of a chart that follows the newest step ends."""
    return rounded_up(1.02 * newest, LEAST_STEPS)


class ChartScale:
    """The two axes.

    Attributes
    ----------
    first, last : float
        The visible steps.
    low, high : float
        The ends of the vertical axis.
    log : bool
        Whether that is logarithmic.
    width, height : float
        In pixels.
    head : float
        Of the height, what is kept free of lines at the top.
    """

    def __init__(self) -> None:
        self.first, self.last = 0.0, float(LEAST_STEPS)
        self.low, self.high = 0.1, 1.0
        self.log = True
        self.width = self.height = 1.0
        self.head = 0.0
        self._held: tuple[float, float, bool] | None = None

    @property
    def state(self) -> tuple[float, ...]:
        """All that decides where a point is drawn."""
        axes = (self.first, self.last, self.low, self.high, self.log)
        return (*axes, self.width, self.height, self.head)

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the vertical axis as it is drawn: logarithms if it is logarithmic."""
        low, high = self.low, self.high
        if self.log:
            low, high = math.log10(low), math.log10(high)
            low -= _ROOM_BELOW * (high - low)
        head = min(self.head, self.height / 2)
        return low, high + (high - low) * head / (self.height - head)

    def hold(
        self,
        lines: Iterable[NDArray[np.float64]],
        guests: Iterable[NDArray[np.float64]] = (),
        faint: Iterable[NDArray[np.float64]] = (),
    ) -> bool:
        """End the vertical axis at round numbers that hold all values; return if it moved.

        Those of guests that lie far above all lines are not held, nor, on a logarithmic axis,
        those of faint lines that lie far below the others.
        """
        low, high = _extremes(lines)
        lowest, highest = _extremes(faint)
        least = low / _FAINT_REACH if self.log and low <= high else -math.inf
        low, high = min(low, max(lowest, least)), max(high, highest)
        reach = high * _GUESTS_REACH[0 if self.log else 1] if low <= high else math.inf
        for values in guests:
            held = values[values <= reach]
            if len(held):
                low, high = min(low, float(held.min())), max(high, float(held.max()))
        if not low <= high:
            low, high = 0.1, 1.0
        if (low, high, self.log) == self._held:
            return False
        self._held = (low, high, self.log)
        if self.log:
            limits = log_limits(low, high)
        else:
            limits = (-rounded_up(-low) if low < 0 else 0.0, rounded_up(high))
        moved = limits != (self.low, self.high)
        self.low, self.high = limits
        return moved

    def across(self, steps: Number) -> Number:
        """Return the pixels of steps, from the left."""
        return (steps - self.first) * (self.width / (self.last - self.first))

    def down(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the pixels of values, from the top."""
        low, high = self.ends
        if self.log:
            values = np.log10(np.maximum(values, SMALLEST_ON_LOG))
        # Far above the chart, the painter's numbers would not do.
        return np.maximum((high - values) * (self.height / (high - low)), -self.height)

    def step_ticks(self, room: float) -> list[float]:
        """Return round steps at least so many pixels apart."""
        least = room * (self.last - self.first) / self.width
        return linear_ticks(self.first, self.last, max(1.0, least))

    def value_ticks(self, room: float) -> list[float]:
        """Return round values at least about so many pixels apart."""
        if self.log:
            return log_ticks(self.low, self.high, max(2, int(self.height // room) + 1))
        return linear_ticks(self.low, self.high, room * (self.high - self.low) / self.height)


def _extremes(lines: Iterable[NDArray[np.float64]]) -> tuple[float, float]:
    """Return the lowest and the highest value of lines; those without any are passed over."""
    low, high = math.inf, -math.inf
    for values in lines:
        if len(values):
            low = float(min(low, np.fmin.reduce(values)))
            high = float(max(high, np.fmax.reduce(values)))
    return low, high
