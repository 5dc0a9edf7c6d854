"""Opens the neuron view, goes from unit to unit, and keeps its driving images fresh."""

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from mnist_viz.session import Session
from mnist_viz.training import DriversRequest, Frame, Selection, View
from mnist_viz.ui.display.live_display import LiveDisplay
from mnist_viz.ui.display.sight import is_in_sight
from mnist_viz.ui.docks.active_window import activate_window_of
from mnist_viz.ui.docks.area import DockArea
from mnist_viz.ui.neuron.trail import Trail
from mnist_viz.ui.panels.neuron_panel import NeuronPanel

_TRAINING_MS, _AT_REST_MS = 1000, 150
"""From one look at the test images to the next; another unit is looked at without a wait."""


class Inspector(QObject):
    """Joins the neuron view, the docks, the display and the session; lives on the GUI thread.

    Parameters
    ----------
    session : Session
    display : LiveDisplay
    panel : NeuronPanel
    dock_area : DockArea
        Where its dock stands.
    """

    def __init__(
        self,
        session: Session,
        display: LiveDisplay,
        panel: NeuronPanel,
        dock_area: DockArea,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._display = session, display
        self._panel, self._dock_area = panel, dock_area
        self._trail = Trail()
        self._asked: tuple[int, int, Selection] | None = None
        self._focus_before: QWidget | None = None
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._ask)
        panel.unit_opened.connect(self.open)
        panel.way_chosen.connect(self.go)
        panel.close_requested.connect(self.close)
        panel.image_followed.connect(display.follow)
        display.view_changed.connect(self._on_view_changed)
        session.run_started.connect(self._on_run_started)

    @property
    def is_open(self) -> bool:
        """Whether the neuron view is there."""
        return self._dock_area.is_inspecting

    @Slot(object)
    def open(self, unit: Selection) -> None:
        """Show all of a unit."""
        view = self._display.view
        if view is None:
            return
        if self.is_open:
            self._trail.visit(view.chosen)  # the keys may have gone on from where it was
        else:
            self._trail.forget()
        self._trail.visit(unit)
        self._display.select(unit)
        self._dock_area.inspect()
        self._show_ways()
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Have the driving images looked for, if the neuron view is in sight and lacks them."""
        if self._display.view is not None:
            self._on_view_changed(self._display.view)

    @Slot()
    def toggle(self) -> None:
        """Open the chosen unit, and take the keys there; from within, close."""
        view = self._display.view
        if self.is_open and self._has_focus():
            self.close()
        elif view is not None:
            self._focus_before = QApplication.focusWidget()
            if not self.is_open:
                self.open(view.chosen)
            activate_window_of(self._panel)
            self._panel.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(int)
    def go(self, way: int) -> None:
        """Go back (−1) to the unit that was open before, or forward again (1)."""
        unit = self._trail.go(way)
        if unit is not None:
            self._display.select(unit)
        self._show_ways()

    @Slot()
    def close(self) -> None:
        """Bring back what was there before, and the keys to where they were."""
        had_focus, before = self._has_focus(), self._focus_before
        self._dock_area.end_inspecting()
        if had_focus and before is not None and isValid(before):
            activate_window_of(before)
            before.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._focus_before = None

    def _has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self._panel.isAncestorOf(focused)

    def _show_ways(self) -> None:
        self._panel.show_ways(back=self._trail.can_go_back, forward=self._trail.can_go_forward)

    @Slot(object)
    def _on_view_changed(self, view: View) -> None:
        if not is_in_sight(self._panel):
            return
        wanted, is_live = _key(view), self._session.training and not view.is_past
        if wanted == self._asked:
            return
        if self._asked is None or wanted[2] != self._asked[2]:
            self._later.start(0)
        elif not is_live:
            self._later.start(_AT_REST_MS)  # anew at each step, until the hand has settled
        elif not self._later.isActive():
            self._later.start(_TRAINING_MS)

    @Slot()
    def _ask(self) -> None:
        """Have the test images looked at with the parameters on the screen."""
        view = self._display.view
        if view is None or not is_in_sight(self._panel):
            return
        before, self._asked = self._asked, _key(view)
        unit = view.chosen
        is_live = self._session.training and not view.is_past
        same = before is not None and before[2] == unit
        self._session.find_drivers(
            DriversRequest(view.frame, unit.layer, unit.unit, at_once=not (is_live and same))
        )

    @Slot(object)
    def _on_run_started(self, _frame: Frame) -> None:
        self._asked = None
        self._trail.forget()
        self._show_ways()


def _key(view: View) -> tuple[int, int, Selection]:
    return view.frame.run_id, view.frame.step, view.chosen
