"""Exceptions that nobody caught: logged, told to the window once, and survived."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from time import monotonic
from types import TracebackType

from PySide6.QtCore import QObject, Signal

_LOG = logging.getLogger(__name__)

_SAME_AGAIN_SECONDS = 10.0
"""A paint error comes back at every frame; it is told once in this time."""


class CrashNotices(QObject):
    """Catches what reaches the interpreter's last resort, on any thread.

    Slots, paint events and thread functions all end there, and the program goes on.
    """

    raised = Signal(str, str)  # one line, the traceback

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: dict[tuple[object, ...], float] = {}
        self._before: tuple[Callable[..., object], Callable[..., object]] | None = None

    def install(self) -> None:
        """Begin to catch."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def uninstall(self) -> None:
        """Leave exceptions to whoever had them before."""
        if self._before is not None:
            sys.excepthook, threading.excepthook = self._before
            self._before = None

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_exception(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        now, place = monotonic(), (kind, *_place(trace))
        if now - self._told.get(place, -_SAME_AGAIN_SECONDS) < _SAME_AGAIN_SECONDS:
            return
        self._told[place] = now
        _LOG.error("Uncaught exception\n%s", details)
        self.raised.emit(f"{kind.__name__}: {error}", details)


def _place(trace: TracebackType | None) -> tuple[str, int]:
    """Return file and line where an exception was raised; its message may differ each time."""
    frames = traceback.extract_tb(trace)
    return (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)
