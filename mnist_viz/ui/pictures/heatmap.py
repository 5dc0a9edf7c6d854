"""The activations as cells: two pictures a layer, one of the drawing and one of the probe."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training import View
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.pictures.activation_scales import ActivationScales, shares
from mnist_viz.ui.pictures.activations_controls import LAYER
from mnist_viz.ui.pictures.cell_colors import GROUND, Quantizer, color_table
from mnist_viz.ui.pictures.heatmap_layout import DRAWING, HeatmapLayout
from mnist_viz.ui.pictures.image_canvas import ImageCanvas


class DisplayedLayer(NamedTuple):
    """What is drawn of a layer.

    Attributes
    ----------
    signed : bool
        Whether the colour map runs from −limit or from 0.
    limit : float
    unit_limits : float32, shape (units,), or None
        What each unit's values are divided by before they are coloured, if they are.
    drawing : uint8, shape (1, cells)
    probe : uint8, shape (n, cells); n is 0 if the drawing is shown alone
        Entries of `table`.
    table : uint8, shape (256, 4)
    """

    signed: bool
    limit: float
    unit_limits: NDArray[np.float32] | None
    drawing: NDArray[np.uint8]
    probe: NDArray[np.uint8]
    table: NDArray[np.uint8]


class Heatmap:
    """Draws the cells of all layers on a canvas.

    Parameters
    ----------
    canvas : ImageCanvas
    """

    def __init__(self, canvas: ImageCanvas) -> None:
        self._canvas = canvas
        self._layers: list[_LayerImages] = []
        self._layout: HeatmapLayout | None = None
        self._scales = ActivationScales()

    @property
    def displayed(self) -> tuple[DisplayedLayer, ...]:
        """What is drawn, layer by layer."""
        return tuple(layer.displayed for layer in self._layers if layer.is_shown)

    @property
    def limits(self) -> tuple[tuple[float, bool], ...]:
        """Limit of each layer's colour map, and whether it is signed."""
        return tuple((layer.limit, layer.signed) for layer in self._layers if layer.is_shown)

    @property
    def output(self) -> NDArray[np.uint8]:
        """Entries of the output cells, shape (1 + n, classes), the drawing first."""
        last = [layer for layer in self._layers if layer.is_shown][-1]
        return np.concatenate([last.displayed.drawing, last.displayed.probe])

    @property
    def unit_limits(self) -> list[NDArray[np.float32] | None]:
        """What the values of each layer's units are divided by, if they are."""
        return [layer.unit_limits for layer in self._layers if layer.is_shown]

    def set_layout(self, layout: HeatmapLayout, signed: tuple[bool, ...]) -> None:
        """Stand the cells elsewhere; `signed` tells of each layer whether its values are."""
        self._layout = layout
        while len(self._layers) < len(signed):
            self._layers.append(_LayerImages(self._canvas))
        for number, layer in enumerate(self._layers):
            layer.is_shown = number < len(signed)
            drawing, probe = layer.images
            drawing.set_visible(layer.is_shown)
            layer.with_probe = layout.rows > 0
            probe.set_visible(layer.is_shown and layer.with_probe)
            if layer.is_shown:
                layer.signed = signed[number]
                self._place(layer, number)

    def table(self, *, signed: bool) -> NDArray[np.uint8]:
        """Return a colour table, shape (256, 4)."""
        return self._tables[signed]

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme; to be followed by `set_layout`."""
        self._tables = {signed: color_table(theme, signed=signed) for signed in (True, False)}

    def show(self, view: View, scale: str = LAYER) -> None:
        """Draw a view, its colours by ``unit``, ``layer`` or ``network``."""
        assert self._layout is not None, "set_layout() comes first"
        lead = view.lead
        limits, unit_limits = self._scales.of(view, scale)
        for number, column in enumerate(self._layout.columns):
            layer, values = self._layers[number], view.probe_activations[number]
            mine = None if lead is None else lead.activations[number][None]
            layer.limit, layer.unit_limits = limits[number], None
            if unit_limits is not None:
                layer.unit_limits = unit_limits[number]
                values = shares(values, layer.unit_limits)
                mine = None if mine is None else shares(mine, layer.unit_limits)
            if layer.with_probe:
                layer.show_probe(column.fold(values))
            layer.show_drawing(None if mine is None else column.fold(mine), column.cells)

    def _place(self, layer: "_LayerImages", number: int) -> None:
        assert self._layout is not None, "called with a layout"
        drawing, probe = layer.images
        for image in layer.images:
            image.set_colors(self._tables[layer.signed])
        column, pitch = self._layout.columns[number], self._layout.pitch
        left = self._layout.margin + column.left
        # The lines between rows are painted over the cells.
        drawing.place(left, self._layout.top(DRAWING), column.cell, pitch - self._layout.line)
        probe.place(left, self._layout.top(1), column.cell, pitch)


class _LayerImages:
    """The two pictures of a layer, and the limit of their colours."""

    def __init__(self, canvas: ImageCanvas) -> None:
        self.images = canvas.add_image(), canvas.add_image()
        self.limit = 0.0
        self.unit_limits: NDArray[np.float32] | None = None
        self.with_probe = True
        self.signed = False
        self.is_shown = True
        self._quantizers = Quantizer(), Quantizer()

    @property
    def displayed(self) -> DisplayedLayer:
        drawing, probe = self.images
        shown = probe.entries if self.with_probe else drawing.entries[:0]
        return DisplayedLayer(
            self.signed, self.limit, self.unit_limits, drawing.entries, shown, probe.table
        )

    def show_probe(self, values: NDArray[np.float32]) -> None:
        entries = self._quantizers[1].entries(values, self.limit, signed=self.signed)
        self.images[1].show(entries)

    def show_drawing(self, values: NDArray[np.float32] | None, cells: int) -> None:
        """Show the drawing's activations, shape (1, cells); None leaves the cells empty."""
        if values is None:
            self.images[0].show(np.full((1, cells), GROUND, dtype=np.uint8))
        else:
            entries = self._quantizers[0].entries(values, self.limit, signed=self.signed)
            self.images[0].show(entries)
