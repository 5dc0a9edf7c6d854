"""A session in parts: what came to it since the last one, and the whole that parts make."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mnist_viz.training.packing import PackedArray
from mnist_viz.training.runs import DATA_FIELD, TAUGHT_FIELD, Run, names_in
from mnist_viz.training.session_record import RunRecord, SessionRecord
from mnist_viz.training.snapshot import NO_METRICS, Snapshot

LAST_STEPS_BYTES = 16 * 1024**2
"""What the last steps of runs that are not at hand may take in a sparse part."""

PIECE_BYTES = 4 * 1024**2
"""Of arrays in a piece: some hundredths of a second of work."""


@dataclass(frozen=True)
class Written:
    """How far a session has been written.

    Attributes
    ----------
    snapshots : dict of int to frozenset of (int, bool)
        By run: the steps, and whether they are complete.
    metrics : dict of int to int
        By run: the steps whose metrics are written.
    analyses : dict of int to frozenset of int
        By run: the steps.
    """

    snapshots: dict[int, frozenset[tuple[int, bool]]] = field(default_factory=dict)
    metrics: dict[int, int] = field(default_factory=dict)
    analyses: dict[int, frozenset[int]] = field(default_factory=dict)

    def with_part(self, part: SessionRecord) -> "Written":
        """Return how far it is written once a part is, too."""
        snapshots, metrics, analyses = (
            dict(self.snapshots),
            dict(self.metrics),
            dict(self.analyses),
        )
        for record in part.runs:
            run = record.run.id
            snapshots[run] = self.snapshots.get(run, frozenset()) | {
                (one.step, one.complete) for one in record.snapshots
            }
            analyses[run] = self.analyses.get(run, frozenset()) | {
                one.step for one in record.analyses
            }
            metrics[run] = record.known_steps
        return Written(snapshots, metrics, analyses)


def part_of(record: SessionRecord, written: Written, *, sparse: bool = False) -> SessionRecord:
    """Return what a session has beyond what is written.

    Parameters
    ----------
    record : SessionRecord
        The whole.
    written : Written
    sparse : bool
        Of the snapshots, take only the last of the run at hand, those of others as far as
        they are small, and weights that were given: what lies between can be replayed. A run
        of which earlier steps are written has its last, too, for reading would cut it there.
    """
    room = LAST_STEPS_BYTES
    runs = []
    for one in reversed(record.runs):  # those of late are the likeliest to be gone on with
        there = written.snapshots.get(one.run.id, frozenset())
        wanted = tuple(snapshot for snapshot in one.snapshots if snapshot.complete)
        if sparse:
            is_needed = one.run.id == record.current or there
            wanted = _ends(one.run, wanted, most_bytes=None if is_needed else room)
        fresh = tuple(snapshot for snapshot in wanted if (snapshot.step, True) not in there)
        if one.run.id != record.current:
            room -= sum(snapshot.nbytes for snapshot in fresh)
        runs.append(_run_part(one, written, fresh))
    return dataclasses.replace(record, runs=tuple(reversed(runs)))


def pieces_of(
    part: SessionRecord, written: Written, most_bytes: int = PIECE_BYTES
) -> Iterator[SessionRecord]:
    """Yield a part in pieces, each a part itself; any number of the first make a session.

    The first has all but snapshots, and of these what the session cannot be without: it can be
    gone on with from its last step. The others add what came before that, the newest first.

    Parameters
    ----------
    part : SessionRecord
    written : Written
        What was written before it.
    most_bytes : int
        Of arrays in a piece that could be smaller.
    """
    kept: dict[int, tuple[Snapshot, ...]] = {}
    later: list[tuple[int, Snapshot]] = []
    seen: set[int] = set()
    size = 0
    for one in part.runs:
        run = one.run.id
        is_needed = run == part.current or written.snapshots.get(run)
        kept[run] = _ends(one.run, one.snapshots, most_bytes=None if is_needed else 0)
        size += sum(_bytes_beside(snapshot, seen) for snapshot in kept[run])
    for one in reversed(part.runs):
        first = kept[one.run.id]
        later += [(one.run.id, each) for each in reversed(one.snapshots) if each not in first]
    is_first = True
    for run, snapshot in later:
        size += _bytes_beside(snapshot, seen)
        if size > most_bytes:
            yield _piece(part, kept, is_first=is_first)
            is_first, kept, seen = False, {}, set()
            size = _bytes_beside(snapshot, seen)
        kept[run] = (*kept.get(run, ()), snapshot)
    yield _piece(part, kept, is_first=is_first)


def _piece(
    part: SessionRecord, kept: dict[int, tuple[Snapshot, ...]], *, is_first: bool
) -> SessionRecord:
    """Return a part with some of its snapshots by run, and the rest only if it is the first."""
    runs = []
    for one in part.runs:
        chosen = sorted(kept.get(one.run.id, ()), key=lambda snapshot: snapshot.step)
        piece = dataclasses.replace(one, snapshots=tuple(chosen))
        if not is_first:
            piece = dataclasses.replace(
                piece, metrics=NO_METRICS, metrics_from=one.known_steps, analyses=()
            )
        runs.append(piece)
    return dataclasses.replace(part, runs=tuple(runs))


def _bytes_beside(snapshot: Snapshot, seen: set[int]) -> int:
    """Return what a snapshot takes beside arrays that were seen, by their ids; see them all."""
    size = 0
    for stored in snapshot.arrays.values():
        base = stored.base if isinstance(stored, PackedArray) else None
        for one in (stored, base):
            if one is not None and id(one) not in seen:
                seen.add(id(one))
                size += one.nbytes
    return size


def _ends(
    run: Run, snapshots: tuple[Snapshot, ...], most_bytes: int | None
) -> tuple[Snapshot, ...]:
    """Return the last snapshot, unless it is too large, and weights that were given."""
    is_start = run.given_weights and run.parent is None and snapshots and not snapshots[0].step
    first, last = snapshots[:1] if is_start else (), snapshots[-1:]
    if most_bytes is not None and sum(one.nbytes for one in last) > most_bytes:
        last = ()
    return first + tuple(one for one in last if one not in first)


def _run_part(record: RunRecord, written: Written, snapshots: tuple[Snapshot, ...]) -> RunRecord:
    run = record.run.id
    since = max(0, written.metrics.get(run, 0) - record.metrics_from)
    metrics, start = record.metrics.beyond(since)
    seen = written.analyses.get(run, frozenset())
    return dataclasses.replace(
        record,
        snapshots=snapshots,
        metrics=metrics,
        metrics_from=record.metrics_from + start,
        analyses=tuple(one for one in record.analyses if one.step not in seen),
    )


def whole_of(parts: Iterable[SessionRecord]) -> SessionRecord:
    """Return the session that parts make, in the order of their writing; metrics are filled in.

    Raises
    ------
    ValueError
        If they do not make one.
    """
    runs: dict[int, RunRecord] = {}
    last: SessionRecord | None = None
    for part in parts:
        last = part
        for record in part.runs:
            runs[record.run.id] = _joined(runs, record)
    if last is None:
        raise ValueError("no part")
    whole = dataclasses.replace(last, runs=tuple(_trimmed(runs[run]) for run in sorted(runs)))
    check_whole(whole)
    return whole


def _joined(runs: dict[int, RunRecord], new: RunRecord) -> RunRecord:
    """Return a run's record with a newer part of it."""
    old, parent = runs.get(new.run.id), new.run.parent
    if old is None and parent is not None:
        before = runs[parent].metrics if parent in runs else None
    else:
        before = None if old is None else old.metrics
    start = new.metrics_from
    if start > (0 if before is None else len(before)):
        raise ValueError("metrics are missing")
    metrics = new.metrics
    if before is not None and start:
        metrics = before.up_to(start).extended(metrics)
    if old is None:
        return dataclasses.replace(new, metrics=metrics, metrics_from=0)
    analyses = {one.step: one for one in (*old.analyses, *new.analyses)}
    return dataclasses.replace(
        new,
        layout=old.layout or new.layout,
        snapshots=_united(old.snapshots, new.snapshots),
        metrics=metrics,
        metrics_from=0,
        analyses=tuple(analyses[step] for step in sorted(analyses)),
    )


