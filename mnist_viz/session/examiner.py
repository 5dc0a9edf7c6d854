"""Keeps the test scores fresh at a small, fixed share of the worker's time."""

from collections.abc import Generator
from time import perf_counter

from mnist_viz.data import LabelledImages
from mnist_viz.training import Analysis, Frame, analyse

TIME_SHARE = 0.03
"""Of the worker's time, while it trains."""

HEAD_START_SECONDS = 0.25
"""What may be spent at once, so that the quick fall at the start is seen."""

_STEPS_GROW = 1.02
"""The least factor from one examined step to the next while training."""


class Examiner:
    """Reads the test images with frozen parameters, piece by piece.

    Parameters
    ----------
    images : LabelledImages
    """

    def __init__(self, images: LabelledImages) -> None:
        self._images = images
        self._pieces: Generator[None, None, Analysis] | None = None
        self._spent = 0.0
        self._last_cost = 0.0
        self._since: float | None = None
        self._examined = -1
        self._asked: Frame | None = None
        self._training = False

    @property
    def at_work(self) -> bool:
        return self._pieces is not None

    def is_due(self, step: int, now: float, *, training: bool) -> bool:
        """Return whether a new examination should begin.

        Parameters
        ----------
        step : int
            The newest.
        now : float
            In seconds.
        training : bool
            An idle worker examines at once; a training one, within `TIME_SHARE`.
        """
        if self.at_work:
            return False
        if self._asked is not None:
            return True
        if step == self._examined:
            return False
        self._training = training
        if not training:
            return True
        if self._since is None:
            self._since = now
        credit = HEAD_START_SECONDS + TIME_SHARE * (now - self._since) - self._spent
        return credit >= self._last_cost and step >= _STEPS_GROW * self._examined

    def ask(self, frame: Frame) -> None:
        """Have a past frame examined next; of several, the last."""
        self._asked = frame

    def begin(self, frame: Frame) -> None:
        """Begin to examine the parameters of a frame, or first of one that was asked for."""
        asked, self._asked = self._asked, None
        if asked is None:
            self._examined = frame.step
            self._last_cost = 0.0
        else:
            frame = asked
        self._pieces = analyse(
            frame.layout, frame.parameters, self._images, run_id=frame.run_id, step=frame.step
        )

    def read_piece(self) -> Analysis | None:
        """Read one bounded piece; return the result after the last one."""
        assert self._pieces is not None, "begin() comes first"
        began = perf_counter()
        try:
            next(self._pieces)
        except StopIteration as end:
            self._pieces = None
            result: Analysis = end.value
            return result
        finally:
            cost = perf_counter() - began
            self._last_cost += cost
            # What an idle worker does costs training nothing.
            self._spent += cost if self._training else 0.0
        return None
