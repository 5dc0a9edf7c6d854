"""What is drawn over the cells: the lines between rows, the read classes, right and wrong."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QStaticText, QTransform

from mnist_viz.ui.look.icons import icon_image
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, legible
from mnist_viz.ui.pictures.frames import draw_frame
from mnist_viz.ui.pictures.heatmap_layout import DRAWING, HeatmapLayout, Spot
from mnist_viz.ui.pictures.readings import Reading
from mnist_viz.ui.pictures.row_text import LEAST_FONT_PIXELS, row_font_pixels

_MARKS = {True: ("check", "train"), False: ("cross", "error")}


class HeatmapOverlay:
    """Paints in device pixels of the canvas.

    Attributes
    ----------
    readings : tuple of Reading or None
        By row.
    names : tuple of str
        Of the classes.
    spot, selected : Spot or None
        The cell pointed at; the selected unit, in any row.
    output : uint8, shape (rows, classes)
        Entries of the output cells, by row.
    """

    def __init__(self) -> None:
        self.readings: tuple[Reading | None, ...] = ()
        self.names: tuple[str, ...] = ()
        self.spot: Spot | None = None
        self.selected: Spot | None = None
        self.output = np.empty((0, 0), dtype=np.uint8)
        self._layout: HeatmapLayout | None = None
        self._inks: list[QColor] = []
        self._marks: dict[bool, QImage] = {}
        self._mark_corner = (0, 0)
        self._tops: list[int] = []
        self._font = QFont()
        self._numerals: list[tuple[QStaticText, QPointF]] = []

    def restyle(self, theme: Theme, output_table: NDArray[np.uint8]) -> None:
        """Take on the colours of a theme; `output_table` is the output's, shape (256, 4)."""
        self._theme = theme
        inks = theme.color("text"), theme.color("panel")
        grounds = [QColor(*color) for color in output_table[:, :3].tolist()]
        self._inks = legible(inks, grounds)
        self._panel, self._focus = theme.color("panel"), theme.color("focus")
        self._accent, self._border = theme.color("accent"), theme.color("border")

    def set_layout(self, layout: HeatmapLayout, ratio: float) -> None:
        """Take on where the cells stand, and the device pixels in a pixel of Qt's."""
        self._layout = layout
        self._ratio = ratio
        self._pixel = max(1, round(ratio))
        height = layout.pitch - layout.line
        edge = int(min(scaled(11) * ratio, height - 1))
        self._marks = {}
        if edge >= 5 * ratio:
            for right, (name, token) in _MARKS.items():
                self._marks[right] = icon_image(name, self._theme.color(token), edge)
        self._mark_corner = layout.right + int(scaled(5) * ratio), (height - edge) // 2
        self._tops = [layout.top(row) for row in range(layout.rows + 1)]
        self._font = font("caption", semibold=True)
        self._lay_out_numerals(layout, height)

    def paint(self, painter: QPainter) -> None:
        """Paint all of it."""
        layout = self._layout
        if layout is None:
            return
        left, width = layout.margin, layout.right - layout.margin
        for row in range(1, layout.rows):
            line = layout.top(row + 1) - layout.line
            painter.fillRect(left, line, width, layout.line, self._panel)
        if self._theme.name == "contrast":
            for layer in range(len(layout.columns)):
                draw_frame(painter, layout.row_rect(layer, DRAWING), self._pixel, self._border)
                if layout.rows:
                    probe = layout.row_rect(layer, 1, layout.rows)
                    draw_frame(painter, probe, self._pixel, self._border)
        self._paint_readings(painter)
        self._paint_selected(painter, layout)
        if self.spot is not None:
            draw_frame(painter, layout.cell_rect(self.spot), 2 * self._pixel, self._focus)

    def _paint_readings(self, painter: QPainter) -> None:
        painter.setFont(self._font)
        for row, reading in enumerate(self.readings):
            if reading is None:
                continue
            top, predicted = self._tops[row], reading.predicted
            if predicted is not None and self._numerals:
                painter.setPen(self._inks[self.output[row, predicted]])
                text, place = self._numerals[predicted]
                painter.drawStaticText(QPointF(place.x(), place.y() + top), text)
            if reading.is_right is not None and self._marks:
                left, below = self._mark_corner
                painter.drawImage(left, top + below, self._marks[reading.is_right])

    def _paint_selected(self, painter: QPainter, layout: HeatmapLayout) -> None:
        """Mark the selected unit between drawing and probe, where there are no data."""
        if self.selected is None:
            return
        cell = layout.cell_rect(self.selected)
        height = 2 * self._pixel
        below = layout.top(DRAWING) + layout.pitch - layout.line
        middle = (below + layout.top(1) - height) // 2
        width = max(cell.width(), 3 * self._pixel)
        left = cell.left() + (cell.width() - width) // 2
        painter.fillRect(QRect(left, middle, width, height), self._accent)

    def _lay_out_numerals(self, layout: HeatmapLayout, height: int) -> None:
        """Lay out the names of the classes, each with its place in its column; none if too wide.

        Laid out once, they take a third of the time to draw.
        """
        self._numerals = []
        column, pixels = layout.columns[-1], row_font_pixels(height / self._ratio)
        self._font.setPixelSize(max(1, round(pixels * self._ratio)))
        metrics = QFontMetricsF(self._font)
        widest = max((metrics.horizontalAdvance(name) for name in self.names), default=0.0)
        if widest > column.cell:
            pixels = int(pixels * column.cell / widest)
            self._font.setPixelSize(max(1, round(pixels * self._ratio)))
        for number, name in enumerate(self.names if pixels >= LEAST_FONT_PIXELS else ()):
            text = QStaticText(name)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.prepare(QTransform(), self._font)
            left = layout.margin + column.left + number * column.cell
            room = column.cell - text.size().width(), height - text.size().height()
            self._numerals.append((text, QPointF(left + room[0] / 2, round(room[1] / 2))))
