"""What the pointer does over a chart.

pyqtgraph's own handling would drop every movement that follows another within
10 ms, the last one too, and swallow exceptions.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

_NOTCH = 120  # eighths of a degree
_STILL = 3  # pixels that a click may move


class ChartPointer(QObject):
    """Turns mouse events of a widget into requests; the widget itself sees none.

    Attributes
    ----------
    moved : Signal(float)
        To so many pixels from the left.
    dragged : Signal(float)
        By so many pixels to the right.
    turned : Signal(float, float)
        The wheel: at how many pixels from the left, and by how many notches.
    left, double_clicked : Signal()
    """

    moved = Signal(float)
    dragged = Signal(float)
    turned = Signal(float, float)
    left = Signal()
    double_clicked = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._pressed_at: float | None = None
        self._dragging = False
        widget.setMouseTracking(True)
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the events of the pointer, and let others pass."""
        if isinstance(event, QWheelEvent):
            self.turned.emit(event.position().x(), event.angleDelta().y() / _NOTCH)
            event.accept()
            return True
        if isinstance(event, QMouseEvent):
            return self._take_mouse(event)
        if event.type() == QEvent.Type.Leave:
            self.left.emit()
        return False

    def _take_mouse(self, event: QMouseEvent) -> bool:
        kind, place = event.type(), event.position()
        ours = event.button() == Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseMove:
            self._move(place.x())
            self.moved.emit(place.x())
        elif not ours:
            return False
        elif kind == QEvent.Type.MouseButtonPress:
            self._pressed_at, self._dragging = place.x(), False
        elif kind == QEvent.Type.MouseButtonRelease:
            self._pressed_at = None
        elif kind == QEvent.Type.MouseButtonDblClick:
            self.double_clicked.emit()
        return True

    def _move(self, x: float) -> None:
        if self._pressed_at is None:
            return
        by = x - self._pressed_at
        self._dragging = self._dragging or abs(by) > _STILL
        if self._dragging and by:
            self._pressed_at = x
            self.dragged.emit(by)
