"""How much height the parts of a window's column leave to one of them.

It does not depend on the height that the one has: what is decided by it does not change it.
"""

from PySide6.QtWidgets import QLayoutItem, QWidget

NO_LIMIT = 16_777_215
"""Qt's own for any length."""


def room_for(part: QWidget) -> int:
    """Return the height, in pixels, that a part of its parent's column can have at most.

    Parameters
    ----------
    part : QWidget
        Its siblings get what they need, in their width, and no more.
    """
    window = part.parentWidget()
    column = None if window is None else window.layout()
    if window is None or column is None:
        return NO_LIMIT
    items = [column.itemAt(place) for place in range(column.count())]
    others = [item for item in items if item is not None and item.widget() is not part]
    taken = sum(_least_height(item, window.width()) for item in others if not item.isEmpty())
    return window.height() - taken


def _least_height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return item.minimumHeightForWidth(width)
    return item.minimumSize().height()
