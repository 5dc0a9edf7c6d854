"""Keys that go to a panel: it comes to the front, and has the focus."""

from collections.abc import Sequence
from functools import partial
from itertools import chain

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDockWidget, QWidget

from mnist_viz.ui.docks.active_window import activate_window_of
from mnist_viz.ui.keys.tab_order import stops_of

MOST = 9


class PanelKeys(QObject):
    """Ctrl+1 goes to the first panel, Ctrl+2 to the second, and so on.

    Parameters
    ----------
    window : QWidget
        Where the keys work.
    docks : sequence of QDockWidget
    """

    def __init__(self, window: QWidget, docks: Sequence[QDockWidget]) -> None:
        super().__init__(window)
        for number, dock in enumerate(docks[:MOST], 1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), window)
            shortcut.activated.connect(partial(self.go_to, dock))

    def go_to(self, dock: QDockWidget) -> None:
        """Show a panel, in front of those that share its place, and give it the focus."""
        if dock.isHidden():
            dock.toggleViewAction().trigger()
        dock.raise_()
        content = dock.widget()
        window = content.window()
        activate_window_of(content)
        # A panel that shows nothing to point at still has its menu.
        stops = chain(stops_of(content, window), stops_of(dock.titleBarWidget(), window))
        stop = next(stops, None)
        if stop is not None:
            window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
            stop.setFocus(Qt.FocusReason.ShortcutFocusReason)
