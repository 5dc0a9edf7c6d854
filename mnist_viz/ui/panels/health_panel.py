"""Whether each layer still learns: its gradient, its updates, and units that have got stuck."""

from typing import ClassVar

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from mnist_viz.training import View
from mnist_viz.training.health_record import (
    GRADIENT_NORM,
    STUCK,
    UPDATE_RATIO,
    HealthRecord,
)
from mnist_viz.ui import numbers
from mnist_viz.ui.components import EmptyState, SegmentedControl, tooltip
from mnist_viz.ui.display.sight import is_in_sight
from mnist_viz.ui.look.spacing import PADDING, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.table import Table
from mnist_viz.ui.tables.health_columns import GRADIENT, UNUSABLE, UPDATE, HealthRow
from mnist_viz.ui.tables.health_curves import HealthCurves
from mnist_viz.ui.tables.health_table import HealthTable
from mnist_viz.ui.tables.layer_health import (
    LayerHealth,
    layer_health,
    recorded_health,
    update_ratios,
)

_RECORDED = {GRADIENT: GRADIENT_NORM, UPDATE: UPDATE_RATIO, UNUSABLE: STUCK}

_EXPLANATION = (
    "gradient: the length of the last step's gradient of a layer's weights and biases. update "
    "ratio: how far a step moved the layer's weights, as a share of their length; about a "
    "thousandth is usual. unusable: units through which none of the images under Activations can "
    "teach: a ReLU that is 0 for all of them, a tanh or sigmoid at one of its ends for all. The "
    "curves hold the first 20 steps, then some a seventh apart, and some that follow a change, "
    "for the first test image of each class, on a scale that holds the shown step's numbers, too; "
    "point at one, or press \u2190 and \u2192, to read a step's numbers."
)

