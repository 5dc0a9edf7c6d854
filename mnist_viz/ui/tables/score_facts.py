"""The test scores in words and numbers; the least important give way where room lacks."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.spacing import font, scaled
from mnist_viz.ui.theme import Theme, system_theme

_LINE_GAP = 3
_GAP = 9


class ScoreFacts(QWidget):
    """One large value over its caption, then rows of a name and a value each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headline, self._caption = "", ""
        self._rows: tuple[tuple[str, str], ...] = ()
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

    def show_facts(self, headline: str, caption: str, rows: Sequence[tuple[str, str]]) -> None:
        """Write these; the first rows are the most important."""
        self._headline, self._caption, self._rows = headline, caption, tuple(rows)
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
        return QSize(scaled(138), self._top_of_row(3))

    def minimumSizeHint(self) -> QSize:
        large, body = QFontMetrics(self._large), QFontMetrics(self._body)
        widths = [large.horizontalAdvance(self._headline), body.horizontalAdvance(self._caption)]
        gap = scaled(_GAP)
        widths += [
            body.horizontalAdvance(name) + gap + body.horizontalAdvance(value)
            for name, value in self._rows
        ]
        return QSize(max(widths), self._top_of_row(0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        large, body = QFontMetricsF(self._large), QFontMetricsF(self._body)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            painter.setFont(self._large)
            painter.setPen(self._theme.color("text"))
            painter.drawText(QPointF(0.0, large.ascent() - scaled(3)), self._headline)
            painter.setFont(self._body)
            painter.setPen(self._theme.color("text2"))
            caption = self._top_of_row(0) - scaled(_GAP) - body.descent()
            painter.drawText(QPointF(0.0, caption), self._caption)
            for number, (name, value) in enumerate(self._rows):
                if self._top_of_row(number + 1) - scaled(_LINE_GAP) > self.height():
                    break
                baseline = self._top_of_row(number) + body.ascent()
                painter.setPen(self._theme.color("text2"))
                painter.drawText(QPointF(0.0, baseline), name)
                painter.setPen(self._theme.color("text"))
                left = self.width() - body.horizontalAdvance(value)
                painter.drawText(QPointF(left, baseline), value)

    def _top_of_row(self, number: int) -> int:
        body = QFontMetrics(self._body).height()
        head = QFontMetrics(self._large).height() - scaled(4) + body + scaled(_GAP)
        return head + number * (body + scaled(_LINE_GAP))
