"""Where the panels stand: side by side where there is room, in one tab group where there is not."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget

from mnist_viz.ui.spacing import GAP, scaled

COMPACT_BELOW = 75
"""Widths of the window, in heights of the person's font, that are too narrow for columns."""


@dataclass(frozen=True)
class _Shares:
    """From a width of the area on: widths of the outer columns, heights of the inner rows."""

    from_width: int
    left: int
    right: int
    centre: tuple[int, int]


_SHARES = (
    _Shares(2300, 400, 560, (744, 520)),
    _Shares(1700, 340, 460, (510, 377)),
    _Shares(0, 252, 312, (280, 252)),
)
_LEAST_HEATMAPS = 180
_RIGHT_HEIGHTS = (202, 182, 138)
_THREE_ROWS = 3 * 140 + 4 * GAP
_LEAST = (320, 180)

_SHORT_TITLES = {"First-layer filters": "Filters", "Activations": "Layers", "Test scores": "Test"}
"""What tabs say, where the full title has no room."""


class DockArea(QMainWindow):
    """The docks, between the bars of the window; a widget like any other.

    Parameters
    ----------
    docks : sequence of QDockWidget
        Drawing, filters, activations, loss, scores, health.
    """

    compact_changed = Signal(bool)

    def __init__(self, docks: Sequence[QDockWidget]) -> None:
        super().__init__()
        self.setWindowFlag(Qt.WindowType.Widget)
        self.setDockNestingEnabled(True)
        self.setObjectName("dock_area")
        self._docks = tuple(docks)
        self._titles = tuple(dock.windowTitle() for dock in docks)
        self._compact: bool | None = None
        self._arranging = False
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._fit)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        gap = scaled(GAP)
        self.setContentsMargins(gap, gap, gap, gap)

    @property
    def compact(self) -> bool:
        """Whether there is too little room for columns."""
        is_narrow = self.width() / QFontMetrics(self.font()).height() < COMPACT_BELOW
        return is_narrow or self.height() < scaled(_THREE_ROWS)

    @Slot()
    def arrange(self) -> None:
        """Put every panel in its place."""
        self._compact = self.compact
        # Moving docks resizes the area before all of them stand in it.
        self._arranging = True
        drawing, filters, activations, loss, scores, health = self._docks
        for dock, title in zip(self._docks, self._titles, strict=True):
            self.removeDockWidget(dock)
            dock.setFloating(False)
            dock.setWindowTitle(_SHORT_TITLES.get(title, title) if self._compact else title)
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
        self._arranging = False
        self._share_out()
        self.compact_changed.emit(self._compact)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible() and self.compact == self._compact:
            self._fit()
        elif self.isVisible():
            # Qt is in the midst of placing the docks: to move them now would crash it.
            self._later.start()

    def minimumSizeHint(self) -> QSize:
        # What three rows need must not keep the window from becoming lower: tabs need less.
        width, height = _LEAST
        return QSize(scaled(width), scaled(height))

    @Slot()
    def _fit(self) -> None:
        if self._arranging:
            return
        if self.compact == self._compact:
            self._share_out()
        else:
            self.arrange()

    def _share_out(self) -> None:
        """Give the docks their sizes, for the present one of the area."""
        drawing, filters, activations, loss, scores, health = self._docks
        width = self.width()
        if self._compact:
            self._resize([drawing, filters], [width // 2, width // 2], _ACROSS)
            return
        shares = next(one for one in _SHARES if width >= one.from_width)
        widths = [shares.left, width - shares.left - shares.right, shares.right]
        self._resize([drawing, filters, loss], widths, _ACROSS)
        self._resize([filters, activations], self._centre_heights(shares), _DOWN)
        self._resize([loss, scores, health], list(_RIGHT_HEIGHTS), _DOWN)

    def _centre_heights(self, shares: _Shares) -> list[int]:
        """Let the heatmaps' rows shrink before the wall of filters does."""
        wall, heatmaps = shares.centre
        room = self.contentsRect().height() - scaled(GAP)
        if room >= wall + heatmaps:
            return [wall, heatmaps]
        wall = min(wall, max(room - scaled(_LEAST_HEATMAPS), room // 2))
        return [wall, room - wall]

    def _resize(
        self, docks: Sequence[QDockWidget], sizes: list[int], along: Qt.Orientation
    ) -> None:
        """Share out a row or a column among those of the docks that stand in it."""
        standing = {
            dock: size
            for dock, size in zip(docks, sizes, strict=True)
            if not (dock.isHidden() or dock.isFloating())
        }
        self.resizeDocks(list(standing), list(standing.values()), along)


_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
