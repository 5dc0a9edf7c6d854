"""Sessions small enough for a test: a run with all that makes training hard to continue."""

import dataclasses

import numpy as np

from mnist_viz.data import LabelledImages
from mnist_viz.data.my_digits import MyDigits, TaughtDigit
from mnist_viz.training import (
    Analysis,
    BorrowedImage,
    Change,
    Checkpoint,
    DataRecord,
    Drawing,
    Frame,
    History,
    InkStroke,
    Limits,
    Looks,
    Recorder,
    Run,
    RunConfig,
    RunRecord,
    Selection,
    SessionRecord,
    Snapshot,
    Trainer,
    analyse_at_once,
)
from tests.training.tiny import tiny_config, tiny_data

CONFIG = tiny_config(optimizer="adam", dropout=0.2, augmentation="shift", learning_rate=0.01)
CHANGES = (Change(7, "learning_rate", 0.02), Change(20, "batch_size", 24))

TAUGHT = MyDigits((TaughtDigit.of(7, [np.array([[0.2, 0.2], [0.8, 0.2], [0.4, 0.9]])]),))

LOOKS = Looks(
    shown=11,
    selection=Selection(1, 2),
    limits=Limits(0.55, (1.0, 3.2, 1.0)),
    drawing=Drawing(
        strokes=(
            InkStroke(np.array([[0.1, 0.2], [0.3, 0.4]]), np.array([0.5, 0.75])),
            InkStroke(np.array([[0.9, 0.8]])),
        ),
        borrowed=BorrowedImage(
            np.arange(20, dtype=np.uint8).reshape(4, 5), "C", -1, np.ones((6, 7), dtype=np.uint8)
        ),
    ),
    presets={1: "intro"},
)


def recorded_run(
    run: Run, steps: int, begin_at: Checkpoint | None = None
) -> tuple[RunRecord, Checkpoint]:
    """Train a run so far; return its record, and where training can go on."""
    trainer = Trainer(run.config, tiny_data(), run.id, run.changes, watched=True)
    if begin_at is not None:
        trainer.restore(begin_at)
    recorder, history, units = Recorder(trainer), History(), trainer.units()
    history.begin(run)
    while trainer.step < steps:
        next(units)
        recorder.look()
    recorder.record(complete=True)
    recording = recorder.take_fresh()
    assert recording is not None
    history.add(recording)
    track = history.track(run.id)
    assert track is not None
    assert track.metrics is not None
    own, first = track.metrics.beyond(run.branch_step)
    record = RunRecord(
        run=dataclasses.replace(run, changes=track.changes),
        layout=trainer.network.layout,
        snapshots=tuple(track.snapshots),
        metrics=own,
        metrics_from=first,
        asked={"learning_rate": 0.02},
        analyses=(_analysis(trainer.frame()),),
        ghost=run.parent,
        data="tiny",
    )
    return record, trainer.checkpoint()


def tiny_session(steps: int = 30, config: RunConfig = CONFIG) -> SessionRecord:
    """Return a session of a run, and of a branch that left it half way."""
    data = tiny_data()
    first = Run(1, config, data.name, data.checksum, CHANGES)
    main, _ = recorded_run(first, steps)
    half = steps // 2
    kept = tuple(change for change in CHANGES if change.step <= half)
    branch = Run(2, config, data.name, data.checksum, kept, parent=1, branch_step=half)
    _, there = recorded_run(dataclasses.replace(first, changes=kept), half)
    side, _ = recorded_run(branch, steps, there)
    return SessionRecord(
        runs=(main, side),
        current=2,
        to_come=(Change(steps, "momentum", 0.5),),
        data=(DataRecord(data.name, data.title, data.checksum, data.origin),),
        taught=(TAUGHT,),
        looks=LOOKS,
        environment={"numpy": "1", "blas": "b", "threads": "1"},
        saved_at=12.5,
    )


def session_at(first: Checkpoint, newest: Checkpoint) -> SessionRecord:
    """Return a session of one run of which nothing else is recorded."""
    data, frame = tiny_data(), newest.frame
    run = Run(1, first.config, data.name, data.checksum, frame.changes)
    moments = (first, newest) if frame.step else (newest,)
    record = RunRecord(
        run=run,
        layout=frame.layout,
        snapshots=tuple(Snapshot.of(moment) for moment in moments),
        metrics=frame.metrics,
        metrics_from=0,
        asked={},
        analyses=(),
        ghost=None,
        data=data.name,
    )
    known = (DataRecord(data.name, data.title, data.checksum, data.origin),)
    return SessionRecord((record,), 1, newest.changes_to_come, known, (), Looks(), {})


def _analysis(frame: Frame) -> Analysis:
    def read(images: LabelledImages) -> Analysis:
        read = analyse_at_once(frame.layout, frame.parameters, images)
        return dataclasses.replace(read, run_id=frame.run_id, step=frame.step)

    test = tiny_data().test
    held_out = LabelledImages(test.images[5:25].copy(), test.labels[5:25].copy())
    return dataclasses.replace(read(test), held_out=read(held_out))
