"""The network builder: layers on the left, how it learns on the right, what it comes to below."""

from itertools import chain

from PySide6.QtCore import QCoreApplication, QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mnist_viz.data import DataSplits
from mnist_viz.nn import Layout
from mnist_viz.training import PRESETS, ConfigError, RunConfig
from mnist_viz.ui.builder.columns import Columns
from mnist_viz.ui.builder.layer_list import LayerList
from mnist_viz.ui.builder.refusals import ENOUGH, TOO_LARGE, Shortage, shortage
from mnist_viz.ui.builder.setting_fields import SettingFields
from mnist_viz.ui.builder.settings import GROUPS
from mnist_viz.ui.cards.marks import explain
from mnist_viz.ui.components import Choice, PageScroll, PushButton, tooltip
from mnist_viz.ui.components.dialog_keys import give_keys
from mnist_viz.ui.components.field_focus import put_keys_into
from mnist_viz.ui.components.on_screen import resize_on_screen
from mnist_viz.ui.keys.tab_order import move_focus
from mnist_viz.ui.look.spacing import PADDING, UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.numbers import count

_PRESET_WIDTH = 150
_SHARE_OF_SCREEN = 0.95


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
        self._data: DataSplits | None = None
        self._titles: list[QLabel] = []
        self._text_size = 0
        self._groups = {title: SettingFields(settings) for title, settings in GROUPS}
        for fields in self._groups.values():
            fields.changed.connect(self._check)
        self._preset = Choice("Preset", none_text="own")
        self._preset.show_entries([(name, preset.title) for name, preset in PRESETS.items()])
        self._preset.chosen.connect(self._take_preset)
        self._sentence = _quiet_label()
        self._sentence.setMinimumWidth(1)  # it must not keep columns apart
        self._layers = LayerList()
        self._layers.changed.connect(self._check)
        explain(self._preset, "preset")
        explain(self._layers, "layer")
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self._train = PushButton("Train this network", kind="primary")
        self._train.setDefault(True)
        self._train.clicked.connect(self.accept)
        self._preset.setToolTip(tooltip("Preset", "Start from a network that is known to learn."))
        self._train.setToolTip(tooltip("Train this network", "As a new run.", "Enter"))
        own = [self._preset, self._layers.add_button]
        give_keys(self, chain(own, *(group.controls for group in self._groups.values())))
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
        settings = dict(chain.from_iterable(f.values.items() for f in self._groups.values()))
        settings["hidden"] = ",".join(map(str, self._layers.hidden))
        settings["activation"] = ",".join(self._layers.activations)
        if not self._layers.hidden:
            settings["activation"] = "relu"
        return self._base.with_settings(settings)

    @property
    def _refused(self) -> str:
        """What is said of the first setting that cannot be; empty else."""
        fields = (group.refused for group in self._groups.values())
        said = next(filter(None, fields), self._layers.refused)
        if said:
            return said
        try:
            self._layout()
        except ConfigError:
            return TOO_LARGE
        return self._shortage.text

    @property
    def _shortage(self) -> Shortage:
        if self._data is None or any(group.refused for group in self._groups.values()):
            return ENOUGH
        return shortage(self.config, self._data)

    def _layout(self) -> Layout:
        return self.config.layout(self._image_shape, self._classes)

    def show_data(
        self, image_shape: tuple[int, int], classes: int, data: DataSplits | None = None
    ) -> None:
        """Note what the network is to read, for the count of its parameters.

        Parameters
        ----------
        image_shape : tuple of int
        classes : int
        data : DataSplits or None
            What it will be trained on, where that is known.
        """
        self._image_shape, self._classes, self._data = image_shape, classes, data
        self._check()

    def show_config(self, config: RunConfig, preset: str | None) -> None:
        """Show a config to start from."""
        self._base = config
        self._preset.choose(preset)
        self._sentence.setText(PRESETS[preset].sentence if preset is not None else "")
        self._layers.show_config(config)
        for fields in self._groups.values():
            fields.show_config(config)
        self._check()

    @Slot()
    def accept(self) -> None:
        """Hand out the config, and close."""
        if self._refused:
            return
        config = self.config
        super().accept()
        self.chosen.emit(config)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._error_color = theme.color("error")
        self._text_color = theme.color("text")
        for label in self._titles:
            label.setFont(font("title"))
        for label in (self._sentence, self._verdict):
            label.setFont(font("body"))
        self._preset.restyle(theme)
        self._preset.setFixedWidth(scaled(_PRESET_WIDTH))
        for fields in self._groups.values():
            fields.restyle(theme)
        self._layers.restyle(theme)
        self._train.restyle(theme)
        self._check()  # what it says is in a theme's colours
        if self.isVisible() and (size := font("body").pixelSize()) != self._text_size:
            self._text_size = size
            QTimer.singleShot(0, self, self._take_room)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            put_keys_into(self._preset)
        self._text_size = font("body").pixelSize()
        QTimer.singleShot(0, self, self._take_room)  # once its parts have their sizes

    def done(self, result: int) -> None:
        super().done(result)
        self._data = None  # which would else be held in memory when others are used

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Go on as the builder is read; layers come and go, which Qt's own order does not heed."""
        layers = (*self._layers.rows, self._layers.add_button)
        parts = (self._preset, *layers, *self._groups.values(), self._train)
        return move_focus(self, parts, forward=forward)

    @Slot()
    def _take_room(self) -> None:
        """Show all settings at once, as far as the screen has room."""
        # What a part in a part needs is told from layout to layout, each in its own turn.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        room = self.screen().availableSize() * _SHARE_OF_SCREEN
        resize_on_screen(self, self.sizeHint().expandedTo(self.size()).boundedTo(room))

    @Slot(str)
    def _take_preset(self, name: str) -> None:
        self.show_config(PRESETS[name].config, name)

    @Slot()
    def _check(self) -> None:
        """Say what the network comes to, or what is wrong with it."""
        for fields in self._groups.values():
            fields.review(self._shortage.fields)
        palette = self._verdict.palette()
        if refused := self._refused:
            self._verdict.setText(refused)
            palette.setColor(QPalette.ColorRole.WindowText, self._error_color)
            self._train.setEnabled(False)
        else:
            self._verdict.setText(_described(self._layout()))
            palette.setColor(QPalette.ColorRole.WindowText, self._text_color)
            self._train.setEnabled(True)
        self._verdict.setPalette(palette)

    def _lay_out(self) -> None:
        parts = [QWidget(), QWidget(), QWidget()]
        columns = [QVBoxLayout(part) for part in parts]
        for column in columns:
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(scaled(UNIT))
        left, middle, right = columns
        left.addWidget(self._title("Start from"))
        left.addWidget(self._preset)
        left.addWidget(self._sentence)
        left.addSpacing(scaled(PADDING))
        left.addWidget(self._title("Hidden layers"))
        left.addWidget(self._layers, 1)
        first, *others = self._groups.items()
        self._add_group(middle, *first)
        middle.addStretch()
        for title, fields in others:
            self._add_group(right, title, fields)
        right.addStretch()
        page = Columns(parts)
        foot = QHBoxLayout()
        foot.addWidget(self._verdict, 1)
        foot.addWidget(self._train)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*4 * [scaled(2 * PADDING)])
        whole.setSpacing(scaled(2 * PADDING))
        whole.addWidget(PageScroll(page, "Settings"), 1)
        whole.addLayout(foot)

    def _add_group(self, column: QVBoxLayout, title: str, fields: SettingFields) -> None:
        column.addWidget(self._title(title))
        column.addWidget(fields)
        column.addSpacing(scaled(PADDING))

    def _title(self, text: str) -> QLabel:
        label = QLabel(text)
        self._titles.append(label)
        return label


def _quiet_label() -> QLabel:
    label = QLabel()
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setWordWrap(True)
    return label


def _described(layout: Layout) -> str:
    return f"{layout.describe()}     {count(layout.size)} parameters"
