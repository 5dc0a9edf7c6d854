"""A card's picture as an image, in the colours of the theme."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from mnist_viz.ui.cards.picture import ABOVE_BARS, Bars, Curve, Mark, Picture
from mnist_viz.ui.charts.ticks import linear_ticks, tick_text
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme

_WIDTH, _HEIGHT = 420, 168
_IMAGE_ZOOM, _IMAGE_GAP = 1.5, 6
_MARK = 4.0


def paint(picture: Picture, theme: Theme, widest: int, ratio: float = 1.0) -> QImage:
    """Return the picture, at most so many pixels wide; its device pixel ratio is set."""
    size = _size(picture)
    if size.width() > widest:
        height = size.height() if picture.images is None else size.height() * widest / size.width()
        size = QSize(widest, round(height))
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if picture.images is not None:
            _paint_images(painter, picture.images, size, theme)
        else:
            _paint_chart(painter, picture, size, theme)
    return image


def _size(picture: Picture) -> QSize:
    if picture.images is None:
        return QSize(scaled(_WIDTH), scaled(_HEIGHT))
    count, height, width = picture.images.shape
    zoom, gap = scaled(100 * _IMAGE_ZOOM) / 100, scaled(_IMAGE_GAP)
    return QSize(round(count * (zoom * width + gap)), round(zoom * height) + gap)


def _paint_images(painter: QPainter, images: NDArray[np.uint8], size: QSize, theme: Theme) -> None:
    ground, ink = theme.color("pad"), theme.color("text")
    low, high = (_rgb(color) for color in (ground, ink))
    gap = scaled(_IMAGE_GAP)
    edge = size.width() / len(images) - gap
    for number, values in enumerate(images):
        share = values[..., None] * np.float32(1 / 255)
        pixels = np.ascontiguousarray(np.rint(low + share * (high - low)).astype(np.uint8))
        height, width = values.shape
        tile = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        left = number * (edge + gap)
        painter.drawImage(QRectF(left, gap / 2, edge, size.height() - gap), tile)


def _rgb(color: QColor) -> NDArray[np.float32]:
    return np.array([color.red(), color.green(), color.blue()], dtype=np.float32)


class _Plot(NamedTuple):
    """Where the values of a chart are drawn."""

    picture: Picture
    place: QRectF

    def x(self, value: float) -> float:
        low, high = self.picture.x_range
        return self.place.left() + self.place.width() * (value - low) / (high - low)

    def y(self, value: float) -> float:
        low, high = self.picture.y_range
        return self.place.bottom() - self.place.height() * (value - low) / (high - low)


def _paint_chart(painter: QPainter, picture: Picture, size: QSize, theme: Theme) -> None:
    caption = font("caption")
    metrics = QFontMetricsF(caption)
    painter.setFont(caption)
    margin, axis = scaled(6), metrics.height() + scaled(6)
    left = scaled(30) if _has_vertical_axis(picture) else margin
    place = QRectF(left, margin, size.width() - left - margin, size.height() - axis - 2 * margin)
    plot = _Plot(picture, place)
    _paint_axes(painter, plot, theme, metrics)
    for bars in picture.bars:
        _paint_bars(painter, plot, bars, theme)
    painter.setClipRect(place.adjusted(-1, -1, 1, 1))
    for curve in picture.curves:
        _paint_curve(painter, plot, curve, theme)
    painter.setClipping(False)
    _paint_marks(painter, plot, picture.marks, theme, metrics)


def _has_vertical_axis(picture: Picture) -> bool:
    return not any(bars.counts for bars in picture.bars) or len(picture.curves) > 1


def _paint_axes(painter: QPainter, plot: _Plot, theme: Theme, metrics: QFontMetricsF) -> None:
    picture, place = plot.picture, plot.place
    grid, words = QPen(theme.color("grid"), 1), theme.color("text2")
    if _has_vertical_axis(picture):
        for value, text in _ticks(picture.y_range, 4):
            painter.setPen(grid)
            height = plot.y(value)
            painter.drawLine(QPointF(place.left(), height), QPointF(place.right(), height))
            painter.setPen(words)
            width = metrics.horizontalAdvance(text)
            top = height + metrics.ascent() / 2 - 1
            painter.drawText(QPointF(place.left() - width - scaled(6), top), text)
    painter.setPen(QPen(theme.color("edge"), 1))
    painter.drawLine(place.bottomLeft(), place.bottomRight())
    painter.setPen(words)
    base = place.bottom() + metrics.ascent() + scaled(4)
    if picture.x_label != "class":
        for value, text in _ticks(picture.x_range, 7):
            middle = plot.x(value) - metrics.horizontalAdvance(text) / 2
            middle = min(max(middle, 0.0), place.right() - metrics.horizontalAdvance(text))
            painter.drawText(QPointF(middle, base), text)
    label = picture.x_label
    painter.drawText(
        QPointF(place.right() - metrics.horizontalAdvance(label), place.bottom() - scaled(5)), label
    )


def _paint_bars(painter: QPainter, plot: _Plot, bars: Bars, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(bars.token, 0.45 if bars.counts else 1.0))
    highest = float(bars.heights.max(initial=0.0))
    for number, height in enumerate(bars.heights):
        if height <= 0.0 or highest <= 0.0:
            continue
        left, right = plot.x(bars.edges[number]), plot.x(bars.edges[number + 1])
        room = 0.5 if bars.counts else 0.1 * (right - left)
        if bars.counts:
            tall = plot.place.height() * height / highest / ABOVE_BARS
        else:
            tall = plot.y(0.0) - plot.y(float(height))
        painter.drawRect(
            QRectF(left + room, plot.place.bottom() - tall, right - left - 2 * room, tall)
        )


def _paint_curve(painter: QPainter, plot: _Plot, curve: Curve, theme: Theme) -> None:
    pen = QPen(theme.color(curve.token), scaled(2) if not curve.dashed else 1.6)
    if curve.dashed:
        pen.setDashPattern([4.0, 3.0])
    painter.setPen(pen)
    points = [QPointF(plot.x(x), plot.y(y)) for x, y in zip(curve.x, curve.y, strict=True)]
    painter.drawPolyline(QPolygonF(points))


def _paint_marks(
    painter: QPainter, plot: _Plot, marks: Sequence[Mark], theme: Theme, metrics: QFontMetricsF
) -> None:
    radius = scaled(_MARK)
    written: list[QRectF] = []
    for mark in marks:
        at = QPointF(plot.x(mark.x), plot.y(mark.y))
        if plot.picture.x_label == "class":
            painter.setPen(theme.color("text2"))
            middle = at.x() - metrics.horizontalAdvance(mark.text) / 2
            painter.drawText(
                QPointF(middle, plot.place.bottom() + metrics.ascent() + scaled(4)), mark.text
            )
            continue
        painter.setPen(QPen(theme.color("window"), 1.5))
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(theme.color("text"))
        width, right = metrics.horizontalAdvance(mark.text), at.x() + radius + scaled(3)
        if right + width > plot.place.right():
            right = at.x() - radius - scaled(3) - width
        words = QRectF(right, at.y() - scaled(4) - metrics.ascent(), width, metrics.height())
        if not any(words.intersects(other) for other in written):
            written.append(words)
            painter.drawText(QPointF(right, at.y() - scaled(4)), mark.text)


def _ticks(limits: tuple[float, float], most: int) -> list[tuple[float, str]]:
    low, high = limits
    return [(value, tick_text(value)) for value in linear_ticks(low, high, (high - low) / most)]
