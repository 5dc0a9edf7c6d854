"""Where the labelled lines of a chart stand, and where its axes end."""

import math
from collections.abc import Sequence

from mnist_viz.ui.numbers import power

_MINUS = "\u2212"
_ROUND = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)
_OF_A_DIGIT = (1.0, 2.0, 3.0, 5.0, 7.0)

SMALLEST_ON_LOG = 1e-8
"""A logarithmic axis has no zero; what is smaller than this is drawn here."""


def rounded_up(value: float, least: float = 0.0) -> float:
    """Return the next of …, 1, 1.5, 2, 3, 5, 7, 10, … that is at least `value`.

    An axis that ends at such a number moves seldom while its data grow.
    """
    value = max(value, least)
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((m * power for m in _ROUND if m * power >= value), 10.0 * power)


def log_limits(low: float, high: float) -> tuple[float, float]:
    """Return limits among …, 0.1, 0.3, 1, 3, … that hold two positive numbers."""
    low, high = max(low, SMALLEST_ON_LOG), max(high, SMALLEST_ON_LOG)
    bottom = max(m for m in _log_series((1, 3), low / 10, low) if m <= low)
    top = min(m for m in _log_series((1, 3), high, high * 10) if m >= high)
    if top <= bottom:
        top = 3.0 * bottom
    return bottom, top


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` round numbers between two, evenly spread on a logarithmic axis."""
    within_a_decade = high <= 10.0 * low * (1 + 1e-9)
    for leads in (_OF_A_DIGIT, (1, 3), (1,)) if within_a_decade else ((1, 3), (1,)):
        ticks = _log_series(leads, low, high)
        if len(ticks) <= most:
            return ticks
    return ticks[:: -(-len(ticks) // max(1, most))]


def linear_ticks(low: float, high: float, least_step: float) -> list[float]:
    """Return the multiples of 1, 2 or 5 times a power of ten between two numbers.

    Parameters
    ----------
    low, high : float
    least_step : float
        How far they are apart at least, above 0.
    """
    power = 10.0 ** math.floor(math.log10(least_step))
    step = next(lead * power for lead in (1, 2, 5, 10) if lead * power >= least_step * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def tick_text(value: float) -> str:
    """Return a round number as an axis writes it: ``0.03``, ``1,000``, ``1e−5``."""
    if value and not 1e-3 <= abs(value) < 1e7:
        return power(value)
    return f"{value:,.6f}".rstrip("0").rstrip(".").replace("-", _MINUS)


def narrow_tick_text(value: float) -> str:
    """Return a round number as a narrow axis writes it: ``0.03``, ``300``, ``3e−3``, ``1e4``."""
    return tick_text(value) if not value or 0.01 <= abs(value) < 999.5 else power(value)


def _log_series(leads: Sequence[float], low: float, high: float) -> list[float]:
    first, last = math.floor(math.log10(low)), math.floor(math.log10(high)) + 1
    numbers = (float(f"{lead}e{power}") for power in range(first, last + 1) for lead in leads)
    return [n for n in numbers if low * (1 - 1e-9) <= n <= high * (1 + 1e-9)]
