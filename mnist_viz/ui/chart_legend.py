"""The line above a chart: what its lines mean, and their values at the shown step."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.chart_layer import Stroke
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
        return f"{self.name} {self.value}"


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

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Write these."""
        if self._entries != tuple(entries):
            self._entries = tuple(entries)
            self.setAccessibleDescription(", ".join(entry.text for entry in entries))
            self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._fonts = font("body"), font("body", semibold=True)
        self._metrics = [QFontMetricsF(each) for each in self._fonts]
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(200), round(self._metrics[1].height()) + scaled(2))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(80), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        left = 0.0
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            for entry in self._entries:
                width = self._width_of(entry)
                if left + width > self.width():
                    break
                self._paint_entry(painter, entry, left)
                left += width + scaled(_BETWEEN)

    def _width_of(self, entry: LegendEntry) -> float:
        sample = scaled(_SAMPLE) + scaled(_GAP) if entry.stroke else 0.0
        name, value = (
            metrics.horizontalAdvance(text)
            for metrics, text in zip(self._metrics, (entry.name, entry.value), strict=True)
        )
        return sample + name + scaled(_GAP) + value

    def _paint_entry(self, painter: QPainter, entry: LegendEntry, left: float) -> None:
        middle = self.height() / 2
        if entry.stroke is not None:
            painter.setPen(_sample_pen(entry.stroke, self._theme))
            painter.drawLine(QLineF(left, middle, left + scaled(_SAMPLE), middle))
            left += scaled(_SAMPLE) + scaled(_GAP)
        regular, bold = self._metrics
        baseline = middle + (bold.ascent() - bold.descent()) / 2
        painter.setFont(self._fonts[0])
        painter.setPen(self._theme.color("text2"))
        painter.drawText(QPointF(left, baseline), entry.name)
        left += regular.horizontalAdvance(entry.name) + scaled(_GAP)
        painter.setFont(self._fonts[1])
        painter.setPen(self._theme.color(entry.token))
        painter.drawText(QPointF(left, baseline), entry.value)


def _sample_pen(stroke: Stroke, theme: Theme) -> QPen:
    pen = stroke.pen(theme)
    pen.setCosmetic(False)
    pen.setWidthF(2.0)
    return pen
