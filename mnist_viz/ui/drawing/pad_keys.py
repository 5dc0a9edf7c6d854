"""Drawing with the keyboard: a key brings a cross, arrows move it, the key puts its pen down.

Until the cross is there, arrow keys are the window's: the pad has the focus at
the start, and a newcomer who presses → wants a step of training.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from mnist_viz.ui.drawing.pad_hand import PadHand
from mnist_viz.ui.drawing.strokes import Point

STEP = 1 / 60
"""Of the pad's side, for each press of an arrow key."""

FAST = 4
"""How many times that with Shift."""

_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_PEN = {Qt.Key.Key_X, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class PadKeys:
    """A cross on the pad that keys move; two arrow keys held at once move it aslant.

    Parameters
    ----------
    hand : PadHand

    Attributes
    ----------
    place : (float, float)
        In the unit square.
    visible, down : bool
        Whether the cross is shown, and its pen down.
    """

    def __init__(self, hand: PadHand) -> None:
        self._hand = hand
        self._held: set[Qt.Key] = set()
        self.place: Point = (0.5, 0.5)
        self.visible = False
        self.down = False

    def begin(self) -> None:
        """Show the cross."""
        self.visible = True
        self._hand.hover(self.place)

    def let_go(self) -> None:
        """Lift the pen and hide the cross."""
        self._held.clear()
        self.visible = False
        self.lift()

    def lift(self) -> None:
        """Lift the pen, if it is down."""
        if self.down:
            self.down = False
            self._hand.lift()

    def owns(self, event: QKeyEvent) -> bool:
        """Return whether the key means something here."""
        return self._action_of(event) is not None

    def take(self, event: QKeyEvent) -> bool:
        """Return whether the event was one of these keys, and done with."""
        key = Qt.Key(event.key())
        if event.type() == QEvent.Type.KeyRelease:
            if not event.isAutoRepeat():
                self._held.discard(key)
            return key in _WAYS
        action = self._action_of(event)
        if action is None:
            return False
        if key in _WAYS:
            self._held.add(key)
            action()
        elif not event.isAutoRepeat():
            action()
        return True

    def _action_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        for standard, command in (
            (QKeySequence.StandardKey.Undo, self._undo),
            (QKeySequence.StandardKey.Redo, self._redo),
        ):
            if event.matches(standard):
                return command
        modifiers, key = event.modifiers(), Qt.Key(event.key())
        if modifiers & _COMMANDS:
            return None
        if key in _WAYS and not self.visible:
            return None
        if key in _WAYS:
            fast = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            return self._move_fast if fast else self._move
        if key == Qt.Key.Key_Escape and self.visible:
            return self.let_go
        return {**dict.fromkeys(_PEN, self._use_pen), Qt.Key.Key_C: self._clear}.get(key)

    def _move(self, times: int = 1) -> None:
        step = STEP * times
        x = self.place[0] + step * sum(_WAYS[held][0] for held in self._held)
        y = self.place[1] + step * sum(_WAYS[held][1] for held in self._held)
        self.place = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
        if self.down:
            self._hand.move_to(self.place)
        else:
            self._hand.hover(self.place)

    def _move_fast(self) -> None:
        self._move(FAST)

    def _use_pen(self) -> None:
        if not self.visible:
            self.begin()
        elif self.down:
            self.lift()
        else:
            self.down = True
            self._hand.put_down(self.place, erases=False)

    def _clear(self) -> None:
        self.lift()
        self._hand.clear()

    def _undo(self) -> None:
        self.lift()
        self._hand.undo()

    def _redo(self) -> None:
        self.lift()
        self._hand.redo()
