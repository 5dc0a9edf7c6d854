"""The hand over the pad: whatever moves it, it draws, erases, and says what came of it."""

from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal, Slot

from mnist_viz.ui.drawing.ink import BorrowedDigit, Ink, Sheet
from mnist_viz.ui.drawing.strokes import Box, Point


class Tool(Enum):
    """What the main button of a pointer does."""

    PEN = "pen"
    ERASER = "eraser"


class PadHand(QObject):
    """Changes ink; places are in the unit square.

    Attributes
    ----------
    drawing_changed : Signal(object)
        What the network sees now: uint8 (28, 28), or None if there is nothing. At most
        one a turn of the event loop; the last one of several always comes.
    inked : Signal(object)
        The Box within which ink looks different.
    eraser_moved : Signal()
        It is at another `eraser`.
    tool : Tool
    """

    drawing_changed = Signal(object)  # uint8 (28, 28), or None
    inked = Signal(object)  # Box
    eraser_moved = Signal()
    _ink_arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tool = Tool.PEN
        self._ink = Ink()
        self._erases = False
        self._eraser: Point | None = None
        self._unreported = False
        self._raw = False
        # Queued, it comes after all movements that have arrived and before they are painted.
        self._ink_arrived.connect(self._report, Qt.ConnectionType.QueuedConnection)

    @property
    def sheet(self) -> Sheet:
        """What is on the pad."""
        return self._ink.sheet

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """What the network sees, uint8 (28, 28), read-only; None if there is nothing."""
        return self.sheet.raw if self._raw else self.sheet.picture

    @property
    def raw(self) -> bool:
        """Whether the network sees the drawing as it lies, neither fitted nor centred."""
        return self._raw

    def set_raw(self, raw: bool) -> None:
        """Let the network see the drawing as it lies, or as MNIST's digits are."""
        if raw != self._raw:
            self._raw = raw
            self._unreported = True
            self._report()

    @property
    def can_undo(self) -> bool:
        return self._ink.can_undo

    @property
    def can_redo(self) -> bool:
        return self._ink.can_redo

    @property
    def eraser(self) -> Point | None:
        """Where the eraser is, if it is in the hand and over the pad."""
        return self._eraser

    def put_down(self, place: Point, pressure: float | None = None, *, erases: bool) -> None:
        """Begin a stroke, or an erasure where the eraser is the tool or `erases`."""
        self._erases = erases or self.tool is Tool.ERASER
        if self._erases:
            self._changed(self._ink.begin_erasing(*place))
        else:
            self._changed(self._ink.begin_stroke(*place, pressure))
        self.hover(place)

    def move_to(self, place: Point, pressure: float | None = None) -> None:
        """Go on with it."""
        if self._erases:
            self._changed(self._ink.erase_to(*place))
        else:
            self._changed(self._ink.extend(*place, pressure))
        self.hover(place)

    def lift(self) -> None:
        """End it."""
        self._ink.end()
        self._erases = False
        self.hover(None)
        self._report()

    def hover(self, place: Point | None) -> None:
        """Pass over the pad, or leave it."""
        eraser = place if self._erases or self.tool is Tool.ERASER else None
        if eraser != self._eraser:
            self._eraser = eraser
            self.eraser_moved.emit()

    def borrow(self, digit: BorrowedDigit) -> None:
        """Put a test image on the pad."""
        self._replaced(self._ink.borrow(digit))

    def put(self, sheet: Sheet) -> None:
        """Put a whole sheet on the pad."""
        self._replaced(self._ink.put(sheet))

    @Slot()
    def clear(self) -> None:
        """Take everything off the pad."""
        self._replaced(self._ink.clear())

    @Slot()
    def undo(self) -> None:
        """Take back the last stroke, erasure or clearing."""
        self._replaced(self._ink.undo())

    @Slot()
    def redo(self) -> None:
        """Do again what was undone last."""
        self._replaced(self._ink.redo())

    def _changed(self, box: Box | None) -> None:
        if box is None:
            return
        self.inked.emit(box)
        if not self._unreported:
            self._unreported = True
            self._ink_arrived.emit()

    def _replaced(self, box: Box) -> None:
        self.inked.emit(box)
        self._unreported = True
        self._report()

    @Slot()
    def _report(self) -> None:
        if self._unreported:
            self._unreported = False
            self.drawing_changed.emit(self.picture)
