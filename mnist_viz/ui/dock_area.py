"""Where the panels stand: side by side where there is room, in one tab group where there is not."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow

from mnist_viz.ui.spacing import GAP, scaled

COMPACT_BELOW = 75
"""Widths of the window, in heights of the person's font, that are too narrow for columns."""

_COLUMNS = ((0, 252, 312), (1700, 340, 460), (2300, 400, 560))
"""From a width of the window on: the left and the right column, in pixels."""

_FILTERS_HEIGHT, _ACTIVATIONS_HEIGHT = 280, 252
_RIGHT_HEIGHTS = (202, 182, 138)


class DockArea(QMainWindow):
    """The docks, between the bars of the window; a widget like any other.

    Parameters
    ----------
    docks : sequence of QDockWidget
        Drawing, filters, activations, loss, scores, health.
    """

    def __init__(self, docks: Sequence[QDockWidget]) -> None:
        super().__init__()
        self.setWindowFlag(Qt.WindowType.Widget)
        self.setDockNestingEnabled(True)
        self.setObjectName("dock_area")
        self._docks = tuple(docks)
        self._compact: bool | None = None
        gap = scaled(GAP)
        self.setContentsMargins(gap, gap, gap, gap)

    @property
    def compact(self) -> bool:
        """Whether there is too little room for columns."""
        return self.width() / QFontMetrics(self.font()).height() < COMPACT_BELOW

    @Slot()
    def arrange(self) -> None:
        """Put every panel in its place."""
        self._compact = self.compact
        drawing, filters, activations, loss, scores, health = self._docks
        for dock in self._docks:
            self.removeDockWidget(dock)
            dock.setFloating(False)
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, drawing)
        self.splitDockWidget(drawing, filters, Qt.Orientation.Horizontal)
        if self._compact:
            for dock in (activations, loss, scores, health):
                self.tabifyDockWidget(filters, dock)
        else:
            self.splitDockWidget(filters, loss, Qt.Orientation.Horizontal)
            self.splitDockWidget(filters, activations, Qt.Orientation.Vertical)
            self.splitDockWidget(loss, scores, Qt.Orientation.Vertical)
            self.splitDockWidget(scores, health, Qt.Orientation.Vertical)
        for dock in self._docks:
            dock.show()
        if self._compact:
            filters.raise_()
        self._share_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self._fit()

    def _fit(self) -> None:
        if self.compact == self._compact:
            self._share_out()
        else:
            self.arrange()

    def _share_out(self) -> None:
        """Give the docks their sizes, for the present one of the area."""
        drawing, filters, activations, loss, scores, health = self._docks
        width = self.width()
        if self._compact:
            self.resizeDocks([drawing, filters], [width // 2, width // 2], _ACROSS)
            return
        left, right = next(columns for least, *columns in reversed(_COLUMNS) if width >= least)
        self.resizeDocks([drawing, filters, loss], [left, width - left - right, right], _ACROSS)
        self.resizeDocks([filters, activations], [_FILTERS_HEIGHT, _ACTIVATIONS_HEIGHT], _DOWN)
        self.resizeDocks([loss, scores, health], list(_RIGHT_HEIGHTS), _DOWN)


_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
