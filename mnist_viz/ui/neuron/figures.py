"""A row of numbers under their captions, with the signs between them."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.spacing import font, scaled
from mnist_viz.ui.theme import Theme, system_theme


@dataclass(frozen=True)
class Figure:
    """A number, what it is, the sign after it, and its colour."""

    caption: str
    value: str
    sign: str = ""
    token: str = "text"


class Figures(QWidget):
    """Paints numbers as large as they fit.

    Parameters
    ----------
    roles : tuple of str
        Of the font of the numbers, the largest first.
    """

    def __init__(self, roles: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roles = roles
        self._figures: tuple[Figure, ...] = ()
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
            self.update()

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
            left = 0
            for figure in self._figures:
                painter.setFont(self._caption)
                painter.setPen(self._theme.color("text2"))
                painter.drawText(left, top, figure.caption)
                painter.setFont(style)
                painter.setPen(self._theme.color(figure.token))
                painter.drawText(left, base, figure.value)
                left += max(
                    values.horizontalAdvance(figure.value), self._caption_room(captions, figure)
                )
                painter.setFont(self._sign)
                painter.setPen(self._theme.color("text2"))
                painter.drawText(left + scaled(8), base, figure.sign)
                left += signs.horizontalAdvance(figure.sign) + scaled(16)

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
