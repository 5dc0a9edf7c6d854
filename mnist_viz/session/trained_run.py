"""One run on the worker thread: trained in slices, recorded on the way, examined beside it."""

import math
from collections.abc import Iterator
from time import perf_counter

from mnist_viz.data import DataSplits
from mnist_viz.data.my_digits import MyDigits
from mnist_viz.session.examiner import Examiner
from mnist_viz.session.pacing import Pace
from mnist_viz.session.requests import RunRequest
from mnist_viz.training import (
    Analysis,
    Arena,
    Drivers,
    DriversRequest,
    Frame,
    Recorder,
    Recording,
    Snapshot,
    Step,
    Trainer,
)

_LONGEST_WAIT_MS = 20

_TIME_TO_SPARE_SECONDS = 0.02
"""Until the next step is due, from which on test images may be read as by an idle worker."""

_RESTS_COME_SECONDS = 0.5
"""After a rest, another is waited for so long to read test images in."""

_LONGEST_READING_SECONDS = 1.0
"""What is not read by then, for want of rests, is read between two slices of training."""


class TrainedRun:
    """A run, at rest until it is told to play.

    Parameters
    ----------
    request : RunRequest
    arena : Arena
        Where its records are kept.
    pace : Pace

    Attributes
    ----------
    trainer : Trainer
    playing : bool
        Whether it trains until told to stop.

    Raises
    ------
    ConfigError, DataError
        If the run cannot be trained on these data.
    """

    def __init__(self, request: RunRequest, arena: Arena, pace: Pace) -> None:
        run = request.run
        self.trainer = Trainer(
            run.config,
            request.data,
            run.id,
            run.changes,
            request.others,
            taught=request.taught,
            watched=True,
        )
        if request.parameters is not None:
            self.trainer.network.parameters[:] = request.parameters
        start = Snapshot.of(self.trainer.checkpoint()) if request.wants_start else None
        if request.checkpoint is not None:
            self.trainer.restore(request.checkpoint)
            self.trainer.make_due_changes()
        self.playing = False
        self._steps_asked = 0
        self._in_mid_step = False
        self._rested_at = self._reading_since = -math.inf
        self._pace = pace
        self._recorder = Recorder(self.trainer, arena, start)
        self._examiner = self._new_examiner()
        self._units: Iterator[Step | None] = self.trainer.units()

    @property
    def active(self) -> bool:
        """Whether there are steps to be trained."""
        return self.playing or self._steps_asked > 0

    def play(self) -> None:
        """Train until told to stop."""
        self.playing = True
        self._pace.restart(perf_counter())

    def take_steps(self, count: int) -> None:
        """Train for so many steps, at once."""
        self._steps_asked += count

    def rest(self) -> None:
        """Stop, and record where, so that every resting place can be seen again.

        A large batch's gradient may be left half done, to be gone on with.
        """
        self.playing = False
        self._steps_asked = 0
        self._recorder.record()

    def close(self) -> Recording | None:
        """Stop for good; return what is not fetched yet. With that, it can be gone on with."""
        self._recorder.record(complete=True)
        self.trainer.close()
        return self.take_record()

    def change(self, field: str, value: float | str) -> None:
        """Alter a setting from the next step on."""
        self.trainer.change(field, value)
        self._recorder.look()

    def switch_data(self, data: DataSplits) -> None:
        """Go on with another data set of the same classes."""
        self._recorder.record_before_change()
        self.trainer.switch_data(data)
        self.trainer.prepare()

    def teach(self, digits: MyDigits) -> None:
        """Mix drawings into every batch from now on; an empty set ends that."""
        self._recorder.record_before_change()
        self.trainer.teach(digits)

    def take_record(self) -> Recording | None:
        """Hand over what was recorded since the last call, if anything."""
        return self._recorder.take_fresh()

    def train(self, seconds: float) -> None:
        """Train for some time, or until no step is due."""
        end = perf_counter() + seconds
        while self.active and (self._in_mid_step or self._step_is_due()):
            if self._steps_asked:  # somebody looks at each
                self.trainer.watch_next()
            try:
                unit = next(self._units)
            except StopIteration:  # a schedule has come to its end
                self.playing, self._steps_asked = False, 0
                break
            except BaseException:
                # One that has raised is at its end, as if a schedule were.
                self._units, self._in_mid_step = self.trainer.units(), False
                raise
            self._in_mid_step = unit is None
            if unit is not None:
                self._record_step()
            if perf_counter() >= end:
                break
        if not self.active:
            self._recorder.record()

    def ask(self, frame: Frame) -> None:
        """Have a past frame scored, before anything newer."""
        self._examiner.ask(frame)

    def ask_drivers(self, request: DriversRequest) -> None:
        """Have the test images found that drive a unit most."""
        self._examiner.ask_drivers(request)

    def examine(self, *, resting: bool = False) -> Analysis | Drivers | None:
        """Read one more piece of the test images, if it is time; return what was found.

        Parameters
        ----------
        resting : bool
            Whether training waits for a frame to be shown. Where it waits for nothing else,
            what nobody asked for is read in those moments.
        """
        examiner, now = self._present_examiner(), perf_counter()
        if resting:
            self._rested_at = now
        elif self._leaves_to_rests(examiner, now):
            return None
        if not examiner.at_work:
            training = self.active and not self._has_time()
            if not examiner.is_due(self.trainer.step, now, training=training):
                return None
            self._reading_since = now
            examiner.begin(self.trainer.frame(with_gradients=False))
        return examiner.read_piece()

    def prepare(self) -> None:
        """Have the images of the next steps written or read in the background."""
        self.trainer.prepare()

    def wait_ms(self, seconds_of_rest: float = 0.0) -> int | None:
        """Return how long it is until there is something to do, or None if there is nothing.

        Parameters
        ----------
        seconds_of_rest : float
            How long training waits for a frame to be shown.
        """
        examiner, step = self._present_examiner(), self.trainer.step
        if self.active:
            if examiner.at_work:
                return 0
            if seconds_of_rest > 0.0:
                return math.ceil(1000 * seconds_of_rest)
            if self._in_mid_step or self._steps_asked:
                return 0
            wait = self._pace.seconds_to_next(step, self.trainer.steps_per_epoch)
            return min(_LONGEST_WAIT_MS, int(1000 * wait))
        if examiner.at_work or examiner.is_due(step, perf_counter(), training=False):
            return 0
        return None

    def _leaves_to_rests(self, examiner: Examiner, now: float) -> bool:
        """Whether test images are read only while training waits for a frame to be shown."""
        hurries = self.playing and self._pace.speed == "full" and not examiner.is_waited_for
        is_late = examiner.at_work and now >= self._reading_since + _LONGEST_READING_SECONDS
        return hurries and not is_late and now < self._rested_at + _RESTS_COME_SECONDS

    def _has_time(self) -> bool:
        """Whether it is a while until the next step."""
        trainer, asked = self.trainer, self._in_mid_step or self._steps_asked
        wait = self._pace.seconds_to_next(trainer.step, trainer.steps_per_epoch)
        return not asked and wait > _TIME_TO_SPARE_SECONDS

    def _record_step(self) -> None:
        """Record the step just done if the rule says so; one that was asked for always."""
        if self._steps_asked:
            self._steps_asked -= 1
            self._recorder.record()
        else:
            self._recorder.look()

    def _step_is_due(self) -> bool:
        if self._steps_asked:
            return True
        trainer = self.trainer
        return self._pace.take(perf_counter(), trainer.step, trainer.steps_per_epoch)

    def _present_examiner(self) -> Examiner:
        """Return the examiner; another one, once the data were switched."""
        if self._examiner.data is not self.trainer.data and not self._examiner.at_work:
            self._examiner = self._new_examiner()
        return self._examiner

    def _new_examiner(self) -> Examiner:
        examples = self.trainer.examples
        return Examiner(self.trainer.data, lambda: examples.validation)
