"""A field for the number of units in a layer."""

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox

from mnist_viz.ui.components.field_habits import FieldHabits, fit_field
from mnist_viz.ui.components.whole_number import whole_number
from mnist_viz.ui.look.theme import Theme, system_theme

MOST_UNITS = 10_000

_SUFFIX = " units"


class UnitsField(QSpinBox):
    """A number of units, which counts as it is typed; one that cannot be is refused aloud."""

    def __init__(self, units: int) -> None:
        super().__init__()
        self.setRange(1, MOST_UNITS)
        self.setAccelerated(True)
        self.setSuffix(_SUFFIX)
        self._habits = FieldHabits(self, "Units", self.maximum, self._allowed)
        self.setKeyboardTracking(True)  # what the network comes to is said at every key
        self.setValue(units)
        self.restyle(system_theme())

    @property
    def refused(self) -> str:
        """What can be, while the text cannot; empty else."""
        return self._allowed() if self._habits.refusal.is_due else ""

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._habits.restyle(theme)
        fit_field(self, f"{MOST_UNITS}{_SUFFIX}")

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        digits = text.removesuffix(_SUFFIX).strip()
        if digits.isascii() and whole_number(digits, MOST_UNITS):
            state = QValidator.State.Acceptable
        elif not digits or digits.isdecimal():
            state = QValidator.State.Intermediate
        else:
            state = QValidator.State.Invalid
        return state, text, position

    def _allowed(self) -> str:
        return f"From 1 to {MOST_UNITS:,} units"
