"""Which cell of a heatmap the person points at, with the pointer or with the arrow keys."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPoint, Signal, Slot

from mnist_viz.training import View
from mnist_viz.ui.pictures.activation_scales import shares
from mnist_viz.ui.pictures.heatmap_layout import DRAWING, HeatmapLayout, Spot
from mnist_viz.ui.pictures.image_canvas import ImageCanvas


class HeatmapPointer(QObject):
    """Follows the pointer and the keys of a canvas.

    Parameters
    ----------
    canvas : ImageCanvas

    Attributes
    ----------
    spot_changed : Signal
        Another cell is pointed at, or none.
    spot_chosen : Signal(object)
        A Spot: it was clicked, or Enter was pressed.
    """

    spot_changed = Signal()
    spot_chosen = Signal(object)  # Spot

    def __init__(self, canvas: ImageCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._view: View | None = None
        self._layout: HeatmapLayout | None = None
        self._unit_limits: Sequence[NDArray[np.float32] | None] = ()
        self._hovered: Spot | None = None
        self._cursor: Spot | None = None
        canvas.hovered.connect(self._on_hovered)
        canvas.clicked.connect(self._on_clicked)
        canvas.arrow_pressed.connect(self._move)
        canvas.end_pressed.connect(self._move_to_end)
        canvas.confirmed.connect(self._choose)
        canvas.focus_changed.connect(self._on_focus_changed)

    @property
    def spot(self) -> Spot | None:
        """The cell under the pointer, or else, while the canvas has the focus, at the keys."""
        return self._hovered or (self._cursor if self._canvas.hasFocus() else None)

    def set_layout(self, layout: HeatmapLayout) -> None:
        """Take on where the cells stand; whatever was pointed at is elsewhere now."""
        self._layout = layout
        self._hovered = self._cursor = None

    def forget(self) -> None:
        """Point at nothing until the next `set_layout`: the cells are of another network now."""
        self._layout = self._hovered = self._cursor = None

    def set_view(self, view: View, unit_limits: Sequence[NDArray[np.float32] | None]) -> None:
        """Take on what the cells show, and what the values of units are divided by."""
        self._view = view
        self._unit_limits = unit_limits

    def _spot_at(self, point: QPoint) -> Spot | None:
        view, layout = self._view, self._layout
        found = None if layout is None else layout.cell_at(point)
        if view is None or layout is None or found is None:
            return None
        layer, row, cell = found
        lead = view.lead
        if row > DRAWING:
            values = view.probe_activations[layer][row - 1]
        elif lead is not None:
            values = lead.activations[layer]
        else:
            return None
        limits = self._unit_limits[layer]
        if limits is not None:
            values = shares(values, limits)
        return Spot(layer, row, layout.columns[layer].unit_at(cell, values))

    @Slot(object)
    def _on_hovered(self, point: QPoint | None) -> None:
        hovered = None if point is None else self._spot_at(point)
        if hovered != self._hovered:
            self._hovered = hovered
            self.spot_changed.emit()

    @Slot(object)
    def _on_clicked(self, point: QPoint) -> None:
        spot = self._spot_at(point)
        if spot is not None:
            self._cursor = spot
            self.spot_chosen.emit(spot)

    @Slot(int, int)
    def _move(self, columns: int, rows: int) -> None:
        if self._layout is not None:
            self._put(self._layout.moved(self._start(), columns, rows))

    @Slot(int)
    def _move_to_end(self, side: int) -> None:
        """Go to the first or the last unit of the layer."""
        if self._layout is not None:
            start = self._start()
            unit = 0 if side < 0 else self._layout.columns[start.layer].units - 1
            self._put(Spot(start.layer, start.row, unit))

    @Slot()
    def _choose(self) -> None:
        if self._layout is not None:
            self._put(self._start())
            self.spot_chosen.emit(self._cursor)

    @Slot()
    def _on_focus_changed(self) -> None:
        if self._canvas.keyboard_focus and self._layout is not None:
            self._cursor = self._start()
        self.spot_changed.emit()

    def _start(self) -> Spot:
        """Return where the keys are, or else the selected unit, for the first image."""
        if self._cursor is not None:
            return self._cursor
        layers = () if self._view is None else self._view.frame.layout.layers
        chosen = None if self._view is None else self._view.selection
        if chosen and chosen.layer < len(layers) and chosen.unit < layers[chosen.layer].units:
            return Spot(chosen.layer, self._first_row, chosen.unit)
        return Spot(0, self._first_row, 0)

    @property
    def _first_row(self) -> int:
        """The first image's, or that of the drawing where it is shown alone."""
        return DRAWING if self._layout is None else min(DRAWING + 1, self._layout.rows)

    def _put(self, spot: Spot) -> None:
        self._hovered = None
        self._cursor = spot
        self.spot_changed.emit()
