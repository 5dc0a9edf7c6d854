"""Which steps of a run are looked at more closely: all at first, then ever fewer.

Fixed by their number alone, they are the same on every machine, however fast it trains.
"""

from bisect import bisect_right
from functools import cache

_LAST = 2**62
"""More steps than any run will have."""


def next_step(step: int, *, every_step_up_to: int, gap_share: int) -> int:
    """Return the first step after `step` that is looked at.

    Parameters
    ----------
    step : int
    every_step_up_to : int
        So many of the first steps are.
    gap_share : int
        From then on, the gap to the next one is the step over this.
    """
    if step < every_step_up_to:
        return step + 1
    later = _later_steps(every_step_up_to, gap_share)
    return later[bisect_right(later, step)]


@cache  # it is asked for between two steps of training
def _later_steps(first: int, gap_share: int) -> tuple[int, ...]:
    """Return the steps from the first on after which there is a gap."""
    steps = [first]
    while steps[-1] < _LAST:
        steps.append(steps[-1] + steps[-1] // gap_share)
    return tuple(steps)
