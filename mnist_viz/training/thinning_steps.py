"""Which steps of a run are looked at more closely: all at first, then ever fewer.

Fixed by their number alone, they are the same on every machine, however fast it trains.
"""


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
    found = every_step_up_to
    while found <= step:
        found += found // gap_share
    return found
