"""The way of the Tab key: from part to part as they are read, not as they were made.

Qt's own chain is kept in the order in which widgets got their parents, which changes
whenever a dock is put elsewhere.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget


def move_focus(window: QWidget, parts: Sequence[QWidget], *, forward: bool) -> bool:
    """Move the focus of a window to the next stop of Tab, or to the one before.

    Parameters
    ----------
    window : QWidget
    parts : sequence of QWidget
        Of the window, as they are read.
    forward : bool

    Returns
    -------
    bool
        Whether there is one.
    """
    stops = [stop for part in parts for stop in stops_of(part, window)]
    if not stops:
        return False
    focused = QApplication.focusWidget()
    if focused in stops:
        place = stops.index(focused) + (1 if forward else -1)
    else:
        place = 0 if forward else -1
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    stops[place % len(stops)].setFocus(reason)
    return True


def stops_of(part: QWidget, window: QWidget) -> Iterator[QWidget]:
    """Give the widgets of a part that Tab stops at; in a dock, those of its header first."""
    if isinstance(part, QDockWidget):
        if part.visibleRegion().isEmpty():
            return  # behind the tab of another
        header, content = part.titleBarWidget(), part.widget()
        for half in (header, content):
            yield from stops_of(half, window)
        return
    for widget in (part, *part.findChildren(QWidget)):
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        stands_in = widget.focusProxy() is not None
        is_inside = widget.window() is window  # lists that drop down and menus are not
        if takes_tab and is_inside and not stands_in and widget.isVisible() and widget.isEnabled():
            yield widget
