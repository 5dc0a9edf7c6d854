"""Whether a widget can be seen."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget


def is_in_sight(widget: QWidget) -> bool:
    """Return whether any of a widget is within its window.

    Qt moves a dock that is behind another tab out of the window, and calls it visible.
    """
    if not widget.isVisible():
        return False
    window = widget.window()
    return window.rect().intersects(QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()))
