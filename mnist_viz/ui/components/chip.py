"""Chips that label, and pills that hint."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.look.spacing import CHIP_RADIUS, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

ChipKind = Literal["past", "live", "error"]

_COLORS = {
    "past": ("warn_soft", "warning"),
    "live": ("accent_soft", "accent"),
    "error": ("err_soft", "error"),
}


class Chip(QWidget):
    """A few words on a coloured ground; hidden while it has none.

    Parameters
    ----------
    text : str
    kind : str
        ``past`` (amber), ``live`` (violet) or ``error`` (rose).
    """

    def __init__(
        self, text: str = "", kind: ChipKind = "past", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle(system_theme())
        self.hide()
        self.show_text(text)

    @property
    def text(self) -> str:
        """The words."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show these words, or nothing."""
        if text == self._text:
            return
        size = self.sizeHint()
        self._text = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        # Layouts are dear: a step that counts up keeps its width, and only repaints.
        if self.sizeHint() != size:
            self.updateGeometry()
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self.setFont(font("caption", semibold=True))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(
            metrics.horizontalAdvance(self._text) + scaled(20), metrics.height() + scaled(6)
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        ground, ink = (self._theme.color(token) for token in _COLORS[self._kind])
        place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = scaled(CHIP_RADIUS)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(ink if self._theme.name == "contrast" else ground)
            painter.setBrush(ground)
            painter.drawRoundedRect(place, radius, radius)
            painter.setPen(ink)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)


class HintPill(QWidget):
    """A numbered hint in place: ``2 Press Space to train``."""

    def __init__(self, number: int, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = str(number)
        self.set_text(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle(system_theme())

    def set_text(self, text: str) -> None:
        """Hint at something else."""
        self._text = text
        self.setAccessibleName(f"Hint {self._number}: {text}")
        self.updateGeometry()
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self.setFont(font("body", semibold=True))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self.font()).horizontalAdvance(self._text)
        height = self._height()
        return QSize(width + height + scaled(14), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        height = self._height()
        outline = QRectF(0.0, (self.height() - height) / 2, self.width(), height)
        outline.adjust(0.75, 0.75, -0.75, -0.75)
        disc = QRectF(outline.x(), outline.y(), outline.height(), outline.height())
        margin = scaled(4) - 0.75
        disc.adjust(margin, margin, -margin, -margin)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color("accent"), 1.5))
            painter.setBrush(self._theme.color("accent_soft"))
            painter.drawRoundedRect(outline, outline.height() / 2, outline.height() / 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent"))
            painter.drawEllipse(disc)
            painter.setPen(self._theme.color("on_accent"))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, self._number)
            painter.setPen(self._theme.color("text"))
            place = outline.adjusted(height, 0.0, 0.0, 0.0)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._text)

    def _height(self) -> int:
        return max(scaled(24), QFontMetrics(self.font()).height() + scaled(6))
