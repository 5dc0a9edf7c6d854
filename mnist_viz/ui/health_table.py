"""A table of layers: name, a small curve of the gradient, its size, stuck units."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.chart_layer import polylines
from mnist_viz.ui.icons import icon_image
from mnist_viz.ui.spacing import font, scaled
from mnist_viz.ui.theme import Theme, system_theme

_GRADIENT = "gradient"
_UNUSABLE = ("unusable on shown images", "unusable, shown images", "unusable")
_GAP = 10
_ROOMY, _TIGHT = 10, 2
_SIGN, _SIGN_GAP = 12, 4
_SHORTEST_CURVE, _LONGEST_CURVE = 36, 120


@dataclass(frozen=True)
class HealthRow:
    """What is written of a layer.

    Attributes
    ----------
    title, gradient, unusable : str
    alarming : bool
        Whether most of its units are unusable.
    curve : (steps, norms)
        float64 arrays of shape (n,).
    """

    title: str
    gradient: str
    unusable: str
    alarming: bool
    curve: tuple[NDArray[np.float64], NDArray[np.float64]]

    @property
    def text(self) -> str:
        return f"{self.title}: gradient {self.gradient}, unusable {self.unusable}"


@dataclass(frozen=True)
class _Columns:
    curve_left: int
    curve_width: int
    gradient_right: int
    heading: str


class HealthTable(QWidget):
    """Rows of equal height under a line of headings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[HealthRow, ...] = ()
        self.setAccessibleName("Health by layer")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle(system_theme())

    @property
    def rows(self) -> tuple[HealthRow, ...]:
        """What is written, from the first layer to the last."""
        return self._rows

    def show_rows(self, rows: Sequence[HealthRow]) -> None:
        """Write these."""
        if len(rows) != len(self._rows):
            self.updateGeometry()
        self._rows = tuple(rows)
        self.setAccessibleDescription("; ".join(row.text for row in rows))
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._body, self._strong, self._caption = (
            font("body"),
            font("body", semibold=True),
            font("caption"),
        )
        self._metrics = QFontMetrics(self._strong)
        self._small = QFontMetrics(self._caption)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(216), self._needed(_ROOMY))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(160), self._needed(_TIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            if self._rows:
                self._paint_rows(painter)

    def _needed(self, gap: int) -> int:
        row = self._metrics.height() + scaled(gap)
        return self._small.height() + scaled(_TIGHT) + max(1, len(self._rows)) * row

    def _paint_rows(self, painter: QPainter) -> None:
        columns = self._columns()
        self._paint_headings(painter, columns)
        top = self._small.height() + scaled(_TIGHT)
        height = (self.height() - top) / len(self._rows)
        height = min(height, self._metrics.height() + scaled(_ROOMY))
        for number, row in enumerate(self._rows):
            box = QRectF(0.0, top + number * height, self.width(), height)
            if columns.curve_width > 0:
                self._paint_curve(painter, row, box, columns)
            self._paint_row(painter, row, box, columns.gradient_right)

    def _columns(self) -> _Columns:
        """Return where the columns stand; the heading says as much as there is room for."""
        gap, advance = scaled(_GAP), self._metrics.horizontalAdvance
        curve_left = max(advance(row.title) for row in self._rows) + gap
        gradient = max(advance("1.3e\u22123"), self._small.horizontalAdvance(_GRADIENT))
        counts = max(advance(row.unusable) for row in self._rows) + scaled(_SIGN + _SIGN_GAP)
        room = self.width() - curve_left - scaled(_SHORTEST_CURVE) - gap - gradient - gap
        for heading in _UNUSABLE:
            last = max(counts, self._small.horizontalAdvance(heading))
            if last <= room:
                break
        right = self.width() - last - gap
        curve_width = min(scaled(_LONGEST_CURVE), right - gradient - gap - curve_left)
        return _Columns(curve_left, curve_width, right, heading)

    def _paint_headings(self, painter: QPainter, columns: _Columns) -> None:
        painter.setFont(self._caption)
        painter.setPen(self._theme.color("text2"))
        baseline = float(self._small.ascent())
        places = ((columns.gradient_right, _GRADIENT), (self.width(), columns.heading))
        for edge, text in places:
            left = edge - self._small.horizontalAdvance(text)
            painter.drawText(QPointF(left, baseline), text)

    def _paint_row(self, painter: QPainter, row: HealthRow, box: QRectF, right: int) -> None:
        metrics = self._metrics
        baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.setFont(self._body)
        painter.setPen(self._theme.color("text"))
        painter.drawText(QPointF(0.0, baseline), row.title)
        body = painter.fontMetrics()
        left = right - body.horizontalAdvance(row.gradient)
        painter.drawText(QPointF(left, baseline), row.gradient)
        if row.alarming:
            painter.setFont(self._strong)
            painter.setPen(self._theme.color("error"))
            body = metrics
        left = self.width() - body.horizontalAdvance(row.unusable)
        painter.drawText(QPointF(left, baseline), row.unusable)
        if row.alarming:
            size = scaled(_SIGN)
            ratio = self.devicePixelRatioF()
            sign = icon_image("warning", self._theme.color("error"), round(size * ratio))
            place = QRectF(left - scaled(_SIGN_GAP) - size, box.center().y() - size / 2, size, size)
            painter.drawImage(place, sign)

    def _paint_curve(
        self, painter: QPainter, row: HealthRow, box: QRectF, columns: _Columns
    ) -> None:
        height = min(box.height() - scaled(4), scaled(16))
        top = box.center().y() - height / 2
        painter.setPen(self._theme.color("text2"))
        for piece in _sparkline(row.curve, columns.curve_left, top, columns.curve_width, height):
            painter.drawPolyline(piece)


def _sparkline(
    curve: tuple[NDArray[np.float64], NDArray[np.float64]],
    left: float,
    top: float,
    width: float,
    height: float,
) -> list[QPolygonF]:
    """Return a curve over a base line of 0, as high as its largest value."""
    steps, norms = curve
    if len(steps) < 2:
        return []
    norms = np.where(np.isfinite(norms), norms, np.nan)
    most = np.fmax.reduce(norms)
    across = left + (steps - steps[0]) * (width / (steps[-1] - steps[0]))
    scale = height / most if most > 0 else 0.0
    return polylines(across, top + height - norms * scale)
