"""Keeps the test scores fresh at a small, fixed share of the worker's time."""

import math
from collections.abc import Generator
from time import perf_counter

from mnist_viz.data import LabelledImages
from mnist_viz.training import Analysis, Frame, analyse

TIME_SHARE = 0.03
"""Of the worker's time, while it trains."""


class Examiner:
    """Reads the test images with frozen parameters, piece by piece.

    Parameters
    ----------
    images : LabelledImages
    """

    def __init__(self, images: LabelledImages) -> None:
        self._images = images
        self._pieces: Generator[None, None, Analysis] | None = None
        self._seconds = 0.0
        self._began = -math.inf
        self._newest_step = -1

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
        if self.at_work or step == self._newest_step:
            return False
        return not training or now - self._began >= self._seconds / TIME_SHARE

    def begin(self, frame: Frame, now: float) -> None:
        """Begin to examine the parameters of a frame."""
        self._pieces = analyse(
            frame.layout, frame.parameters, self._images, run_id=frame.run_id, step=frame.step
        )
        self._newest_step = frame.step
        self._began, self._seconds = now, 0.0

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
            self._seconds += perf_counter() - began
        return None
