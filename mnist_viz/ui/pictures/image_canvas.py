"""A canvas for pictures whose pixels are whole device pixels.

Its coordinates are device pixels at every scale of the screen, so that a picture
enlarged by a whole number stays sharp and its gaps even.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENDS = {Qt.Key.Key_Home: -1, Qt.Key.Key_End: 1}
_CONFIRM = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_NEXT = {Qt.Key.Key_Comma: -1, Qt.Key.Key_Period: 1}
_OWN_KEYS = {*_ARROWS, *_ENDS, *_CONFIRM, *_NEXT}
_BY_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}
_PASSING = {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}


class CanvasImage:
    """One picture on a canvas, a byte a pixel; made by `ImageCanvas.add_image`.

    The canvas paints an image of Qt's, whose pixels are written in place: a pyqtgraph image would
    make a table of 256 colours in Python for each picture, and Qt would look every pixel up in it
    at each paint, together ten times the work.
    """

    def __init__(self, canvas: QWidget) -> None:
        self._canvas = canvas
        self._image = QImage()
        self._entries = np.empty((0, 0), dtype=np.uint8)
        self._table = np.zeros((256, 4), dtype=np.uint8)
        self._colors = np.zeros(256, dtype=np.uint32)
        self._pixels = np.empty((0, 0), dtype=np.uint32)
        self._place = (0, 0, 1, 1)
        self._visible = True

    @property
    def entries(self) -> NDArray[np.uint8]:
        """What is drawn, shape (height, width), as entries of the colour table."""
        return self._entries.copy()

    @property
    def table(self) -> NDArray[np.uint8]:
        """The colour table, shape (256, 4)."""
        return self._table

    def set_colors(self, table: NDArray[np.uint8]) -> None:
        """Take on a colour table: red, green, blue and 255, shape (256, 4)."""
        self._table = table
        self._colors = table.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1, 1 << 24], np.uint32)
        self._draw()

    def show(self, entries: NDArray[np.uint8]) -> None:
        """Draw entries of the colour table, shape (height, width)."""
        if entries.shape == self._entries.shape:
            self._entries[...] = entries
        else:
            self._entries = entries.copy()
            self._image, self._pixels = _image_and_pixels(*entries.shape)
        self._draw()

    def place(self, left: int, top: int, across: int, down: int) -> None:
        """Put the upper left corner here; a pixel becomes `across` by `down` device pixels."""
        place = (left, top, across, down)
        if place != self._place:
            self._place = place
            self._canvas.update()

    def set_visible(self, visible: bool) -> None:
        """Show or hide the picture."""
        if visible != self._visible:
            self._visible = visible
            self._canvas.update()

    def paint(self, painter: QPainter) -> None:
        """Paint the picture; the painter counts in device pixels."""
        if self._visible and self._entries.size:
            left, top, across, down = self._place
            height, width = self._entries.shape
            painter.drawImage(QRect(left, top, across * width, down * height), self._image)

    def _draw(self) -> None:
        if self._entries.size:
            np.take(self._colors, self._entries, out=self._pixels, mode="clip")
        self._canvas.update()


def _image_and_pixels(height: int, width: int) -> tuple[QImage, NDArray[np.uint32]]:
    """Return an image of a size, and its pixels, to be written in place."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    if image.isNull():
        return image, np.empty((height, width), dtype=np.uint32)
    return image, np.frombuffer(image.bits(), dtype=np.uint32).reshape(height, width)


class ImageCanvas(QWidget):
    """Draws pictures and tells where the person points.

    A scene of Qt's would first ask each picture where it is, what it covers and how it is turned,
    which takes longer than to paint it.

    Attributes
    ----------
    overlay : callable or None
        Paints over the pictures; takes a QPainter in device pixels.
    keyboard_focus : bool
        Whether it has the focus by way of the keyboard.
    hovered, clicked, arrow_pressed, end_pressed, confirmed, next_pressed, focus_changed, \
    pixels_changed : Signal
        Positions are in device pixels. `arrow_pressed` bears columns and rows, `end_pressed`
        −1 for Home and 1 for End, `next_pressed` −1 for the comma and 1 for the full stop.
    """

    hovered = Signal(object)  # QPoint, or None when the pointer has left
    clicked = Signal(object)  # QPoint
    arrow_pressed = Signal(int, int)
    end_pressed = Signal(int)
    confirmed = Signal()
    next_pressed = Signal(int)
    focus_changed = Signal()
    pixels_changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, focusable: bool = True) -> None:
        super().__init__(parent)
        self.overlay: Callable[[QPainter], None] | None = None
        self.keyboard_focus = False
        self._images: list[CanvasImage] = []
        self._ground = self.palette().window().color()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy = Qt.FocusPolicy.StrongFocus if focusable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)

    @property
    def ratio(self) -> float:
        """Device pixels in a pixel of Qt's."""
        return self.devicePixelRatioF()

    @property
    def device_size(self) -> QSize:
        """Size in whole device pixels."""
        return QSize(int(self.width() * self.ratio), int(self.height() * self.ratio))

    def add_image(self) -> CanvasImage:
        """Return a new picture, above those before it."""
        image = CanvasImage(self)
        self._images.append(image)
        return image

    @property
    def ground(self) -> QColor:
        """What the canvas has wherever there is no picture."""
        return self._ground

    def set_ground(self, color: QColor) -> None:
        """Fill the canvas with a colour wherever there is no picture."""
        self._ground = color
        self.update()

    def repaint_overlay(self) -> None:
        """Paint again, soon."""
        self.update()

    def parent_rect(self, place: QRect) -> QRect:
        """Return a place of the canvas, in device pixels, as one of its parent, in Qt's."""
        corner = QRectF(place.topLeft() / self.ratio, QSize(place.size()) / self.ratio)
        return corner.toAlignedRect().translated(self.geometry().topLeft())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self._ground)
            painter.scale(1 / self.ratio, 1 / self.ratio)
            for image in self._images:
                image.paint(painter)
            if self.overlay is not None:
                self.overlay(painter)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.update()
            self.pixels_changed.emit()
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_own(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_own(event):
            event.ignore()
            return
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self.arrow_pressed.emit(*_ARROWS[key])
        elif key in _ENDS:
            self.end_pressed.emit(_ENDS[key])
        elif key in _NEXT:
            self.next_pressed.emit(_NEXT[key])
        else:
            self.confirmed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in _PASSING:
            self.keyboard_focus = event.reason() in _BY_KEYBOARD
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _PASSING:
            self.keyboard_focus = False
        self.focus_changed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hovered.emit(self._device_point(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self._device_point(event))
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()  # which is no other click

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def _is_own(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        return plain and event.key() in _OWN_KEYS

    def _device_point(self, event: QMouseEvent) -> QPoint:
        place = event.position() * self.ratio
        return QPoint(int(place.x()), int(place.y()))
