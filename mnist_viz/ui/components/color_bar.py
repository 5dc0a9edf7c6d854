"""The legend of a heatmap: its colours and the numbers they stand for."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_BAR = 6


class ColorBar(QWidget):
    """A strip of colours with numbers beneath, or between them; spreads over the width it gets."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map: NDArray[np.uint8] | None = None
        self._image = QImage()
        self._limits: list[tuple[float, str]] = []
        self._in_line = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle(system_theme())

    @property
    def limits(self) -> list[tuple[float, str]]:
        """What is written beneath, from left to right."""
        return list(self._limits)

    def show_map(self, lut: NDArray[np.uint8]) -> None:
        """Show a colour map.

        Parameters
        ----------
        lut : uint8, shape (256, 4)
            Red, green, blue, alpha from the lowest value to the highest.
        """
        if lut is self._map:
            return
        self._map = lut
        row = np.ascontiguousarray(lut)
        picture = QImage(row.data, len(row), 1, row.nbytes, QImage.Format.Format_RGBA8888)
        self._image = picture.convertToFormat(QImage.Format.Format_RGB32)
        self.update()

    def show_limits(self, limits: Sequence[tuple[float, str]]) -> None:
        """Write numbers beneath.

        Parameters
        ----------
        limits : sequence of (float, str)
            Position from 0 to 1, ascending, and text. Where they would touch,
            those between the first and the last give way.
        """
        wanted = list(limits)
        if wanted == self._limits:
            return
        self._limits = wanted
        self.setAccessibleName("Colours from " + " over ".join(text for _, text in wanted))
        self.update()

    def set_in_line(self, in_line: bool) -> None:
        """Stand between the first number and the last, in one line, or above all of them."""
        if in_line != self._in_line:
            self._in_line = in_line
            self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self.setFont(font("caption"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(120), scaled(_BAR + 2) + QFontMetrics(self.font()).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(48), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        bar, texts = self._in_one_line() if self._in_line else (self._over_all(), self._placed())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(bar, self._image)
            if self._theme.name == "contrast":
                painter.setPen(self._theme.color("border"))
                painter.drawRect(bar.adjusted(0, 0, -1, -1))
            painter.setPen(self._theme.color("text2"))
            for place, text in texts:
                painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)

    def _over_all(self) -> QRectF:
        return QRectF(0, 0, self.width(), scaled(_BAR))

    def _in_one_line(self) -> tuple[QRectF, list[tuple[QRectF, str]]]:
        """Return where the strip stands, and the first number and the last at its ends."""
        metrics, gap = QFontMetrics(self.font()), scaled(5)
        height = metrics.height()
        top = (self.height() - height) / 2
        left, right = 0.0, float(self.width())
        texts = []
        if self._limits:
            last = self._limits[-1][1]
            right -= metrics.horizontalAdvance(last) + 1
            texts.append((QRectF(right, top, self.width() - right, height), last))
            right -= gap
        if len(self._limits) > 1:
            first = self._limits[0][1]
            width = metrics.horizontalAdvance(first) + 1
            texts.append((QRectF(0, top, width, height), first))
            left = width + gap
        middle = (self.height() - scaled(_BAR)) / 2
        return QRectF(left, middle, max(0.0, right - left), scaled(_BAR)), texts

    def _placed(self) -> list[tuple[QRectF, str]]:
        """Return where the numbers stand, without those for which there is no room."""
        metrics = QFontMetrics(self.font())
        top, height, gap = scaled(_BAR + 2), metrics.height(), scaled(6)
        places = []
        for position, text in self._limits:
            width = metrics.horizontalAdvance(text)
            left = min(max(position * self.width() - width / 2, 0.0), self.width() - width)
            places.append((QRectF(left, top, width + 1, height), text))
        if not places:
            return []
        kept, last = places[:1], places[-1]
        for place, text in places[1:-1]:
            free = place.left() >= kept[-1][0].right() + gap
            if free and place.right() + gap <= last[0].left():
                kept.append((place, text))
        if len(places) > 1 and last[0].left() >= kept[0][0].right():
            kept.append(last)
        return kept
