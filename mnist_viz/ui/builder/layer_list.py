"""The hidden layers as rows: width, activation, remove; and a way to add one."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mnist_viz.training import RunConfig
from mnist_viz.ui.builder.settings import ACTIVATION_CHOICES
from mnist_viz.ui.builder.units_field import UnitsField
from mnist_viz.ui.cards.marks import explain
from mnist_viz.ui.components import Choice, IconButton, PushButton, tooltip
from mnist_viz.ui.components.field_focus import put_keys_into, scroll_into_sight
from mnist_viz.ui.components.tooltips import name_key
from mnist_viz.ui.keys.lost_focus import take_over
from mnist_viz.ui.look.spacing import UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

MOST_LAYERS = 20
_KEYLESS = 10
"""From here on a layer has no key of its own: there are nine digits."""

_NEW_UNITS, _NEW_ACTIVATION = 32, "relu"


class LayerRow(QWidget):
    """One hidden layer."""

    changed = Signal()
    removed = Signal()

    def __init__(self, units: int, activation: str) -> None:
        super().__init__()
        self._name = QLabel()
        self._units = UnitsField(units)
        self._activation = Choice("Activation")
        self._activation.show_entries(ACTIVATION_CHOICES)
        self._activation.choose(activation)
        explain(self._activation, "activation")
        explain(self._units, "unit")
        self._remove = IconButton("close", "Remove layer")
        self._key = QShortcut(self)
        self._key.activated.connect(self.take_keys)
        self._units.valueChanged.connect(self.changed)
        self._units.lineEdit().textChanged.connect(self.changed)  # to what cannot be, too
        self._units.editingFinished.connect(self.changed)  # and back to what can
        self._activation.chosen.connect(self.changed)
        self._remove.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scaled(2 * UNIT))
        for widget in (self._name, self._units, self._activation, self._remove):
            row.addWidget(widget)

    @property
    def units(self) -> int:
        return self._units.value()

    @property
    def activation(self) -> str:
        return self._activation.value() or _NEW_ACTIVATION

    @property
    def refused(self) -> str:
        """What is said of a width that cannot be; empty else."""
        why = self._units.refused
        return why and f"{self._name.text()}: {why}."

    @property
    def has_keys(self) -> bool:
        """Whether one of its controls has the focus."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    @Slot()
    def take_keys(self) -> None:
        """Let its width be typed."""
        put_keys_into(self._units)

    def number(self, number: int) -> None:
        """Name the row by its place."""
        self._name.setText(f"Layer {number}")
        self._units.setAccessibleName(f"Units of layer {number}")
        self._activation.setAccessibleName(f"Activation of layer {number}")
        self._remove.set_text(f"Remove layer {number}")
        keys = f"Alt+{number}" if number < _KEYLESS else "Tab"
        self._key.setKey(QKeySequence(keys if number < _KEYLESS else ""))
        self._units.setToolTip(tooltip(f"Units of layer {number}", "", keys))
        self._activation.setToolTip(tooltip(f"Activation of layer {number}", "", f"{keys}, Tab"))
        name_key(self._remove, f"{keys}, Tab, Tab")

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._name.setFont(font("body"))
        last = f"Layer {MOST_LAYERS}"
        self._name.setMinimumWidth(self._name.fontMetrics().horizontalAdvance(last))
        self._units.restyle(theme)
        self._activation.restyle(theme)
        self._remove.restyle(theme)


class LayerList(QWidget):
    """All hidden layers, from the input to the output."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[LayerRow] = []
        self._theme = system_theme()
        self._add = PushButton("Add layer", kind="outline")
        self._add.setAutoDefault(False)
        self._add.setToolTip(
            tooltip("Add layer", f"After the last hidden one; there can be {MOST_LAYERS}.")
        )
        self._add.clicked.connect(self._add_layer)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(scaled(UNIT))
        self._column.addWidget(self._add)
        self._column.addStretch()

    @property
    def hidden(self) -> tuple[int, ...]:
        """Units of each layer."""
        return tuple(row.units for row in self._rows)

    @property
    def refused(self) -> str:
        """What is said of the first width that cannot be; empty else."""
        return next(filter(None, (row.refused for row in self._rows)), "")

    @property
    def rows(self) -> tuple[LayerRow, ...]:
        """Of each layer, in order."""
        return tuple(self._rows)

    @property
    def add_button(self) -> PushButton:
        """Adds a layer."""
        return self._add

    @property
    def activations(self) -> tuple[str, ...]:
        """Activation of each layer."""
        return tuple(row.activation for row in self._rows)

    def show_config(self, config: RunConfig) -> None:
        """Show a config's layers."""
        while self._rows:
            self._take_away(self._rows[-1])
        names = config.activation
        if len(names) != len(config.hidden):
            names = names * len(config.hidden)
        for units, name in zip(config.hidden, names, strict=True):
            self._append(units, name)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._add.restyle(theme)
        for row in self._rows:
            row.restyle(theme)

    @Slot()
    def _add_layer(self) -> None:
        self._append(_NEW_UNITS, self._rows[-1].activation if self._rows else _NEW_ACTIVATION)
        self.changed.emit()
        QTimer.singleShot(0, self, self._show_end)  # once the new one has its place

    @Slot()
    def _show_end(self) -> None:
        """Keep in sight what adds the next layer: each that is added moves it down."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        scroll_into_sight(self._add if self._add.isEnabled() else self._rows[-1])

    @Slot()
    def _remove_layer(self) -> None:
        row = self.sender()
        assert isinstance(row, LayerRow)
        if row.has_keys:
            self._hand_on_keys(row)
        self._take_away(row)
        self.changed.emit()

    def _hand_on_keys(self, row: LayerRow) -> None:
        """Give the keys to the layer that takes a row's place, else to the one before."""
        place = self._rows.index(row)
        if not take_over(*self._rows[place + 1 :], *reversed(self._rows[:place])):
            self._add.setFocus(Qt.FocusReason.TabFocusReason)

    def _append(self, units: int, activation: str) -> None:
        row = LayerRow(units, activation)
        row.restyle(self._theme)
        row.changed.connect(self.changed)
        row.removed.connect(self._remove_layer)
        self._column.insertWidget(len(self._rows), row, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows.append(row)
        self._renumber()

    def _take_away(self, row: LayerRow) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._renumber()

    def _renumber(self) -> None:
        for number, row in enumerate(self._rows, 1):
            row.number(number)
        can_add = len(self._rows) < MOST_LAYERS
        if self._add.hasFocus() and not can_add:  # else Qt gives the keys to what is first
            self._rows[-1].show()
            self._rows[-1].take_keys()
        self._add.setEnabled(can_add)
