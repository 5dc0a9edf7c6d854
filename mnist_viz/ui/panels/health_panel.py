"""Whether each layer still learns: its gradient, and units that have got stuck."""

from typing import ClassVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from mnist_viz.training import View
from mnist_viz.ui import numbers
from mnist_viz.ui.components import EmptyState, tooltip
from mnist_viz.ui.spacing import PADDING, scaled
from mnist_viz.ui.table import Table
from mnist_viz.ui.tables.gradient_history import GradientHistory
from mnist_viz.ui.tables.health_table import HealthRow, HealthTable
from mnist_viz.ui.tables.layer_health import LayerHealth, layer_health
from mnist_viz.ui.theme import Theme, system_theme

_EXPLANATION = (
    "gradient: the length of the last step's gradient of a layer's weights and biases, "
    "and how it went. unusable: units through which none of the images under Activations "
    "can teach: a ReLU that is 0 for all of them, a tanh or sigmoid at one of its ends for all."
)


class HealthPanel(QWidget):
    """A row for each layer."""

    title: ClassVar[str] = "Health"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("health_panel")
        self.subtitle = "by layer"
        self._view: View | None = None
        self._drawn: View | None = None
        self._history = GradientHistory()
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
        return []

    def as_table(self) -> Table | None:
        """Return a row a layer, and a number that is unknown as nothing."""
        layers = self._displayed
        if not layers:
            return None
        unusable = ["" if layer.unusable is None else str(layer.unusable) for layer in layers]
        gradients = ["" if layer.gradient is None else repr(layer.gradient) for layer in layers]
        return Table(
            ("layer", "gradient", "unusable units", "units"),
            (
                [layer.title for layer in layers],
                gradients,
                unusable,
                [str(layer.units) for layer in layers],
            ),
        )

    def show_view(self, view: View) -> None:
        self._view = view
        if self.isVisible() and not self._is_drawn(view):
            self._draw(view)

    def restyle(self, theme: Theme) -> None:
        self._table.restyle(theme)
        self._empty.restyle(theme)
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
        return drawn is not None and drawn.frame is view.frame and drawn.probe is view.probe

    def _draw(self, view: View) -> None:
        self._drawn = view
        frame = view.frame
        begun = frame.step > 0
        self._stack.setCurrentIndex(1 if begun else 0)
        self._displayed = layer_health(view) if begun else []
        norms = [layer.gradient for layer in self._displayed if layer.gradient is not None]
        if norms:
            self._history.add(frame.run_id, frame.step, norms)
        if begun:
            self._table.show_rows(
                [
                    HealthRow(
                        layer.title,
                        numbers.plain(layer.gradient),
                        _unusable_text(layer),
                        alarming=layer.unusable is not None and 2 * layer.unusable > layer.units,
                    )
                    for layer in self._displayed
                ],
                *self._history.until(frame.step),
            )


def _unusable_text(layer: LayerHealth) -> str:
    if layer.unusable is None:
        return numbers.ABSENT
    return f"{numbers.count(layer.unusable)} of {numbers.count(layer.units)}"
