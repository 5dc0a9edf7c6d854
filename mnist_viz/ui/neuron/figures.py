"""A row of numbers under their captions, with the signs between them."""

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.components.cursor import ACROSS, Cursor
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_GAP, _LEAST_GAP = 16, 4
_BETWEEN_LINES = 4
_USUAL = "+0.0000"
"""No number counts as narrower, so that lines do not break as digits change."""


class Figure(NamedTuple):
    """A number, what it is, the key of the card that explains it, the sign after it, its colour."""

    caption: str
    value: str
    card: str
    sign: str = ""
    token: str = "text"


class Figures(QWidget):
    """Paints numbers as large as they fit; the keys go from one to the next.

    Where even the smallest do not fit beside each other, they stand in lines.

    Parameters
    ----------
    name : str
        What the numbers are, for screen readers.
    roles : tuple of str
        Of the font of the numbers, the largest first.
    """

    def __init__(self, name: str, roles: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._roles = roles
        self._figures: tuple[Figure, ...] = ()
        self._places: list[QRect] = []
        self._cursor = Cursor(self, ACROSS, self._figure_at)
        self._cursor.moved.connect(self._tell)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.restyle(system_theme())

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What is written."""
        return self._figures

    def show_figures(self, figures: tuple[Figure, ...]) -> None:
        """Write these."""
        if figures != self._figures:
            self._figures = figures
            self._cursor.show_count(len(figures))
            if self.hasFocus():
                self._tell()
            self.update()

    def card_at(self, point: QPoint | None) -> str | None:
        """Return the key of the card of the figure at a place, or where the keys are (None)."""
        place = self._cursor.place if point is None else self._figure_at(point)
        return None if place is None or place >= len(self._figures) else self._figures[place].card

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._caption = font("caption")
        self._fonts = [font(role, semibold=True) for role in self._roles]
        self._sign = font("body")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(420), self.height_in(scaled(420)))

    def height_in(self, width: int) -> int:
        """Return the height that it takes in such a width."""
        lines, captions = self._lines(width), QFontMetrics(self._caption).height()
        if len(lines) < 2:
            return captions + QFontMetrics(self._fonts[0]).height()
        return len(lines) * self._line_height() - scaled(_BETWEEN_LINES)

    def paintEvent(self, _event: QPaintEvent) -> None:
        lines = self._lines(self.width())
        style, captions = self._style(lines), QFontMetrics(self._caption).height()
        largest = self._fonts[0] if len(lines) < 2 else style
        base = captions + QFontMetrics(largest).ascent()
        gap = min(self._gap(line, style) for line in lines) if lines else 0
        self._places = []
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            for line in lines:
                self._paint_line(painter, line, base, style, gap)
                painter.translate(0, self._line_height())

    def _paint_line(
        self, painter: QPainter, line: tuple[Figure, ...], base: int, style: QFont, gap: int
    ) -> None:
        captions, values = QFontMetrics(self._caption), QFontMetrics(style)
        signs, left, top = QFontMetrics(self._sign), 0, round(painter.transform().dy())
        height = base + values.descent()
        for figure in line:
            painter.setFont(self._caption)
            painter.setPen(self._theme.color("text2"))
            painter.drawText(left, captions.ascent(), figure.caption)
            painter.setFont(style)
            painter.setPen(self._theme.color(figure.token))
            painter.drawText(left, base, figure.value)
            width = max(values.horizontalAdvance(figure.value), self._caption_room(figure))
            if len(self._places) == self._cursor.shown:
                mark = QRect(left, height - 2, width, 2)
                painter.fillRect(mark, self._theme.color("focus"))
            self._places.append(QRect(left, top, width, height))
            left += width
            painter.setFont(self._sign)
            painter.setPen(self._theme.color("text2"))
            painter.drawText(left + gap // 2, base, figure.sign)
            left += signs.horizontalAdvance(figure.sign) + gap

    def _figure_at(self, point: QPoint) -> int | None:
        places = enumerate(self._places)
        return next((number for number, place in places if place.contains(point)), None)

    @Slot()
    def _tell(self) -> None:
        """Let screen readers read a number."""
        if self._cursor.place < len(self._figures):
            figure = self._figures[self._cursor.place]
            self.setAccessibleDescription(f"{figure.caption}: {figure.value}")

    def _lines(self, width: int) -> list[tuple[Figure, ...]]:
        """Return the figures in as few lines as hold the smallest numbers, closest together."""
        figures, style = self._figures, self._fonts[-1]
        for number in range(1, len(figures) + 1):
            count = -(-len(figures) // number)
            starts = range(0, len(figures), count)
            lines = [figures[start : start + count] for start in starts]
            least = max(self._width(line, style, _LEAST_GAP, _USUAL) for line in lines)
            if least <= width or count == 1:
                return lines
        return []

    def _style(self, lines: list[tuple[Figure, ...]]) -> QFont:
        """Return the largest font in which a single line fits, else the smallest."""
        styles = self._fonts if len(lines) == 1 else []
        fitting = (style for style in styles if self._width(lines[0], style) <= self.width())
        return next(fitting, self._fonts[-1])

    def _gap(self, line: tuple[Figure, ...], style: QFont) -> int:
        """Return the room between figures, less if that is what it takes."""
        lacking = max(0, self._width(line, style) - self.width())
        return max(scaled(_LEAST_GAP), scaled(_GAP) - -(-lacking // max(1, len(line) - 1)))

    def _line_height(self) -> int:
        heights = QFontMetrics(self._caption).height() + QFontMetrics(self._fonts[-1]).height()
        return heights + scaled(_BETWEEN_LINES)

    def _width(
        self, line: tuple[Figure, ...], style: QFont, gap: int = _GAP, usual: str = ""
    ) -> int:
        values, signs = QFontMetrics(style), QFontMetrics(self._sign)
        least = values.horizontalAdvance(usual)
        return sum(
            max(least, values.horizontalAdvance(f.value), self._caption_room(f))
            + signs.horizontalAdvance(f.sign)
            + scaled(gap)
            for f in line
        ) - scaled(gap)

    def _caption_room(self, figure: Figure) -> int:
        """Return the room of a caption, which may reach under the sign after its number."""
        advance = QFontMetrics(self._caption).horizontalAdvance(figure.caption)
        return advance - (scaled(10) if figure.sign else 0)
