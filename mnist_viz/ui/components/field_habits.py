"""How fields for numbers behave, beyond what Qt's do."""

from typing import cast

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSizePolicy, QWidget

from mnist_viz.ui.spacing import CONTROL, font, scaled

_KEYS = {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride}
_BESIDE_TEXT = 34  # outline, margin and arrows


class FieldHabits(QObject):
    """Makes a number field fit into a window where Space trains.

    Space, which no number contains, passes on to the window; so does the wheel
    over a field that nobody has chosen. A value counts when it is complete, not
    at every key.

    Parameters
    ----------
    field : QAbstractSpinBox
    name : str
        For screen readers.
    """

    def __init__(self, field: QAbstractSpinBox, name: str) -> None:
        super().__init__(field)
        field.setAccessibleName(name)
        field.setLocale(QLocale.c())
        field.setKeyboardTracking(False)
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        field.lineEdit().setTextMargins(6, 0, 0, 0)  # the style sheet's padding is not heeded
        field.installEventFilter(self)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        if event.type() in _KEYS:
            passes = cast("QKeyEvent", event).key() == Qt.Key.Key_Space
        else:
            wheel = event.type() == QEvent.Type.Wheel
            passes = wheel and not cast("QWidget", field).hasFocus()
        if passes:
            event.ignore()
        return passes


def fit_field(field: QAbstractSpinBox, widest: str) -> None:
    """Size a field for its widest text in the person's font."""
    # Under a style sheet the editor inside keeps the font that it had first.
    for part in (field, field.lineEdit()):
        part.setFont(font("body"))
    metrics = field.fontMetrics()
    height = max(scaled(CONTROL), metrics.height() + scaled(6))
    field.setFixedSize(metrics.horizontalAdvance(widest) + scaled(_BESIDE_TEXT), height)
