"""Where the panels stand: side by side where there is room, in one tab group where there is not."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QShowEvent
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

_NOTHING = "No panel is here. The menu at the upper right, Panels, brings them back."


class DockArea(QMainWindow):
    """The docks, between the bars of the window; a widget like any other.

    Parameters
    ----------
    docks : sequence of QDockWidget
        Drawing, filters, activations, loss, scores, health.

    Attributes
    ----------
    compact_changed : Signal(bool)
    rearranged : Signal
        The person has moved, hidden or brought back a panel, or all are in their usual places.
    """

    compact_changed = Signal(bool)
    rearranged = Signal()

    def __init__(self, docks: Sequence[QDockWidget]) -> None:
        super().__init__()
        self.setWindowFlag(Qt.WindowType.Widget)
        self.setDockNestingEnabled(True)
        self.setObjectName("dock_area")
        self._docks = tuple(docks)
        self._titles = tuple(dock.windowTitle() for dock in docks)
        self._compact: bool | None = None
        self._arranging = False
        self._is_own = False
        self._own: dict[str, bytes] = {}
        self._version = zlib.crc32("".join(dock.objectName() for dock in docks).encode()) >> 1
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._fit)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        gap = scaled(GAP)
        self.setContentsMargins(gap, gap, gap, gap)
        for dock in docks:
            dock.dockLocationChanged.connect(self._note_own)
            dock.topLevelChanged.connect(self._note_own)
            dock.toggleViewAction().triggered.connect(self._note_own)

    @property
    def compact(self) -> bool:
        """Whether there is too little room for columns."""
        is_narrow = self.width() / QFontMetrics(self.font()).height() < COMPACT_BELOW
        return is_narrow or self.height() < scaled(_THREE_ROWS)

    @property
    def layouts(self) -> dict[str, bytes]:
        """Where the person has put the panels: Qt's state, by ``wide`` and ``compact``."""
        here = {self._mode: bytes(self.saveState(self._version).data())} if self._is_own else {}
        return self._own | here

    def take_layouts(self, layouts: Mapping[str, bytes]) -> None:
        """Put the panels where the person had them; what is not of these panels is passed over."""
        self._own = dict(layouts)
        self._is_own = False
        self._compact = None
        if self.isVisible():
            self._fit()

    @Slot()
    def reset(self) -> None:
        """Put every panel in its usual place, and forget where it was."""
        self.take_layouts({})
        self.rearranged.emit()

    @Slot()
    def arrange(self) -> None:
        """Put every panel in its usual place."""
        self._compact = self.compact
        self._is_own = False
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

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if all(dock.isHidden() or dock.isFloating() for dock in self._docks):
            with QPainter(self) as painter:
                painter.setPen(self.palette().placeholderText().color())
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _NOTHING)

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
            if not self._is_own:
                self._share_out()
            return
        self._own = self.layouts
        closed = [dock for dock in self._docks if self._compact is not None and dock.isHidden()]
        self.arrange()
        if not self._bring_back(self._own.pop(self._mode, b"")):
            for dock in closed:
                dock.hide()

    def _bring_back(self, state: bytes) -> bool:
        """Put the panels where they were; return False if they cannot have been there."""
        if not state:
            return False
        self._arranging = True
        self._is_own = self.restoreState(QByteArray(state), self._version)
        self._arranging = False
        if not self._is_own:
            self.arrange()
        return self._is_own

    @property
    def _mode(self) -> str:
        return "compact" if self._compact else "wide"

    def event(self, event: QEvent) -> bool:
        taken = super().event(event)
        if event.type() == QEvent.Type.MouseButtonRelease and taken:
            self._note_own()  # it was a line between panels that was dragged
        return taken

    @Slot()
    def _note_own(self) -> None:
        if not self._arranging and self._compact is not None:
            self._is_own = True
            self.rearranged.emit()

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
