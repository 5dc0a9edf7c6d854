"""The window of the data preview: what is in a data set, and what is done to it before training."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mnist_viz.session import Preview
from mnist_viz.training import RunConfig
from mnist_viz.ui import numbers
from mnist_viz.ui.builder.refusals import ENOUGH, Shortage, shortage
from mnist_viz.ui.builder.setting_fields import SettingFields
from mnist_viz.ui.builder.settings import DATA_SETTINGS
from mnist_viz.ui.components import Choice, EmptyState, PushButton, tooltip
from mnist_viz.ui.components.dialog_keys import give_keys
from mnist_viz.ui.components.on_screen import resize_on_screen
from mnist_viz.ui.look.spacing import PADDING, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.preview.class_sheet import ClassSheet
from mnist_viz.ui.preview.fact_line import FactLine

_SIZE = (860, 600)
_SCREEN_SHARE = 0.92


class DataPreview(QDialog):
    """Shows a data set by class; offers to train on it, or on a part of it.

    Attributes
    ----------
    asked : Signal(str, object)
        The person wants to see a data set, by name, as a run of a RunConfig would train on it.
    chosen : Signal(object, object)
        The person wants to train: DataSplits, RunConfig.
    """

    asked = Signal(str, object)  # name, RunConfig
    chosen = Signal(object, object)  # DataSplits, RunConfig

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_preview")
        self.setWindowTitle("Data")
        self._base = RunConfig()
        self._preview: Preview | None = None
        self._data = Choice("Data set")
        self._facts = QLabel()
        self._origin, self._checksum = FactLine("From"), FactLine("SHA-256")
        self._sheet = ClassSheet()
        self._empty = EmptyState("Looking…", "The images are being counted.")
        self._scroll = QScrollArea()
        self._fields = SettingFields(DATA_SETTINGS)
        self._verdict = QLabel()
        self._train = PushButton("Train on this", kind="primary")
        self._lay_out()
        self._connect()
        self._data.setToolTip(tooltip("Data set", "What to look at."))
        self._train.setToolTip(tooltip("Train on this", "As a new run.", "Enter"))
        lines = (self._origin, self._checksum)
        give_keys(self, [self._data, *lines, self._scroll, *self._fields.controls])
        self.restyle(system_theme())

    @property
    def config(self) -> RunConfig:
        """The run's config with what is set here.

        Raises
        ------
        ConfigError
            If something cannot be.
        """
        return self._base.with_settings(self._fields.values)

    def begin(
        self, entries: Sequence[tuple[str, str]], current: str | None, config: RunConfig
    ) -> None:
        """Look at a data set.

        Parameters
        ----------
        entries : sequence of (str, str)
            Name and title of each data set at hand.
        current : str or None
            Name of the one to look at.
        config : RunConfig
            Of the run that the person may begin.
        """
        self._base = config
        self._fields.show_config(config)
        self._data.show_entries(entries)
        self._data.choose(current)
        self._ask()

    @Slot(object)
    def show_preview(self, preview: Preview) -> None:
        """Show what was asked for."""
        self._preview = preview
        data = preview.data
        height, width = data.image_shape
        self._facts.setText(
            f"{numbers.count(len(data.train))} training images, "
            f"{numbers.count(len(data.test))} {data.test_title}     "
            f"{width}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{height} pixels     "
            f"{len(data.class_names)}\N{NO-BREAK SPACE}classes"
        )
        for line, text in ((self._origin, data.origin), (self._checksum, data.checksum)):
            line.show_fact(text)
        self._sheet.show_preview(preview)
        self._scroll.setVisible(True)
        self._empty.setVisible(False)
        refused = self._refused  # what is set by now
        self._say(refused or _described(preview), fits=not refused)

    @Slot(object)
    def show_failure(self, error: Exception) -> None:
        """Say why there is nothing to show, or why it cannot be trained on."""
        self._say(str(error), fits=False)
        if self._preview is None or self._preview.data.name != self._data.value():
            self._empty.show_text("Nothing to look at", str(error))
            self._scroll.setVisible(False)
            self._empty.setVisible(True)

    @Slot()
    def accept(self) -> None:
        """Hand out the data and the config, and close."""
        preview = self._preview
        if preview is not None and self._train.isEnabled():
            super().accept()
            self.chosen.emit(preview.data, preview.config)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._text_color, self._error_color = theme.color("text"), theme.color("error")
        for part in (self._data, self._sheet, self._empty, self._fields, self._train):
            part.restyle(theme)
        for line in (self._origin, self._checksum):
            line.restyle()
        for label in (self._facts, self._verdict):
            label.setFont(font("body"))
        self._whole.setContentsMargins(*4 * [scaled(PADDING)])
        self._whole.setSpacing(scaled(PADDING))
        self._foot.setSpacing(scaled(2 * PADDING))
        resize_on_screen(self, self.sizeHint())

    def sizeHint(self) -> QSize:
        screen = self.screen().availableSize() * _SCREEN_SHARE
        return QSize(*(scaled(length) for length in _SIZE)).boundedTo(screen)

    def hideEvent(self, event: QHideEvent) -> None:
        # What is looked at may be as large as a data set.
        self._preview = None
        super().hideEvent(event)

    def _lay_out(self) -> None:
        self._facts.setWordWrap(True)
        self._verdict.setWordWrap(True)
        self._verdict.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll.setWidget(self._sheet)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName("Training images by class")
        self._scroll.setVisible(False)
        head = QHBoxLayout()
        head.addWidget(self._data)
        head.addWidget(self._facts, 1)
        facts = QGridLayout()
        facts.setSpacing(0)
        for row, line in enumerate((self._origin, self._checksum)):
            facts.addWidget(line.caption, row, 0)
            facts.addWidget(line, row, 1)
        answer = QVBoxLayout()
        answer.addWidget(self._verdict, 1)
        answer.addWidget(self._train, 0, Qt.AlignmentFlag.AlignRight)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._fields, 0, Qt.AlignmentFlag.AlignTop)
        self._foot.addLayout(answer, 1)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(head)
        self._whole.addLayout(facts)
        self._whole.addWidget(self._scroll, 1)
        self._whole.addWidget(self._empty, 1)
        self._whole.addLayout(self._foot)

    def _connect(self) -> None:
        self._data.chosen.connect(self._ask)
        self._fields.changed.connect(self._ask)
        self._train.setDefault(True)
        self._train.clicked.connect(self.accept)

    @Slot()
    def _ask(self) -> None:
        """Ask for what is set, or say why it cannot be."""
        self._train.setEnabled(False)
        self._fields.review(self._shortage.fields)
        if refused := self._refused:
            self._say(refused, fits=False)
        else:
            self.asked.emit(self._data.value() or "", self.config)

    @property
    def _refused(self) -> str:
        """What is said of the first setting that cannot be; empty else."""
        return self._fields.refused or self._shortage.text

    @property
    def _shortage(self) -> Shortage:
        """What is wrong with how many images are asked for, once the data have been seen."""
        preview = self._preview
        is_seen = preview is not None and preview.data.name == self._data.value()
        if preview is None or not is_seen or self._fields.refused:
            return ENOUGH
        return shortage(self.config, preview.data)

    def _say(self, text: str, *, fits: bool) -> None:
        self._train.setEnabled(fits)
        self._verdict.setText(text)
        palette = self._verdict.palette()
        color = self._text_color if fits else self._error_color
        palette.setColor(QPalette.ColorRole.WindowText, color)
        self._verdict.setPalette(palette)


def _described(preview: Preview) -> str:
    config = preview.config
    parts = [f"An epoch trains on {numbers.counted(preview.count, 'image')}."]
    if config.validation:
        verb = "is" if config.validation == 1 else "are"
        parts.append(f"{numbers.count(config.validation)} {verb} held out and never trained on.")
    if config.label_noise:
        parts.append(
            f"{numbers.count(preview.wrong)} of {numbers.count(preview.shown)} labels here are "
            "wrong on purpose; a cross marks them."
        )
    if preview.shown < preview.count:
        parts.append(
            f"You see the first {numbers.count(preview.shown)}: the others are written while "
            "the network trains."
        )
    return " ".join(parts)
