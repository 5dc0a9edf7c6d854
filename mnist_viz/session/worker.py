"""The worker that owns the network.

Everything that touches the network happens in this worker's slots, which its
thread's event loop runs one at a time, so no lock is needed. Training advances
in slices of a few milliseconds; between two of them, messages get their turn.
"""

from collections.abc import Iterator
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from mnist_viz.data import DataSplits
from mnist_viz.data.my_digits import MyDigits
from mnist_viz.session.examiner import Examiner
from mnist_viz.session.pacing import Pace
from mnist_viz.session.replayer import Replayer
from mnist_viz.session.requests import ReplayRequest, RunRequest
from mnist_viz.training import (
    Arena,
    DivergenceError,
    Drivers,
    DriversRequest,
    Frame,
    Recorder,
    Step,
    Trainer,
)

SLICE_SECONDS = 0.004
"""How long the worker trains before it looks at its messages."""

_LONGEST_WAIT_MS = 20

_LONGEST_SHOW_MS = 30
"""How long training waits for a frame to be shown, whatever else the screen has to do."""


class TrainingWorker(QObject):
    """Trains, answers and reports; lives on the worker thread."""

    run_started = Signal(object)  # Frame that the run begins or goes on with
    recorded = Signal(object)  # Recording, before the frame that it leads to
    frame_ready = Signal(object)  # Frame
    analysis_ready = Signal(object)  # Analysis
    drivers_ready = Signal(object)  # Drivers
    came_to_rest = Signal(int, int, int)  # run id, step, number of the last play: none is due
    failed = Signal(int, object)  # run id, Exception
    checkpoint_ready = Signal(int, object)  # number of the request, Checkpoint or None
    left = Signal(object)  # Checkpoint, of the last step before the end
    room_wanted = Signal(int)  # blocks of memory to be made ready
    replayed = Signal(int, object)  # number of the request, Checkpoint or StepPhases
    replay_failed = Signal(int, object)  # number of the request, Exception

    def __init__(self) -> None:
        super().__init__()
        self._trainer: Trainer | None = None
        self._examiner: Examiner | None = None
        self._recorder: Recorder | None = None
        self._arena = Arena()
        self._replayer = Replayer()
        self._units: Iterator[Step | None] = iter(())
        self._pace = Pace()
        self._playing = False
        self._play_number = 0
        self._steps_asked = 0
        self._in_mid_step = False
        self._sent_step = -1
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)

    @Slot(object)
    def begin(self, request: RunRequest) -> None:
        """Set up a run, at rest; the one before is let go."""
        self._let_go()
        run = request.run
        try:
            trainer = Trainer(
                run.config, request.data, run.id, run.changes, request.others, taught=request.taught
            )
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.failed.emit(run.id, error)
            return
        if request.parameters is not None:
            trainer.network.parameters[:] = request.parameters
        if request.checkpoint is not None:
            trainer.restore(request.checkpoint)
            trainer.make_due_changes()
        self._recorder = Recorder(trainer, self._arena)
        self._trainer = trainer
        self._units = trainer.units()
        self._examiner = Examiner(trainer.data)
        self._ask_for_room()
        trainer.prepare()
        self._send_record()
        self.run_started.emit(trainer.frame())
        self._clock.start(0)

    @Slot(int)
    def play(self, number: int) -> None:
        """Train until told to stop; `number` tells one play from the next."""
        if self._trainer is not None:
            self._playing = True
            self._play_number = number
            self._pace.restart(perf_counter())
            self._clock.start(0)

    @Slot()
    def pause(self) -> None:
        """Stop; a large batch's gradient may be left half done, to be gone on with."""
        if self._trainer is not None:
            self._rest()
            self._record_rest()
            self._tell_rest(self._trainer)
            self._clock.start(0)

    @Slot(int)
    def take_steps(self, count: int) -> None:
        """Train for so many steps, at once."""
        if self._trainer is not None:
            self._steps_asked += count
            self._clock.start(0)

    @Slot(str)
    def set_speed(self, speed: str) -> None:
        """Set one of `mnist_viz.session.pacing.SPEEDS`."""
        self._pace.speed = speed
        self._pace.restart(perf_counter())
        if self._playing:
            self._clock.start(0)

    @Slot(str, object)
    def change(self, field: str, value: float | str) -> None:
        """Alter a setting from the next step on."""
        if self._trainer is None:
            return
        try:
            self._trainer.change(field, value)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.failed.emit(self._trainer.run_id, error)

    @Slot(object)
    def switch_data(self, data: DataSplits) -> None:
        """Go on with another data set of the same classes."""
        if self._trainer is None:
            return
        try:
            self._trainer.switch_data(data)
            self._trainer.prepare()
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.failed.emit(self._trainer.run_id, error)
        else:
            self._clock.start(0)

    @Slot(object)
    def teach(self, digits: MyDigits) -> None:
        """Mix drawings into every batch from now on; an empty set ends that."""
        if self._trainer is None:
            return
        try:
            self._trainer.teach(digits)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.failed.emit(self._trainer.run_id, error)

    @Slot()
    def send_frame(self) -> None:
        """Answer with the newest frame, then rest until it is shown, see `go_on`."""
        trainer = self._trainer
        if trainer is None:
            return
        if self._active and trainer.step == self._sent_step:
            self._tick()  # a screen that asks again at once does not keep training from its turn
        self._send_record()
        self._sent_step = trainer.step
        self.frame_ready.emit(trainer.frame())
        if self._active:
            self._clock.start(_LONGEST_SHOW_MS)

    @Slot()
    def go_on(self) -> None:
        """Train on, now that a frame was shown.

        Two threads that run Python side by side hand the interpreter to and fro many
        thousand times a second, and both become slower than if they took turns.
        """
        if self._active:
            self._clock.start(0)

    @Slot(int)
    def send_checkpoint(self, number: int) -> None:
        """Answer with all that is needed to go on from here; None if nothing can be trained."""
        self._send_record()
        checkpoint = None if self._trainer is None else self._trainer.checkpoint()
        self.checkpoint_ready.emit(number, checkpoint)

    @Slot(object)
    def add_room(self, block: NDArray[np.float32]) -> None:
        """Take in a block of memory that was made ready."""
        self._arena.add(block)

    @Slot(object)
    def examine(self, frame: Frame) -> None:
        """Score a past frame of the run, before anything newer."""
        trainer, examiner = self._trainer, self._examiner
        if trainer is not None and examiner is not None and frame.run_id == trainer.run_id:
            examiner.ask(frame)
            self._clock.start(0)

    @Slot(object)
    def find_drivers(self, request: DriversRequest) -> None:
        """Look for the test images that drive a unit most."""
        trainer, examiner = self._trainer, self._examiner
        if trainer is None or examiner is None or request.frame.run_id != trainer.run_id:
            return
        examiner.ask_drivers(request)
        if not self._active:  # a worker that trains comes by anyway
            self._clock.start(0)

    @Slot(object)
    def replay(self, request: ReplayRequest) -> None:
        """Train a copy to a past step, beside whatever else there is to do."""
        try:
            self._replayer.begin(request)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.replay_failed.emit(request.number, error)
        else:
            self._clock.start(0)

    @Slot()
    def cancel_replay(self) -> None:
        """Leave off replaying."""
        self._replayer.cancel()

    @Slot()
    def finish(self) -> None:
        """Let everything go, and end the thread."""
        if self._trainer is not None:
            self.left.emit(self._trainer.checkpoint())
        self._let_go()
        QThread.currentThread().quit()

    def _let_go(self) -> None:
        self._rest()
        self._clock.stop()
        if self._recorder is not None:
            # With this, the run can be gone on with later.
            self._recorder.record(complete=True)
            self._send_record()
        self._recorder = None
        self._replayer.forget()
        self._in_mid_step = False
        if self._trainer is not None:
            self._trainer.close()
        self._trainer = self._examiner = None
        self._units = iter(())

    def _rest(self) -> None:
        self._playing = False
        self._steps_asked = 0

    def _record_rest(self) -> None:
        """Record where training comes to rest, so that every resting place can be seen again."""
        if self._recorder is not None:
            self._recorder.record()

    def _send_record(self) -> None:
        recording = self._recorder.take_fresh() if self._recorder is not None else None
        if recording is not None:
            self.recorded.emit(recording)

    def _tell_rest(self, trainer: Trainer) -> None:
        self.came_to_rest.emit(trainer.run_id, trainer.step, self._play_number)

    @property
    def _active(self) -> bool:
        return self._playing or self._steps_asked > 0

    @Slot()
    def _tick(self) -> None:
        """Do one slice of work, and see when the next is due."""
        trainer = self._trainer
        if trainer is None:
            return
        examiner = self._examiner_of(trainer)
        if self._replayer.at_work:
            self._replay_a_slice()
        try:
            if self._active:
                self._train_a_slice(trainer)
            self._examine(trainer, examiner)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self._rest()
            self._record_rest()
            self._clock.stop()
            if isinstance(error, DivergenceError):  # the network can still be examined
                self._clock.start(0)
            self.failed.emit(trainer.run_id, error)
        else:
            self._set_clock(trainer, self._examiner_of(trainer))

    def _look(self, recorder: Recorder) -> None:
        """See to a step that was just done; one that was asked for is always recorded."""
        if self._steps_asked:
            self._steps_asked -= 1
            recorder.record()
        else:
            recorder.look()
        self._ask_for_room()

    def _ask_for_room(self) -> None:
        blocks = self._arena.ask()
        if blocks:
            self.room_wanted.emit(blocks)

    def _replay_a_slice(self) -> None:
        number = self._replayer.number
        try:
            done = self._replayer.advance(SLICE_SECONDS)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self._replayer.cancel()
            self.replay_failed.emit(number, error)
        else:
            if done is not None:
                self.replayed.emit(number, done)

    def _train_a_slice(self, trainer: Trainer) -> None:
        recorder = self._recorder
        assert recorder is not None, "a run is recorded"
        end = perf_counter() + SLICE_SECONDS
        while self._active and (self._in_mid_step or self._step_is_due(trainer)):
            try:
                unit = next(self._units)
            except StopIteration:  # a schedule has come to its end
                self._rest()
                break
            self._in_mid_step = unit is None
            if unit is not None:
                self._look(recorder)
            if perf_counter() >= end:
                break
        if not self._active:
            self._record_rest()
            self._tell_rest(trainer)

    def _step_is_due(self, trainer: Trainer) -> bool:
        if self._steps_asked:
            return True
        return self._pace.take(perf_counter(), trainer.step, trainer.steps_per_epoch)

    def _examiner_of(self, trainer: Trainer) -> Examiner:
        """Return the examiner; another one, once the data were switched."""
        examiner = self._examiner
        if examiner is None or (examiner.data is not trainer.data and not examiner.at_work):
            examiner = self._examiner = Examiner(trainer.data)
        return examiner

    def _examine(self, trainer: Trainer, examiner: Examiner) -> None:
        """Read one more piece of the test images, if it is time."""
        if not examiner.at_work:
            if not examiner.is_due(trainer.step, perf_counter(), training=self._active):
                return
            examiner.begin(trainer.frame())
        found = examiner.read_piece()
        if isinstance(found, Drivers):
            self.drivers_ready.emit(found)
        elif found is not None:
            self.analysis_ready.emit(found)

    def _set_clock(self, trainer: Trainer, examiner: Examiner) -> None:
        """Come back at once, when the next step is due, or not at all."""
        if self._replayer.at_work:
            self._clock.start(0)
        elif self._active:
            wait = 0.0
            if not (self._in_mid_step or self._steps_asked or examiner.at_work):
                wait = self._pace.seconds_to_next(trainer.step, trainer.steps_per_epoch)
            self._clock.start(min(_LONGEST_WAIT_MS, int(1000 * wait)))
        elif examiner.at_work or examiner.is_due(trainer.step, perf_counter(), training=False):
            self._clock.start(0)
        else:
            self._clock.stop()
