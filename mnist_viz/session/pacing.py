"""How fast training goes, so that it can be watched: five epochs take under a second if let run."""

import math
from functools import cache

SPEEDS = ("slow", "watch", "full")
FIRST_SPEED = "watch"

SLOW_STEPS_PER_SECOND = 2.0
FIRST_STEPS = 20
FIRST_STEPS_PER_SECOND = 4.0
FIRST_EPOCH_SECONDS = 25.0
_SLOWEST_GROWTH, _FASTEST_GROWTH = 0.05, 2.0


def steps_per_second(speed: str, step: int, steps_per_epoch: int) -> float:
    """Return how many steps a second are due.

    *Watch* shows the first steps one by one. Then the rate grows with the step, so
    that the rest of the first epoch takes `FIRST_EPOCH_SECONDS`, and goes on
    growing until the machine sets the limit.

    Parameters
    ----------
    speed : str
        One of `SPEEDS`.
    step : int
        Updates done in this run.
    steps_per_epoch : int
    """
    if speed == "full":
        return math.inf
    if speed == "slow":
        return SLOW_STEPS_PER_SECOND
    grown = max(0, step - FIRST_STEPS)
    return FIRST_STEPS_PER_SECOND + _growth(steps_per_epoch) * grown


@cache
def _growth(steps_per_epoch: int) -> float:
    """Return k of rate = r + k·n for which n steps take `FIRST_EPOCH_SECONDS`: ln(1 + kn/r) / k."""
    steps = max(0, steps_per_epoch - FIRST_STEPS)
    low, high = _SLOWEST_GROWTH, _FASTEST_GROWTH
    while high - low > 1e-4:
        k = (low + high) / 2
        too_slow = math.log1p(k * steps / FIRST_STEPS_PER_SECOND) / k > FIRST_EPOCH_SECONDS
        low, high = (k, high) if too_slow else (low, k)
    return low


class Pace:
    """Says when a step is due.

    Attributes
    ----------
    speed : str
        One of `SPEEDS`.
    """

    _MOST_CREDIT_SECONDS = 0.05

    def __init__(self) -> None:
        self.speed = FIRST_SPEED
        self._credit = 0.0
        self._seen = 0.0

    def restart(self, now: float) -> None:
        """Begin at a time in seconds, with one step due at once."""
        self._credit, self._seen = 1.0, now

    def take(self, now: float, step: int, steps_per_epoch: int) -> bool:
        """Return whether a step is due at a time in seconds; if so, it counts as done."""
        rate = steps_per_second(self.speed, step, steps_per_epoch)
        if math.isinf(rate):
            self._credit, self._seen = 0.0, now
            return True
        self._credit += (now - self._seen) * rate
        # A worker that was held up does not make up for it in a rush.
        self._credit = min(self._credit, max(1.0, rate * self._MOST_CREDIT_SECONDS))
        self._seen = now
        if self._credit < 1.0:
            return False
        self._credit -= 1.0
        return True

    def seconds_to_next(self, step: int, steps_per_epoch: int) -> float:
        """Return how long it is until a step is due."""
        rate = steps_per_second(self.speed, step, steps_per_epoch)
        return 0.0 if math.isinf(rate) else max(0.0, (1.0 - self._credit) / rate)
