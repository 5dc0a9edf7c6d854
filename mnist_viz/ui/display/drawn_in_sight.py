"""Draws a panel's view when the panel can be seen: a hidden one costs nothing."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QWidget

from mnist_viz.training import View
from mnist_viz.ui.display.sight import is_in_sight


class DrawnInSight(QObject):
    """Keeps the view that a panel is to show, and has it drawn.

    At each new view, and when the panel comes into sight or gets another size.

    Parameters
    ----------
    panel : QWidget
    draw : callable
        Takes the View; called only while the panel can be seen.
    place : callable, optional
        Stands the panel's parts in its room; called before, at each new size.

    Attributes
    ----------
    view : View or None
        What is shown.
    """

    def __init__(
        self,
        panel: QWidget,
        draw: Callable[[View], None],
        place: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(panel)
        self._panel, self._draw, self._place = panel, draw, place
        self.view: View | None = None
        panel.installEventFilter(self)

    def show(self, view: View) -> None:
        """Show a view."""
        self.view = view
        self.draw()

    @Slot()
    def draw(self) -> None:
        """Draw again what is shown."""
        panel = self._panel
        if self.view is not None and is_in_sight(panel) and not panel.size().isEmpty():
            self._draw(self.view)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            if self._place is not None:
                self._place()
            self.draw()
        elif event.type() == QEvent.Type.Show:
            self.draw()
        return False
