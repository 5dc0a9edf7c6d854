"""A table of layers: name, a small curve of how one of its numbers went, and the numbers."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPolygonF,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mnist_viz.ui import numbers
from mnist_viz.ui.components.descriptions import describe
from mnist_viz.ui.look.icons import icon_image
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.tables.health_columns import (
    GRADIENT,
    UNUSABLE,
    UPDATE,
    Columns,
    HealthRow,
    arranged,
)
from mnist_viz.ui.tables.health_curves import HealthCurves

_ROOMY, _TIGHT = 10, 2
_HIGHEST_ROW = 40
_SIGN, _SIGN_GAP = 12, 4
_LEAST_CURVE, _CURVE_GAP = 14, 8
_POINTS_PER_PIXEL = 2

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_CARDS = {GRADIENT: "gradient", UPDATE: "update_ratio", UNUSABLE: "dead_unit"}

_STRIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}

_Steps = TypeVar("_Steps", float, NDArray[np.float64])


class HealthTable(QWidget):
    """Rows of equal height under a line of headings.

    What stays from frame to frame, headings and names, is painted once into a
    picture; a repaint copies that and adds numbers and curves.

    Attributes
    ----------
    pointed : Signal
        The step that is read out is another: time to show its numbers.
    """

    pointed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[HealthRow, ...] = ()
        self._what = GRADIENT
        self._curves = HealthCurves(np.empty(0), np.empty((0, 0)))
        self._polygons: list[QPolygonF] | None = None
        self._known_at: int | None = None
        self._reading: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._ground: QPixmap | None = None
        self._pitch = self._curve_height = 1.0
        self._places: dict[tuple[int, str], QRect] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle(system_theme())

    @property
    def rows(self) -> tuple[HealthRow, ...]:
        """What is written, from the first layer to the last."""
        return self._rows

    @property
    def curves(self) -> HealthCurves:
        """What the small curves show."""
        return self._curves

    @property
    def reading(self) -> int | None:
        """The place, among the steps of the curves, of the one that is pointed at."""
        return None if self._reading is None else self._curves.place_of(self._reading)

    def show_rows(
        self,
        rows: Sequence[HealthRow],
        what: str,
        curves: HealthCurves,
        known_at: int | None = None,
    ) -> None:
        """Show these.

        Parameters
        ----------
        rows : sequence of HealthRow
            One a layer.
        what : str
            What the curves are of: `GRADIENT`, `UPDATE` or `UNUSABLE`.
        curves : HealthCurves
        known_at : int, optional
            The step of the update ratios, where it is not that of all else.
        """
        known, before = self._shape, self._rows
        self._rows = tuple(rows)
        others, other_step = curves is not self._curves, known_at != self._known_at
        if others:
            self._curves, self._polygons = curves, None
        self._known_at, self._what = known_at, what
        age = [] if known_at is None else [f"update ratios of step {numbers.count(known_at)}"]
        describe(self, "; ".join([*(row.text for row in rows), *age]))
        if self._shape != known or self._ground is None or not rows:
            self._ground = self._polygons = None
            self.updateGeometry()
            self.update()
            return
        if others:
            self.update(self._curves_place())
        for column in self._columns.names:
            if other_step and column == UPDATE:
                self.update(self._heading_place(column))
            for number, (old, new) in enumerate(zip(before, rows, strict=True)):
                if old.cell(column) != new.cell(column):
                    self.update(self._place(number, column))

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
        self._ground = self._polygons = None
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(216), self._head + max(1, len(self._rows)) * self._row_heights[1])

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(160), self._head + max(1, len(self._rows)) * self._row_heights[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ground = self._polygons = None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._reading is not None:
            return True  # it would cover the curve that is read
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._rows and self._ground is not None:
            left, width = self._columns.curve_left, max(1, self._columns.curve_width)
            share = (event.position().x() - left) / width
            self._point_at(self._curves.nearest(share) if 0.0 <= share <= 1.0 else None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self._curves.steps) - 1
        place = self.reading
        if key in _STRIDES and not event.modifiers() and last >= 0:
            here = last + 1 if place is None else place
            self._point_at(min(max(here + _STRIDES[key], 0), last))
        elif key == Qt.Key.Key_Escape and place is not None:
            self._point_at(None)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        asked, ratio = event.region(), self.devicePixelRatioF()
        if self._ground is None or self._ground.devicePixelRatio() != ratio:
            self._ground = self._painted_ground(ratio)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._ground)
            if not self._rows:
                return
            painter.setPen(self._theme.color("text2"))
            if asked.intersects(self._curves_place()):
                self._paint_curves(painter)
            self._paint_headings(painter, asked)
            self._paint_numbers(painter, asked)

    def _paint_headings(self, painter: QPainter, asked: QRegion) -> None:
        painter.setFont(self._caption)
        for what, right in self._columns.sizes.items():
            if asked.intersects(self._heading_place(what)):
                heading = self._heading(what)
                left = right - self._small.horizontalAdvance(heading)
                painter.drawText(QPointF(left, self._small.ascent()), heading)

    def _paint_numbers(self, painter: QPainter, asked: QRegion) -> None:
        painter.setFont(self._fonts[0])
        painter.setPen(self._theme.color("text"))
        alarms = []
        for number, row in enumerate(self._rows):
            for column in self._columns.names:
                if not asked.intersects(self._place(number, column)):
                    continue
                text, alarming = row.cell(column)
                box = self._box(number, self._columns.ends(column)[1])
                if alarming:
                    alarms.append((box, text))
                else:
                    painter.drawText(box, _RIGHT, text)
        for box, text in alarms:
            self._paint_alarm(painter, box, text)

    def _place(self, number: int, column: str) -> QRect:
        """Return where a number of a row is written; found once for each ground."""
        if (number, column) not in self._places:
            left, right = self._columns.ends(column)
            box = self._box(number, right)
            box.setLeft(left)
            self._places[number, column] = box.toAlignedRect()
        return self._places[number, column]

    def _heading_place(self, column: str) -> QRect:
        left, right = self._columns.ends(column)
        return QRect(left, 0, right - left, self._head)

    def _curves_place(self) -> QRect:
        """Return where the curves are drawn, and what is said of them."""
        columns = self._columns
        return QRect(columns.curve_left - 2, 0, columns.curve_width + 4, self.height())

    def _box(self, number: int, right: float) -> QRectF:
        """Return a row's place, up to a column's right edge."""
        return QRectF(0.0, self._head + number * self._pitch, right, self._pitch)

    def _share_out(self) -> None:
        """Find how high a row and its curve may be."""
        room = (self.height() - self._head) / len(self._rows)
        self._pitch = min(room if room < self._row_heights[0] else int(room), scaled(_HIGHEST_ROW))
        self._curve_height = max(self._pitch - scaled(_CURVE_GAP), scaled(_LEAST_CURVE))

    def _painted_ground(self, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._theme.color("panel"))
        if self._rows:
            self._share_out()
            self._places = {}
            columns = self._columns = self._arranged()
            with QPainter(picture) as painter:
                painter.setFont(self._caption)
                painter.setPen(self._theme.color("text2"))
                left = self.width() - self._small.horizontalAdvance(columns.heading)
                painter.drawText(QPointF(left, self._small.ascent()), columns.heading)
                painter.setFont(self._fonts[0])
                painter.setPen(self._theme.color("text"))
                for number, row in enumerate(self._rows):
                    box = self._box(number, self.width())
                    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, row.title)
        return picture

    def _arranged(self) -> Columns:
        steps = self._curves.steps
        return arranged(
            self._rows,
            self._what,
            int(steps[-1]) if len(steps) else None,
            self.width(),
            body=self._body,
            small=self._small,
            sign=self._sign + self._sign_gap,
        )

    def _heading(self, what: str) -> str:
        """Return what stands over a size; of update ratios of another step, which step."""
        if what == UPDATE and self._known_at is not None:
            return f"update at {numbers.count(self._known_at)}"
        return what

    @property
    def _shape(self) -> tuple[object, ...]:
        """What decides where the columns stand."""
        steps = self._curves.steps
        digits = len(str(int(steps[-1]))) if len(steps) else 0
        return self._what, digits, *((row.title, len(row.unusable)) for row in self._rows)

    def _point_at(self, place: int | None) -> None:
        reading = None if place is None else float(self._curves.steps[place])
        if reading != self._reading:
            if self._reading is None:
                QToolTip.hideText()  # what was said beside the curves
            self._reading = reading
            self.update()
            self.pointed.emit()

    def _paint_curves(self, painter: QPainter) -> None:
        """Paint each layer's curve, where the shown step is in them, and the read-out's place."""
        curves, columns, width = self._curves, self._columns, self._columns.curve_width
        if width <= 0 or not len(curves.steps):
            return
        place = self.reading
        texts = curves.captions
        if place is not None:
            texts = (f"step {numbers.count(int(curves.steps[place]))}",)
        painter.setFont(self._caption)
        advance = self._small.horizontalAdvance
        text = next((one for one in texts if advance(one) <= width), "")
        painter.drawText(QPointF(columns.curve_left, self._small.ascent()), text)
        top, bottom = self._box(0, 0.0).top(), self._box(len(self._rows) - 1, 0.0).bottom()
        if curves.shown is not None:
            token = "warning" if self._theme.name == "light" else "past"
            # The curves may lack the newest steps, and the numbers stand beside them.
            across = min(self._across(float(curves.shown)), float(columns.curve_left + width))
            line = QRectF(across - 1.0, top, 2.0, bottom - top)
            painter.fillRect(line, self._theme.color(token))
        if place is not None:
            line = QRectF(self._across(float(curves.steps[place])) - 0.5, top, 1.0, bottom - top)
            painter.fillRect(line, self._theme.color("text2"))
        if self._polygons is None:
            self._polygons = self._drawn_curves()
        for polygon in self._polygons:
            painter.drawPolyline(polygon)

    def _drawn_curves(self) -> list[QPolygonF]:
        from mnist_viz.ui.charts.polylines import (  # noqa: PLC0415 - not at every start
            polylines,
        )

        curves, width = self._curves, self._columns.curve_width
        polygons: list[QPolygonF] = []
        if len(curves.steps) < 2:
            return polygons
        height, across = self._curve_height, self._across(curves.steps)
        for number in range(len(self._rows)):
            steps, heights = curves.line(number, _POINTS_PER_PIXEL * width)
            base = self._box(number, 0.0).center().y() + height / 2
            x = across if steps is curves.steps else self._across(steps)
            polygons += polylines(x, base - height * heights)
        return polygons

    def _across(self, steps: _Steps) -> _Steps:
        """Return where steps stand, in pixels."""
        known, columns = self._curves.steps, self._columns
        span = max(1.0, known[-1] - known[0])
        across: _Steps = columns.curve_left + (steps - known[0]) * (columns.curve_width / span)
        return across

    def _paint_alarm(self, painter: QPainter, box: QRectF, text: str) -> None:
        color, size = self._theme.color("error"), self._sign
        painter.setFont(self._fonts[1])
        painter.setPen(color)
        painter.drawText(box, _RIGHT, text)
        left = box.right() - self._body.horizontalAdvance(text) - self._sign_gap - size
        sign = icon_image("warning", color, round(size * self.devicePixelRatioF()))
        painter.drawImage(QRectF(left, box.center().y() - size / 2, size, size), sign)
