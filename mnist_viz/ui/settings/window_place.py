"""Where the window opens: where it was, if that can still be seen."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize


def place_on_screens(wanted: QRect, least: QSize, screens: Sequence[QRect]) -> QRect:
    """Return a place as near to the given one as lies wholly on one screen.

    Parameters
    ----------
    wanted : QRect
    least : QSize
        The window is not made smaller than this, unless the screen is.
    screens : sequence of QRect
        What is free on each; at least one, the primary screen first.
    """
    room = max(screens, key=lambda screen: _shared_area(wanted, screen))
    size = wanted.size().expandedTo(least).boundedTo(room.size())
    left = min(max(wanted.left(), room.left()), room.right() + 1 - size.width())
    top = min(max(wanted.top(), room.top()), room.bottom() + 1 - size.height())
    return QRect(QPoint(left, top), size)


def _shared_area(one: QRect, other: QRect) -> int:
    shared = one.intersected(other)
    return shared.width() * shared.height() if shared.isValid() else 0
