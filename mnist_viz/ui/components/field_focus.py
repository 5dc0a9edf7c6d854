"""Keys go to a control: what is typed next takes the place of what a field holds."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QScrollArea, QWidget


def put_keys_into(control: QWidget) -> None:
    """Give a control the focus by a key, and scroll it into sight.

    All text of a field is selected, wherever its cursor was: Qt selects it only as the focus
    comes, and the field may have it already.
    """
    control.setFocus(Qt.FocusReason.ShortcutFocusReason)
    if isinstance(control, QLineEdit | QAbstractSpinBox):
        control.selectAll()
    scroll_into_sight(control)


def scroll_into_sight(control: QWidget) -> None:
    """Scroll whatever a control stands in to where it is seen."""
    around = control.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(control)
        around = around.parentWidget()
