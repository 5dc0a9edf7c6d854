"""The picture that the network sees, pixel by pixel."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.components import tooltip
from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors, zoomed
from mnist_viz.ui.look.theme import Theme, system_theme

SIDE = 28
_FRAME = 1


class SeenPicture(QWidget):
    """Each pixel as a square of whole device pixels, in a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("seen_picture")
        self.setAccessibleName("What the network sees")
        self.setToolTip(
            tooltip(
                "What the network sees",
                "Your drawing, fitted into 20 × 20 pixels and centred in 28 × 28 as the "
                "digits were that it learns from.",
            )
        )
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._picture = np.zeros((SIDE, SIDE), dtype=np.uint8)
        self._image: QImage | None = None
        self._zoom = 3
        self.restyle(system_theme())

    @property
    def picture(self) -> NDArray[np.uint8]:
        """What is shown, uint8; all 0 where there is no drawing."""
        return self._picture

    def show_picture(self, picture: NDArray[np.uint8] | None) -> None:
        """Show another picture, uint8 (28, 28), or an empty one."""
        shown = np.zeros((SIDE, SIDE), dtype=np.uint8) if picture is None else picture
        if shown is not self._picture and not np.array_equal(shown, self._picture):
            self._picture = shown
            self._image = None
            self.update()

    def side_in(self, room: float) -> int:
        """Return the width and height it takes where it may have `room` pixels."""
        return round(SIDE * self._zoom_in(room) / self.devicePixelRatioF()) + 2 * _FRAME

    def fit(self, room: float) -> None:
        """Take as much of `room` pixels as makes squares of whole device pixels."""
        self._zoom = self._zoom_in(room)
        self.setFixedSize(QSize(1, 1) * self.side_in(room))
        self._image = None

    def _zoom_in(self, room: float) -> int:
        return max(1, int(room * self.devicePixelRatioF() / SIDE))

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._colors = ink_colors(theme, "ground")
        self._image = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._image is None:
            self._image = zoomed(digit_image(self._picture, self._colors), self._zoom, ratio)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("ground"))
            painter.drawImage(QPointF(_FRAME, _FRAME), self._image)
            painter.setPen(self._theme.color("border"))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
