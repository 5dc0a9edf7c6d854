"""Where the keys go when what had them is hidden, or can be used no more.

Qt would go on to the next stop of Tab, mostly a button, and the Space that is to pause
would press it.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from mnist_viz.ui.keys.tab_order import stops_of


def is_lost() -> bool:
    """Return whether what has the focus cannot be seen or used."""
    focused = QApplication.focusWidget()
    return focused is not None and not _is_usable(focused)


def take_over(*parts: QWidget) -> bool:
    """Give the focus to the first of the widgets in these parts that Space does not press.

    Parameters
    ----------
    parts : sequence of QWidget
        By preference; a ring and a cursor are seen there if they were before.

    Returns
    -------
    bool
        Whether there is one.
    """
    stop = next((stop for part in parts for stop in _stops_of(part)), None)
    if stop is None:
        return False
    by_keyboard = stop.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    reason = Qt.FocusReason
    stop.setFocus(reason.TabFocusReason if by_keyboard else reason.OtherFocusReason)
    return True


def _stops_of(part: QWidget) -> Iterator[QWidget]:
    lost = QApplication.focusWidget()
    if _is_usable(part):
        for stop in stops_of(part, part.window()):
            # What stands in the lost one goes with it, though Qt has not come to it yet.
            goes_too = lost is not None and (lost is stop or lost.isAncestorOf(stop))
            if not goes_too and not isinstance(stop, QAbstractButton):
                yield stop


def _is_usable(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled()