def _united(old: tuple[Snapshot, ...], new: tuple[Snapshot, ...]) -> tuple[Snapshot, ...]:
    by_step = {one.step: one for one in old}
    for one in new:
        if one.complete or one.step not in by_step:
            by_step[one.step] = one
    return tuple(by_step[step] for step in sorted(by_step))


def _trimmed(record: RunRecord) -> RunRecord:
    """Return a run's record up to the step from which it can go on."""
    newest = record.newest
    if newest is None:
        return record
    step, metrics, ruin = newest.step, record.metrics, record.ruin
    return dataclasses.replace(
        record,
        ruin=ruin if ruin is not None and ruin.step <= step + 1 else None,
        snapshots=tuple(one for one in record.snapshots if one.step <= step),
        metrics=metrics.up_to(step),
    )


def check_whole(record: SessionRecord) -> None:
    """Refuse a session whose parts do not belong together.

    Raises
    ------
    ValueError
        If a run lacks what it stands on.
    """
    by_id = {one.run.id: one for one in record.runs}
    if len(by_id) != len(record.runs) or list(by_id) != sorted(by_id):
        raise ValueError("ids of runs")
    names = {data.name for data in record.data}
    taught = {digits.name for digits in record.taught}
    for one in record.runs:
        _check_run(one, by_id, names, taught)
    current = by_id[record.current]
    if current.newest is None:
        raise ValueError("the run at hand cannot go on")
    shown = record.looks.shown
    if shown is not None and shown > record.steps:
        raise ValueError("the step shown is not there")


def _check_run(
    record: RunRecord, by_id: dict[int, RunRecord], names: set[str], taught: set[str]
) -> None:
    run, parent = record.run, record.run.parent
    if record.ghost is not None and record.ghost not in by_id:
        raise ValueError("ghost")
    if parent is not None and (parent >= run.id or not _reaches(by_id[parent], run.branch_step)):
        raise ValueError("parent")
    used = {run.data_name, record.data, *names_in(run.changes, DATA_FIELD)}
    if not used <= names:
        raise ValueError("data")
    if not names_in(run.changes, TAUGHT_FIELD) | {record.taught} <= taught | {""}:
        raise ValueError("taught")
    if record.ruin is not None and record.ruin.good_step >= record.ruin.step:
        raise ValueError("ruin")
    if record.snapshots:
        _check_line(record)


def _check_line(record: RunRecord) -> None:
    last = record.snapshots[-1]
    if not last.complete:
        raise ValueError("the last step of a run is missing")
    if record.metrics_from or len(record.metrics) < last.step:
        raise ValueError("metrics are missing")


def _reaches(parent: RunRecord, step: int) -> bool:
    return step <= len(parent.metrics)
