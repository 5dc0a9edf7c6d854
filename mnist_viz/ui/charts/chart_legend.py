"""The line above a chart: what its lines mean, and their values at the shown step."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.charts.stroke import Stroke
from mnist_viz.ui.components.descriptions import describe
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_SAMPLE = 21  # three dashes
_GAP = 5
_BETWEEN = 16


class LegendEntry(NamedTuple):
    """``train 0.203``, with a piece of its line.

    Attributes
    ----------
    name, value : str
    stroke : Stroke or None
        None if it belongs to no line.
    token : str
        Colour of the value.
    """

    name: str
    value: str
    stroke: Stroke | None = None
    token: str = "text"

    @property
    def text(self) -> str:
        return f"{self.name} {self.value}".strip()


class ChartLegend(QWidget):
    """Entries in a row; those for which there is no room are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[LegendEntry, ...] = ()
        self._places: list[_Place] = []
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.restyle(system_theme())

    @property
    def entries(self) -> tuple[LegendEntry, ...]:
        """What is written, from left to right."""
        return self._entries

    @property
    def text(self) -> str:
        """What is written, in a line."""
        return ", ".join(entry.text for entry in self._entries)

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Write these."""
        before, places = self._entries, self._places
        self._entries = tuple(entries)
        if self._entries == before:
            return
        describe(self, self.text)
        self._places = self._placed()
        if places != self._places or _all_but_values(before) != _all_but_values(self._entries):
            self.update()
            return
        for old, new, place in zip(before, self._entries, self._places, strict=False):
            if old != new:  # most often one, and its name need not be written again
                self.update(place.value)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._fonts = font("body"), font("body", semibold=True)
        self._metrics = [QFontMetricsF(each) for each in self._fonts]
        self._to_baseline = (self._metrics[1].ascent() - self._metrics[1].descent()) / 2
        self._sample, self._gap, self._between = scaled(_SAMPLE), scaled(_GAP), scaled(_BETWEEN)
        self._ground, self._quiet = theme.color("panel"), theme.color("text2")
        self._name_widths: dict[tuple[str, bool], float] = {}
        self._pens: dict[Stroke, QPen] = {}
        self._places = self._placed()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(200), round(self._metrics[1].height()) + scaled(2))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(80), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._places = self._placed()

    def paintEvent(self, event: QPaintEvent) -> None:
        asked = event.region()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._ground)
            for entry, place in zip(self._entries, self._places, strict=False):
                if asked.intersects(place.name):
                    self._paint_name(painter, entry, place.left)
                if asked.intersects(place.value):
                    self._paint_value(painter, entry, place.value_left)

    def _placed(self) -> "list[_Place]":
        """Return where the entries stand for which there is room."""
        left, advance = 0.0, self._metrics[1].horizontalAdvance
        rooms = [(self._name_width(entry), advance(entry.value)) for entry in self._entries]
        needed = sum(map(sum, rooms)) + self._between * (len(rooms) - 1)
        between = self._between if needed <= self.width() else self._between / 2
        places: list[_Place] = []
        for name, value in rooms:
            if left + name + value > self.width():
                break
            places.append(_Place(left, left + name, left + name + value, self.height()))
            left += name + value + between
        return places

    def _name_width(self, entry: LegendEntry) -> float:
        """Return the room of all that stands before the value."""
        key = (entry.name, entry.stroke is not None)
        if key not in self._name_widths:
            width = self._metrics[0].horizontalAdvance(entry.name) + self._gap
            self._name_widths[key] = width + (self._sample + self._gap if entry.stroke else 0)
        return self._name_widths[key]

    def _paint_name(self, painter: QPainter, entry: LegendEntry, left: float) -> None:
        if entry.stroke is not None:
            middle = self.height() / 2
            painter.setPen(self._sample_pen(entry.stroke))
            painter.drawLine(QLineF(left, middle, left + self._sample, middle))
            left += self._sample + self._gap
        painter.setFont(self._fonts[0])
        painter.setPen(self._quiet)
        painter.drawText(QPointF(left, self.height() / 2 + self._to_baseline), entry.name)

    def _paint_value(self, painter: QPainter, entry: LegendEntry, left: float) -> None:
        painter.setFont(self._fonts[1])
        painter.setPen(self._theme.color(entry.token))
        painter.drawText(QPointF(left, self.height() / 2 + self._to_baseline), entry.value)

    def _sample_pen(self, stroke: Stroke) -> QPen:
        if stroke not in self._pens:
            pen = stroke.pen(self._theme)
            pen.setCosmetic(False)
            pen.setWidthF(scaled(20) / 10)
            self._pens[stroke] = pen
        return self._pens[stroke]


class _Place(NamedTuple):
    """Where an entry stands."""

    left: float
    value_left: float
    right: float
    height: int

    @property
    def name(self) -> QRect:
        return self._between(self.left, self.value_left - _GAP + 1)

    @property
    def value(self) -> QRect:
        return self._between(self.value_left, self.right)

    def _between(self, left: float, right: float) -> QRect:
        """Return the whole pixels; a letter may reach beyond its own room by one."""
        return QRectF(left, 0.0, right - left, self.height).toAlignedRect().adjusted(-1, 0, 1, 0)


def _all_but_values(entries: Sequence[LegendEntry]) -> list[tuple[str, Stroke | None, str]]:
    return [(entry.name, entry.stroke, entry.token) for entry in entries]
