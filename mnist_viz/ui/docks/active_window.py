"""Which window gets the keys: a panel that floats has one of its own."""

from PySide6.QtWidgets import QWidget


def activate_window_of(widget: QWidget) -> None:
    """Let the window that a widget stands in have the keys, if another has them."""
    window = widget.window()
    if not window.isActiveWindow():
        window.activateWindow()
