"""Looks at the test images at a small, fixed share of the worker's time: scores, driving images."""

import dataclasses
import math
from collections.abc import Callable, Generator
from time import thread_time

from mnist_viz.data import DataSplits, LabelledImages
from mnist_viz.training import (
    HELD_OUT_IMAGES,
    Analysis,
    Drivers,
    DriversRequest,
    Frame,
    analyse,
    find_drivers,
)

TIME_SHARE = 0.02
"""Of the worker's time, while it trains."""

MOST_SAVED_SECONDS = 0.05
"""What may be saved up, and spent at once."""

OPENING_SECONDS = 0.2
"""What may be spent beyond that on the first steps, so that the quick fall at the start is seen."""

_OPENING_GROWTH = 2
"""From one examination to the next, how many times as many steps lie behind, in the opening."""

_GAP_SHARE, _WIDEST_GAP = 0.25, 250
"""Steps from one examination to the next while training: a share of the step, up to so many."""


class Examiner:
    """Reads the test images with frozen parameters, piece by piece.

    Parameters
    ----------
    data : DataSplits
        Whose test images.
    held_out : callable, optional
        Returns the images held out of the training set, if there are any.
    """

    def __init__(
        self, data: DataSplits, held_out: Callable[[], LabelledImages | None] = lambda: None
    ) -> None:
        self._data = data
        self._held_out = held_out
        self._pieces: Generator[None, None, Analysis | Drivers] | None = None
        self._saved, self._opening = 0.0, OPENING_SECONDS
        self._opens = False
        self._seen = math.inf
        self._first = self._examined = -1
        self._asked: Frame | None = None
        self._drivers_asked: DriversRequest | None = None
        self._training = False
        self._urgent = False

    @property
    def data(self) -> DataSplits:
        return self._data

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
        self._training, self._opens = training, False
        if self.is_waited_for:
            return True
        if step == self._examined and self._drivers_asked is None:
            return False
        if not training:
            return True
        earned = TIME_SHARE * max(0.0, now - self._seen)
        self._saved = min(MOST_SAVED_SECONDS, self._saved + earned)
        self._seen = now
        gap = min(_GAP_SHARE * self._examined, _WIDEST_GAP)
        opening_gap = (_OPENING_GROWTH - 1) * (self._examined - self._first)
        is_affordable = self._saved > 0.0 and self._is_past(gap, step)
        self._opens = not is_affordable
        return is_affordable or (self._opening > 0.0 and self._is_past(opening_gap, step))

    def ask(self, frame: Frame) -> None:
        """Have a past frame examined next; of several, the last."""
        self._asked = frame

    def ask_drivers(self, request: DriversRequest) -> None:
        """Have the images looked for that drive a unit most; of several requests, the last.

        Those that a person waits for are looked for at once. For others, as training goes
        on, there is a share of the time.
        """
        self._drivers_asked = request

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody asked for what is read, or is to be read next."""
        if self.at_work:
            return self._urgent
        asked = self._drivers_asked
        return self._asked is not None or (asked is not None and asked.at_once)

    def _is_past(self, gap: float, step: int) -> bool:
        return self._drivers_asked is not None or step > self._examined + gap

    def begin(self, frame: Frame) -> None:
        """Begin with what was asked for, or else to examine the parameters of a frame."""
        self._urgent = self.is_waited_for
        asked, self._asked = self._asked, None
        if asked is None and self._drivers_asked is not None:
            request, self._drivers_asked = self._drivers_asked, None
            self._pieces = find_drivers(request, self._data.test, self._data.test_title)
            return
        if asked is None:
            self._examined = frame.step
            if self._first < 0:
                self._first = frame.step
        else:
            frame = asked
        self._pieces = self._examine(frame)

    def _examine(self, frame: Frame) -> Generator[None, None, Analysis]:
        def read(images: LabelledImages, title: str) -> Generator[None, None, Analysis]:
            return analyse(
                frame.layout,
                frame.parameters,
                images,
                run_id=frame.run_id,
                step=frame.step,
                images_title=title,
                loss=frame.config.loss,
            )

        found = yield from read(self._data.test, self._data.test_title)
        held_out = self._held_out()
        if held_out is None:
            return found
        of_held_out = yield from read(held_out, HELD_OUT_IMAGES)
        return dataclasses.replace(found, held_out=of_held_out)

    def read_piece(self) -> Analysis | Drivers | None:
        """Read one bounded piece; return the result after the last one."""
        assert self._pieces is not None, "begin() comes first"
        began = thread_time()  # what others do meanwhile is not this worker's time
        try:
            next(self._pieces)
        except StopIteration as end:
            self._pieces = None
            result: Analysis | Drivers = end.value
            return result
        finally:
            if self._training:  # what an idle worker does costs training nothing
                self._pay(thread_time() - began)
        return None

    def _pay(self, seconds: float) -> None:
        if self._opens:
            self._opening -= seconds
        else:
            self._saved -= seconds
