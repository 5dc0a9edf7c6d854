"""The line above a chart: what its lines mean, and their values at the shown step."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.charts.stroke import Stroke
from mnist_viz.ui.components.descriptions import describe
from mnist_viz.ui.spacing import font, scaled
from mnist_viz.ui.theme import Theme, system_theme

_SAMPLE = 21  # three dashes
_GAP = 5
_BETWEEN = 16


@dataclass(frozen=True)
class LegendEntry:
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
        if self._entries != tuple(entries):
            self._entries = tuple(entries)
            describe(self, self.text)
            self.update()

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
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(200), round(self._metrics[1].height()) + scaled(2))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(80), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        left, advance = 0.0, self._metrics[1].horizontalAdvance
        rooms = [(self._name_width(entry), advance(entry.value)) for entry in self._entries]
        needed = sum(map(sum, rooms)) + self._between * (len(rooms) - 1)
        between = self._between if needed <= self.width() else self._between / 2
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._ground)
            for entry, (name, value) in zip(self._entries, rooms, strict=True):
                if left + name + value > self.width():
                    break
                self._paint_entry(painter, entry, left, name)
                left += name + value + between

    def _name_width(self, entry: LegendEntry) -> float:
        """Return the room of all that stands before the value."""
        key = (entry.name, entry.stroke is not None)
        if key not in self._name_widths:
            width = self._metrics[0].horizontalAdvance(entry.name) + self._gap
            self._name_widths[key] = width + (self._sample + self._gap if entry.stroke else 0)
        return self._name_widths[key]

    def _paint_entry(
        self, painter: QPainter, entry: LegendEntry, left: float, name_width: float
    ) -> None:
        middle, baseline = self.height() / 2, self.height() / 2 + self._to_baseline
        name_left = left
        if entry.stroke is not None:
            painter.setPen(self._sample_pen(entry.stroke))
            painter.drawLine(QLineF(left, middle, left + self._sample, middle))
            name_left += self._sample + self._gap
        painter.setFont(self._fonts[0])
        painter.setPen(self._quiet)
        painter.drawText(QPointF(name_left, baseline), entry.name)
        painter.setFont(self._fonts[1])
        painter.setPen(self._theme.color(entry.token))
        painter.drawText(QPointF(left + name_width, baseline), entry.value)

    def _sample_pen(self, stroke: Stroke) -> QPen:
        if stroke not in self._pens:
            pen = stroke.pen(self._theme)
            pen.setCosmetic(False)
            pen.setWidthF(scaled(20) / 10)
            self._pens[stroke] = pen
        return self._pens[stroke]
