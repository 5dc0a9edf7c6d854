"""Gives the keys back to a panel that floats once a dialog that was opened out of it is closed.

Desktops give them to the window that both belong to.
"""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QWidget
from shiboken6 import isValid


class WayBack(QObject):
    """Follows the keys from window to window.

    Parameters
    ----------
    window : QWidget
        To which panels and dialogs belong.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._left: QWidget | None = None
        self._dialog: QDialog | None = None
        self._origin: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    @Slot("QWidget*", "QWidget*")
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        there = None if new is None else new.window()
        if there is None or there is self._left:
            return  # between two windows none has them
        left, self._left = self._left, there
        if isinstance(there, QDialog):
            self._note_origin(there, left)
        elif there is self._window and self._dialog is not None:
            self._go_back()

    def _note_origin(self, dialog: QDialog, left: QWidget | None) -> None:
        if isinstance(left, QDialog) and isValid(left):
            return  # one leads to another, or they have come back to it
        is_panel = left is not None and isValid(left) and isinstance(left, QDockWidget)
        self._dialog, self._origin = (dialog, left) if is_panel else (None, None)

    def _go_back(self) -> None:
        dialog, origin = self._dialog, self._origin
        self._dialog = self._origin = None
        if dialog is not None and isValid(dialog) and dialog.isVisible():
            return  # somebody goes to the window meanwhile
        if origin is not None and isValid(origin) and origin.isVisible() and origin.isWindow():
            origin.activateWindow()
