"""How fields for numbers behave, beyond what Qt's do."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSizePolicy, QSpinBox, QWidget

from mnist_viz.ui.components.refusal import Refusal
from mnist_viz.ui.look.spacing import CONTROL, font, scaled
from mnist_viz.ui.look.theme import Theme

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_KEYS = {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride}
_BESIDE_TEXT = 34  # outline, margin and arrows


class FieldHabits(QObject):
    """Makes a number field fit into a window where Space trains.

    Space, which no number contains, passes on to the window; so does the wheel
    over a field that nobody has chosen. A value counts when it is complete, not
    at every key; one that cannot be is refused aloud.

    Parameters
    ----------
    field : QSpinBox or QDoubleSpinBox
    name : str
        For screen readers.
    largest, allowed : callable
        See `Refusal`.
    """

    def __init__(
        self,
        field: QSpinBox | QDoubleSpinBox,
        name: str,
        largest: Callable[[], float],
        allowed: Callable[[], str],
    ) -> None:
        super().__init__(field)
        self.refusal = Refusal(field, largest, allowed)
        field.setAccessibleName(name)
        field.setLocale(QLocale.c())
        field.setKeyboardTracking(False)
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        field.lineEdit().setTextMargins(6, 0, 0, 0)  # the style sheet's padding is not heeded
        field.installEventFilter(self)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        if self._refuses(event):
            return True
        if event.type() in _KEYS:
            passes = cast("QKeyEvent", event).key() == Qt.Key.Key_Space
        else:
            wheel = event.type() == QEvent.Type.Wheel
            passes = wheel and not cast("QWidget", field).hasFocus()
        if passes:
            event.ignore()
        return passes

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.refusal.restyle(theme)

    def _refuses(self, event: QEvent) -> bool:
        """Return whether a text that cannot be is not taken; it goes as the field is left."""
        key = cast("QKeyEvent", event).key() if event.type() == QEvent.Type.KeyPress else None
        if key in _ENTER and self.refusal.is_due:
            self.refusal.refuse()
            return True
        if key == Qt.Key.Key_Escape and self.refusal.is_due:
            self.refusal.give_back()
            return True
        if event.type() == QEvent.Type.FocusOut and self.refusal.is_due:
            self.refusal.let_go()
        return False


def fit_field(field: QAbstractSpinBox, widest: str) -> None:
    """Size a field for its widest text in the person's font."""
    # Under a style sheet the editor inside keeps the font that it had first.
    for part in (field, field.lineEdit()):
        part.setFont(font("body"))
    metrics = field.fontMetrics()
    height = max(scaled(CONTROL), metrics.height() + scaled(6))
    field.setFixedSize(metrics.horizontalAdvance(widest) + scaled(_BESIDE_TEXT), height)
