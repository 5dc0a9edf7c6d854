"""Trains a copy of the network from a checkpoint to a step, and takes that apart if asked to."""

from collections.abc import Generator, Iterator
from time import perf_counter

from mnist_viz.data import DataSplits
from mnist_viz.data.my_digits import MyDigits
from mnist_viz.session.requests import ReplayRequest
from mnist_viz.training import Checkpoint, Step, StepPhases, Trainer, step_in_phases


class ReplayTooLongError(Exception):
    """A step is too far from the checkpoint before it.

    Attributes
    ----------
    step, reached : int
        The one asked for, and how far it came in time.
    """

    def __init__(self, step: int, start: int, reached: int, seconds: float) -> None:
        self.step = step
        self.reached = reached
        super().__init__(
            f"It is {step - start:,} steps from the checkpoint before it, step {start:,}; "
            f"in {seconds:g} seconds {reached - start:,} could be trained again."
        )


class Replayer:
    """Replays one step at a time; keeps the copy for the next one of the same run."""

    def __init__(self) -> None:
        self._request: ReplayRequest | None = None
        self._copy: Trainer | None = None
        self._sources: tuple[tuple[DataSplits, ...], tuple[MyDigits, ...]] = ((), ())
        self._units: Iterator[Step | None] = iter(())
        self._phases: Generator[None, None, StepPhases] | None = None
        self._worked_seconds = 0.0

    @property
    def at_work(self) -> bool:
        return self._request is not None

    @property
    def number(self) -> int:
        """The request's; 0 without one."""
        return 0 if self._request is None else self._request.number

    def begin(self, request: ReplayRequest) -> None:
        """Begin to replay; a request that is under way is dropped."""
        self._request = None
        copy = self._copy
        sources = (request.others, request.taught)
        if copy is None or copy.run_id != request.run.id or self._sources != sources:
            run, self._sources = request.run, sources
            copy = Trainer(
                run.config,
                request.data,
                run.id,
                others=request.others,
                taught=request.taught,
                watched=True,
            )
            self._copy = copy
        copy.restore(request.checkpoint)
        self._units, self._phases = copy.units(), None
        self._request = request
        self._worked_seconds = 0.0

    def cancel(self) -> None:
        """Drop the request."""
        self._request = None

    def forget(self) -> None:
        """Drop the request and the copy."""
        self._request = self._copy = self._phases = None
        self._units = iter(())

    def advance(self, seconds: float) -> Checkpoint | StepPhases | None:
        """Train the copy for some time; return the step's checkpoint, or phases, once it is there.

        The request's time runs only while the copy is trained, from its first step on: neither
        what else the thread has to do nor the reading of the images tells how far away a step is.

        Raises
        ------
        ReplayTooLongError
            If the request's time is over.
        """
        request, copy = self._request, self._copy
        assert request is not None, "begin() comes first"
        assert copy is not None, "begin() made it"
        end = perf_counter() + seconds
        last = request.step - 1 if request.in_phases else request.step
        self._train(copy, request, last, end)
        if copy.step < last:
            self._check_time(copy, request)
            return None
        result = self._take_apart(copy, end) if request.in_phases else copy.checkpoint()
        if result is not None:
            self._request = None
        return result

    def _train(self, copy: Trainer, request: ReplayRequest, last: int, end: float) -> None:
        """Train as far as a step, until a time or until the request's is over."""
        now, start = perf_counter(), request.checkpoint.frame.step
        while copy.step < last:
            began, has_begun = now, copy.step > start
            next(self._units)
            now = perf_counter()
            if has_begun:
                self._worked_seconds += now - began
            if now >= end or self._worked_seconds > request.limit_seconds:
                break

    def _check_time(self, copy: Trainer, request: ReplayRequest) -> None:
        """Give up a request whose time is over.

        Raises
        ------
        ReplayTooLongError
        """
        start = request.checkpoint.frame.step
        if copy.step > start and self._worked_seconds > request.limit_seconds:
            self._request = None
            raise ReplayTooLongError(request.step, start, copy.step, request.limit_seconds)

    def _take_apart(self, copy: Trainer, end: float) -> StepPhases | None:
        """Take the next step apart until a time; return its phases if that was enough."""
        if self._phases is None:
            self._units = iter(())  # two generators must not train one network
            self._phases = step_in_phases(copy)
        while True:
            try:
                next(self._phases)
            except StopIteration as done:
                phases: StepPhases = done.value
                self._phases = None
                return phases
            if perf_counter() >= end:
                return None
