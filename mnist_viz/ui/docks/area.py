"""Where the panels stand: side by side where there is room, in one tab group where there is not."""

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QTabBar,
    QTabWidget,
    QWidget,
)

from mnist_viz.ui.docks.heights import give_heights
from mnist_viz.ui.docks.moment import BeforeNeuron, BeforePresenting, Moment
from mnist_viz.ui.docks.panel_dock import LEAST_PANEL
from mnist_viz.ui.docks.placing import bring_back, give_sizes, places_of, put
from mnist_viz.ui.docks.tree import DockTree, Side, Tabs, beside, tabbed, tree_of
from mnist_viz.ui.docks.usual_places import has_room_for_neuron, is_compact, usual_tree
from mnist_viz.ui.docks.usual_sizes import share_out_columns, share_out_compact, stands
from mnist_viz.ui.look.spacing import GAP, UNIT, scaled

_RIGHT = slice(3, 6)
_WALL, _NEURON = 1, 8
_LEAST = (2 * LEAST_PANEL[0] + 3 * GAP, 180)
"""Two panels beside each other: in less, they would lie over each other and the edge."""

_TIGHT_BELOW = 184
"""Height of the area in which a lowest panel in tabs and the usual gaps around it have no room."""

_DRAWING_PRESENTED = 0.45
"""Of the width, in tabs: what a room looks at beside the drawing has more use for it."""

_SHORT_TITLES = {"First-layer filters": "Filters", "Activations": "Layers", "Test scores": "Test"}
"""What tabs say, where the full title has no room."""

_NOTHING = "No panel is here. The menu at the upper right, Panels, brings them back."


