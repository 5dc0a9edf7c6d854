"""Plays what was recorded, like a film."""

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_INTERVAL_MS = 16
_SECONDS_FOR_ALL = 12.0
"""What the whole timeline takes at speed 1."""

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)


class Playback(QObject):
    """Moves a playhead over the timeline at an even pace, forwards or backwards.

    The pace is even in pixels, as the timeline's scale is: the first steps, which
    change the network most, take most of the time.

    Attributes
    ----------
    speed : float
        Negative to go backwards.
    looping : bool
    """

    step_reached = Signal(int)
    ended = Signal()
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.speed = 1.0
        self.looping = False
        self._range: tuple[int, int] = (0, 1)
        self._whole = 1
        self._place = 0.0
        self._seen = 0.0
        self._clock = QTimer(self)
        self._clock.setInterval(_INTERVAL_MS)
        self._clock.timeout.connect(self._tick)

    @property
    def playing(self) -> bool:
        return self._clock.isActive()

    def start(self, step: int, marked: tuple[int, int], newest: int) -> None:
        """Play from a step; from the start of a range, if the step is its end or outside.

        Parameters
        ----------
        step : int
        marked : (int, int)
            First and last step to be played.
        newest : int
        """
        self._range, self._whole = marked, max(1, newest)
        first, last = self._ends()
        self._place = self._place_of(step)
        ahead = self._place < last if self.speed > 0 else self._place > last
        if not (ahead and min(first, last) <= self._place <= max(first, last)):
            self._place = first
        self._seen = perf_counter()
        self._clock.start()
        self.playing_changed.emit(True)

    @Slot()
    def stop(self) -> None:
        """Leave the playhead where it is."""
        if self._clock.isActive():
            self._clock.stop()
            self.playing_changed.emit(False)

    def advance(self, seconds: float) -> None:
        """Move on as far as is due after so many seconds."""
        self._place += self.speed * seconds / _SECONDS_FOR_ALL
        first, last = self._ends()
        over = self._place >= last if self.speed > 0 else self._place <= last
        if over:
            self._place = first if self.looping else last
        self.step_reached.emit(round(self._whole * self._place**2))
        if over and not self.looping:
            self.stop()
            self.ended.emit()

    def _ends(self) -> tuple[float, float]:
        """Return where it starts and where it ends, in its direction."""
        low, high = (self._place_of(step) for step in self._range)
        return (low, high) if self.speed > 0 else (high, low)

    def _place_of(self, step: int) -> float:
        return float((min(step, self._whole) / self._whole) ** 0.5)

    @Slot()
    def _tick(self) -> None:
        now = perf_counter()
        seconds, self._seen = now - self._seen, now
        self.advance(seconds)
