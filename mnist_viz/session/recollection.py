"""A session as a record, and a record as a session again."""

import dataclasses
from typing import TYPE_CHECKING

from mnist_viz.session.run_state import RunState
from mnist_viz.training import (
    Checkpoint,
    Looks,
    Run,
    RunRecord,
    SessionRecord,
    Snapshot,
)
from mnist_viz.training.history import History, Track
from mnist_viz.training.snapshot import NO_METRICS

if TYPE_CHECKING:
    from mnist_viz.session.session import Session


def record_of(session: "Session", checkpoint: Checkpoint | None, looks: Looks) -> SessionRecord:
    """Return all that a session is; nothing is copied.

    Parameters
    ----------
    session : Session
        Has a run.
    checkpoint : Checkpoint or None
        Where its current run is; None leaves that to be added later, or to its last snapshot.
    looks : Looks
    """
    tree, history = session.tree, session.past.history
    records = []
    for run in tree.runs.values():
        at = checkpoint if run.id == tree.current.id else None
        records.append(_run_record(run, history, session.states[run.id], at))
    return SessionRecord(
        runs=tuple(records),
        current=tree.current.id,
        to_come=session.state.to_come if checkpoint is None else checkpoint.changes_to_come,
        data=tuple(session.library.records.values()),
        taught=session.library.taught,
        looks=looks,
        environment={},
    )


def with_checkpoint(record: SessionRecord, checkpoint: Checkpoint) -> SessionRecord:
    """Return a record that goes as far as a checkpoint of its current run."""
    runs = tuple(
        _at_checkpoint(one, checkpoint) if one.run.id == record.current else one
        for one in record.runs
    )
    return dataclasses.replace(record, runs=runs, to_come=checkpoint.changes_to_come)


def tracks_of(record: SessionRecord) -> list[Track]:
    """Return what a history holds of the runs of a record, whose metrics are whole."""
    return [
        Track(
            one.run,
            list(one.snapshots),
            one.metrics if one.snapshots or len(one.metrics) else None,
            one.run.changes,
        )
        for one in record.runs
    ]


def state_of(record: RunRecord) -> RunState:
    """Return what a session knows beside that."""
    return RunState(
        dict(record.asked),
        record.analyses,
        record.ghost,
        record.data,
        record.taught,
        ruin=record.ruin,
    )


def _run_record(
    run: Run, history: History, state: RunState, checkpoint: Checkpoint | None
) -> RunRecord:
    track = history.track(run.id)
    snapshots = () if track is None else tuple(track.snapshots)
    start = 0 if run.parent is None else run.branch_step
    whole = NO_METRICS if track is None or track.metrics is None else track.metrics
    metrics, start = whole.beyond(start)
    record = RunRecord(
        run=run if track is None else dataclasses.replace(run, changes=track.changes),
        layout=snapshots[0].outline.layout if snapshots else None,
        snapshots=snapshots,
        metrics=metrics,
        metrics_from=start,
        asked=dict(state.asked),
        analyses=state.analyses,
        ghost=state.ghost,
        data=state.data,
        taught=state.taught,
        ruin=state.ruin,
    )
    return record if checkpoint is None else _at_checkpoint(record, checkpoint)


def _at_checkpoint(record: RunRecord, checkpoint: Checkpoint) -> RunRecord:
    """Return a run's record with the step where the run is, and nothing later."""
    frame = checkpoint.frame
    before = tuple(one for one in record.snapshots if one.step < frame.step)
    there = [one for one in record.snapshots if one.step == frame.step and one.complete]
    newest = there[0] if there else Snapshot.of(checkpoint)
    metrics, start = frame.metrics.beyond(record.metrics_from)
    return dataclasses.replace(
        record,
        run=dataclasses.replace(record.run, changes=frame.changes),
        layout=frame.layout,
        snapshots=(*before, newest),
        metrics=metrics,
        metrics_from=start,
        analyses=tuple(one for one in record.analyses if one.step <= frame.step),
    )
