"""The index of everything recorded of a session's runs, held below a limit of memory.

A run that branched off another shares the other's steps up to where it did; it
is looked at as one line of steps, whichever run recorded them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.checkpoint import Checkpoint
from mnist_viz.training.frame import Frame
from mnist_viz.training.metrics import Metrics
from mnist_viz.training.packing import PackedArray
from mnist_viz.training.recording import Recording
from mnist_viz.training.runs import Change, Run
from mnist_viz.training.snapshot import Snapshot
from mnist_viz.training.thinning import Entry, dispensable

DEFAULT_LIMIT_BYTES = 256 * 1024**2

_ROOM_SHARE = 0.05
"""Of the limit; so much is free after thinning, so that not every new step makes room anew."""

_OTHER_RUNS_SHARE = 0.5
"""Of the limit; so much at most may the ends of runs take that are not looked at."""

_GROUP = 8
"""Snapshots that are packed against the same one."""


@dataclass
class Track:
    """What is recorded of one run.

    Attributes
    ----------
    run : Run
    snapshots : list of Snapshot
        In the order of their steps.
    metrics : Metrics or None
        The newest, of every step since the start of the first ancestor.
    changes : tuple of Change
        The newest.
    """

    run: Run
    snapshots: list[Snapshot] = field(default_factory=list)
    metrics: Metrics | None = None
    changes: tuple[Change, ...] = ()

    def place(self, step: int) -> int:
        """Return where a step stands, or would stand."""
        return bisect_left(self.snapshots, step, key=lambda snapshot: snapshot.step)


@dataclass(frozen=True)
class PackingJob:
    """A snapshot to be packed, and what to pack it against; made to cross threads."""

    run_id: int
    snapshot: Snapshot
    base: Snapshot | None

    def done(self) -> Snapshot:
        """Return the packed snapshot."""
        return self.snapshot.packed(self.base)


def next_to_pack(snapshots: Sequence[Snapshot]) -> tuple[int, Snapshot | None] | None:
    """Return the place of the first snapshot that is not packed, and what to pack it against."""
    base, since = None, 0
    for place, snapshot in enumerate(snapshots):
        if not snapshot.is_packed:
            return place, base if since < _GROUP else None
        base, since = (snapshot, 1) if snapshot.is_base else (base, since + 1)
    return None


def all_packed(snapshots: Sequence[Snapshot]) -> tuple[Snapshot, ...]:
    """Return the same snapshots of a run, all packed."""
    packed = list(snapshots)
    while (found := next_to_pack(packed)) is not None:
        place, base = found
        packed[place] = packed[place].packed(base)
    return tuple(packed)


class History:
    """Recorded steps of runs, and where to find them.

    Parameters
    ----------
    limit_bytes : int
        Memory that snapshots may take. Beyond it, those go whose neighbours tell
        nearly as much, and in the end all those of runs that were left long ago; only the
        first, the last and the shown step of the run at hand always stay, and that of its last
        change as long as there is another. Of every run the metrics and changes stay, with which
        it can be trained again.

    Attributes
    ----------
    shown : int or None
        The past step of the run at hand that is on the screen.
    revision : int
        Grows whenever a step comes or goes.
    """

    def __init__(self, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._tracks: dict[int, Track] = {}  # the run that was left longest ago first
        self._current = 0
        self.shown: int | None = None
        self._memory = 0
        self.revision = 0

    @property
    def memory_bytes(self) -> int:
        """Memory that snapshots take now."""
        return self._memory

    @property
    def limit_bytes(self) -> int:
        return self._limit_bytes

    @limit_bytes.setter
    def limit_bytes(self, limit: int) -> None:
        self._limit_bytes = limit
        self._thin()

    def begin(self, run: Run) -> None:
        """Take in a run, or look at one again; it becomes the one whose steps count most."""
        left = self._tracks.get(self._current)
        if left is not None and left.metrics is not None:
            left.metrics = left.metrics.trimmed()
        self._current, self.shown = run.id, None
        track = self._tracks.pop(run.id, None)
        self._tracks[run.id] = track or Track(run, changes=run.changes)

    def add(self, recording: Recording) -> None:
        """Take in what was recorded of a run; what is there and holds as much stays."""
        track = self._tracks.get(recording.run_id)
        if track is None:  # of a session that another one has replaced
            return
        for snapshot in recording.snapshots:
            self._put(track, snapshot)
        self._note(track, recording.metrics, recording.changes)
        if self._memory > self._limit_bytes:
            self._thin()

    def note(self, frame: Frame) -> None:
        """Take in a run's newest metrics and changes."""
        self._note(self._tracks[frame.run_id], frame.metrics, frame.changes)

    def metrics(self, run_id: int) -> Metrics | None:
        """Return the newest metrics of a run."""
        track = self._tracks.get(run_id)
        return None if track is None else track.metrics

    def steps(self, run_id: int) -> NDArray[np.int64]:
        """Return the recorded steps of a run and of its ancestors, ascending."""
        found = [snapshot.step for snapshot in self._line(run_id)]
        return np.array(sorted(found), dtype=np.int64)

    def at_or_before(self, run_id: int, step: int, *, complete: bool = False) -> Snapshot | None:
        """Return the last snapshot at a step or before it; the last complete one, if wanted."""
        for track, last in self._lineage(run_id):
            place = track.place(min(step, last) + 1)
            for snapshot in reversed(track.snapshots[:place]):
                if snapshot.complete or not complete:
                    return snapshot
        return None

    def after(self, run_id: int, step: int) -> Snapshot | None:
        """Return the first snapshot after a step."""
        later = [snapshot for snapshot in self._line(run_id) if snapshot.step > step]
        return min(later, key=lambda snapshot: snapshot.step, default=None)

    def frame(self, run_id: int, snapshot: Snapshot) -> Frame:
        """Return the frame of a snapshot, as one of this run."""
        return snapshot.frame(run_id, self._metrics(run_id))

    def checkpoint(self, run_id: int, snapshot: Snapshot) -> Checkpoint:
        """Return the checkpoint of a complete snapshot; from it the run is trained as it was."""
        changes = self._tracks[run_id].changes
        to_come = tuple(change for change in changes if change.step >= snapshot.step)
        return snapshot.checkpoint(run_id, self._metrics(run_id), to_come)

    def can_go_on(self, run_id: int) -> bool:
        """Return whether the last step of a run is there, so that it can be gone on with."""
        track = self._tracks.get(run_id)
        return track is not None and bool(track.snapshots) and track.snapshots[-1].complete

    def track(self, run_id: int) -> Track | None:
        """Return what is recorded of a run alone."""
        return self._tracks.get(run_id)

    def take_over(self, tracks: Iterable[Track], current: int) -> None:
        """Hold these runs instead of what is held."""
        self._tracks = {track.run.id: track for track in tracks}
        self._tracks[current] = self._tracks.pop(current)
        self._current, self.shown = current, None
        self._memory = self._measured()
        self.revision += 1
        if self._memory > self._limit_bytes:
            self._thin()

    def next_packing_job(self) -> PackingJob | None:
        """Return the first snapshot that is not packed yet."""
        for track in self._tracks.values():
            found = next_to_pack(track.snapshots)
            if found is not None:
                return PackingJob(track.run.id, track.snapshots[found[0]], found[1])
        return None

    def replace(self, run_id: int, packed: Snapshot) -> None:
        """Put a packed snapshot in the place of the one it was made of, if that is still there."""
        track = self._tracks.get(run_id)
        if track is None:
            return
        place = track.place(packed.step)
        if place < len(track.snapshots):
            here = track.snapshots[place]
            if here.step == packed.step and set(here.arrays) == set(packed.arrays):
                track.snapshots[place] = packed
                self._memory += packed.nbytes - here.nbytes

    def _put(self, track: Track, snapshot: Snapshot) -> None:
        place = track.place(snapshot.step)
        here = track.snapshots[place] if place < len(track.snapshots) else None
        if here is None or here.step != snapshot.step:
            track.snapshots.insert(place, snapshot)
            self.revision += 1
        elif snapshot.complete and not here.complete:
            self._memory -= here.nbytes
            snapshot = track.snapshots[place] = here.completed_by(snapshot)
        else:
            return
        self._memory += snapshot.nbytes

    @staticmethod
    def _note(track: Track, metrics: Metrics, changes: tuple[Change, ...]) -> None:
        if track.metrics is None or len(metrics) >= len(track.metrics):
            track.metrics, track.changes = metrics, changes

    def _lineage(self, run_id: int) -> Iterator[tuple[Track, int]]:
        """Yield a run's track and its ancestors', each with the last step that counts of it."""
        last = np.iinfo(np.int64).max
        track = self._tracks.get(run_id)
        while track is not None:
            yield track, int(last)
            last = min(last, track.run.branch_step - 1)
            track = None if track.run.parent is None else self._tracks.get(track.run.parent)

    def _line(self, run_id: int) -> Iterator[Snapshot]:
        for track, last in self._lineage(run_id):
            yield from (snapshot for snapshot in track.snapshots if snapshot.step <= last)

    def _metrics(self, run_id: int) -> Metrics:
        metrics = self._tracks[run_id].metrics
        assert metrics is not None, "a run with snapshots has sent a frame"
        return metrics

    def _measured(self) -> int:
        """Return the memory taken, counting once what several snapshots share."""
        taken: dict[int, int] = {}
        for track in self._tracks.values():
            for snapshot in track.snapshots:
                for stored in snapshot.arrays.values():
                    taken[id(stored)] = stored.nbytes
                    if isinstance(stored, PackedArray) and stored.base is not None:
                        taken[id(stored.base)] = stored.base.nbytes
        return sum(taken.values())

    def _thin(self) -> None:
        """Let snapshots go until the rest fits, with some room to spare."""
        self.revision += 1
        goal = int((1 - _ROOM_SHARE) * self._limit_bytes)
        while self._memory > goal:
            excess, gone = self._memory - goal, 0
            line, others = self._stretches()
            bytes_for_ends = int(_OTHER_RUNS_SHARE * goal)
            for run_id, snapshot in dispensable(
                line, others, bytes_for_ends, self.shown, self._changed_at
            ):
                self._tracks[run_id].snapshots.remove(snapshot)
                gone += snapshot.nbytes
                if gone >= excess:
                    break
            self._memory = self._measured()
            if not gone:
                break

    @property
    def _changed_at(self) -> int | None:
        """The step that something was changed at last, in the run at hand."""
        track = self._tracks.get(self._current)
        return track.changes[-1].step if track is not None and track.changes else None

    def _stretches(self) -> tuple[list[Entry], list[list[Entry]]]:
        """Return the line of steps at hand, and what other runs recorded, the oldest first."""
        line_ends = {track.run.id: last for track, last in self._lineage(self._current)}
        line: list[Entry] = []
        others: list[list[Entry]] = []
        for run_id, track in self._tracks.items():
            last = line_ends.get(run_id, -1)
            entries = [(run_id, snapshot) for snapshot in track.snapshots]
            line += [entry for entry in entries if entry[1].step <= last]
            others.append([entry for entry in entries if entry[1].step > last])
        line.sort(key=lambda entry: entry[1].step)
        return line, others
