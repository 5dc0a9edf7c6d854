"""Paints what of the timeline's strip stays the same for a while."""

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from mnist_viz.ui.look.icons import icon_image
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.numbers import count
from mnist_viz.ui.timeline.loss_curve import LossCurve, limits
from mnist_viz.ui.timeline.strip_rows import StripRows
from mnist_viz.ui.timeline.time_scale import TimeScale

if TYPE_CHECKING:
    from mnist_viz.ui.timeline.moment import Moment

_TICK_GAP, _EPOCH_GAP, _HAIR_GAP = 44, 66, 4
_DIAMOND = 4.5
_CAUSE_REACH = 60


class StripPicture(NamedTuple):
    """The picture, and where things stand in it.

    Attributes
    ----------
    pixels : QPixmap
    scale : TimeScale
    newest_height : float
        Of the curve at the newest step, in pixels from the top.
    labels : tuple of QRectF
        Where something is written above the strip.
    """

    pixels: QPixmap
    scale: TimeScale
    newest_height: float
    labels: tuple[QRectF, ...]


def strip_picture(
    moment: "Moment", theme: Theme, size: QSize, margin: int, *, ratio: float, rows: StripRows
) -> StripPicture:
    """Paint strip, curves, epochs, hairs, labels and marks.

    Parameters
    ----------
    moment : Moment
    theme : Theme
    size : QSize
        Of the widget.
    margin : int
        Left and right of the strip.
    ratio : float
        Device pixels in a pixel.
    rows : StripRows
    """
    scale = TimeScale(max(1, moment.end), margin, max(1, size.width() - 2 * margin))
    pixels = QPixmap(size * ratio)
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(theme.color("panel"))
    with QPainter(pixels) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painting = _Painting(painter, theme, scale, rows, size.width())
        newest = painting.curves(moment)
        if rows.hairs is not None:
            painting.hairs(moment.recorded, rows.hairs)
        if rows.labels is not None:
            painting.epochs(moment)
            painting.marks(moment)
        painting.ticks()
    return StripPicture(pixels, scale, newest, tuple(painting.labels))


