"""The frame around the panel that a phase lights."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.look.spacing import PANEL_RADIUS, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_WIDTH = 2


class LitFrame(QWidget):
    """A frame above all that a panel shows; the mouse goes through it.

    Parameters
    ----------
    around : QWidget
    """

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self._around = around
        self._theme = system_theme()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()
        around.installEventFilter(self)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def show_lit(self, lit: bool) -> None:
        """Show the frame, or hide it."""
        self.setVisible(lit)
        if lit:
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        radius, edge = scaled(PANEL_RADIUS), scaled(_WIDTH)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color("accent"), edge))
            place = QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
            painter.drawRoundedRect(place, radius, radius)

    def _fit(self) -> None:
        self.setGeometry(self._around.rect())
        self.raise_()
