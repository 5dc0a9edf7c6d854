"""Fields for settings of a run, each with its caption, in a grid."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from mnist_viz.nn import OPTIMIZERS, Optimizer
from mnist_viz.training import ConfigError, RunConfig
from mnist_viz.ui.builder.refusals import refusal
from mnist_viz.ui.builder.settings import CONSTANTS, Setting, unheeded
from mnist_viz.ui.cards.marks import CARDS_OF_FIELDS, explain
from mnist_viz.ui.components import Choice, tooltip
from mnist_viz.ui.components.field_focus import kept_selected
from mnist_viz.ui.components.polish import polish_again
from mnist_viz.ui.look.spacing import CONTROL, PADDING, UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme

_FIELD_WIDTH = 150


class SettingFields(QWidget):
    """Lets people set some fields of a `RunConfig`.

    Parameters
    ----------
    settings : sequence of Setting
        In order, a row each.

    Attributes
    ----------
    numbers : dict of str to QLineEdit
    choices : dict of str to Choice
        By field.
    changed : Signal
        The person altered one of them.
    """

    changed = Signal()

    def __init__(self, settings: Sequence[Setting], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers: dict[str, QLineEdit] = {}
        self.choices: dict[str, Choice] = {}
        self._captions: list[QLabel] = []
        self._tips: dict[str, str] = {}
        self._settings = {setting.field: setting for setting in settings}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for row, setting in enumerate(settings):
            control = self._control(setting)
            control.setToolTip(tooltip(setting.caption, setting.hint))
            control.setAccessibleName(setting.caption)
            control.setAccessibleDescription(setting.hint)
            explain(control, CARDS_OF_FIELDS.get(setting.field, setting.field))
            caption = QLabel(setting.caption)
            caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            caption.setBuddy(control)
            self._captions.append(caption)
            self._grid.addWidget(caption, row, 0)
            self._grid.addWidget(control, row, 1, Qt.AlignmentFlag.AlignLeft)

    @property
    def controls(self) -> list[QWidget]:
        """The fields, in order."""
        return [caption.buddy() for caption in self._captions]

    @property
    def values(self) -> dict[str, str]:
        """What is set, as `RunConfig.with_settings` takes it."""
        values = {name: self._number(name) for name in self.numbers}
        return values | {name: choice.value() or "" for name, choice in self.choices.items()}

    @property
    def refused(self) -> str:
        """What is said of the first number that cannot be; empty else."""
        wrong = (name for name in self.numbers if not self._can_be(name))
        return next((refusal(self._settings[n], self._number(n)) for n in wrong), "")

    def show_config(self, config: RunConfig) -> None:
        """Show a config's values, without a signal."""
        for name, choice in self.choices.items():
            choice.choose(getattr(config, name))
        for name, line in self.numbers.items():
            self._write(line, name, config)

    def review(self, too_large: Collection[str] = ()) -> None:
        """Disable each number that has no effect, and outline each that cannot be.

        What can be is said elsewhere, in a line.

        Parameters
        ----------
        too_large : collection of str
            Fields that ask for more than there is.
        """
        if "optimizer" in self.choices:
            self._disable_idle(OPTIMIZERS[self.choices["optimizer"].value() or "sgd"])
        for name, line in self.numbers.items():
            invalid = name in too_large or not self._can_be(name)
            if invalid != bool(line.property("invalid")):
                line.setProperty("invalid", invalid)
                polish_again(line)

    def _disable_idle(self, optimizer: type[Optimizer]) -> None:
        """Let what an optimizer heeds be set, and nothing else."""
        for name in CONSTANTS:
            line, setting = self.numbers[name], self._settings[name]
            is_heeded = name not in unheeded(optimizer)
            if is_heeded and name in self._tips:
                line.setToolTip(self._tips.pop(name))
            elif not is_heeded:
                usual = self._tips.setdefault(name, line.toolTip())  # with its key in it
                why = f"{setting.hint} It has no effect with {optimizer.title}."
                line.setToolTip(usual.replace(setting.hint, why))
                if not self._can_be(name):
                    self._write(line, name, RunConfig())  # nobody could mend it
            line.setEnabled(is_heeded)

    def _number(self, name: str) -> str:
        text = self.numbers[name].text().strip()
        return "0" if text.lower() == self._settings[name].zero else text

    def _write(self, line: QLineEdit, name: str, config: RunConfig) -> None:
        text = _text(getattr(config, name))
        with kept_selected(line):
            line.setText(self._settings[name].zero if text == "0" else text)

    def _can_be(self, name: str) -> bool:
        try:
            RunConfig().with_settings({name: self._number(name)})
        except ConfigError:
            return False
        return True

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._grid.setHorizontalSpacing(scaled(PADDING))
        self._grid.setVerticalSpacing(scaled(UNIT))
        for label in self._captions:
            label.setFont(font("body"))
        for choice in self.choices.values():
            choice.restyle(theme)
            choice.setFixedWidth(scaled(_FIELD_WIDTH))
        for line in self.numbers.values():
            line.setFont(font("body"))
            line.setFixedSize(scaled(_FIELD_WIDTH), scaled(CONTROL))

    def _control(self, setting: Setting) -> QWidget:
        if setting.choices:
            choice = self.choices[setting.field] = Choice(setting.caption)
            choice.show_entries(setting.choices)
            choice.chosen.connect(self.changed)
            return choice
        line = self.numbers[setting.field] = QLineEdit()
        line.textEdited.connect(self.changed)
        return line


def _text(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
