"""Writes a digit on the pad, stroke by stroke, as a hand would.

The strokes are samples of the built-in digits' model; only the pace is for the eye.
"""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mnist_viz.ui.drawing.pad_hand import PadHand
from mnist_viz.ui.drawing.strokes import Point

SIDE = 28
TICK_MS = 16
SECONDS = 1.0
"""How long a digit takes."""


class PadWriter(QObject):
    """Moves the hand over the pad.

    Parameters
    ----------
    hand : PadHand
    """

    finished = Signal()

    def __init__(self, hand: PadHand) -> None:
        super().__init__()
        self._hand = hand
        self._written = 0
        self._places: Iterator[tuple[Point, bool]] = iter(())
        self._per_tick = 1
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._go_on)

    @property
    def at_work(self) -> bool:
        return self._clock.isActive()

    def write(self, digit: int) -> None:
        """Begin to write a digit in place of what is on the pad, each time another one."""
        from mnist_viz.data.builtin import (  # noqa: PLC0415 - not at every start
            sample_strokes,
        )

        self.stop()
        self._hand.clear()
        rng = np.random.default_rng((digit, self._written))
        self._written += 1
        strokes = [stroke / SIDE for stroke in sample_strokes(digit, rng)]
        places = [
            ((float(x), float(y)), number == 0)
            for stroke in strokes
            for number, (x, y) in enumerate(stroke)
        ]
        self._per_tick = max(1, round(len(places) * TICK_MS / (1000 * SECONDS)))
        self._places = iter(places)
        self._clock.start()

    def stop(self) -> None:
        """Lift the pen and leave what is written."""
        if self.at_work:
            self._clock.stop()
            self._hand.lift()

    @Slot()
    def _go_on(self) -> None:
        for _ in range(self._per_tick):
            following = next(self._places, None)
            if following is None:
                self.stop()
                self.finished.emit()
                return
            place, begins = following
            if begins:
                self._hand.put_down(place, erases=False)
            else:
                self._hand.move_to(place)
