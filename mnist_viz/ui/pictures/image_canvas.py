"""A canvas for pictures whose pixels are whole device pixels.

Its coordinates are device pixels at every scale of the screen, so that a picture
enlarged by a whole number stays sharp and its gaps even.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

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
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

if TYPE_CHECKING:
    import pyqtgraph as pg

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

    A pyqtgraph image, made when there is something to draw: its library takes as long as a
    fifth of the start, and the pad is not to wait for it.
    """

    def __init__(self, scene: QGraphicsScene, viewport: QWidget, z: int) -> None:
        self._scene, self._viewport, self._z = scene, viewport, z
        self._item: pg.ImageItem | None = None
        self._entries = np.empty((0, 0), dtype=np.uint8)
        self._table = np.zeros((256, 4), dtype=np.uint8)
        self._colors = np.zeros(256, dtype=np.uint32)
        self._pixels = np.empty((0, 0), dtype=np.uint32)
        self._place = QTransform()
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
            if self._item is None:
                self._item = self._made()
            self._pixels = _pixels_of(self._item, self._entries)
        self._draw()

    def place(self, left: int, top: int, across: int, down: int) -> None:
        """Put the upper left corner here; a pixel becomes `across` by `down` device pixels."""
        self._place = QTransform(across, 0, 0, down, left, top)
        if self._item is not None:
            self._item.setTransform(self._place)

    def set_visible(self, visible: bool) -> None:
        """Show or hide the picture."""
        self._visible = visible
        if self._item is not None:
            self._item.setVisible(visible)

    def paint(self, painter: QPainter) -> None:
        """Paint the picture; the painter counts in device pixels."""
        if self._item is not None and self._visible and self._entries.size:
            height, width = self._entries.shape
            place = self._place.mapRect(QRect(0, 0, width, height))
            painter.drawImage(place, self._item.qimage)

    def _made(self) -> "pg.ImageItem":
        from mnist_viz.ui.plotting import pg  # noqa: PLC0415 - see the class

        item = pg.ImageItem(axisOrder="row-major")
        item.setZValue(self._z)
        item.setTransform(self._place)
        item.setVisible(self._visible)
        self._scene.addItem(item)
        return item

    def _draw(self) -> None:
        if self._entries.size:
            np.take(self._colors, self._entries, out=self._pixels, mode="clip")
            # The item's own update() would reach the screen by way of the scene, a turn of the
            # event loop later, and paint the window twice.
            self._viewport.update()


def _pixels_of(item: "pg.ImageItem", entries: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Give an image item a picture of a size, and return its pixels, to be written in place.

    Left to itself, the item would make a table of 256 colours in Python for each picture, and
    Qt would look every pixel up in it at each paint: together ten times the work.
    """
    item.setImage(entries, autoLevels=False, levels=None)
    if not entries.size:
        return np.empty(entries.shape, dtype=np.uint32)
    item.render()
    item.qimage = item.qimage.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(item.qimage.bits(), dtype=np.uint32).reshape(entries.shape)


class ImageCanvas(QGraphicsView):
    """Draws pictures and tells where the person points.

    It asks its pictures to paint themselves: the scene would first ask each of them where it
    is, what it covers and how it is turned, which takes longer than to paint it.

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

    # pyqtgraph's items connect to these of their view; here nothing depends on them.
    sigDeviceRangeChanged = Signal(object, object)  # noqa: N815
    sigDeviceTransformChanged = Signal(object)  # noqa: N815

    def __init__(self, parent: QWidget | None = None, *, focusable: bool = True) -> None:
        super().__init__(parent)
        self.overlay: Callable[[QPainter], None] | None = None
        self.keyboard_focus = False
        self._images: list[CanvasImage] = []
        # Of a viewport that Qt made, PySide asks each class of widget there is whether it is one.
        self.setViewport(QWidget())
        scene = QGraphicsScene(self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setInteractive(False)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
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
        image = CanvasImage(self.scene(), self.viewport(), len(self._images) + 1)
        self._images.append(image)
        return image

    def set_ground(self, color: QColor) -> None:
        """Fill the canvas with a colour wherever there is no picture."""
        self.setBackgroundBrush(color)
        self.viewport().update()

    def repaint_overlay(self) -> None:
        """Paint again, soon."""
        self.viewport().update()

    def parent_rect(self, place: QRect) -> QRect:
        """Return a place of the canvas, in device pixels, as one of its parent, in Qt's."""
        corner = QRectF(place.topLeft() / self.ratio, QSize(place.size()) / self.ratio)
        return corner.toAlignedRect().translated(self.geometry().topLeft())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), self.backgroundBrush())
            painter.setTransform(self.transform())
            for image in self._images:
                image.paint(painter)
            if self.overlay is not None:
                self.overlay(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_pixels()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._fit_pixels()
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

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _is_own(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        return plain and event.key() in _OWN_KEYS

    def _device_point(self, event: QMouseEvent) -> QPoint:
        place = event.position() * self.ratio
        return QPoint(int(place.x()), int(place.y()))

    def _fit_pixels(self) -> None:
        self.setTransform(QTransform.fromScale(1 / self.ratio, 1 / self.ratio))
        self.setSceneRect(QRectF(QRect(QPoint(), self.device_size)))
