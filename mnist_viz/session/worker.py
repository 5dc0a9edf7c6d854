"""The worker that owns the network.

Everything that touches the network happens in this worker's slots, which its
thread's event loop runs one at a time, so no lock is needed. Training advances
in slices of a few milliseconds; between two of them, messages get their turn.
"""

from collections.abc import Callable
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from mnist_viz.data import DataSplits
from mnist_viz.data.my_digits import MyDigits
from mnist_viz.session.pacing import Pace
from mnist_viz.session.replayer import Replayer
from mnist_viz.session.requests import ReplayRequest, RunRequest
from mnist_viz.session.trained_run import TrainedRun
from mnist_viz.training import Arena, DivergenceError, Drivers, DriversRequest, Frame, Recording

SLICE_SECONDS = 0.008
"""How long the worker trains before it looks at its messages."""

_LONGEST_SHOW_MS = 30
"""How long training waits for a frame to be shown, whatever else the screen has to do.

Meanwhile test images are read: few large matrix products, which need the interpreter little.
"""

KEEP_COPY_MS = 3000
"""How long the network that replayed a step waits for another one to replay."""


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
    left = Signal(object)  # Checkpoint of the last step before the end, None without a run
    room_wanted = Signal(int, int)  # blocks of memory to be made ready, numbers in each
    replayed = Signal(int, object)  # number of the request, Checkpoint or StepPhases
    replay_failed = Signal(int, object)  # number of the request, Exception

    def __init__(self) -> None:
        super().__init__()
        self._run: TrainedRun | None = None
        self._arena = Arena()
        self._replayer = Replayer()
        self._pace = Pace()
        self._play_number = 0
        self._sent_step = -1
        self._rests_until = 0.0
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._copy_clock = QTimer(self, singleShot=True)
        self._copy_clock.setInterval(KEEP_COPY_MS)
        self._copy_clock.timeout.connect(self._forget_copy)

    @Slot(object)
    def begin(self, request: RunRequest) -> None:
        """Set up a run, at rest; the one before is let go."""
        before = self._let_go()
        try:
            run = TrainedRun(request, self._arena, self._pace)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.failed.emit(request.run.id, error)
            return
        del before  # only now: images that stand in its memory need not be put there again
        self._run = run
        self._send(run.take_record())
        self.run_started.emit(run.trainer.frame())
        self._clock.start(0)

    @Slot()
    def prepare(self) -> None:
        """Have ready what the first steps need, before anybody asks for them."""
        self._try(TrainedRun.prepare)
        if self._run is not None:
            self._ask_for_room()

    @Slot()
    def leave(self) -> None:
        """Let the run go; without one there is nothing to be done."""
        self._let_go()

    @Slot(int)
    def play(self, number: int) -> None:
        """Train until told to stop; `number` tells one play from the next."""
        if self._run is not None:
            self._play_number = number
            self._run.play()
            self._clock.start(0)

    @Slot()
    def pause(self) -> None:
        """Stop."""
        if self._run is not None:
            self._run.rest()
            self._tell_rest(self._run)
            self._clock.start(0)

    @Slot(int)
    def take_steps(self, count: int) -> None:
        """Train for so many steps, at once."""
        if self._run is not None:
            self._run.take_steps(count)
            self._clock.start(0)

    @Slot(str)
    def set_speed(self, speed: str) -> None:
        """Set one of `mnist_viz.session.pacing.SPEEDS`."""
        self._pace.speed = speed
        if self._run is not None and self._run.playing:
            self._run.play()
            self._clock.start(0)

    @Slot(str, object)
    def change(self, field: str, value: float | str) -> None:
        """Alter a setting from the next step on."""
        self._try(lambda run: run.change(field, value))

    @Slot(object)
    def switch_data(self, data: DataSplits) -> None:
        """Go on with another data set of the same classes."""
        self._try(lambda run: run.switch_data(data))
        if self._run is not None:
            self._clock.start(0)

    @Slot(object)
    def teach(self, digits: MyDigits) -> None:
        """Mix drawings into every batch from now on; an empty set ends that."""
        self._try(lambda run: run.teach(digits))

    @Slot()
    def send_frame(self) -> None:
        """Answer with the newest frame, then rest until it is shown, see `go_on`."""
        run = self._run
        if run is None:
            return
        if run.active and run.trainer.step == self._sent_step:
            self._rests_until = 0.0
            self._tick()  # a screen that asks again at once does not keep training from its turn
        self._send(run.take_record())
        self._sent_step = run.trainer.step
        self.frame_ready.emit(run.trainer.frame())
        if run.active:
            self._rests_until = perf_counter() + _LONGEST_SHOW_MS / 1000
            self._clock.start(0)

    @Slot()
    def go_on(self) -> None:
        """Train on, now that a frame was shown.

        Two threads that run Python side by side hand the interpreter to and fro many
        thousand times a second, and both become slower than if they took turns.
        """
        self._rests_until = 0.0
        if self._run is not None and self._run.active:
            self._clock.start(0)

    @Slot(int)
    def send_checkpoint(self, number: int) -> None:
        """Answer with all that is needed to go on from here; None if nothing can be trained."""
        run = self._run
        if run is None:
            self.checkpoint_ready.emit(number, None)
        else:
            self._send(run.take_record())
            self.checkpoint_ready.emit(number, run.trainer.checkpoint())

    @Slot(object)
    def add_room(self, block: NDArray[np.float32]) -> None:
        """Take in a block of memory that was made ready."""
        self._arena.add(block)

    @Slot(object)
    def examine(self, frame: Frame) -> None:
        """Score a past frame of the run, before anything newer."""
        if self._run is not None and frame.run_id == self._run.trainer.run_id:
            self._run.ask(frame)
            self._clock.start(0)

    @Slot(object)
    def find_drivers(self, request: DriversRequest) -> None:
        """Look for the test images that drive a unit most."""
        run = self._run
        if run is None or request.frame.run_id != run.trainer.run_id:
            return
        run.ask_drivers(request)
        if not run.active:  # a worker that trains comes by anyway
            self._clock.start(0)

    @Slot(object)
    def replay(self, request: ReplayRequest) -> None:
        """Train a copy to a past step, beside whatever else there is to do."""
        self._copy_clock.stop()
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
        self._copy_clock.start()

    @Slot()
    def finish(self) -> None:
        """Let everything go, and end the thread."""
        self.left.emit(None if self._run is None else self._run.trainer.checkpoint())
        self._let_go()
        QThread.currentThread().quit()

    def _let_go(self) -> TrainedRun | None:
        """Close the run, if there is one, and return it."""
        self._clock.stop()
        self._copy_clock.stop()
        run, self._run = self._run, None
        if run is not None:
            self._send(run.close())
        self._replayer.forget()
        return run

    def _try(self, alter: Callable[[TrainedRun], None]) -> None:
        """Alter the run, if there is one."""
        run = self._run
        if run is None:
            return
        try:
            alter(run)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.failed.emit(run.trainer.run_id, error)

    def _send(self, recording: Recording | None) -> None:
        if recording is not None:
            self.recorded.emit(recording)

    def _tell_rest(self, run: TrainedRun) -> None:
        self._send(run.take_record())  # the frame may have been shown before
        self.came_to_rest.emit(run.trainer.run_id, run.trainer.step, self._play_number)

    def _ask_for_room(self) -> None:
        blocks = self._arena.ask()
        if blocks:
            self.room_wanted.emit(blocks, self._arena.block_size)

    @Slot()
    def _tick(self) -> None:
        """Do one slice of work, and see when the next is due."""
        run = self._run
        if run is None:
            return
        if self._replayer.at_work:
            self._replay_a_slice()
        resting = self._seconds_of_rest() > 0.0
        try:
            if run.active and not resting:
                self._train_a_slice(run)
            found = run.examine(resting=resting)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            run.rest()
            self._clock.stop()
            self.send_frame()  # what is said of it is said of what can be seen
            if isinstance(error, DivergenceError):  # the network can still be examined
                self._clock.start(0)
            self.failed.emit(run.trainer.run_id, error)
            return
        if isinstance(found, Drivers):
            self.drivers_ready.emit(found)
        elif found is not None:
            self.analysis_ready.emit(found)
        self._set_clock(run)

    def _train_a_slice(self, run: TrainedRun) -> None:
        run.train(SLICE_SECONDS)
        self._ask_for_room()
        if not run.active:
            self._tell_rest(run)

    def _replay_a_slice(self) -> None:
        number = self._replayer.number
        try:
            done = self._replayer.advance(SLICE_SECONDS)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.cancel_replay()
            self.replay_failed.emit(number, error)
        else:
            if done is not None:
                self._copy_clock.start()
                self.replayed.emit(number, done)

    @Slot()
    def _forget_copy(self) -> None:
        """Let go a network that nobody needs any more: it takes as much as the one in training."""
        self._replayer.forget()

    def _seconds_of_rest(self) -> float:
        """Return how long training waits yet for a frame to be shown."""
        playing = self._run is not None and self._run.playing
        return max(0.0, self._rests_until - perf_counter()) if playing else 0.0

    def _set_clock(self, run: TrainedRun) -> None:
        """Come back at once, when the next step is due, or not at all."""
        wait_ms = 0 if self._replayer.at_work else run.wait_ms(self._seconds_of_rest())
        if wait_ms is None:
            self._clock.stop()
        elif wait_ms or not self._clock.isActive() or self._clock.interval():
            self._clock.start(wait_ms)  # one that runs without delay need not be set anew
