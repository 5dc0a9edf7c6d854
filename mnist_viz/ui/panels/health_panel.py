"""Whether each layer still learns: its gradient, its updates, and units that have got stuck."""

from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from mnist_viz.training import View
from mnist_viz.ui import numbers
from mnist_viz.ui.components import EmptyState, SegmentedControl, tooltip
from mnist_viz.ui.sight import is_in_sight
from mnist_viz.ui.spacing import PADDING, scaled
from mnist_viz.ui.table import Table
from mnist_viz.ui.tables.health_table import GRADIENT, UPDATE, HealthRow, HealthTable
from mnist_viz.ui.tables.layer_health import LayerHealth, layer_health
from mnist_viz.ui.tables.size_history import SizeHistory
from mnist_viz.ui.theme import Theme, system_theme

_EXPLANATION = (
    "gradient: the length of the last step's gradient of a layer's weights and biases, "
    "and how it went. update ratio: how far that step moved the layer's weights, as a share of "
    "their length; about a thousandth is usual. unusable: units through which none of the images "
    "under Activations can teach: a ReLU that is 0 for all of them, a tanh or sigmoid at one of "
    "its ends for all."
)


class HealthPanel(QWidget):
    """A row for each layer."""

    title: ClassVar[str] = "Health"
    follows_drawing: ClassVar[bool] = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("health_panel")
        self.subtitle = "by layer"
        self._view: View | None = None
        self._drawn: View | None = None
        self._histories = {GRADIENT: SizeHistory(), UPDATE: SizeHistory()}
        self._sizes = SegmentedControl([(GRADIENT, "Gradient"), (UPDATE, "Update")])
        self._sizes.setObjectName("health_sizes")
        self._sizes.setAccessibleName("Curves")
        self._sizes.explain(GRADIENT, "The curves show the length of each layer's gradient.")
        self._sizes.explain(
            UPDATE,
            "The curves show how far a step moved each layer's weights, as a share of their size.",
        )
        self._sizes.chosen.connect(self._redraw)
        self._displayed: list[LayerHealth] = []
        self._table = HealthTable()
        self._table.setToolTip(tooltip("Health", _EXPLANATION))
        self._empty = EmptyState("No gradients yet", "They appear with the first step.")
        self._lay_out()
        self.restyle(system_theme())

    @property
    def displayed(self) -> list[LayerHealth]:
        """The numbers that are written, from the first layer to the last."""
        return list(self._displayed)

    @property
    def table(self) -> HealthTable:
        return self._table

    def header_controls(self) -> list[QWidget]:
        return [self._sizes]

    def as_table(self) -> Table | None:
        """Return a row a layer, and a number that is unknown as nothing."""
        layers = self._displayed
        if not layers:
            return None
        return Table(
            ("layer", "gradient", "update ratio", "unusable units", "units"),
            (
                [layer.title for layer in layers],
                [_cell(layer.gradient) for layer in layers],
                [_cell(layer.update) for layer in layers],
                [_cell(layer.unusable) for layer in layers],
                [_cell(layer.units) for layer in layers],
            ),
        )

    def show_view(self, view: View) -> None:
        self._view = view
        if is_in_sight(self) and not self._is_drawn(view):
            self._draw(view)

    def restyle(self, theme: Theme) -> None:
        for part in (self._table, self._empty, self._sizes):
            part.restyle(theme)
        padding = scaled(PADDING)
        self._outer.setContentsMargins(padding, 0, padding, padding)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._view is not None:
            self._draw(self._view)

    def _lay_out(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName("Health by layer")
        self._scroll.setWidget(self._table)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._scroll)
        self._outer = QVBoxLayout(self)
        self._outer.addLayout(self._stack)

    def _is_drawn(self, view: View) -> bool:
        drawn = self._drawn
        return drawn is not None and (
            drawn.frame is view.frame and drawn.probe is view.probe and drawn.told is view.told
        )

    def _draw(self, view: View) -> None:
        self._drawn = view
        frame = view.frame
        begun = view.gradient_step > 0
        self._stack.setCurrentIndex(1 if begun else 0)
        self._displayed = layer_health(view) if begun else []
        self._remember(frame.run_id, view.gradient_step)
        if begun:
            what = self._sizes.value()
            self._table.show_rows(
                [
                    HealthRow(
                        layer.title,
                        {
                            GRADIENT: numbers.plain(layer.gradient),
                            UPDATE: numbers.plain(layer.update),
                        },
                        _unusable_text(layer),
                        alarming=layer.unusable is not None and 2 * layer.unusable > layer.units,
                    )
                    for layer in self._displayed
                ],
                what,
                *self._histories[what].until(view.gradient_step),
            )

    def _remember(self, run_id: int, step: int) -> None:
        """Note the sizes of a step for the curves, both kinds, where they are known."""
        layers = self._displayed
        for what, sizes in (
            (GRADIENT, [layer.gradient for layer in layers if layer.gradient is not None]),
            (UPDATE, [layer.update for layer in layers if layer.update is not None]),
        ):
            if sizes:
                self._histories[what].add(run_id, step, sizes)

    @Slot()
    def _redraw(self) -> None:
        if self._view is not None and is_in_sight(self):
            self._draw(self._view)


def _unusable_text(layer: LayerHealth) -> str:
    if layer.unusable is None:
        return numbers.ABSENT
    return f"{numbers.count(layer.unusable)} of {numbers.count(layer.units)}"


def _cell(value: float | None) -> str:
    return "" if value is None else repr(value)
