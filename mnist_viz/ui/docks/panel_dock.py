"""The dock around a panel: its frame, its header and what its menu does."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QMenu, QWidget

from mnist_viz.ui.docks.active_window import activate_window_of
from mnist_viz.ui.docks.panel_exports import PanelExports
from mnist_viz.ui.docks.panel_header import PanelHeader
from mnist_viz.ui.files.last_folder import LastFolder
from mnist_viz.ui.keys import lost_focus
from mnist_viz.ui.look.spacing import HEADER, PANEL_RADIUS, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.numbers import count

if TYPE_CHECKING:
    from mnist_viz.ui.panel import Panel

LEAST_PANEL = (240, 140)


class PanelDock(QDockWidget):
    """Shows a panel under a header.

    Parameters
    ----------
    panel : Panel
        Its ``objectName`` names the dock: ``loss_panel`` gives ``loss_panel_dock``.
    folder : LastFolder, optional
        Where its files go.

    Attributes
    ----------
    exports : PanelExports
        Gives away its picture and its numbers.
    came_in_sight : Signal(object)
        The Panel: it was hidden, or behind another tab.
    """

    came_in_sight = Signal(object)  # Panel

    def __init__(
        self, panel: "Panel", folder: LastFolder | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(panel.title, parent)
        self.panel = panel
        self._widget = cast("QWidget", panel)
        self._theme = system_theme()
        self.setObjectName(f"{self._widget.objectName()}_dock")
        self.exports = PanelExports(panel, folder or LastFolder(), self)
        self._header = PanelHeader(panel.title, panel.header_controls())
        self.setTitleBarWidget(self._header)
        self.setWidget(self._widget)
        self._widget.setAccessibleName(panel.title)
        self.exports.add_to(self._header.menu)
        self._header.menu.addSeparator()
        self._float = self._header.menu.addAction("Float")
        self._float.triggered.connect(self.toggle_floating)
        self._hide = self._header.menu.addAction("Hide")
        self._hide.triggered.connect(self.toggleViewAction().trigger)
        self._header.menu.aboutToShow.connect(self._enable_moves)
        self.topLevelChanged.connect(self._on_floating_changed)
        self.visibilityChanged.connect(self._on_visibility_changed)
        if hasattr(panel, "heading_changed"):
            panel.heading_changed.connect(self.refresh)
        self._floated: QRect | None = None
        self._unstyled = True
        self.refresh()

    def add_menu(self, menu: QMenu) -> None:
        """Put a menu into the panel's own, before what floats and hides it."""
        self._header.menu.insertMenu(self._float, menu)

    @Slot()
    def refresh(self) -> None:
        """Write the panel's present subtitle, and what it is about now instead of its title."""
        self._header.show_title(getattr(self.panel, "heading", self.panel.title))
        self._header.show_subtitle(self.panel.subtitle)

    @Slot()
    def toggle_floating(self) -> None:
        """Float where it stands, or where it floated before; or go back into the window.

        Keys that are in it stay there.
        """
        focus = QApplication.focusWidget()
        if self.isFloating():
            self._floated = self.geometry()
            self.setFloating(False)
        else:
            self._float_in_place()
        if focus is not None and self.isAncestorOf(focus):
            self.raise_()
            activate_window_of(self)
            focus.setFocus()

    def _float_in_place(self) -> None:
        place = self._floated
        if place is None or QGuiApplication.screenAt(place.center()) is None:
            place = self._place()
        self.setFloating(True)
        # Else the desktop chooses a corner, and what was behind a tab is out of sight.
        self.setGeometry(place)

    def _place(self) -> QRect:
        """Return where it is on the screen; behind the tab of another, where that is."""
        area = self.parentWidget()
        mates = area.tabifiedDockWidgets(self) if isinstance(area, QMainWindow) else []
        in_sight = (one for one in (self, *mates) if not one.visibleRegion().isEmpty())
        front = next(in_sight, self)
        return QRect(front.mapToGlobal(QPoint(0, 0)), front.size())

    def show_step(self, step: int | None) -> None:
        """Mark the panel as showing a past step, or the newest (None)."""
        self._header.show_step("" if step is None else f"step {count(step)}")
        self.exports.show_step(step)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font; hidden, once shown."""
        self._theme = theme
        self._unstyled = not self.isVisible()
        if not self._unstyled:
            self._restyle(theme)

    def _restyle(self, theme: Theme) -> None:
        self.exports.restyle(theme)
        self.panel.restyle(theme)
        # After the panel's controls have their sizes: the header shows those that fit.
        self._header.restyle(theme)
        width, height = LEAST_PANEL
        self._widget.setMinimumSize(scaled(width), scaled(height - HEADER))
        self.refresh()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # Where it is put into a window, Qt restores the fonts and palettes of all that it
        # holds to what they were when the style sheet first saw them.
        if event.type() == QEvent.Type.ParentChange:
            self._unstyled = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._unstyled:
            self._unstyled = False
            self._restyle(self._theme)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Keep the keys in the panel when a part of it that had them goes."""
        if lost_focus.is_lost() and lost_focus.take_over(self._widget):
            return True
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let a key that nothing in the panel has a use for do what it does in the window."""
        area = self.parentWidget()
        if self.isFloating() and area is not None:
            QApplication.sendEvent(area.window(), event)  # Qt ends its way at a window's edge
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground; its round corners only where they are asked for."""
        radius = 0 if self.isFloating() else scaled(PANEL_RADIUS)
        inner = self.rect().adjusted(1, max(1, radius), -1, -max(1, radius))
        with QPainter(self) as painter:
            if inner.contains(event.rect()):
                painter.fillRect(event.rect(), self._theme.color("panel"))
            else:
                self._paint_frame(painter, self.rect(), radius)

    def _paint_frame(self, painter: QPainter, place: QRect, radius: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = "border" if self._theme.name == "contrast" else "panel"
        if self.isFloating():
            line = "edge"  # the window beneath has the same ground
        painter.setPen(self._theme.color(line))
        painter.setBrush(self._theme.color("panel"))
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    @Slot(bool)
    def _on_visibility_changed(self, visible: bool) -> None:
        if visible:
            self.came_in_sight.emit(self.panel)

    @Slot()
    def _enable_moves(self) -> None:
        """Offer to float and hide it once it stands where it can come back to."""
        is_in_area = isinstance(self.parent(), QMainWindow)
        for action in (self._float, self._hide):
            action.setEnabled(is_in_area)

    @Slot(bool)
    def _on_floating_changed(self, floating: bool) -> None:
        self._float.setText("Dock" if floating else "Float")
        self.update()
