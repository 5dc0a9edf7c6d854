"""What stands around the heatmap: titles of layers, and the images of the rows."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter

from mnist_viz.nn import LayerLayout, activation
from mnist_viz.training import View
from mnist_viz.ui import numbers
from mnist_viz.ui.class_names import short_names
from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors
from mnist_viz.ui.look.icons import icon_image
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.pictures.activations_layout import ActivationsLayout
from mnist_viz.ui.pictures.heatmap_layout import DRAWING
from mnist_viz.ui.pictures.row_text import LEAST_FONT_PIXELS, row_font_pixels


class HeatmapMargin:
    """Paints in pixels of the panel; keeps the images that it has scaled."""

    def __init__(self) -> None:
        self._images: NDArray[np.uint8] | None = None
        self._pictures: list[QImage] = []
        self._scaled_to = (0, 0.0)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._ink = ink_colors(theme, "pad")
        self._images = None

    def name_width(self, class_names: tuple[str, ...]) -> int:
        """Return the width that the names of the rows need."""
        metrics = QFontMetrics(font("caption"))
        widest = max((metrics.horizontalAdvance(n) for n in short_names(class_names)), default=0)
        return max(scaled(11), widest)

    def title_height(self) -> int:
        """Return the height that the titles need."""
        return max(scaled(17), QFontMetrics(font("body", semibold=True)).height())

    def title_widths(self, layers: Sequence[LayerLayout]) -> tuple[tuple[int, int], ...]:
        """Return what the title of each layer needs, by itself and with what the layer is."""
        strong, quiet = QFontMetrics(font("body", semibold=True)), QFontMetrics(font("body"))
        widths = []
        for layer in layers:
            alone = strong.horizontalAdvance(layer.title)
            widths.append((alone, alone + scaled(7) + quiet.horizontalAdvance(_kind(layer)) + 1))
        return tuple(widths)

    def paint(self, painter: QPainter, part: QRect, view: View, layout: ActivationsLayout) -> None:
        """Paint what lies in a part of the panel."""
        ratio = painter.device().devicePixelRatio()
        if any(part.intersects(place) for place in layout.titles):
            self._paint_titles(painter, view, layout)
        self._paint_mark(painter, layout.names[DRAWING], ratio, view)
        place = layout.pictures[DRAWING]
        if view.lead is not None and not place.isEmpty():
            painter.drawImage(place, self._scaled(view.lead.image, place, ratio))
        if layout.cells.rows and part.bottom() > layout.names[DRAWING].bottom():
            self._paint_names(painter, view, layout)
            self._paint_probe(painter, view.probe.images, layout, ratio)

    def _paint_titles(self, painter: QPainter, view: View, layout: ActivationsLayout) -> None:
        strong, quiet = font("body", semibold=True), font("body")
        for layer, place in zip(view.frame.layout.layers, layout.titles, strict=True):
            metrics = QFontMetrics(strong)
            title = layer.title
            if metrics.horizontalAdvance(title) > place.width():
                title = title.split()[-1]
            painter.setFont(strong)
            painter.setPen(self._theme.color("text"))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, title)
            what = _kind(layer)
            rest = place.adjusted(metrics.horizontalAdvance(title) + scaled(7), 0, 0, 0)
            if QFontMetrics(quiet).horizontalAdvance(what) <= rest.width():
                painter.setFont(quiet)
                painter.setPen(self._theme.color("text2"))
                painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, what)

    def _paint_mark(self, painter: QPainter, place: QRect, ratio: float, view: View) -> None:
        """Mark the first row as that of the pen, or of the step that is told."""
        edge = min(scaled(11), place.width(), place.height())
        name = "pen" if view.told is None else "phases"
        color = self._theme.color("disabled" if view.lead is None else "accent")
        image = icon_image(name, color, round(edge * ratio))
        square = QRect(0, 0, edge, edge)
        square.moveCenter(place.center())
        painter.drawImage(square, image)

    def _paint_names(self, painter: QPainter, view: View, layout: ActivationsLayout) -> None:
        pixels = row_font_pixels(layout.names[-1].height())
        if pixels < LEAST_FONT_PIXELS:
            return
        chosen = font("caption")
        chosen.setPixelSize(pixels)
        painter.setFont(chosen)
        painter.setPen(self._theme.color("text2"))
        names = short_names(view.class_names)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        for place, label in zip(layout.names[1:], view.probe.labels.tolist(), strict=True):
            painter.drawText(place, flags, names[label])

    def _paint_probe(
        self,
        painter: QPainter,
        images: NDArray[np.uint8],
        layout: ActivationsLayout,
        ratio: float,
    ) -> None:
        first, *others = layout.pictures
        if first.isEmpty():
            return
        wanted = first.height(), ratio
        if images is not self._images or wanted != self._scaled_to:
            self._images, self._scaled_to = images, wanted
            self._pictures = [self._scaled(image, first, ratio) for image in images]
        for place, picture in zip(others, self._pictures, strict=True):
            painter.drawImage(place, picture)

    def _scaled(self, image: NDArray[np.uint8], place: QRect, ratio: float) -> QImage:
        return digit_image(image, self._ink).scaled(
            round(place.width() * ratio),
            round(place.height() * ratio),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )


def _kind(layer: LayerLayout) -> str:
    return f"{numbers.count(layer.units)} {activation(layer.activation).title}"
