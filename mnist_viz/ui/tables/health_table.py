"""A table of layers: name, a size and a small curve of how it went, stuck units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.components.descriptions import describe
from mnist_viz.ui.icons import icon_image
from mnist_viz.ui.spacing import font, scaled
from mnist_viz.ui.theme import Theme, system_theme

GRADIENT, UPDATE = "gradient", "update ratio"
"""The sizes of a layer, as the headings call them."""

_UNUSABLE = ("unusable on shown images", "unusable, shown images", "unusable")
_GAP = 7
_ROOMY, _TIGHT = 10, 2
_HIGHEST_ROW = 40
_SIGN, _SIGN_GAP = 12, 4
_SHORTEST_CURVE, _LONGEST_CURVE = 30, 240
_LEAST_CURVE, _MOST_CURVE, _BETWEEN_CURVES = 14, 26, 10

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_CARDS = {GRADIENT: "gradient", UPDATE: "update_ratio"}


@dataclass(frozen=True)
class HealthRow:
    """What is written of a layer.

    Attributes
    ----------
    title, unusable : str
    sizes : mapping of str to str
        Its `GRADIENT` and its `UPDATE`.
    alarming : bool
        Whether most of its units are unusable.
    """

    title: str
    sizes: Mapping[str, str]
    unusable: str
    alarming: bool

    @property
    def text(self) -> str:
        sizes = ", ".join(f"{what} {size}" for what, size in self.sizes.items())
        return f"{self.title}: {sizes}, unusable {self.unusable}"


@dataclass(frozen=True)
class _Columns:
    curve_left: int
    curve_width: int
    sizes: dict[str, int]
    heading: str


class HealthTable(QWidget):
    """Rows of equal height under a line of headings.

    What stays from frame to frame, headings and names, is painted once into a
    picture; a repaint copies that and adds numbers and curves.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[HealthRow, ...] = ()
        self._what = GRADIENT
        self._steps = np.empty(0)
        self._curves = np.empty((0, 0))
        self._ground: QPixmap | None = None
        self._pitch = self._curve_height = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle(system_theme())

    @property
    def rows(self) -> tuple[HealthRow, ...]:
        """What is written, from the first layer to the last."""
        return self._rows

    @property
    def curves(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What the small curves show: steps (n,), sizes (n, layers)."""
        return self._steps, self._curves

    def show_rows(
        self,
        rows: Sequence[HealthRow],
        what: str,
        steps: NDArray[np.float64],
        curves: NDArray[np.float64],
    ) -> None:
        """Show these.

        Parameters
        ----------
        rows : sequence of HealthRow
            One a layer.
        what : str
            What the curves are of: `GRADIENT` or `UPDATE`.
        steps : float64, shape (n,)
        curves : float64, shape (n, layers)
        """
        known = self._rows
        self._rows = tuple(rows)
        self._steps, self._curves = steps, curves
        if _shape(known) != _shape(self._rows) or what != self._what:
            self._what = what
            self._ground = None
            self.updateGeometry()
        describe(self, "; ".join(row.text for row in rows))
        self.update()

    def card_at(self, point: QPoint | None) -> str | None:
        """Return the key of the card of the column at a place; None beside them, or of no place."""
        if point is None or not self._rows:
            return None
        columns = self._arranged()
        if point.x() < columns.curve_left:
            return None
        if point.x() < columns.curve_left + columns.curve_width:
            return _CARDS[self._what]
        ends = sorted((right, what) for what, right in columns.sizes.items())
        return next((_CARDS[what] for right, what in ends if point.x() <= right), "dead_unit")

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._fonts = font("body"), font("body", semibold=True)
        self._caption = font("caption")
        self._body = QFontMetrics(self._fonts[1])
        self._small = QFontMetrics(self._caption)
        self._head = self._small.height() + scaled(_TIGHT)
        self._row_heights = tuple(self._body.height() + scaled(gap) for gap in (_TIGHT, _ROOMY))
        self._sign, self._sign_gap = scaled(_SIGN), scaled(_SIGN_GAP)
        self._ground = None
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(216), self._head + max(1, len(self._rows)) * self._row_heights[1])

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(160), self._head + max(1, len(self._rows)) * self._row_heights[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ground = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._ground is None or self._ground.devicePixelRatio() != ratio:
            self._ground = self._painted_ground(ratio)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._ground)
            if not self._rows:
                return
            painter.setPen(self._theme.color("text2"))
            self._paint_curves(painter)
            painter.setFont(self._fonts[0])
            painter.setPen(self._theme.color("text"))
            for number, row in enumerate(self._rows):
                for what, right in self._columns.sizes.items():
                    painter.drawText(self._box(number, right), _RIGHT, row.sizes[what])
                if not row.alarming:
                    painter.drawText(self._box(number, self.width()), _RIGHT, row.unusable)
            for number, row in enumerate(self._rows):
                if row.alarming:
                    self._paint_alarm(painter, self._box(number, self.width()), row.unusable)

    def _box(self, number: int, right: float) -> QRectF:
        """Return a row's place, up to a column's right edge."""
        return QRectF(0.0, self._head + number * self._pitch, right, self._pitch)

    def _share_out(self) -> None:
        """Find how high a row and its curve may be."""
        room = (self.height() - self._head) / len(self._rows)
        self._pitch = min(room if room < self._row_heights[0] else int(room), scaled(_HIGHEST_ROW))
        high = min(self._pitch - scaled(_BETWEEN_CURVES), scaled(_MOST_CURVE))
        self._curve_height = max(high, scaled(_LEAST_CURVE))

    def _painted_ground(self, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._theme.color("panel"))
        if self._rows:
            self._share_out()
            columns = self._columns = self._arranged()
            rights = columns.sizes | {columns.heading: self.width()}
            with QPainter(picture) as painter:
                painter.setFont(self._caption)
                painter.setPen(self._theme.color("text2"))
                for text, right in rights.items():
                    left = right - self._small.horizontalAdvance(text)
                    painter.drawText(QPointF(left, self._small.ascent()), text)
                painter.setFont(self._fonts[0])
                painter.setPen(self._theme.color("text"))
                for number, row in enumerate(self._rows):
                    box = self._box(number, self.width())
                    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, row.title)
        return picture

    def _arranged(self) -> _Columns:
        """Return where the columns stand.

        Both sizes are written where they fit, else that of the curve; the heading of the
        last column says as much as there is room for.
        """
        gap, advance = scaled(_GAP), self._body.horizontalAdvance
        curve_left = max(advance(row.title) for row in self._rows) + gap
        widths = {
            what: gap + max(advance("1.3e\u22123"), self._small.horizontalAdvance(what))
            for what in (GRADIENT, UPDATE)
        }
        counts = max(advance(row.unusable) for row in self._rows) + self._sign + self._sign_gap
        least = gap + max(counts, self._small.horizontalAdvance(_UNUSABLE[-1]))
        room = self.width() - curve_left - scaled(_SHORTEST_CURVE)
        if sum(widths.values()) + least > room:
            widths = {self._what: widths[self._what]}
        room -= sum(widths.values())
        for heading in _UNUSABLE:
            last = gap + max(counts, self._small.horizontalAdvance(heading))
            if last <= room:
                break
        rights, right = {}, self.width() - last
        for what in reversed(widths):
            rights[what] = right
            right -= widths[what]
        curve_width = min(scaled(_LONGEST_CURVE), right - curve_left)
        return _Columns(curve_left, curve_width, rights, heading)

    def _paint_curves(self, painter: QPainter) -> None:
        """Paint each layer's norms over a base line of 0, as high as its largest."""
        from mnist_viz.ui.charts.polylines import (  # noqa: PLC0415 - not at every start
            polylines,
        )

        steps, norms, columns = self._steps, self._curves, self._columns
        if len(steps) < 2 or columns.curve_width <= 0:
            return
        if not np.isfinite(norms).all():
            norms = np.where(np.isfinite(norms), norms, np.nan)
        most = np.fmax.reduce(norms, axis=0)
        most[~(most > 0)] = 1.0
        per_step = columns.curve_width / (steps[-1] - steps[0])
        across = columns.curve_left + (steps - steps[0]) * per_step
        heights = norms * (self._curve_height / most)
        for number in range(norms.shape[1]):
            base = self._box(number, 0.0).center().y() + self._curve_height / 2
            for piece in polylines(across, base - heights[:, number]):
                painter.drawPolyline(piece)

    def _paint_alarm(self, painter: QPainter, box: QRectF, text: str) -> None:
        color, size = self._theme.color("error"), self._sign
        painter.setFont(self._fonts[1])
        painter.setPen(color)
        painter.drawText(box, _RIGHT, text)
        left = box.right() - self._body.horizontalAdvance(text) - self._sign_gap - size
        sign = icon_image("warning", color, round(size * self.devicePixelRatioF()))
        painter.drawImage(QRectF(left, box.center().y() - size / 2, size, size), sign)


def _shape(rows: Sequence[HealthRow]) -> list[tuple[str, int]]:
    """Return what decides where the columns stand."""
    return [(row.title, len(row.unusable)) for row in rows]
