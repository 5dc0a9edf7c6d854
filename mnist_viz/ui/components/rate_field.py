"""A field for a positive number that spans powers of ten."""

import math

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from mnist_viz.ui.components.field_focus import kept_selected
from mnist_viz.ui.components.field_habits import FieldHabits, fit_field
from mnist_viz.ui.look.theme import Theme, system_theme

_DECIMALS = 10


class RateField(QDoubleSpinBox):
    """A number that steps 1, 2, 5, 10 and shows as many decimals as it needs.

    Parameters
    ----------
    name : str
        For screen readers.
    low, high : float
        What can be set.

    Attributes
    ----------
    chosen : Signal(float)
        The person set another value.
    """

    chosen = Signal(float)

    def __init__(self, name: str, low: float, high: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low, self._high = low, high
        self._shown = low
        self.setDecimals(_DECIMALS)
        self.setRange(low, high)
        self._habits = FieldHabits(self, name, self.maximum, self._allowed)
        self.valueChanged.connect(self._take)
        self.restyle(system_theme())

    def show_value(self, value: float) -> None:
        """Show a value without a signal, even one beyond what can be set here."""
        self._shown = round(value, _DECIMALS)
        with kept_selected(self):
            self.setRange(min(self._low, value), max(self._high, value))
            self.setValue(value)

    @property
    def refused(self) -> str:
        """What is said of a text that cannot be, while it is; empty else."""
        return self._habits.refusal.text

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._habits.restyle(theme)
        fit_field(self, "0.00001")

    def stepBy(self, steps: int) -> None:  # noqa: N802 - Qt's name
        value = self.value()
        for _ in range(abs(steps)):
            value = _above(value) if steps > 0 else 1.0 / _above(1.0 / value)
        with kept_selected(self):
            self.setValue(value)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        needed = len(f"{value:.{_DECIMALS}f}".rstrip("0").partition(".")[2])
        usual = 3 if value < 10 else 1 if value < 100 else 0
        return f"{value:.{max(needed, usual)}f}"

    def valueFromText(self, text: str) -> float:  # noqa: N802 - Qt's name
        value = _number(text)
        return self.value() if value is None else value

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        value = _number(text)
        if value is not None and self.minimum() <= value <= self.maximum():
            state = QValidator.State.Acceptable
        elif set(text.lower()) <= set("0123456789.,e+-"):
            state = QValidator.State.Intermediate
        else:
            state = QValidator.State.Invalid
        return state, text, position

    def _allowed(self) -> str:
        low, high = (self.textFromValue(each) for each in (self.minimum(), self.maximum()))
        return f"From {low} to {high}"

    @Slot(float)
    def _take(self, value: float) -> None:
        if value != self._shown:
            self._shown = value
            self.chosen.emit(value)


def _above(value: float) -> float:
    """Return the next larger of 0.1, 0.2, 0.5, 1, 2, 5 and so on, both ways."""
    power = math.floor(math.log10(value) + 1e-9)
    steps = (float(f"{digit}e{power}") for digit in (1, 2, 5, 10))
    return next(step for step in steps if step > value * (1 + 1e-9))


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
