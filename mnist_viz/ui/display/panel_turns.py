"""Draws the panels that need not follow the hand: all together, or in turns.

Where a network trains as fast as it can, there is no time that nobody waits for. There half of
the panels are drawn and painted, and then the other half, so that the hand need not wait for all.
"""

from collections.abc import Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Slot

from mnist_viz.training import View
from mnist_viz.ui.panel import Panel

INTERVAL_SECONDS = 1 / 30
"""The least time between two draws."""


class PanelTurns(QObject):
    """Draws groups of panels; lives on the GUI thread.

    Parameters
    ----------
    groups : sequence of sequence of Panel
        Panels of one group take their turn together.
    """

    def __init__(self, groups: Sequence[Sequence[Panel]], parent: QObject) -> None:
        super().__init__(parent)
        self._groups = groups
        self._turn = self._left = 0
        self._view: View | None = None
        self._drawn_at = 0.0
        self._only_drawing = True
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._draw_what_changed)

    @property
    def is_behind(self) -> bool:
        """Whether some panels have yet to draw what the others show."""
        return self._left > 0

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

    def show_in_turn(self, view: View) -> None:
        """Draw a group; `draw_next` draws the others, each once the one before is painted."""
        self._view = view
        self._left = len(self._groups)
        self.draw_next()

    def draw_next(self) -> bool:
        """Draw the next group of those that are behind; return whether there was one."""
        if not self._left:
            return False
        # Whose turn it is goes on from view to view: where these come too fast, all get theirs.
        group = self._groups[self._turn]
        self._turn = (self._turn + 1) % len(self._groups)
        self._left -= 1
        self._draw(group)
        return True

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
        self._turn = self._left = 0
        for group in self._groups:
            self._draw(group)

    def _draw(self, group: Sequence[Panel]) -> None:
        self._drawn_at = perf_counter()
        if self._view is not None:
            for panel in group:
                panel.show_view(self._view)
