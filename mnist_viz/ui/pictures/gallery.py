"""Small pictures in rows, of which one may be chosen, by pointer or keys."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors
from mnist_viz.ui.look.spacing import UNIT, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.pictures.frames import draw_frame

_LARGEST_ZOOM = 4
_MARGIN = 3  # around all pictures: the frame of one at the edge

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -4, Qt.Key.Key_PageDown: 4}
_CONFIRM = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Gallery(QAbstractScrollArea):
    """Shows pictures as large as all of them fit; more than fit at all are scrolled.

    Only what is in sight is painted, so that thousands cost no more than a few.

    Attributes
    ----------
    pointed : Signal(object)
        The number of the picture that the person points at, or None.
    chosen : Signal(int)
        The number of one that was clicked, or at which Enter was pressed.
    left : Signal
        Escape was pressed.
    """

    pointed = Signal(object)  # int or None
    chosen = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: NDArray[np.uint8] = np.empty((0, 1, 1), dtype=np.uint8)
        self._current: int | None = None
        self._columns, self._zoom = 1, 1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.restyle(system_theme())

    @property
    def images(self) -> NDArray[np.uint8]:
        """What is shown, shape (n, height, width)."""
        return self._images

    @property
    def current(self) -> int | None:
        """The number of the picture that is pointed at."""
        return self._current

    def show_images(self, images: NDArray[np.uint8]) -> None:
        """Show pictures, uint8, shape (n, height, width), instead of those before."""
        self._images = images
        if self._current is not None and self._current >= len(images):
            self.point_at(None)
        self._arrange()
        self.viewport().update()

    def point_at(self, number: int | None) -> None:
        """Point at a picture, or at none."""
        if number != self._current:
            self._current = number
            self.viewport().update()
            self.pointed.emit(number)

    def place_of(self, number: int) -> QRect:
        """Return where a picture is, in this widget's pixels."""
        place, ratio = self._place(number), self.devicePixelRatioF()
        return QRect(
            round(place.x() / ratio),
            round(place.y() / ratio),
            round(place.width() / ratio),
            round(place.height() / ratio),
        )

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._ground = theme.color("panel")
        self._focus = theme.color("focus")
        self._ink = ink_colors(theme, "pad")
        self._arrange()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), self._ground)
            painter.scale(1 / ratio, 1 / ratio)
            for number in self._in_sight():
                image = digit_image(self._images[number], self._ink)
                painter.drawImage(self._place(number), image)
            if self._current is not None:
                width = max(1, round(2 * ratio))
                draw_frame(painter, self._place(self._current), width, self._focus)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self._number_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position().toPoint())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.point_at(number)
            self.chosen.emit(number)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.point_at(None)
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self._images) - 1
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or last < 0:
            event.ignore()
        elif key in _STEPS or key in _ROWS:
            self._move(_STEPS.get(key, 0) + _ROWS.get(key, 0) * self._columns)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self._go(0 if key == Qt.Key.Key_Home else last)
        elif key in _CONFIRM and self._current is not None:
            self.chosen.emit(self._current)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if len(self._images) and self._current is None:
            self.point_at(0)

    def _move(self, by: int) -> None:
        """Go so many pictures on; stay where there are no more."""
        start = self._current
        target = 0 if start is None else start + by
        if 0 <= target < len(self._images):
            self._go(target)

    def _go(self, number: int) -> None:
        bar, place = self.verticalScrollBar(), self._place(number)
        height = self._device(self.viewport().height())
        if place.top() < 0 or place.bottom() >= height:
            bar.setValue(bar.value() + place.center().y() - height // 2)
        self.point_at(number)

    def _device(self, length: float) -> int:
        return int(length * self.devicePixelRatioF())

    @property
    def _gap(self) -> int:
        return max(1, round(scaled(UNIT) * self.devicePixelRatioF()))

    @property
    def _margin(self) -> int:
        return self._device(scaled(_MARGIN))

    def _pitch(self, zoom: int) -> tuple[int, int]:
        """Return the distances from picture to picture, across and down, in device pixels."""
        height, width = self._images.shape[1:]
        return width * zoom + self._gap, height * zoom + self._gap

    def _arrange(self) -> None:
        """Take the largest whole zoom at which all fit, or the smallest that is legible."""
        width = self._device(self.viewport().width()) - 2 * self._margin + self._gap
        height = self._device(self.viewport().height()) - 2 * self._margin + self._gap
        least = max(1, round(self.devicePixelRatioF()))
        for zoom in range(_LARGEST_ZOOM * least, least - 1, -1):
            across, down = self._pitch(zoom)
            columns = max(1, width // across)
            rows = -(-len(self._images) // columns)
            if rows * down <= height:
                break
        self._columns, self._zoom = columns, zoom
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, rows * down - height))
        bar.setPageStep(height)
        bar.setSingleStep(down)

    def _place(self, number: int) -> QRect:
        """Return where a picture is, in device pixels of the viewport."""
        row, column = divmod(number, self._columns)
        across, down = self._pitch(self._zoom)
        left = self._margin + column * across
        top = self._margin + row * down - self.verticalScrollBar().value()
        return QRect(left, top, across - self._gap, down - self._gap)

    def _in_sight(self) -> range:
        down = self._pitch(self._zoom)[1]
        first = (self.verticalScrollBar().value() - self._margin) // down
        rows = self._device(self.viewport().height()) // down + 2
        start = max(0, first) * self._columns
        return range(start, min(len(self._images), start + (rows + 1) * self._columns))

    def _number_at(self, point: QPoint) -> int | None:
        place = QPoint(self._device(point.x()), self._device(point.y()))
        return next((n for n in self._in_sight() if self._place(n).contains(place)), None)