class _Painting:
    def __init__(
        self,
        painter: QPainter,
        theme: Theme,
        scale: TimeScale,
        rows: StripRows,
        width: int,
    ) -> None:
        self._painter = painter
        self._width = width
        self._theme = theme
        self._scale = scale
        self._top, self._bottom = scaled(rows.top), scaled(rows.bottom)
        self._ticks_at, self._labels_at = scaled(rows.ticks), scaled(rows.labels or 0)
        self.labels: list[QRectF] = []
        painter.setFont(font("caption"))
        self._metrics = QFontMetrics(painter.font())

    def curves(self, moment: "Moment") -> float:
        """Paint ground and losses; return the height of the newest."""
        painter, theme, scale = self._painter, self._theme, self._scale
        strip = QRectF(scale.left, self._top, scale.width, self._bottom - self._top)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("ground"))
        painter.drawRoundedRect(strip, scaled(3), scaled(3))
        if theme.name == "contrast":
            painter.setPen(QPen(theme.color("border"), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(strip)
        own = LossCurve(moment.newest.metrics.loss, scale)
        ghost = None if moment.ghost is None else LossCurve(moment.ghost.loss, scale)
        top, bottom = limits(own, *([] if ghost is None else [ghost]))
        if ghost is not None:
            line = self._line(ghost.x, ghost.heights(top, bottom))
            painter.setPen(QPen(theme.color("train", 0.6), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(line)
        if len(own.x) < 2:
            return float(self._bottom)
        line = self._line(own.x, own.heights(top, bottom))
        area = QPainterPath()
        area.addPolygon(line)
        area.lineTo(own.x[-1], self._bottom)
        area.lineTo(own.x[0], self._bottom)
        # Smoothing the edge takes four times as long, and the line lies on it.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillPath(area, theme.color("train", 0.2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # In one piece, a line wider than a pixel takes four times as long.
        pen = QPen(theme.color("train"), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLines([QLineF(*ends) for ends in pairwise(line.toList())])
        return float(line.last().y())

    def epochs(self, moment: "Moment") -> None:
        """Paint where epochs begin."""
        painter, scale = self._painter, self._scale
        starts = scale.epochs(moment.epoch_starts(), scaled(_EPOCH_GAP))
        places = [round(scale.x(start)) + 0.5 for _, start in starts]
        painter.setPen(QPen(self._theme.color("text2", 0.6), 1.0))
        painter.drawLines([QLineF(x, self._top, x, self._bottom) for x in places])
        painter.setPen(self._theme.color("text2"))
        gap, margin, middle = scaled(4), scaled(5), self._top + scaled(7)
        for (number, _), x in zip(starts, places, strict=True):
            text = f"epoch {count(number)}"
            width, height = self._metrics.horizontalAdvance(text), self._metrics.height()
            if x + margin + width <= scale.right:
                # A curve that is high up there lies faintly behind the words.
                behind = QRectF(x + gap, middle - height / 2, width, height)
                painter.fillRect(behind, self._theme.color("ground", 0.75))
                self._write(text, x + gap, middle)

    def hairs(self, recorded: NDArray[np.int64], ends: tuple[int, int]) -> None:
        """Paint recorded steps."""
        painter = self._painter
        places = _apart(self._scale.places(recorded), scaled(_HAIR_GAP))
        upper, lower = (scaled(y) for y in ends)
        painter.setPen(QPen(self._theme.color("text2", 0.7), 1.0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        path = QPainterPath()
        for x in places:
            path.moveTo(x, upper)
            path.lineTo(x, lower)
        painter.drawPath(path)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def ticks(self) -> None:
        """Label round steps; the strip itself labels the end, which moves on meanwhile."""
        scale, middle = self._scale, self._ticks_at
        self._painter.setPen(self._theme.color("text2"))
        ends = count(scale.end)
        ends_at = scale.right - self._metrics.horizontalAdvance(ends)
        gap = scaled(8)
        for step in scale.ticks(scaled(_TICK_GAP)):
            text = count(step)
            width = self._metrics.horizontalAdvance(text)
            left = scale.x(step) - width / 2
            if step < scale.end and left + width + gap < ends_at:
                self._write(text, left, middle)

    def marks(self, moment: "Moment") -> None:
        """Paint what was changed and what went wrong, above the strip."""
        taken = self._newest_label(moment)
        marks = [(self._scale.x(step), text) for step, text in moment.marks()]
        for step, text in moment.warnings:
            x = self._scale.x(step)
            if marks and 0 <= x - marks[-1][0] < scaled(_CAUSE_REACH):
                text = marks[-1][1]  # what was changed just before says more
            taken = self._label(x, text, taken, icon="warning")
        for x, text in reversed(marks):
            self._diamond(x)
            taken = self._label(x, text, taken)

    def _newest_label(self, moment: "Moment") -> tuple[float, float]:
        """Return from where to where the label or the chip of the newest step reaches."""
        text = newest_text(moment) if moment.is_past else f"  {count(moment.newest.step)}  "
        room = self._metrics.horizontalAdvance(text) + 2
        left = left_above(self._scale.x(moment.newest.step), room, self._width)
        return left, left + room

    def _diamond(self, x: float) -> None:
        half, middle = scaled(10 * _DIAMOND) / 10, self._top - scaled(2)
        corners = [(x, middle - half), (x + half, middle), (x, middle + half), (x - half, middle)]
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._theme.color("text"))
        self._painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))

    def _label(
        self, x: float, text: str, taken: tuple[float, float], icon: str = ""
    ) -> tuple[float, float]:
        """Write beside a mark, or before what is `taken`, if there is room; return what is taken.

        With an icon, it belongs to something that must not go unseen.
        """
        edge = scaled(13) if icon else 0
        room = self._metrics.horizontalAdvance(text) + (edge + scaled(4) if icon else 0)
        gap = scaled(9)
        for left in (x + gap, x - gap - room, *((taken[0] - gap - room,) if icon else ())):
            is_free = left + room + gap <= taken[0] or left >= taken[1] + gap
            if is_free and left >= 0 and left + room <= self._scale.right:
                if icon:
                    image = icon_image(icon, self._theme.color("error"), 2 * edge)
                    place = QRectF(left, self._labels_at - edge / 2, edge, edge)
                    self._painter.drawImage(place, image)
                height = self._metrics.height()
                self.labels.append(QRectF(left, self._labels_at - height / 2, room + 2, height))
                self._painter.setPen(self._theme.color("text2"))
                self._write(
                    text, left + room - self._metrics.horizontalAdvance(text), self._labels_at
                )
                return min(left, taken[0]), max(taken[1], left + room)
        return taken

    def _line(self, x: NDArray[np.float64], heights: NDArray[np.float64]) -> QPolygonF:
        from mnist_viz.ui.charts.polylines import polylines  # noqa: PLC0415 - not at every start

        (line,) = polylines(x, self._bottom - heights * (self._bottom - self._top))
        return line

    def _write(self, text: str, left: float, middle: float) -> None:
        height = self._metrics.height()
        place = QRectF(left, middle - height / 2, self._metrics.horizontalAdvance(text) + 2, height)
        self._painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)


def _apart(places: NDArray[np.float64], gap: float) -> list[float]:
    """Return of places that ascend those that can be told apart, on whole pixels."""
    kept: list[float] = []
    for x in np.unique(np.round(places)).tolist():
        if not kept or x + 0.5 - kept[-1] >= gap:
            kept.append(x + 0.5)
    return kept


def newest_text(moment: "Moment") -> str:
    """Return what stands above the newest step while another is shown."""
    return f"newest {count(moment.newest.step)}"


def left_above(middle: float, room: float, width: int) -> float:
    """Return where what is centred above a place begins, so that it stays within a width."""
    return min(max(middle - room / 2, 0.0), width - room)
