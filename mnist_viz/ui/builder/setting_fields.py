"""Fields for settings of a run, each with its caption, in a grid."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from mnist_viz.training import ConfigError, RunConfig
from mnist_viz.ui.builder.settings import Setting
from mnist_viz.ui.cards.marks import CARDS_OF_FIELDS, explain
from mnist_viz.ui.components import Choice, tooltip
from mnist_viz.ui.components.polish import polish_again
from mnist_viz.ui.spacing import CONTROL, PADDING, UNIT, font, scaled
from mnist_viz.ui.theme import Theme

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
        values = {name: line.text().strip() for name, line in self.numbers.items()}
        return values | {name: choice.value() or "" for name, choice in self.choices.items()}

    def show_config(self, config: RunConfig) -> None:
        """Show a config's values, without a signal."""
        for name, choice in self.choices.items():
            choice.choose(getattr(config, name))
        for name, line in self.numbers.items():
            line.setText(_text(getattr(config, name)))

    def mark_refused(self) -> None:
        """Outline each number that cannot be; what can be is said elsewhere, in a line."""
        for name, line in self.numbers.items():
            invalid = not _can_be(name, line.text().strip())
            if invalid != bool(line.property("invalid")):
                line.setProperty("invalid", invalid)
                polish_again(line)

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


def _can_be(field: str, text: str) -> bool:
    try:
        RunConfig().with_settings({field: text})
    except ConfigError:
        return False
    return True


def _text(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
