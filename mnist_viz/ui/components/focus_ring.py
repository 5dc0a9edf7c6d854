"""The ring around the widget that the keyboard has reached.

A style sheet can neither draw outside a widget nor tell a Tab from a click, so
one ring follows the focus through the whole application.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from mnist_viz.ui.look.spacing import CONTROL_RADIUS, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_GAP = 2
_WIDTH = 2

_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}


class FocusRing(QObject):
    """Draws the ring; one for the application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._theme = system_theme()
        self._overlay: _Overlay | None = None
        app.focusChanged.connect(self._follow)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        overlay = self._living()
        if overlay is not None:
            overlay.restyle(theme)

    @property
    def target(self) -> QWidget | None:
        """The widget that has the ring, if any has."""
        overlay = self._living()
        return None if overlay is None else overlay.target

    @Slot(QWidget, QWidget)
    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        overlay = self._living()
        if overlay is not None:
            overlay.leave()
        by_keyboard = Qt.WidgetAttribute.WA_KeyboardFocusChange
        self._overlay = None
        if new is not None and new.window().testAttribute(by_keyboard):
            self._overlay = _Overlay(new, self._theme)

    def _living(self) -> "_Overlay | None":
        """Return the overlay, unless it went with its window."""
        overlay = self._overlay
        return overlay if overlay is not None and isValid(overlay) else None


class _Overlay(QWidget):
    """A transparent child of the window, around a widget and above all others."""

    def __init__(self, target: QWidget, theme: Theme) -> None:
        window = target.window()
        super().__init__(window)
        self.target = target
        self._theme = theme
        self._watched = _up_to(window, target)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in self._watched:
            widget.installEventFilter(self)
        self._place()
        self.raise_()

    def restyle(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def leave(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        inset = _WIDTH / 2
        ring = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        radius = scaled(CONTROL_RADIUS) + _GAP
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color("focus"), _WIDTH))
            painter.drawRoundedRect(ring, radius, radius)

    def _place(self) -> None:
        margin = _GAP + _WIDTH
        corner = self.target.mapTo(self.target.window(), QPoint(0, 0))
        around = QRect(corner, self.target.size()).adjusted(-margin, -margin, margin, margin)
        self.setGeometry(around)
        self.setVisible(self.target.isVisible())


def _up_to(window: QWidget, widget: QWidget) -> list[QWidget]:
    """Return a widget and all in which it stands, below the window."""
    chain = [widget]
    while (parent := chain[-1].parentWidget()) is not None and parent is not window:
        chain.append(parent)
    return chain
