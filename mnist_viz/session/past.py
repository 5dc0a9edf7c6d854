"""What is recorded of a session's runs: kept, packed, and replayed where it has gaps."""

import dataclasses

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from mnist_viz.session.library import Library
from mnist_viz.session.requests import ReplayRequest
from mnist_viz.session.worker import TrainingWorker
from mnist_viz.training import (
    Checkpoint,
    Frame,
    History,
    PackingJob,
    Recording,
    Run,
    Snapshot,
    StepPhases,
    last_good_step,
    ready_block,
)
from mnist_viz.training.history import Track

SHOW_WITHIN_SECONDS = 2.0
"""How long a replay may take whose result is only looked at."""

CONTINUE_WITHIN_SECONDS = 30.0
"""How long one may take from whose result training goes on."""

_PACK_ABOVE = 0.25
"""Share of the memory limit below which nothing is packed: it would save nothing of use."""

_PACK_WHILE_TRAINING_ABOVE = 0.75

_PACK_WHILE_TRAINING_EVERY_MS = 1000
"""Packing beside training costs training its memory's speed: a snapshot now and then will do."""


class NoStartError(Exception):
    """Nothing is recorded from which a step could be replayed."""

    def __init__(self, step: int) -> None:
        super().__init__(
            f"The steps to {step:,} went to make room for others, and the run began from weights "
            "that are no longer there."
        )


class NoDataError(Exception):
    """The images that a run was trained on are not at hand."""

    def __init__(self, title: str) -> None:
        super().__init__(f"It would have to be trained again, and {title} is not here.")


class Packer(QObject):
    """Packs snapshots; lives on the I/O thread."""

    packed = Signal(int, object)  # run id, Snapshot
    made_ready = Signal(object)  # float32, a block of memory

    @Slot(object)
    def pack(self, job: PackingJob) -> None:
        """Pack a snapshot."""
        self.packed.emit(job.run_id, job.done())

    @Slot(int, int)
    def make_ready(self, blocks: int, size: int) -> None:
        """Touch blocks of memory, so that recording into them costs training little."""
        for _ in range(blocks):
            self.made_ready.emit(ready_block(size))


