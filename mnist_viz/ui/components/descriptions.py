"""What painted widgets tell a screen reader, where one listens."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget


def describe(widget: QWidget, text: str) -> None:
    """Give a widget an accessible description; at 30 a second it costs only who needs it."""
    if QAccessible.isActive():
        widget.setAccessibleDescription(text)
