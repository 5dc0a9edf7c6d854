"""A field for the size of a batch."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QWidget

from mnist_viz.ui.components.field_focus import kept_selected
from mnist_viz.ui.components.field_habits import FieldHabits, fit_field
from mnist_viz.ui.components.whole_number import whole_number
from mnist_viz.ui.look.theme import Theme, system_theme

FULL = "full"
_LARGEST_STEP = 32_768


class BatchField(QSpinBox):
    """A number of images that steps by powers of two; above them stands ``full``.

    Parameters
    ----------
    name : str
        For screen readers.
    largest : int
        The largest number that can be set.

    Attributes
    ----------
    chosen : Signal(object)
        The person set another size: int or ``"full"``.
    """

    chosen = Signal(object)  # int or "full"

    def __init__(self, name: str, largest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = largest + 1
        self._shown: int | str = 1
        self.setRange(1, self._full)
        self._habits = FieldHabits(self, name, lambda: self._full - 1, self._allowed)
        self.valueChanged.connect(self._take)
        self.restyle(system_theme())

    @property
    def size_value(self) -> int | str:
        """The size, or ``"full"``."""
        return FULL if self.value() == self._full else self.value()

    def show_value(self, size: int | str) -> None:
        """Show a size, or ``"full"``, without a signal."""
        self._shown = size
        with kept_selected(self):
            self.setValue(self._full if isinstance(size, str) else size)

    @property
    def refused(self) -> str:
        """What is said of a text that cannot be, while it is; empty else."""
        return self._habits.refusal.text

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._habits.restyle(theme)
        fit_field(self, "32768")

    def stepBy(self, steps: int) -> None:  # noqa: N802 - Qt's name
        value = self.value()
        for _ in range(abs(steps)):
            value = self._above(value) if steps > 0 else _below(value)
        with kept_selected(self):
            self.setValue(value)

    def textFromValue(self, value: int) -> str:  # noqa: N802 - Qt's name
        return FULL if value == self._full else str(value)

    def valueFromText(self, text: str) -> int:  # noqa: N802 - Qt's name
        word = text.strip().lower()
        number = self._full if word == FULL else whole_number(word, self._full)
        return self.value() if number is None else number

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        word = text.strip().lower()
        if word == FULL or whole_number(word, self._full - 1):
            state = QValidator.State.Acceptable
        elif FULL.startswith(word) or word.isdecimal():
            state = QValidator.State.Intermediate
        else:
            state = QValidator.State.Invalid
        return state, text, position

    def _allowed(self) -> str:
        return f"From 1 to {self._full - 1:,}, or {FULL}"

    @Slot()
    def _take(self) -> None:
        size = self.size_value
        if size != self._shown:
            self._shown = size
            self.chosen.emit(size)

    def _above(self, value: int) -> int:
        return self._full if value >= _LARGEST_STEP else 1 << value.bit_length()


def _below(value: int) -> int:
    if value > _LARGEST_STEP:
        return _LARGEST_STEP
    return max(1, 1 << (value - 1).bit_length() >> 1)
