"""The network builder: layers on the left, how it learns on the right, what it comes to below."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from mnist_viz.nn import Layout
from mnist_viz.training import PRESETS, ConfigError, RunConfig
from mnist_viz.ui.builder.layer_list import LayerList
from mnist_viz.ui.builder.settings import GROUPS, Setting
from mnist_viz.ui.components import Choice, PushButton, tooltip
from mnist_viz.ui.numbers import count
from mnist_viz.ui.spacing import CONTROL, PADDING, UNIT, font, scaled
from mnist_viz.ui.theme import Theme, system_theme

_FIELD_WIDTH = 150


class NetworkBuilder(QDialog):
    """Composes a `RunConfig`; what does not fit is said at once, in a line.

    Attributes
    ----------
    chosen : Signal(object)
        The person wants to train this; a RunConfig.
    """

    chosen = Signal(object)  # RunConfig

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_builder")
        self.setWindowTitle("Network builder")
        self._base = RunConfig()
        self._image_shape, self._classes = (28, 28), 10
        self._titles: list[QLabel] = []
        self._captions: list[QLabel] = []
        self._choices: dict[str, Choice] = {}
        self._numbers: dict[str, QLineEdit] = {}
        self._preset = Choice("Preset", none_text="own")
        self._preset.show_entries([(name, preset.title) for name, preset in PRESETS.items()])
        self._preset.chosen.connect(self._take_preset)
        self._sentence = _quiet_label()
        self._layers = LayerList()
        self._layers.changed.connect(self._check)
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self._train = PushButton("Train this network", kind="primary")
        self._train.setDefault(True)
        self._train.clicked.connect(self.accept)
        self._lay_out()
        self.restyle(system_theme())
        self.show_config(self._base, None)

    @property
    def config(self) -> RunConfig:
        """What is composed.

        Raises
        ------
        ConfigError
            If it cannot be.
        """
        settings = {name: line.text().strip() for name, line in self._numbers.items()}
        settings |= {name: choice.value() or "" for name, choice in self._choices.items()}
        settings["hidden"] = ",".join(map(str, self._layers.hidden))
        settings["activation"] = ",".join(self._layers.activations)
        if not self._layers.hidden:
            settings["activation"] = "relu"
        return self._base.with_settings(settings)

    def show_data(self, image_shape: tuple[int, int], classes: int) -> None:
        """Note what the network is to read, for the count of its parameters."""
        self._image_shape, self._classes = image_shape, classes
        self._check()

    def show_config(self, config: RunConfig, preset: str | None) -> None:
        """Show a config to start from."""
        self._base = config
        self._preset.choose(preset)
        self._sentence.setText(PRESETS[preset].sentence if preset is not None else "")
        self._layers.show_config(config)
        for name, choice in self._choices.items():
            choice.choose(getattr(config, name))
        for name, line in self._numbers.items():
            line.setText(_text(getattr(config, name)))
        self._check()

    @Slot()
    def accept(self) -> None:
        """Hand out the config, and close."""
        try:
            config = self.config
        except ConfigError:
            return
        super().accept()
        self.chosen.emit(config)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._error_color = theme.color("error")
        self._text_color = theme.color("text")
        for label in self._titles:
            label.setFont(font("title"))
        for label in (*self._captions, self._sentence, self._verdict):
            label.setFont(font("body"))
        for choice in (self._preset, *self._choices.values()):
            choice.restyle(theme)
            choice.setFixedWidth(scaled(_FIELD_WIDTH))
        for line in self._numbers.values():
            line.setFont(font("body"))
            line.setFixedSize(scaled(_FIELD_WIDTH), scaled(CONTROL))
        self._layers.restyle(theme)
        self._train.restyle(theme)

    @Slot(str)
    def _take_preset(self, name: str) -> None:
        self.show_config(PRESETS[name].config, name)

    @Slot()
    def _check(self) -> None:
        """Say what the network comes to, or what is wrong with it."""
        palette = self._verdict.palette()
        try:
            layout = self.config.layout(self._image_shape, self._classes)
        except ConfigError as error:
            self._verdict.setText(str(error))
            palette.setColor(QPalette.ColorRole.WindowText, self._error_color)
            self._train.setEnabled(False)
        else:
            self._verdict.setText(_described(layout))
            palette.setColor(QPalette.ColorRole.WindowText, self._text_color)
            self._train.setEnabled(True)
        self._verdict.setPalette(palette)

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self._title("Start from"))
        left.addWidget(self._preset)
        left.addWidget(self._sentence)
        left.addSpacing(scaled(PADDING))
        left.addWidget(self._title("Hidden layers"))
        left.addWidget(self._layers, 1)
        for title, settings in GROUPS[1:]:
            self._add_group(right, title, settings)
        right.addStretch()
        middle = QVBoxLayout()
        self._add_group(middle, *GROUPS[0])
        middle.addStretch()
        columns = QHBoxLayout()
        columns.setSpacing(scaled(3 * PADDING))
        for column in (left, middle, right):
            column.setSpacing(scaled(UNIT))
            columns.addLayout(column)
        foot = QHBoxLayout()
        foot.addWidget(self._verdict, 1)
        foot.addWidget(self._train)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*4 * [scaled(2 * PADDING)])
        whole.setSpacing(scaled(2 * PADDING))
        whole.addLayout(columns)
        whole.addLayout(foot)

    def _add_group(self, column: QVBoxLayout, title: str, settings: tuple[Setting, ...]) -> None:
        column.addWidget(self._title(title))
        grid = QGridLayout()
        grid.setHorizontalSpacing(scaled(PADDING))
        grid.setVerticalSpacing(scaled(UNIT))
        for row, setting in enumerate(settings):
            control = self._control(setting)
            control.setToolTip(tooltip(setting.caption, setting.hint))
            control.setAccessibleName(setting.caption)
            control.setAccessibleDescription(setting.hint)
            caption = _quiet_label(setting.caption)
            caption.setBuddy(control)
            self._captions.append(caption)
            grid.addWidget(caption, row, 0)
            grid.addWidget(control, row, 1, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(grid)
        column.addSpacing(scaled(PADDING))

    def _control(self, setting: Setting) -> QWidget:
        if setting.choices:
            choice = self._choices[setting.field] = Choice(setting.caption)
            choice.show_entries(setting.choices)
            choice.chosen.connect(self._check)
            return choice
        line = self._numbers[setting.field] = QLineEdit()
        line.textEdited.connect(self._check)
        return line

    def _title(self, text: str) -> QLabel:
        label = QLabel(text)
        self._titles.append(label)
        return label


def _quiet_label(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setWordWrap(not text)
    return label


def _text(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _described(layout: Layout) -> str:
    return f"{layout.describe()}     {count(layout.size)} parameters"
