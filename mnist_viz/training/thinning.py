"""Which snapshots to let go first when memory is short."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

import numpy as np

from mnist_viz.training.runs import Run
from mnist_viz.training.snapshot import Snapshot

_OTHER_RUNS_SHARE = 0.25
"""What a gap in a run that is not the current one counts for."""

_COMPLETE_FACTOR = 2.0


class Recorded(Protocol):
    """A run and its snapshots, in the order of their steps."""

    run: Run
    snapshots: list[Snapshot]


_Track = TypeVar("_Track", bound=Recorded)


def dispensable(tracks: Iterable[_Track], current: int) -> Iterator[tuple[_Track, Snapshot]]:
    """Yield snapshots that can go, the least needed first; never two neighbours.

    What a snapshot is worth is the gap that it would leave, on a logarithmic scale
    of steps: early steps change the network more than late ones. The first and the
    last of each run never go: from the one it can be replayed, from the other it
    goes on.

    Parameters
    ----------
    tracks : iterable of Recorded
    current : int
        The run whose gaps count in full.
    """
    ranked = []
    for track in tracks:
        snapshots = track.snapshots
        if len(snapshots) < 3:
            continue
        logs = np.log1p([snapshot.step for snapshot in snapshots])
        worth = logs[2:] - logs[:-2]
        worth *= [_COMPLETE_FACTOR if one.complete else 1.0 for one in snapshots[1:-1]]
        worth *= 1.0 if track.run.id == current else _OTHER_RUNS_SHARE
        ranked += [(value, track, place) for place, value in enumerate(worth.tolist(), 1)]
    ranked.sort(key=lambda entry: entry[0])
    kept: set[tuple[int, int]] = set()
    gone = []
    for _, track, place in ranked:
        run = track.run.id
        if (run, place) not in kept:
            kept |= {(run, place - 1), (run, place + 1)}
            gone.append((track, track.snapshots[place]))
    yield from gone
