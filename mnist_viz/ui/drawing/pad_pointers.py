"""Mouse, pen and finger on the pad; one of them draws at a time."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QInputDevice,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)

from mnist_viz.ui.drawing.pad_hand import PadHand
from mnist_viz.ui.drawing.strokes import Point

_TABLET = "tablet"
PRESSES = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.TabletPress,
    QEvent.Type.TouchBegin,
}


class PadPointers:
    """Turns pointer events into movements of the hand.

    Parameters
    ----------
    hand : PadHand
    place_of : callable
        Gives the place in the unit square at a position in the widget's pixels.
    """

    def __init__(self, hand: PadHand, place_of: Callable[[QPointF], Point]) -> None:
        self._hand = hand
        self._place_of = place_of
        self._holder: object = None  # mouse button, tablet or finger

    def let_go(self) -> None:
        """End the gesture under way; its pointer has to be put down anew."""
        self._lift(self._holder)

    def take(self, event: QEvent) -> bool:
        """Return whether the event was a pointer's, and done with."""
        if isinstance(event, QMouseEvent):
            self._take_mouse(event)
            return True
        if isinstance(event, QTabletEvent):
            self._take_tablet(event)
            event.accept()  # else the same movement would come again as the mouse's
            return True
        if isinstance(event, QTouchEvent):
            return self._take_touch(event)
        if event.type() == QEvent.Type.Leave:
            self._hand.hover(None)
        return False

    def _take_mouse(self, event: QMouseEvent) -> None:
        place, button = self._place_of(event.position()), event.button()
        if event.type() in PRESSES:
            held = isinstance(self._holder, Qt.MouseButton) and self._holder in event.buttons()
            free = not held or self._holder == button  # its release may have been lost
            if free and button in {Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton}:
                self._holder = button
                self._hand.put_down(place, erases=button == Qt.MouseButton.RightButton)
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._lift(button)
        elif isinstance(self._holder, Qt.MouseButton):
            self._hand.move_to(place)
        elif self._holder is None:
            self._hand.hover(place)

    def _take_tablet(self, event: QTabletEvent) -> None:
        place = self._place_of(event.position())
        if event.type() == QEvent.Type.TabletPress:
            erases = (
                event.pointerType() == QPointingDevice.PointerType.Eraser
                or event.button() == Qt.MouseButton.RightButton
            )
            self._holder = _TABLET
            self._hand.put_down(place, event.pressure(), erases=erases)
        elif event.type() == QEvent.Type.TabletRelease:
            self._lift(_TABLET)
        elif self._holder == _TABLET:
            self._hand.move_to(place, event.pressure())
        else:
            self._hand.hover(place)

    def _take_touch(self, event: QTouchEvent) -> bool:
        if event.device().type() == QInputDevice.DeviceType.TouchPad:
            return False  # two fingers on it scroll; they do not draw
        event.accept()
        if event.type() == QEvent.Type.TouchCancel:
            self._lift(self._holder)
            return True
        for point in event.points():
            self._take_finger(point)
        return True

    def _take_finger(self, point: QEventPoint) -> None:
        """Follow the finger that came first; a resting palm draws nothing."""
        finger = ("finger", point.id())
        place = self._place_of(point.position())
        if point.state() == QEventPoint.State.Pressed and self._holder is None:
            self._holder = finger
            self._hand.put_down(place, erases=False)
        elif self._holder != finger:
            return
        elif point.state() == QEventPoint.State.Released:
            self._hand.move_to(place)
            self._lift(finger)
        else:
            self._hand.move_to(place)

    def _lift(self, holder: object) -> None:
        if holder is not None and self._holder == holder:
            self._holder = None
            self._hand.lift()
