"""What is asked for before the window has all its parts, kept until it can be done."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, SignalInstance


class EarlyRequests(QObject):
    """Keeps requests in their order.

    Parameters
    ----------
    signals : iterable of SignalInstance
        By which controls ask that are there before what does it.
    """

    def __init__(self, signals: Iterable[SignalInstance], parent: QObject) -> None:
        super().__init__(parent)
        self._kept: list[Callable[[], object]] = []
        self._heard = [(signal, partial(self._hear, signal)) for signal in signals]
        for signal, hear in self._heard:
            signal.connect(hear)

    def keep(self, request: Callable[[], object]) -> None:
        """Keep what is to be called later."""
        self._kept.append(request)

    def stop_listening(self) -> None:
        """Keep nothing more of the signals: what does it is joined to them now."""
        for signal, hear in self._heard:
            signal.disconnect(hear)
        self._heard = []

    def carry_out(self) -> None:
        """Do what was asked for."""
        kept, self._kept = self._kept, []
        for request in kept:
            request()

    def _hear(self, signal: SignalInstance, *what: object) -> None:
        self.keep(partial(signal.emit, *what))