class Past(QObject):
    """Owns the history; lives on the GUI thread.

    Parameters
    ----------
    worker : TrainingWorker
        Records and replays.
    io_thread : QThread
        Where snapshots are packed.
    library : Library
        The data sets of the runs.

    Attributes
    ----------
    history : History
    """

    replayed = Signal(object)  # Checkpoint of the step asked for
    dissected = Signal(object)  # StepPhases of the step asked for
    replay_refused = Signal(int, object)  # step, Exception
    replay_left = Signal()  # what was asked for before is not wanted any more

    _examination_requested = Signal(object)  # Frame

    _replay_requested = Signal(object)  # ReplayRequest
    _replay_cancelled = Signal()
    _packing_requested = Signal(object)  # PackingJob
    _cannot_begin = Signal(int, object)  # number of the request, Exception

    def __init__(
        self, worker: TrainingWorker, io_thread: QThread, library: Library, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._library = library
        self.history = History()
        self._number = 0
        self._wanted: int | None = None
        self._packing = False
        self._training = False
        self._packer = Packer()
        self._packer.moveToThread(io_thread)
        self._examination_requested.connect(worker.examine)
        self._replay_requested.connect(worker.replay)
        self._replay_cancelled.connect(worker.cancel_replay)
        self._packing_requested.connect(self._packer.pack)
        worker.room_wanted.connect(self._packer.make_ready)
        self._packer.made_ready.connect(worker.add_room)
        worker.recorded.connect(self._on_recorded)
        worker.replayed.connect(self._on_replayed)
        worker.replay_failed.connect(self._on_replay_failed)
        self._packer.packed.connect(self._on_packed)
        self._cannot_begin.connect(self._on_replay_failed, Qt.ConnectionType.QueuedConnection)
        self._pack_later = QTimer(self, singleShot=True)
        self._pack_later.setInterval(_PACK_WHILE_TRAINING_EVERY_MS)
        self._pack_later.timeout.connect(self._pack_next)

    @property
    def replaying(self) -> int | None:
        """The step that is being replayed."""
        return self._wanted

    def begin(self, run: Run) -> None:
        """Look at a run, new or resumed, and leave off replaying another."""
        self.cancel_replay()
        self.history.begin(run)

    def take_over(self, tracks: list[Track], current: int) -> None:
        """Hold the recorded steps of another session instead."""
        self.cancel_replay()
        self.history.take_over(tracks, current)

    def first_frame(self, frame: Frame) -> Frame:
        """Return the first frame of the line of steps that a frame is of."""
        first = self.history.at_or_before(frame.run_id, 0)
        return frame if first is None else self.history.frame(frame.run_id, first)

    def last_good_step(self, run_id: int, latest: int) -> int:
        """Return the last recorded step, `latest` or before, with a loss near its least."""
        track = self.history.track(run_id)
        good = 0
        if track is not None and track.metrics is not None:
            changed_at = {change.step for change in track.changes}
            good = min(latest, last_good_step(track.metrics, changed_at))
        snapshot = self.history.at_or_before(run_id, good)
        return 0 if snapshot is None else snapshot.step

    def replay(self, run: Run, step: int, limit_seconds: float = SHOW_WITHIN_SECONDS) -> None:
        """Train a copy to a step; `replayed` or `replay_refused` follows, for the last request."""
        self._ask(run, step, limit_seconds, in_phases=False)

    def dissect(self, run: Run, step: int) -> None:
        """Take a trained step apart; `dissected` or `replay_refused` follows, for the last request.

        Parameters
        ----------
        run : Run
        step : int
            From 1 to the run's newest.
        """
        self._ask(run, step, CONTINUE_WITHIN_SECONDS, in_phases=True)

    def examine(self, frame: Frame) -> None:
        """Have a past frame of the current run scored; `Session.analysis_ready` follows."""
        self._examination_requested.emit(frame)

    def cancel_replay(self) -> None:
        """Leave off replaying."""
        if self._wanted is not None:
            self._wanted = None
            self._number += 1
            self._replay_cancelled.emit()
            self.replay_left.emit()

    def note_training(self, training: bool) -> None:
        """Take note of whether the worker is busy: packing waits until it is not."""
        self._training = training
        self._pack_next()

    @Slot(object)
    def _on_recorded(self, recording: Recording) -> None:
        """Take in what the worker recorded."""
        self.history.add(recording)
        self._pack_next()

    @Slot(int, object)
    def _on_replayed(self, number: int, checkpoint: Checkpoint | StepPhases) -> None:
        """Keep a replayed step, and tell of it."""
        if number != self._number:
            return
        self._wanted = None
        if isinstance(checkpoint, StepPhases):
            self.dissected.emit(checkpoint)
            return
        checkpoint = self._with_known_metrics(checkpoint)
        frame = checkpoint.frame
        self.history.add(
            Recording(frame.run_id, (Snapshot.of(checkpoint),), frame.metrics, frame.changes)
        )
        self.replayed.emit(checkpoint)

    def _with_known_metrics(self, checkpoint: Checkpoint) -> Checkpoint:
        """Return a replayed checkpoint with all that the run recorded on the way there."""
        frame = checkpoint.frame
        known = self.history.metrics(frame.run_id)
        if known is None or len(known) < frame.step:
            return checkpoint
        return dataclasses.replace(
            checkpoint, frame=dataclasses.replace(frame, metrics=known.up_to(frame.step))
        )

    @Slot(int, object)
    def _on_replay_failed(self, number: int, error: Exception) -> None:
        """Tell why a step cannot be shown."""
        step = self._wanted
        if number == self._number and step is not None:
            self._wanted = None
            self.replay_refused.emit(step, error)

    @Slot(int, object)
    def _on_packed(self, run_id: int, snapshot: Snapshot) -> None:
        """Take in a packed snapshot."""
        self._packing = False
        self.history.replace(run_id, snapshot)
        if self._training:
            self._pack_later.start()
        else:
            self._pack_next()

    def _ask(self, run: Run, step: int, limit_seconds: float, *, in_phases: bool) -> None:
        from_step = step - 1 if in_phases else step
        snapshot = self.history.at_or_before(run.id, from_step, complete=True)
        self._number += 1
        if self._wanted is not None:
            self.replay_left.emit()
        self._wanted = step
        if snapshot is None or not self._library.has(run):
            missing = NoDataError(self._library.records[run.data_name].title)
            why = NoStartError(from_step) if snapshot is None else missing
            self._cannot_begin.emit(self._number, why)  # later, as any other answer comes
            return
        request = ReplayRequest(
            self._number,
            run,
            self._library.of(run),
            self.history.checkpoint(run.id, snapshot),
            step,
            limit_seconds,
            self._library.all,
            self._library.taught,
            in_phases,
        )
        self._replay_requested.emit(request)

    @Slot()
    def _pack_next(self) -> None:
        """Have one more snapshot packed, if memory asks for it and the time is good."""
        share = _PACK_WHILE_TRAINING_ABOVE if self._training else _PACK_ABOVE
        waiting = self._training and self._pack_later.isActive()
        if self._packing or waiting or self.history.memory_bytes < share * self.history.limit_bytes:
            return
        job = self.history.next_packing_job()
        if job is not None:
            self._packing = True
            self._packing_requested.emit(job)
