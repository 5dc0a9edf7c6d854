"""Where the window opens: where it was, if that can still be seen."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize

from mnist_viz.ui.settings.settings import Place


def place_on_screens(place: Place, least: QSize, screens: Sequence[QRect]) -> QRect:
    """Return a place as near to the given one as lies wholly on one screen.

    Parameters
    ----------
    place : (int, int, int, int)
        Left, top, width, height.
    least : QSize
        The window is not made smaller than this, unless the screen is.
    screens : sequence of QRect
        What is free on each; at least one, the primary screen first.
    """
    wanted = QRect(*place)
    room = max(screens, key=lambda screen: _shared_area(wanted, screen))
    wanted.setSize(wanted.size().expandedTo(least).boundedTo(room.size()))
    left = min(max(wanted.left(), room.left()), room.right() + 1 - wanted.width())
    top = min(max(wanted.top(), room.top()), room.bottom() + 1 - wanted.height())
    wanted.moveTo(left, top)
    return wanted


def _shared_area(one: QRect, other: QRect) -> int:
    shared = one.intersected(other)
    return shared.width() * shared.height() if shared.isValid() else 0