class DockArea(QMainWindow):
    """The docks, between the bars of the window; a widget like any other.

    Parameters
    ----------
    docks : sequence of QDockWidget
        Drawing, filters, activations, loss, scores, health, network, why, neuron; the last is
        hidden until `inspect`.
    parent : QWidget, optional
    lender : QWidget, optional
        Hidden by whoever hears `compact_changed` while there are no columns, so that the area
        gets its height.
    guests : sequence of QWidget
        Take height from the area for a time; `hold_places` is called before they do.

    Attributes
    ----------
    compact_changed : Signal(bool)
    rearranged : Signal
        The person has moved, hidden or brought back a panel, or all are in their usual places.
    """

    compact_changed = Signal(bool)
    rearranged = Signal()

    def __init__(
        self,
        docks: Sequence[QDockWidget],
        parent: QWidget | None = None,
        lender: QWidget | None = None,
        guests: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(parent)
        self._lender = lender
        self._guests = list(guests)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setDockNestingEnabled(True)
        self.setObjectName("dock_area")
        self._docks = tuple(docks)
        self._by_name = {dock.objectName(): dock for dock in docks}
        self._titles = tuple(dock.windowTitle() for dock in docks)
        self._compact: bool | None = None
        self._arranging = False
        self._is_own = False
        self._presented: frozenset[str] | None = None
        self._before: BeforePresenting | None = None
        self._replaced: BeforeNeuron | None = None
        self._held: Moment | None = None
        self._own: dict[str, bytes] = {}
        self._at_press: dict[Tabs, QRect] = {}
        self._version = zlib.crc32("".join(dock.objectName() for dock in docks).encode()) >> 1
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._fit)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.restyle()
        for dock in docks:
            dock.dockLocationChanged.connect(self._note_own)
            dock.topLevelChanged.connect(self._note_own)
            if dock is not docks[_NEURON]:
                dock.toggleViewAction().triggered.connect(self._note_own)
        docks[_NEURON].toggleViewAction().triggered.connect(self._on_neuron_toggled)

    @property
    def compact(self) -> bool:
        """Whether there is too little room for columns."""
        lender = self._lender
        lent = lender.minimumHeight() if lender is not None and lender.isHidden() else 0
        return is_compact(self.size(), self.font(), lent=lent)

    @property
    def tabs(self) -> list[QTabBar]:
        """What chooses among panels that share a place; Qt makes them as they are needed."""
        return self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)

    @property
    def layouts(self) -> dict[str, bytes]:
        """Where the person has put the panels: Qt's state, by ``wide`` and ``compact``.

        As they stand without guests.
        """
        if not self._is_own:
            return dict(self._own)
        # The neuron view is not there at the next start, and what it replaced is.
        replaced = self._replaced
        moment = self._moment() if replaced is None else replaced.moment
        return self._own | {self._mode: moment.state}

    def take_layouts(self, layouts: Mapping[str, bytes]) -> None:
        """Put the panels where the person had them; what is not of these panels is passed over."""
        self._own = dict(layouts)
        self._before = self._held = None
        self._is_own = False
        self._compact = None
        if self.isVisible():
            self._fit()

    @Slot()
    def show_floating_again(self) -> None:
        """Let floating panels appear after the window, which desktops else put above them."""
        focus = QApplication.focusWidget()
        for dock in self._docks:
            if dock.isFloating() and dock.isVisible():
                dock.hide()
                dock.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
                dock.show()
                dock.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
        if focus is not None:  # which may be in one of them
            focus.setFocus()

    def restyle(self) -> None:
        """Take on the size of the person's font."""
        self._keep_distance()
        if self.isVisible():
            self._later.start()  # another size may need other places

    @Slot()
    def reset(self) -> None:
        """Put every panel in its usual place, and forget where it was."""
        self.take_layouts({})
        self.rearranged.emit()

    def present(self, names: Collection[str]) -> None:
        """Show only the docks of these names, in their usual places, until `end_presenting`."""
        if self._presented is None:
            moment = self._moment()
            before = BeforePresenting(moment, self.compact, self._is_own, self._replaced)
            self._own = self.layouts
            self._before = before
        self._presented = frozenset(names)
        self._keep_distance()
        self._compact = None
        self._fit()

    def end_presenting(self) -> None:
        """Put every panel where it was before, with the same tabs in front.

        Once more, should the area have another size first, when it has its own again.
        """
        before, self._presented = self._before, None
        self._keep_distance()
        self.take_layouts(self._own)
        self._before = before
        self._go_back()

    def add_guest(self, guest: QWidget) -> None:
        """Let a widget take height from the area for a time."""
        self._guests.append(guest)

    @Slot()
    def hold_places(self) -> None:
        """Note where the person has put the panels, before a guest takes height from them.

        They are there again once it has gone, unless the person moves one meanwhile.
        """
        is_settled = self._is_own and self._presented is None and not self._has_guest
        if is_settled and self._held is None:
            self._held = self._moment()

    @property
    def was_moved_under_guest(self) -> bool:
        """Whether `layouts` tells of a lower area, in which the person has moved a line."""
        return self._held is not None and self._held.lent > 0

    @property
    def is_inspecting(self) -> bool:
        """Whether the neuron view is open."""
        return not self._docks[_NEURON].isHidden()

    @property
    def in_place_of_neuron(self) -> tuple[QDockWidget, ...]:
        """The docks that the neuron view stands in the place of, or would if it were opened."""
        if self._replaced is not None:
            return self._replaced.docks
        if self._has_room_for_neuron:
            return ()
        return tuple(dock for dock in self._docks[_RIGHT] if stands(dock))

    def inspect(self) -> None:
        """Open the neuron view: in the place of the right column, or beside it if that fits."""
        neuron = self._docks[_NEURON]
        if self.is_inspecting:
            neuron.raise_()
            return
        moment, right = self._moment(), self.in_place_of_neuron
        self._arranging = True
        for dock in right:
            dock.hide()
        neuron.show()
        neuron.raise_()
        self._arranging = False
        self._held = None
        self._replaced = BeforeNeuron(moment, right, stands_beside=self._has_room_for_neuron)
        self._share_out()

    @Slot()
    def end_inspecting(self) -> None:
        """Close the neuron view, and bring back what it stands in the place of."""
        replaced, self._replaced = self._replaced, None
        self._arranging = True
        self._docks[_NEURON].hide()
        if replaced is not None:
            for dock in replaced.docks:
                dock.show()
            if self._is_own:
                self._return_to(replaced.moment)
        self._arranging = False
        if not self._is_own:
            self._share_out()

    def places(self) -> dict[Tabs, QRect]:
        """Return the tab groups of the panels that stand here, and where each does."""
        return places_of(self, self._docks)

    def put(self, tree: DockTree) -> None:
        """Put the panels that stand here as the person wants them.

        Parameters
        ----------
        tree : DockTree
            Of all groups of `places`.
        """
        hidden = [dock for dock in self._docks if dock.isHidden()]
        self._arranging = True
        put(self, self._by_name, _with_room_for(hidden, tree, self._docks[_NEURON]), hidden)
        give_sizes(self, self._by_name, tree)
        layout = self.layout()
        assert layout is not None, "a main window has one"
        layout.activate()  # where they stand now is where the next move begins
        self._arranging = False
        self._note_own()

    @Slot()
    def arrange(self) -> None:
        """Put every panel in its usual place."""
        self._compact = self.compact
        self._is_own = False
        self._held = None
        # Moving docks resizes the area before all of them stand in it.
        self._arranging = True
        for dock, title in zip(self._docks, self._titles, strict=True):
            dock.setWindowTitle(_SHORT_TITLES.get(title, title) if self._compact else title)
        tree = usual_tree(list(self._by_name), compact=self._compact)
        put(self, self._by_name, tree, {self._docks[_NEURON]})
        self._replaced = None
        self._arranging = False
        self._share_out()
        self.compact_changed.emit(self._compact)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not any(map(stands, self._docks)):
            with QPainter(self) as painter:
                painter.setPen(self.palette().placeholderText().color())
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _NOTHING)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_to_stay = self.compact == self._compact and not self._is_to_move
        if self.isVisible() and is_to_stay and self.contentsMargins().top() == self._over:
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
        self._keep_distance()
        if self.compact == self._compact:
            self._fit_as_before()
            return
        if self._presented is not None:
            self.arrange()
            self._close(d for d in self._docks if d.objectName() not in self._presented)
            return
        self._own = self.layouts
        inspecting = self._compact is not None and self.is_inspecting
        replaced = () if self._replaced is None else self._replaced.docks
        closed = [
            dock
            for dock in self._docks
            if self._compact is not None and dock.isHidden() and dock not in replaced
        ]
        self.arrange()
        if not self._bring_back(self._own.pop(self._mode, b"")):
            self._close(closed)
        if self._is_to_go_back:
            self._go_back()
        elif inspecting:
            self.inspect()

    def _fit_as_before(self) -> None:
        """Fit the panels in the columns or tabs that they are in."""
        if self._is_to_go_back:
            self._go_back()
        elif self._neuron_is_misplaced:
            self.end_inspecting()
            self.inspect()
        elif not self._is_own:
            self._share_out()
        elif self._held is not None:
            self._fit_held(self._held)

    @property
    def _is_to_move(self) -> bool:
        """Whether docks have to be moved for a new size of the area, not only resized."""
        held = self._held
        is_to_come_back = held is not None and held.tree is None and not self._has_guest
        return is_to_come_back or self._is_to_go_back or self._neuron_is_misplaced

    @property
    def _is_to_go_back(self) -> bool:
        """Whether the area has the size again that it had before a presentation that is over."""
        before = self._before
        if before is None or self._presented is not None:
            return False
        return before.moment.size == self.size() and before.compact == self._compact

    def _go_back(self) -> None:
        """Put the panels where they were before a presentation, if they have room for it."""
        before = self._before
        if before is None or before.compact != self._compact:
            return
        self._arranging = True
        self._is_own, self._replaced = before.is_own, before.replaced
        self._return_to(before.moment)
        self._arranging = False
        if before.moment.size == self.size():
            self._before = None
        elif not self._is_own:
            self._share_out()

    @property
    def _has_room_for_neuron(self) -> bool:
        """Whether the neuron view, opened now, would take no panel's place."""
        return bool(self._compact) or has_room_for_neuron(self.width())

    @property
    def _neuron_is_misplaced(self) -> bool:
        """Whether the neuron view stands where it would not if it were opened now."""
        replaced = self._replaced
        return replaced is not None and replaced.stands_beside != self._has_room_for_neuron

    @property
    def _has_guest(self) -> bool:
        return not all(guest.isHidden() for guest in self._guests)

    def _moment(self) -> Moment:
        """Return where the panels stand, or would without guests."""
        if self._held is not None:
            return self._held
        places = self.places()
        tree = tree_of(places) if places else None
        lent = sum(guest.height() for guest in self._guests if not guest.isHidden())
        return Moment(bytes(self.saveState(self._version).data()), self.size(), tree, lent)

    def _return_to(self, moment: Moment) -> bool:
        """Put the panels where they were; return whether they can have been there."""
        was_there = bring_back(self, self._docks, moment.state, self._version)
        self._held = moment if was_there and self._is_own and self._has_guest else None
        if self._held is not None:
            self._fit_held(self._held)
        return was_there

    def _fit_held(self, held: Moment) -> None:
        """Give the panels their heights from before a guest came, less what it takes."""
        if held.tree is not None:
            by = self.height() - held.size.height()
            firm = self._docks[_WALL].objectName() if by <= held.lent else ""
            give_heights(self, self._by_name, held.tree, by, firm)
        if self._has_guest:
            return
        self._held = None
        if held.tree is None:
            self._bring_back(held.state)

    def _close(self, docks: Iterable[QDockWidget]) -> None:
        """Hide docks, and share their room among the others."""
        for dock in docks:
            dock.hide()
        self._share_out()

    def _bring_back(self, state: bytes) -> bool:
        """Put the panels where they were; return False if they cannot have been there."""
        if not state:
            return False
        self._arranging = self._is_own = True
        self._is_own = self._return_to(Moment(state))
        self._arranging = False
        if not self._is_own:
            self.arrange()
        return self._is_own

    @property
    def _mode(self) -> str:
        return "compact" if self._compact else "wide"

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._at_press = self.places()
        taken = super().event(event)
        if event.type() == QEvent.Type.MouseButtonRelease:
            # Clicks that nothing in a panel has a use for come here, too.
            before, self._at_press = self._at_press, {}
            if before and before != self.places():
                self._note_own()  # it was a line between panels that was dragged
                if self._is_own and self._has_guest:
                    self._held = self._moment()
        return taken

    @Slot(bool)
    def _on_neuron_toggled(self, shown: bool) -> None:
        """Go the usual way, where a menu has shown or hidden the neuron view."""
        if shown:
            self._docks[_NEURON].hide()
            self.inspect()
        else:
            self.end_inspecting()

    @Slot()
    def _note_own(self) -> None:
        if not self._arranging and self._compact is not None and self._presented is None:
            self._is_own = True
            self._before = self._held = None
            self.rearranged.emit()

    def _keep_distance(self) -> None:
        """Leave a gap around the docks; less above and below where each pixel is to be seen."""
        gap, over = scaled(GAP), self._over
        self.setContentsMargins(gap, over, gap, over)

    @property
    def _over(self) -> int:
        """The gap above and below."""
        is_tight = self._presented is not None or self.height() < scaled(_TIGHT_BELOW)
        return scaled(UNIT if is_tight else GAP)

    def _share_out(self) -> None:
        """Give the docks their sizes, for the present one of the area."""
        for bar in self.tabs:
            bar.setAccessibleName("Panels in one place")
            bar.setToolTip("Panels that share this place; the arrow keys choose one.")
            # Words cut to three letters say nothing; with large text the bar is scrolled instead.
            bar.setElideMode(Qt.TextElideMode.ElideNone)
            bar.setUsesScrollButtons(True)
        if self._compact:
            share = 0.5 if self._presented is None else _DRAWING_PRESENTED
            share_out_compact(self, self._docks, share)
        else:
            share_out_columns(self, self._docks)


def _with_room_for(hidden: Sequence[QDockWidget], tree: DockTree, neuron: QDockWidget) -> DockTree:
    """Return a tree with a place for what is hidden: a tab; for the neuron view, a column."""
    for dock in hidden:
        name, last = dock.objectName(), list(tree.groups)[-1]
        if dock is neuron:
            tree = beside(tree, name, last.first, Side.LEFT)
        else:
            tree = tabbed(tree, name, last.first)
    return tree
