"""The test images that drive a unit most, in a row, each with its z."""

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from mnist_viz.training import Drivers
from mnist_viz.ui import numbers
from mnist_viz.ui.components import tooltip
from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors
from mnist_viz.ui.pictures.frames import draw_frame
from mnist_viz.ui.spacing import font, scaled
from mnist_viz.ui.theme import Theme, system_theme

_MOST = 10
_LARGEST = 56


class DriverRow(QWidget):
    """Small pictures; one can be put into the pad.

    Attributes
    ----------
    image_chosen : Signal(int)
        The place in the test set of an image that was clicked, or Enter was pressed on.
    """

    image_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("neuron_drivers")
        self.setAccessibleName("Test images that drive it most")
        self.setToolTip(
            tooltip(
                "Test images that drive it most",
                "Those with the highest z of this unit, which stands beneath each. "
                "A click puts one into the pad.",
            )
        )
        self._drivers: Drivers | None = None
        self._images: list[QImage] = []
        self._at = 0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.restyle(system_theme())

    @property
    def texts(self) -> list[str]:
        """What is written beneath the pictures."""
        if self._drivers is None:
            return []
        return [numbers.fixed(z, 2) for z in self._drivers.z.tolist()]

    def show_drivers(self, drivers: Drivers | None) -> None:
        """Show these, or none while they are looked for."""
        if drivers is not self._drivers:
            self._drivers = drivers
            self._at = min(self._at, _MOST - 1)
            self._draw()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._ink = ink_colors(theme, "ground")
        self.setFont(font("caption"))
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(scaled(420), self.height_in(scaled(420)))

    def height_in(self, width: int) -> int:
        """Return the height that it takes in such a width."""
        return self._side(width) + QFontMetrics(self.font()).height() + scaled(2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            painter.setFont(self.font())
            texts = self.texts
            for number in range(_MOST):
                place = self._place(number)
                if number >= len(self._images):
                    painter.fillRect(place, self._theme.color("ground"))
                    continue
                painter.drawImage(place, self._images[number])
                painter.setPen(self._theme.color("text2"))
                below = QRect(place.left() - scaled(4), place.bottom() + scaled(2), 0, 0)
                below.setSize(QSize(place.width() + scaled(8), QFontMetrics(self.font()).height()))
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, texts[number])
                if self.hasFocus() and number == self._at:
                    draw_frame(painter, place, 2, self._theme.color("focus"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for number in range(len(self._images)):
            if self._place(number).contains(event.position().toPoint()):
                self._at = number
                self._choose()
                return
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in ways:
            self._at = min(max(0, self._at + ways[key]), max(0, len(self._images) - 1))
            self._tell()
            self.update()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _choose(self) -> None:
        if self._drivers is not None and self._at < len(self._images):
            self.image_chosen.emit(int(self._drivers.indices[self._at]))

    def _tell(self) -> None:
        if self._drivers is not None and self._at < len(self._images):
            index = numbers.count(int(self._drivers.indices[self._at]))
            self.setAccessibleDescription(f"test image {index}, z {self.texts[self._at]}")

    def _draw(self) -> None:
        pictures = [] if self._drivers is None else list(self._drivers.images)
        self._images = [digit_image(np.asarray(one), self._ink) for one in pictures]
        self.update()

    def _side(self, width: int) -> int:
        return max(8, min((width - (_MOST - 1) * scaled(5)) // _MOST, scaled(_LARGEST)))

    def _place(self, number: int) -> QRect:
        side = self._side(self.width())
        step = min((self.width() - side) / (_MOST - 1), 1.4 * side)
        return QRect(round(number * step), 2, side - 2, side - 2)
