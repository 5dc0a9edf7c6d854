"""The step that is shown, as a number that can be typed over."""

from PySide6.QtCore import QRegularExpression, QSize, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QRegularExpressionValidator,
)
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from mnist_viz.ui.components import tooltip
from mnist_viz.ui.components.field_focus import kept_selected
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.numbers import count

_MOST_DIGITS = 12


class StepField(QLineEdit):
    """Shows a step; somebody who types another and presses Enter is taken there.

    Attributes
    ----------
    step_entered : Signal(object)
        int, which may be larger than Qt's.
    """

    step_entered = Signal(object)  # int

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shown_step")
        self.setAccessibleName("Step")
        hint = "Type another, and press Enter to see it, or the newest if it has yet to come."
        self.setToolTip(tooltip("Step", hint, "Enter"))
        # Else 1.5 would lead to step 15.
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9, ]*"), self))
        self.setMaxLength(_MOST_DIGITS)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._step = 0
        self.setText("0")
        self.returnPressed.connect(self._on_entered)
        self.restyle(system_theme())

    def show_step(self, step: int) -> None:
        """Show a step, unless somebody is typing."""
        self._step = step
        if not (self.hasFocus() and self.isModified()):
            text = count(step)
            if text != self.text():
                with kept_selected(self):
                    self.setText(text)

    def begin(self, digit: str) -> None:
        """Let a number be typed that begins with this digit."""
        self.setFocus()
        self.setText(digit)
        self.setModified(True)

    def restyle(self, _theme: Theme) -> None:
        """Take on the size of the person's font."""
        self.setFont(font("step"))
        self.setFixedHeight(QFontMetrics(self.font()).height() + scaled(2))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Cancel):
            self._leave()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._restore()

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self.font()).horizontalAdvance(count(9999))
        return QSize(width + scaled(8), self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @Slot()
    def _on_entered(self) -> None:
        digits = "".join(letter for letter in self.text() if letter.isdigit())
        self._leave()
        if digits:
            self.step_entered.emit(int(digits))

    def _leave(self) -> None:
        self._restore()
        self.clearFocus()

    def _restore(self) -> None:
        self.setModified(False)
        self.setText(count(self._step))
