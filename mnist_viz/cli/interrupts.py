"""Ctrl+C: the first asks to stop and keep the work, the second kills."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupted(Exception):  # noqa: N818 - it is no error
    """The person asked to stop; the message says what became of the work."""


class StopRequest:
    """Whether somebody has pressed Ctrl+C.

    Attributes
    ----------
    made : bool
    """

    def __init__(self) -> None:
        self.made = False

    def note(self, number: int, frame: FrameType | None) -> None:
        """Note the request, as a signal handler; the next signal has its default effect."""
        del frame
        self.made = True
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def noting_interrupts() -> Iterator[StopRequest]:
    """Note Ctrl+C instead of raising KeyboardInterrupt wherever the program happens to be."""
    stop = StopRequest()
    before = signal.signal(signal.SIGINT, stop.note)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
