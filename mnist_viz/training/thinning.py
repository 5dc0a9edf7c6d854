"""Which snapshots to let go first when memory is short."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from mnist_viz.training.snapshot import Snapshot

_OTHER_RUNS_SHARE = 0.25
"""What a gap in a run that is not looked at counts for."""

_COMPLETE_FACTOR = 2.0

Entry: TypeAlias = tuple[int, Snapshot]
"""The run that recorded it, and a snapshot."""

Stretch: TypeAlias = Sequence[Entry]
"""Snapshots in the order of their steps."""


def dispensable(
    line: Stretch,
    others: Sequence[Stretch],
    bytes_for_ends: int,
    shown: int | None = None,
    changed_at: int | None = None,
) -> list[Entry]:
    """Return snapshots that can go, the least needed first; an empty list if none can.

    What a snapshot is worth is the gap that it would leave, on a logarithmic scale
    of steps: early steps change the network more than late ones. Two neighbours never
    go at once.

    Once nothing is left of the other runs but their ends, these go too, if there is
    nothing else or they take more than they may: first the beginnings, which can be
    made again, then the last steps, from which the runs could go on; of the run that
    was left longest ago before the others. The ends of the line that is looked at
    never go: from the one it can be replayed, from the other it goes on.

    Parameters
    ----------
    line : Stretch
        The run at hand, with its ancestors up to where it left them.
    others : sequence of Stretch
        All else, the run that was left longest ago first.
    bytes_for_ends : int
        Memory that the ends of the others may take while there is something else to let go.
    shown : int or None
        The step of the line that is on the screen; it stays.
    changed_at : int or None
        The step of the line that something was changed at last; it goes after all others, since
        one may want to take that back.
    """
    ends = [other[0] for other in others if len(other) > 1]
    ends += [other[-1] for other in others if other]
    too_many = sum(snapshot.nbytes for _, snapshot in ends) - bytes_for_ends
    ranked = [one for other in others for one in _worths(other, _OTHER_RUNS_SHARE)]
    if too_many > 0:
        return _without_neighbours(ranked) or _first_bytes(ends, too_many)
    between = [one for one in _worths(line, 1.0) if one[1][one[2]][1].step != shown]
    ranked += [one for one in between if one[1][one[2]][1].step != changed_at]
    return _without_neighbours(ranked) or ends or _without_neighbours(between)


_Ranked: TypeAlias = tuple[float, Stretch, int]
"""What a snapshot is worth, and where it stands."""


def _first_bytes(entries: list[Entry], excess: int) -> list[Entry]:
    """Return the first entries, as many as take so many bytes."""
    taken = np.cumsum([snapshot.nbytes for _, snapshot in entries])
    return entries[: int(np.searchsorted(taken, excess)) + 1]


def _worths(stretch: Stretch, share: float) -> list[_Ranked]:
    """Return what each snapshot between the ends is worth."""
    if len(stretch) < 3:
        return []
    logs = np.log1p([snapshot.step for _, snapshot in stretch])
    worth = share * (logs[2:] - logs[:-2])
    worth *= [_COMPLETE_FACTOR if one.complete else 1.0 for _, one in stretch[1:-1]]
    return [(value, stretch, place) for place, value in enumerate(worth.tolist(), 1)]


def _without_neighbours(ranked: list[_Ranked]) -> list[Entry]:
    """Return the snapshots of least worth first, none beside one before it."""
    kept: set[tuple[int, int]] = set()
    gone = []
    for _, stretch, place in sorted(ranked, key=lambda one: one[0]):
        if (id(stretch), place) not in kept:
            kept |= {(id(stretch), place - 1), (id(stretch), place + 1)}
            gone.append(stretch[place])
    return gone
