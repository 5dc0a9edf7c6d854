"""Keys are in a control: what is typed next takes the place of all that a field holds."""

from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def kept_selected(field: QLineEdit | QAbstractSpinBox) -> Iterator[None]:
    """Keep all of a field selected, if any of it is, while it gets another text.

    Qt keeps as many characters selected as were, or none: the rest of a longer text would stay
    beside what is typed next.
    """
    line = field.lineEdit() if isinstance(field, QAbstractSpinBox) else field
    was_selected = line.hasSelectedText()
    yield
    if was_selected:
        field.selectAll()


def scroll_into_sight(control: QWidget) -> None:
    """Scroll whatever a control stands in to where it is seen."""
    around = control.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(control)
        around = around.parentWidget()