_CURVES = {
    GRADIENT: "curves of the gradient",
    UPDATE: "curves of the update",
    UNUSABLE: "curves of unusable units",
}


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
        self._curves = HealthCurves(np.empty(0), np.empty((0, 0)))
        self._curves_state: tuple[object, ...] = ()
        self._choice = SegmentedControl(
            [(GRADIENT, "Gradient"), (UPDATE, "Update"), (UNUSABLE, "Units")]
        )
        self._choice.setObjectName("health_sizes")
        self._choice.setAccessibleName("Curves")
        self._choice.explain(GRADIENT, "The curves show the length of each layer's gradient.")
        self._choice.explain(
            UPDATE,
            "The curves show how far a step moved each layer's weights, as a share of their size.",
        )
        self._choice.explain(
            UNUSABLE,
            "The curves show the share of each layer's units that are dead or saturated: through "
            "which the first test image of no class can teach.",
        )
        self._choice.chosen.connect(self._redraw)
        self._displayed: list[LayerHealth] = []
        self._table = HealthTable()
        self._table.setAccessibleName("Health by layer")
        self._table.pointed.connect(self._read_out)
        self._table.setToolTip(tooltip("Health", _EXPLANATION))
        self._empty = EmptyState("No gradients yet", "They appear with the first step.", self)
        self._lay_out()
        self.restyle(system_theme())

    @property
    def displayed(self) -> list[LayerHealth]:
        """The numbers that are written, from the first layer to the last."""
        return list(self._displayed)

    @property
    def table(self) -> HealthTable:
        return self._table

    @property
    def chosen_view(self) -> str:
        """What the curves are of, for a picture without the control that tells it."""
        return _CURVES[self._choice.value()]

    def header_controls(self) -> list[QWidget]:
        return [self._choice]

    def as_table(self) -> Table | None:
        """Return a row a layer of the shown step, then one of each step of the curves.

        A number that is unknown is nothing. The last column tells of which images a unit can
        learn nothing, if it is called unusable.
        """
        view = self._drawn
        if view is None or not self._displayed:
            return None
        updates = update_ratios(view)
        known = None if updates is None else updates[0]
        rows = [
            (view.gradient_step, layer, "shown", known if layer.update is not None else None)
            for layer in self._displayed
        ]
        record = _record(view)
        for step, values in zip(record.steps.tolist(), record.values, strict=True):
            rows += [
                (step, layer, "first of each class", step)
                for layer in recorded_health(view, values)
            ]
        return Table(
            (
                "step",
                "layer",
                "gradient",
                "update ratio",
                "update ratio at step",
                "unusable units",
                "units",
                "images",
            ),
            (
                [str(step) for step, *_ in rows],
                [layer.title for _, layer, *_ in rows],
                [_cell(layer.gradient) for _, layer, *_ in rows],
                [_cell(layer.update) for _, layer, *_ in rows],
                [_cell(at) for *_, at in rows],
                [_cell(layer.unusable) for _, layer, *_ in rows],
                [str(layer.units) for _, layer, *_ in rows],
                [images for *_, images, _ in rows],
            ),
        )

    def show_view(self, view: View) -> None:
        self._view = view
        if is_in_sight(self) and not self._is_drawn(view):
            self._draw(view)

    def restyle(self, theme: Theme) -> None:
        for part in (self._table, self._empty, self._choice):
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
        return drawn is not None and all(
            getattr(drawn, name) is getattr(view, name)
            for name in ("frame", "newest", "probe", "told")
        )

    def _draw(self, view: View) -> None:
        self._drawn = view
        begun = view.gradient_step > 0
        self._stack.setCurrentIndex(1 if begun else 0)
        if not begun:
            self._displayed = []
            return
        updates = update_ratios(view)
        self._displayed = layer_health(view, updates)
        curves = self._curves_of(view)
        self._table.show_rows(
            [_row(layer) for layer in self._displayed],
            self._choice.value(),
            curves,
            None if updates is None or updates[0] == view.gradient_step else updates[0],
        )
        if self._table.reading is not None:
            self._read_out()

    def _curves_of(self, view: View) -> HealthCurves:
        """Return the curves of all that is known of the run; the same again if nothing is new."""
        record, what = _record(view), self._choice.value()
        shown = view.gradient_step if view.is_past else None
        last = int(record.steps[-1]) if len(record) else 0
        state = (view.frame.run_id, what, len(record), last, shown)
        if state != self._curves_state:
            reach = self._curves.reach if state[:2] == self._curves_state[:2] else None
            self._curves_state = state
            values = record.values[:, _RECORDED[what]].astype(np.float64)
            if what == UNUSABLE and len(record):
                values /= [layer.units for layer in view.frame.layout.layers]
            steps = record.steps.astype(np.float64)
            self._curves = HealthCurves(steps, values, what == UNUSABLE, shown, reach)
        self._curves = self._curves.holding([_size(layer, what) for layer in self._displayed])
        return self._curves

    @Slot()
    def _read_out(self) -> None:
        """Write the numbers of the step that is pointed at, instead of those of the view."""
        view, place = self._drawn, self._table.reading
        if view is None:
            return
        if place is None:
            self._draw(view)
            return
        layers = recorded_health(view, _record(view).values[place])
        rows = [_row(layer) for layer in layers]
        self._table.show_rows(rows, self._choice.value(), self._curves)

    @Slot()
    def _redraw(self) -> None:
        if self._view is not None and is_in_sight(self):
            self._draw(self._view)


def _record(view: View) -> HealthRecord:
    """Return what is known of the run, later steps too where a past one is shown."""
    return (view.newest or view.frame).metrics.health


def _row(layer: LayerHealth) -> HealthRow:
    return HealthRow(
        layer.title,
        {GRADIENT: numbers.plain(layer.gradient), UPDATE: numbers.plain(layer.update)},
        _unusable_text(layer),
        alarming=layer.unusable is not None and 2 * layer.unusable > layer.units,
    )


def _size(layer: LayerHealth, what: str) -> float | None:
    """Return the number of a layer that the curves are of."""
    if what == UNUSABLE:
        return None if layer.unusable is None else layer.unusable / layer.units
    return layer.gradient if what == GRADIENT else layer.update


def _unusable_text(layer: LayerHealth) -> str:
    if layer.unusable is None:
        return numbers.ABSENT
    return f"{numbers.count(layer.unusable)} of {numbers.count(layer.units)}"


def _cell(value: float | None) -> str:
    return "" if value is None else repr(value)
