"""The test images that drive a unit most, in a row, each with its z."""

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.training import Drivers
from mnist_viz.ui import numbers
from mnist_viz.ui.components import tooltip
from mnist_viz.ui.components.cursor import ACROSS, Cursor
from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.pictures.frames import draw_frame

_MOST = 10
_LARGEST = 56
_BETWEEN = 5


class DriverRow(QWidget):
    """Small pictures, as many as their numbers have room; one can be put into the pad.

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
        self._cursor = Cursor(self, ACROSS, self._picture_at)
        self._cursor.moved.connect(self._tell)
        self._cursor.chosen.connect(self._choose)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
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
            self._draw()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._ink = ink_colors(theme, "ground")
        self.setFont(font("caption"))
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cursor.show_count(self._shown)

    def sizeHint(self) -> QSize:
        return QSize(scaled(420), self.height_in(scaled(420)))

    def height_in(self, width: int) -> int:
        """Return the height that it takes in such a width."""
        return (
            self._side(width, self._count_in(width))
            + QFontMetrics(self.font()).height()
            + scaled(2)
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            painter.setFont(self.font())
            texts = self.texts
            for number in range(self._count_in(self.width())):
                place = self._place(number)
                if number >= len(self._images):
                    painter.fillRect(place, self._theme.color("ground"))
                    continue
                painter.drawImage(place, self._images[number])
                painter.setPen(self._theme.color("text2"))
                below = QRect(place.left() - scaled(4), place.bottom() + scaled(2), 0, 0)
                below.setSize(QSize(place.width() + scaled(8), QFontMetrics(self.font()).height()))
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, texts[number])
                if number == self._cursor.shown:
                    draw_frame(painter, place, 2, self._theme.color("focus"))

    def _picture_at(self, point: QPoint) -> int | None:
        places = (self._place(number) for number in range(self._shown))
        return next((number for number, one in enumerate(places) if one.contains(point)), None)

    @Slot(int)
    def _choose(self, place: int) -> None:
        if self._drivers is not None:
            self.image_chosen.emit(int(self._drivers.indices[place]))

    @Slot()
    def _tell(self) -> None:
        place = self._cursor.place
        if self._drivers is not None and place < self._shown:
            index = numbers.count(int(self._drivers.indices[place]))
            self.setAccessibleDescription(f"test image {index}, z {self.texts[place]}")

    def _draw(self) -> None:
        pictures = [] if self._drivers is None else list(self._drivers.images)
        self._images = [digit_image(np.asarray(one), self._ink) for one in pictures]
        metrics = QFontMetrics(self.font())
        self._widest = max(map(metrics.horizontalAdvance, ("0.00", *self.texts)))
        self._cursor.show_count(self._shown)
        self.update()

    @property
    def _shown(self) -> int:
        return min(len(self._images), self._count_in(self.width()))

    def _count_in(self, width: int) -> int:
        """Return how many pictures there are with the room for what is written beneath them."""
        return max(1, min(_MOST, (width + scaled(_BETWEEN)) // (self._widest + scaled(_BETWEEN))))

    def _side(self, width: int, count: int) -> int:
        return max(8, min((width - (count - 1) * scaled(_BETWEEN)) // count, scaled(_LARGEST)))

    def _place(self, number: int) -> QRect:
        count = self._count_in(self.width())
        side = self._side(self.width(), count)
        step = min((self.width() - side) / max(1, count - 1), 1.4 * side)
        return QRect(round(number * step), 2, side - 2, side - 2)
