"""A phase as a button: its number and name, what it comes to, and whether it is done."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from mnist_viz.ui.look.icons import icon
from mnist_viz.ui.look.spacing import CONTROL_RADIUS, PADDING, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_HEIGHT, _LOW_HEIGHT = 44, 26
_CHECK = 12


class PhaseButton(QPushButton):
    """Shows a phase; the one that is told has an outline and another ground.

    Parameters
    ----------
    number : int
        From 1.
    title : str
    """

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = f"{number}  {title}"
        self._title = title
        self._summary = ""
        self._done = False
        self._low = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle(system_theme())

    def show_state(self, summary: str, *, current: bool, done: bool) -> None:
        """Show what the phase comes to, and whether it is told now or was told already."""
        self._summary, self._done = summary, done
        self.setChecked(current)
        state = ", told now" if current else ", done" if done else ""
        self.setAccessibleName(f"Phase {self._name}{state}: {summary}")
        self.setToolTip(summary)
        self.update()

    def set_low(self, low: bool) -> None:
        """Write the summary beside the name where height lacks, or, without room, not at all."""
        if low != self._low:
            self._low = low
            self.restyle(self._theme)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self.setFixedHeight(scaled(_LOW_HEIGHT if self._low else _HEIGHT))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        title = QFontMetrics(font("title")).horizontalAdvance(self._name)
        summary = QFontMetrics(font("body")).horizontalAdvance(self._summary)
        widest = title + scaled(_CHECK + 6) if self._low else max(title, summary)
        return QSize(widest + scaled(2 * PADDING), self.height())

    def minimumSizeHint(self) -> QSize:
        title = QFontMetrics(font("title")).horizontalAdvance(self._name)
        return QSize(title + scaled(PADDING), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        current, theme = self.isChecked(), self._theme
        radius, edge = scaled(CONTROL_RADIUS), 2.0 if current else 1.0
        place = QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent" if current else "border"), edge))
            ground = "accent_soft" if current else "hover" if self.underMouse() else "control"
            painter.setBrush(theme.color(ground))
            painter.drawRoundedRect(place, radius, radius)
            self._write(painter)

    def _write(self, painter: QPainter) -> None:
        theme, left = self._theme, scaled(PADDING - 2)
        title, body = font("title"), font("body")
        painter.setFont(title)
        painter.setPen(theme.color("text"))
        metrics = QFontMetricsF(title)
        if self._low:
            base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        else:
            base = self.height() / 2 - scaled(3)
        painter.drawText(QPointF(left, base), self._name)
        if self._done:
            side = scaled(_CHECK)
            spot = QRectF(self.width() - left - side, base - side + scaled(1), side, side)
            icon("check", theme, "ok").paint(painter, spot.toRect())
        painter.setFont(body)
        painter.setPen(theme.color("text2"))
        small = QFontMetricsF(body)
        if self._low:
            # The check comes later: that is to leave no less room then.
            beside = left + metrics.horizontalAdvance(self._name) + scaled(PADDING - 2)
            end = self.width() - left - scaled(_CHECK + 4)
            if beside + small.horizontalAdvance(self._summary) <= end:
                painter.drawText(QPointF(beside, base), self._summary)
        else:
            room = self.width() - 2 * left
            text = small.elidedText(self._summary, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(left, base + small.height()), text)
