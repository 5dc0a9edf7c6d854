"""Windows that grow without leaving the screen: Qt keeps their corner where they were placed."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget


def resize_on_screen(window: QWidget, size: QSize) -> None:
    """Give a window a size; if it is shown, move it no farther than all of it is on the screen.

    Parameters
    ----------
    window : QWidget
    size : QSize
        Of what is within its frame. If the screen is smaller, its upper left is in sight.
    """
    window.resize(size)
    if not window.isVisible():
        return  # Qt is yet to place it
    free, frame = window.screen().availableGeometry(), window.frameGeometry()
    left = max(free.left(), min(frame.left(), free.right() + 1 - frame.width()))
    top = max(free.top(), min(frame.top(), free.bottom() + 1 - frame.height()))
    if (left, top) != (frame.left(), frame.top()):
        window.move(left, top)
