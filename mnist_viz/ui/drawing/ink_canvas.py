"""Ink as pixels, of which only what changed is inked again.

Stroking a whole drawing costs more than all else that follows a pen movement; the few
points around the pen cost next to nothing.
"""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from mnist_viz.data.ink import smooth
from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors, zoomed
from mnist_viz.ui.drawing.ink import BorrowedDigit, Sheet
from mnist_viz.ui.drawing.strokes import Box, Float64Array, Stroke, grown, overlaps, runs
from mnist_viz.ui.look.spacing import PADDING, scaled
from mnist_viz.ui.look.theme import Theme

PEN = 0.05
"""Width of the pen without pressure, as a share of the pad."""

_LEAST, _SPREAD = 0.4, 1.2  # of the width at no pressure, and what full pressure adds
_WIDEST = PEN * (_LEAST + _SPREAD)
_SPACING = 0.25  # of overlapping dots, in pen radii: no scallops can be seen


class InkCanvas:
    """Draws sheets into a pixmap.

    Parameters
    ----------
    theme : Theme
    side : int
        Width and height in logical pixels.
    ratio : float
        Device pixels a logical pixel.
    ground : str
        Token of the paper.

    Attributes
    ----------
    pen : float
        Width of the pen without pressure, as a share of the side.
    reserved : int
        Height at the foot, in logical pixels, that a borrowed digit leaves to something else.
    """

    def __init__(self, theme: Theme, side: int, ratio: float, ground: str = "pad") -> None:
        self._ground = theme.color(ground)
        self._ink = theme.color("text")
        self._colors = ink_colors(theme, ground)
        self.pen = PEN
        self._ratio = ratio
        self.side = side
        self.reserved = 0
        self.pixels = QPixmap(math.ceil(side * ratio), math.ceil(side * ratio))
        self.pixels.setDevicePixelRatio(ratio)

    def fits(self, side: int, ratio: float) -> bool:
        """Return whether it was made for this size."""
        return (self.side, self._ratio) == (side, ratio)

    def area(self, box: Box) -> QRect:
        """Return the pixels that ink with its points in `box` can reach."""
        left, top, right, bottom = (self.side * edge for edge in grown(box, _WIDEST / 2))
        area = QRectF(left, top, right - left, bottom - top).toAlignedRect()
        return area.adjusted(-1, -1, 1, 1).intersected(QRect(0, 0, self.side, self.side))

    def show(self, sheet: Sheet, box: Box) -> None:
        """Ink the part of a sheet that lies around `box` again."""
        area = self.area(box)
        with QPainter(self.pixels) as painter:
            painter.setClipRect(area)
            painter.fillRect(area, self._ground)
            if sheet.borrowed is not None:
                self._show_borrowed(painter, sheet.borrowed)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            reach = grown(box, 2 * _WIDEST)
            for stroke in sheet.strokes:
                if overlaps(stroke.box, reach):
                    self._show_stroke(painter, stroke, reach)

    def _show_borrowed(self, painter: QPainter, digit: BorrowedDigit) -> None:
        pixels = round(self.side * self._ratio)
        room = pixels - 2 * scaled(PADDING) * self._ratio
        free = int(pixels - self.reserved * self._ratio)
        rows = 1 + int(np.flatnonzero(digit.image.any(axis=1)).max(initial=0))
        zoom = max(1, min(int(room // max(digit.image.shape)), free // rows))
        image = zoomed(digit_image(digit.image, self._colors), zoom, self._ratio)
        left, top = ((pixels - size) // 2 for size in (image.width(), image.height()))
        top = max(0, min(top, free - zoom * rows))
        painter.drawImage(QPointF(left, top) / self._ratio, image)

    def _show_stroke(self, painter: QPainter, stroke: Stroke, reach: Box) -> None:
        points = stroke.points * self.side
        for start, stop in _runs_within(stroke, reach):
            ends = start == 0, stop == len(points)
            if stroke.pressure is None:
                pen = QPen(self._ink, self.pen * self.side)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                painter.strokePath(_curve(points[start:stop], *ends), pen)
            else:
                radii = pen_radius(stroke.pressure[start:stop]) * self.side
                painter.fillPath(_swept(points[start:stop], radii), self._ink)


def pen_radius(pressure: Float64Array) -> Float64Array:
    """Return half the pen's width under a pressure from 0 to 1, as a share of the pad."""
    radius: Float64Array = PEN / 2 * (_LEAST + _SPREAD * np.clip(pressure, 0, 1))
    return radius


def _runs_within(stroke: Stroke, reach: Box) -> list[tuple[int, int]]:
    """Return the runs of points whose ink may show in `reach`, with two more at each end."""
    points = stroke.points
    low = np.minimum(points[:-1], points[1:])
    high = np.maximum(points[:-1], points[1:])
    near = np.all((high >= reach[:2]) & (low <= reach[2:]), axis=1)
    marked = np.zeros(len(points) + 4, dtype=np.bool_)
    for shift in range(-2, 4):  # a bend reaches from mid-point to mid-point
        marked[2 + shift : 2 + shift + len(near)] |= near
    marked[2] |= len(points) == 1
    return runs(marked[2:-2])


def _curve(points: Float64Array, begins: bool, ends: bool) -> QPainterPath:
    """Lay the curve that the network's picture follows through part of a stroke.

    Parameters
    ----------
    points : float64, shape (n, 2)
        In pixels.
    begins, ends : bool
        Whether the stroke begins with the first and ends with the last of them.
    """
    if len(points) == 1:
        dot = QPainterPath(QPointF(*points[0]))
        dot.lineTo(points[0, 0] + 1e-3, points[0, 1])  # a path without extent draws nothing
        return dot
    middles = (points[1:] + points[:-1]) / 2
    path = QPainterPath(QPointF(*(points[0] if begins else middles[0])))
    path.lineTo(*middles[0].tolist())
    for (x, y), (to_x, to_y) in zip(points[1:-1].tolist(), middles[1:].tolist(), strict=True):
        path.quadTo(x, y, to_x, to_y)
    if ends:
        path.lineTo(*points[-1].tolist())
    return path


def _swept(points: Float64Array, radii: Float64Array) -> QPainterPath:
    """Sweep a disc of changing radius along the curve through points, all in pixels."""
    curve = smooth(points, max(_SPACING * float(radii.min()), 0.25))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    wanted = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    wanted *= along[-1] / wanted[-1] if wanted[-1] > 0 else 0.0
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for (x, y), radius in zip(
        curve.tolist(), np.interp(wanted, along, radii).tolist(), strict=True
    ):
        path.addEllipse(QPointF(x, y), radius, radius)
    return path
