"""Keys, pointer and focus of a widget that paints several things of which one can be chosen."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

ACROSS: Mapping[Qt.Key, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
DOWN: Mapping[Qt.Key, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}

_CONFIRM = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Cursor(QObject):
    """Goes from thing to thing by keys; a click goes there and chooses.

    Parameters
    ----------
    widget : QWidget
        Gets the focus, and is painted again when the cursor moves.
    ways : mapping of Qt.Key to int
        `ACROSS` or `DOWN`.
    place_of : callable
        Takes a QPoint of the widget; returns the number of what is there, or None.

    Attributes
    ----------
    place : int
        Where it is.
    count : int
        How many things there are.
    moved : Signal
        It is elsewhere, or has come into sight: time to read aloud what is there.
    chosen, opened : Signal(int)
        A thing was clicked, or Enter was pressed; it was clicked twice, or Ctrl+Enter.
    """

    moved = Signal()
    chosen = Signal(int)
    opened = Signal(int)

    def __init__(
        self,
        widget: QWidget,
        ways: Mapping[Qt.Key, int],
        place_of: Callable[[QPoint], int | None],
    ) -> None:
        super().__init__(widget)
        self._widget, self._ways, self._place_of = widget, ways, place_of
        self.place = self.count = 0
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget.installEventFilter(self)

    @property
    def shown(self) -> int | None:
        """Where it is, while the widget has the focus."""
        return self.place if self._widget.hasFocus() and self.place < self.count else None

    def show_count(self, count: int) -> None:
        """Take on how many things there are."""
        self.count = count
        self.place = min(self.place, max(0, count - 1))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return self._press(event)
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            if kind in {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick}:
                return self._click(event, twice=kind == QEvent.Type.MouseButtonDblClick)
        elif kind in {QEvent.Type.FocusIn, QEvent.Type.FocusOut} and isValid(self._widget):
            # A widget that is being deleted loses the focus, too, when most of it is gone.
            self._widget.update()
            if kind == QEvent.Type.FocusIn:
                self.moved.emit()
        return False

    def _press(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in self._ways:
            self._go(min(max(0, self.place + self._ways[key]), max(0, self.count - 1)))
        elif key in _CONFIRM:
            if self.place < self.count:
                is_opened = event.modifiers() & Qt.KeyboardModifier.ControlModifier
                (self.opened if is_opened else self.chosen).emit(self.place)
        else:
            return False
        return True

    def _click(self, event: QMouseEvent, *, twice: bool) -> bool:
        place = self._place_of(event.position().toPoint())
        if place is None:
            return False
        self._go(place)
        (self.opened if twice else self.chosen).emit(place)
        return True

    def _go(self, place: int) -> None:
        self.place = place
        self.moved.emit()
        self._widget.update()
