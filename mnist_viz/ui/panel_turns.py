"""Draws the panels that need not follow the hand: all together, or in turns.

Where a network trains as fast as it can, each displayed frame costs training. There half of
the panels are drawn at a frame and half at the next, so that frames come twice as often at
the same cost, and no draw keeps the hand waiting for all panels.
"""

from collections.abc import Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mnist_viz.training import View
from mnist_viz.ui.panel import Panel

INTERVAL_SECONDS = 1 / 30
"""The least time between two draws."""

CATCH_UP_MS = 250
"""After so long without another turn, all panels show the same."""


class PanelTurns(QObject):
    """Draws groups of panels; lives on the GUI thread.

    Parameters
    ----------
    groups : sequence of sequence of Panel
        Panels of one group take their turn together.

    Attributes
    ----------
    caught_up : Signal()
        All panels show the same again, a while after the last turn.
    """

    caught_up = Signal()

    def __init__(self, groups: Sequence[Sequence[Panel]], parent: QObject) -> None:
        super().__init__(parent)
        self._groups = groups
        self._turn = 0
        self._view: View | None = None
        self._drawn_at = 0.0
        self._only_drawing = True
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._draw_what_changed)
        self._behind = QTimer(self, singleShot=True)
        self._behind.setInterval(CATCH_UP_MS)
        self._behind.timeout.connect(self.catch_up)

    def show(self, view: View) -> None:
        """Draw all panels now, or, if any were drawn a moment ago, in a moment."""
        self._only_drawing = False
        self._show_soon(view)

    def show_now(self, view: View) -> None:
        """Draw all panels, unless a draw is about to come anyway."""
        self._drawn_at = 0.0
        self.show(view)

    def show_drawing(self, view: View) -> None:
        """Draw, as `show` does, the panels on which another drawing makes a difference."""
        self._show_soon(view)

    def show_in_turn(self, view: View) -> bool:
        """Draw the next group; return whether it was the last."""
        self._view = view
        self._behind.start()
        self._draw(self._groups[self._turn])
        self._turn = (self._turn + 1) % len(self._groups)
        return self._turn == 0

    @Slot()
    def catch_up(self) -> None:
        """Draw all panels, if they show different frames."""
        if self._turn or self._behind.isActive():
            self._draw_all()
            self.caught_up.emit()

    def _show_soon(self, view: View) -> None:
        self._view = view
        if self._later.isActive():
            return
        wait = INTERVAL_SECONDS - (perf_counter() - self._drawn_at)
        if wait > 0:
            self._later.start(int(1000 * wait))
        else:
            self._draw_what_changed()

    @Slot()
    def _draw_what_changed(self) -> None:
        if self._only_drawing:
            for group in self._groups:
                self._draw([panel for panel in group if panel.follows_drawing])
        else:
            self._draw_all()

    def _draw_all(self) -> None:
        self._only_drawing = True
        self._turn = 0
        self._behind.stop()
        for group in self._groups:
            self._draw(group)

    def _draw(self, group: Sequence[Panel]) -> None:
        self._drawn_at = perf_counter()
        if self._view is not None:
            for panel in group:
                panel.show_view(self._view)
