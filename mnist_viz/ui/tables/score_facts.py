"""The test scores in words and numbers; the least important give way where room lacks."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_GAP = 9
_ROOMY, _TIGHT = (9, 3), (4, 1)
"""What stands between caption and rows, and between rows."""


class ScoreFacts(QWidget):
    """One large value over its caption, then rows of a name and a value each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headline, self._caption = "", ""
        self._rows: tuple[tuple[str, str], ...] = ()
        self._spared: tuple[str, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle(system_theme())

    @property
    def headline(self) -> str:
        return self._headline

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Name and value of each row."""
        return self._rows

    @property
    def written(self) -> tuple[tuple[str, str], ...]:
        """The rows that there is room for, in their order."""
        return self._arranged()[0]

    def show_facts(
        self,
        headline: str,
        caption: str,
        rows: Sequence[tuple[str, str]],
        spared: Sequence[str] = (),
    ) -> None:
        """Write these.

        Parameters
        ----------
        headline, caption : str
        rows : sequence of (str, str)
            Name and value of each.
        spared : sequence of str
            Names of rows that are not written where room lacks, the least needed first; after
            them the last go.
        """
        self._headline, self._caption, self._rows = headline, caption, tuple(rows)
        self._spared = tuple(spared)
        words = [f"{caption} {headline}", *(f"{name} {value}" for name, value in rows)]
        self.setAccessibleName(", ".join(words))
        self.updateGeometry()
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._large, self._body = font("accuracy"), font("body")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(138), self._top_of_row(3, _ROOMY))

    def minimumSizeHint(self) -> QSize:
        large, body = QFontMetrics(self._large), QFontMetrics(self._body)
        widths = [large.horizontalAdvance(self._headline), body.horizontalAdvance(self._caption)]
        gap = scaled(_GAP)
        widths += [
            body.horizontalAdvance(name) + gap + body.horizontalAdvance(value)
            for name, value in self._rows
        ]
        return QSize(max(widths), self._top_of_row(0, _TIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        large, body = QFontMetricsF(self._large), QFontMetricsF(self._body)
        rows, gaps = self._arranged()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            painter.setFont(self._large)
            painter.setPen(self._theme.color("text"))
            painter.drawText(QPointF(0.0, large.ascent() - scaled(3)), self._headline)
            painter.setFont(self._body)
            painter.setPen(self._theme.color("text2"))
            caption = self._top_of_row(0, gaps) - scaled(gaps[0]) - body.descent()
            painter.drawText(QPointF(0.0, caption), self._caption)
            for number, (name, value) in enumerate(rows):
                baseline = self._top_of_row(number, gaps) + body.ascent()
                painter.setPen(self._theme.color("text2"))
                painter.drawText(QPointF(0.0, baseline), name)
                painter.setPen(self._theme.color("text"))
                left = self.width() - body.horizontalAdvance(value)
                painter.drawText(QPointF(left, baseline), value)

    def _arranged(self) -> tuple[tuple[tuple[str, str], ...], tuple[int, int]]:
        """Return the rows that there is room for, and how far apart they stand."""
        if self._room(_ROOMY) >= len(self._rows):
            return self._rows, _ROOMY
        rows, room = list(self._rows), self._room(_TIGHT)
        for name in self._spared:
            if len(rows) > room:
                rows = [row for row in rows if row[0] != name]
        return tuple(rows[:room]), _TIGHT

    def _room(self, gaps: tuple[int, int]) -> int:
        """Return how many rows fit, so far apart."""
        pitch = QFontMetrics(self._body).height() + scaled(gaps[1])
        free = self.height() + scaled(gaps[1]) - self._top_of_row(0, gaps)
        return max(0, free // pitch)

    def _top_of_row(self, number: int, gaps: tuple[int, int]) -> int:
        body = QFontMetrics(self._body).height()
        head = QFontMetrics(self._large).height() - scaled(4) + body + scaled(gaps[0])
        return head + number * (body + scaled(gaps[1]))
