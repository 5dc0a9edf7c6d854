"""The key that copies, kept by what has words of its own: in the window it copies the drawing."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence


def keeps_copy_key(event: QEvent) -> bool:
    """Answer the window that asks who has a use for the key; return whether that was asked."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    is_copy = event.matches(QKeySequence.StandardKey.Copy)
    if is_copy:
        event.accept()
    return is_copy
