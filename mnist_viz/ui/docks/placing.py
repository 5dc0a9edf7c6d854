"""Reads where docks stand in a main window, and puts them as a tree or a kept state says."""

from collections.abc import Container, Iterable, Mapping
from itertools import pairwise

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QWidget

from mnist_viz.ui.docks.tree import DockTree, Split, Tabs


def places_of(area: QMainWindow, docks: Iterable[QDockWidget]) -> dict[Tabs, QRect]:
    """Return the tab groups that stand in a main window, and where each does, below its tabs."""
    places: dict[Tabs, QRect] = {}
    seen: set[QDockWidget] = set()
    for dock in docks:
        if dock in seen or dock.isHidden() or dock.isFloating():
            continue
        group = [dock, *(mate for mate in area.tabifiedDockWidgets(dock) if not mate.isHidden())]
        seen.update(group)
        # Qt puts those behind the others out of sight.
        front = next((one for one in group if area.rect().intersects(one.geometry())), dock)
        place = front.geometry()
        names = tuple(one.objectName() for one in group)
        size = place.size() + QSize(0, _tabs_above(area, place))
        places[Tabs(names, front.objectName(), size)] = place
    return places


def _tabs_above(area: QMainWindow, place: QRect) -> int:
    """Return the height of the tabs of what stands in a place."""
    bars = area.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    above = place.topLeft() - QPoint(0, 1)
    return sum(bar.height() for bar in bars if bar.isVisible() and bar.geometry().contains(above))


def put(
    area: QMainWindow,
    docks: Mapping[str, QDockWidget],
    tree: DockTree,
    hidden: Container[QDockWidget] = (),
) -> None:
    """Put docks as a tree says.

    Parameters
    ----------
    area : QMainWindow
    docks : mapping of str to QDockWidget
        Those of the tree, by name.
    tree : DockTree
    hidden : container of QDockWidget
        Are put there, too, and not shown.
    """
    focus = QApplication.focusWidget()
    names = [name for group in tree.groups for name in group.names]
    for name in names:
        if docks[name].isFloating():  # one that is taken out would stay so
            docks[name].setFloating(False)
        area.removeDockWidget(docks[name])
    area.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks[tree.first])
    _grow(area, docks, tree)
    for name in names:
        docks[name].setVisible(docks[name] not in hidden)
    for group in tree.groups:
        docks[group.current].raise_()
    _give_back(focus, area)


def _give_back(focus: QWidget | None, area: QMainWindow) -> None:
    """Give the keys back to what had them, which Qt gave away as docks went, if it is shown."""
    if focus is not None and focus.isVisibleTo(area):
        focus.setFocus()


def _grow(area: QMainWindow, docks: Mapping[str, QDockWidget], tree: DockTree) -> None:
    """Put what follows the first dock of a tree, which is there: siblings before children."""
    if isinstance(tree, Tabs):
        for name, following in pairwise(tree.names):
            area.tabifyDockWidget(docks[name], docks[following])
        return
    for part, after in pairwise(tree.parts):
        area.splitDockWidget(docks[part.first], docks[after.first], tree.along)
    for part in tree.parts:
        _grow(area, docks, part)


def give_sizes(area: QMainWindow, docks: Mapping[str, QDockWidget], tree: DockTree) -> None:
    """Give docks that stand as a tree says the sizes that it tells."""
    if not isinstance(tree, Split):
        return
    heads = [docks[part.first] for part in tree.parts]
    area.resizeDocks(heads, [part.extent(tree.along) for part in tree.parts], tree.along)
    for part in tree.parts:
        give_sizes(area, docks, part)


def bring_back(area: QMainWindow, docks: Iterable[QDockWidget], state: bytes, version: int) -> bool:
    """Put docks where they were when a main window told its state.

    Parameters
    ----------
    area : QMainWindow
    docks : iterable of QDockWidget
        All that are in it.
    state : bytes
        Qt's.
    version : int
        That the state was told with.

    Returns
    -------
    bool
        Whether it was such a state. If not, the docks stand nowhere.
    """
    focus = QApplication.focusWidget()
    # Qt would forget the tabs of what stands there, and leave them on the screen.
    for dock in docks:
        area.removeDockWidget(dock)
    layout = area.layout()
    assert layout is not None, "a main window has one"
    layout.activate()
    was_state = area.restoreState(QByteArray(state), version)
    _give_back(focus, area)
    return was_state
