"""Moves panels without a pointer: by keys, and by entries of a menu."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from mnist_viz.ui.docks.area import DockArea
from mnist_viz.ui.docks.panel_dock import PanelDock
from mnist_viz.ui.docks.tree import Side, Tabs, beside, neighbour, tabbed, tree_of

_KEYS = {
    Side.LEFT: "Ctrl+Shift+Left",
    Side.RIGHT: "Ctrl+Shift+Right",
    Side.ABOVE: "Ctrl+Shift+Up",
    Side.BELOW: "Ctrl+Shift+Down",
}
_BESIDE = {
    Side.LEFT: "Left of {}",
    Side.RIGHT: "Right of {}",
    Side.ABOVE: "Above {}",
    Side.BELOW: "Below {}",
}
_OUT = {
    Side.LEFT: "Out of the tabs, to the left",
    Side.RIGHT: "Out of the tabs, to the right",
    Side.ABOVE: "Out of the tabs, above",
    Side.BELOW: "Out of the tabs, below",
}


class DockMoves(QObject):
    """Moves a panel past its neighbour, into its neighbour's tabs, or out of tabs.

    Parameters
    ----------
    window : QWidget
        Where the keys work, for the panel that has the focus.
    area : DockArea
    docks : sequence of PanelDock
        Each gets a menu, *Move*.

    Attributes
    ----------
    menu : QMenu
        Has an entry for each panel.
    """

    def __init__(self, window: QWidget, area: DockArea, docks: Sequence[PanelDock]) -> None:
        super().__init__(window)
        self._area = area
        self._docks = tuple(docks)
        self.menu = QMenu("Move", window)
        for dock in docks:
            own = QMenu("Move", dock)
            own.aboutToShow.connect(partial(self._fill, own, dock))
            dock.add_menu(own)
            entry = self.menu.addMenu(dock.panel.title)
            entry.aboutToShow.connect(partial(self._fill_entry, entry, dock))
        for side, keys in _KEYS.items():
            shortcut = QShortcut(QKeySequence(keys), window)
            shortcut.activated.connect(partial(self._move_focused, side))

    def move(self, dock: PanelDock, side: Side) -> None:
        """Move a panel past its neighbour on a side, or out of its tabs to there."""
        places, name = self._area.places(), dock.objectName()
        if not any(name in group.names for group in places):
            return  # it floats, or is out of sight and still has the keys
        other = _mate(places, name) or neighbour(places, name, side)
        if other is not None:
            self._area.put(beside(tree_of(places), name, other, side))

    def tab_with(self, dock: PanelDock, other: str) -> None:
        """Put a panel into the tabs of another one, given by its dock's name."""
        self._area.put(tabbed(tree_of(self._area.places()), dock.objectName(), other))

    def _fill(self, menu: QMenu, dock: PanelDock) -> None:
        """Offer the places that a panel can be moved to from where it stands."""
        menu.clear()
        if dock.isHidden() or dock.isFloating():
            menu.addAction("Only panels in the window can be moved").setEnabled(False)
        else:
            self._offer_sides(menu, dock)

    def _fill_entry(self, menu: QMenu, dock: PanelDock) -> None:
        """Offer the same, and what the panel's own menu has beside it."""
        self._fill(menu, dock)
        menu.addSeparator()
        if dock.isHidden():
            _add(menu, "Show", dock.toggleViewAction().trigger)
        else:
            text = "Dock" if dock.isFloating() else "Float"
            _add(menu, text, dock.toggle_floating)

    def _offer_sides(self, menu: QMenu, dock: PanelDock) -> None:
        places, name = self._area.places(), dock.objectName()
        is_tab = _mate(places, name) is not None
        others: dict[str, None] = {}
        for side, keys in _KEYS.items():
            other = neighbour(places, name, side)
            if other is not None:
                others[other] = None
            if is_tab or other is not None:
                text = _OUT[side] if other is None or is_tab else _BESIDE[side]
                title = "" if other is None else self._title_of(other)
                # Written only: a key of its own would take it from the panel with the focus.
                key = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
                _add(menu, f"{text.format(title)}\t{key}", partial(self.move, dock, side))
        for other in others:
            text = f"Tab with {self._title_of(other)}"
            _add(menu, text, partial(self.tab_with, dock, other))
        if not menu.actions():
            menu.addAction("No other panel is in the window").setEnabled(False)

    def _title_of(self, name: str) -> str:
        return next(dock.panel.title for dock in self._docks if dock.objectName() == name)

    @Slot()
    def _move_focused(self, side: Side) -> None:
        focus = QApplication.focusWidget()
        for dock in self._docks:
            if focus is not None and dock.isAncestorOf(focus) and not dock.isFloating():
                self.move(dock, side)
                return


def _mate(places: Iterable[Tabs], name: str) -> str | None:
    """Return another panel in the same tabs."""
    names = next((group.names for group in places if name in group.names), ())
    return next((one for one in names if one != name), None)


def _add(menu: QMenu, text: str, does: Callable[[], object]) -> None:
    menu.addAction(text).triggered.connect(lambda _checked: does())
