"""Ctrl+C and SIGTERM, which close the window.

Python runs a handler only between two of its own instructions, which an idle event loop never
reaches; the wake-up descriptor makes it.
"""

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Slot
from PySide6.QtWidgets import QWidget


class ClosingSignals(QObject):
    """Waits for them.

    Parameters
    ----------
    window : QWidget
        Is closed when one comes.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno())
        self._before = {
            number: signal.signal(number, self._on_signal)
            for number in (signal.SIGINT, signal.SIGTERM)
        }

    def uninstall(self) -> None:
        """Leave signals to whoever had them before."""
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._notifier.setEnabled(False)
        for end in (self._reader, self._writer):
            end.close()

    def _on_signal(self, number: int, frame: object) -> None:
        del number, frame
        QTimer.singleShot(0, self._window.close)

    @Slot()
    def _on_woken(self) -> None:
        self._reader.recv(64)
