"""A row of numbers under their captions, with the signs between them."""

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.components.cursor import ACROSS, Cursor
from mnist_viz.ui.spacing import font, scaled
from mnist_viz.ui.theme import Theme, system_theme


class Figure(NamedTuple):
    """A number, what it is, the key of the card that explains it, the sign after it, its colour."""

    caption: str
    value: str
    card: str
    sign: str = ""
    token: str = "text"


class Figures(QWidget):
    """Paints numbers as large as they fit; the keys go from one to the next.

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
        heights = QFontMetrics(self._caption).height() + QFontMetrics(self._fonts[0]).height()
        return QSize(scaled(420), heights)

    def paintEvent(self, _event: QPaintEvent) -> None:
        captions, signs = QFontMetrics(self._caption), QFontMetrics(self._sign)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            chosen = next((f for f in self._fonts if self._width(f) <= self.width()), None)
            style = chosen or self._fonts[-1]
            values = QFontMetrics(style)
            top = captions.ascent()
            base = captions.height() + QFontMetrics(self._fonts[0]).ascent()
            gap = scaled(16)
            if chosen is None:  # closer together, if that is what it takes
                lacking = self._width(style) - self.width()
                gap = max(scaled(4), gap - -(-lacking // max(1, len(self._figures) - 1)))
            left, self._places = 0, []
            for number, figure in enumerate(self._figures):
                painter.setFont(self._caption)
                painter.setPen(self._theme.color("text2"))
                painter.drawText(left, top, figure.caption)
                painter.setFont(style)
                painter.setPen(self._theme.color(figure.token))
                painter.drawText(left, base, figure.value)
                width = max(
                    values.horizontalAdvance(figure.value), self._caption_room(captions, figure)
                )
                self._places.append(QRect(left, 0, width, self.height()))
                if number == self._cursor.shown:
                    line = QRect(left, self.height() - 2, width, 2)
                    painter.fillRect(line, self._theme.color("focus"))
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

    def _width(self, style: QFont) -> int:
        values, signs = QFontMetrics(style), QFontMetrics(self._sign)
        captions = QFontMetrics(self._caption)
        return sum(
            max(values.horizontalAdvance(f.value), self._caption_room(captions, f))
            + signs.horizontalAdvance(f.sign)
            + scaled(16)
            for f in self._figures
        ) - scaled(16)

    @staticmethod
    def _caption_room(captions: QFontMetrics, figure: Figure) -> int:
        """Return the room of a caption, which may reach under the sign after its number."""
        return captions.horizontalAdvance(figure.caption) - (scaled(10) if figure.sign else 0)
