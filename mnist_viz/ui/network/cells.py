"""The lit units of the diagram: one picture a layer, and that of the input."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import activation
from mnist_viz.training import View
from mnist_viz.ui.drawing.digit_image import ink_colors
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.network.places import GridPlace
from mnist_viz.ui.network.raster import Raster
from mnist_viz.ui.pictures.cell_colors import GAP, NOTHING, Quantizer, color_table
from mnist_viz.ui.pictures.color_limits import GrowingLimit

_BESIDE = np.array([GAP, NOTHING], dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class LitUnits:
    """What is drawn of one layer.

    Attributes
    ----------
    entries : uint8, shape (units,)
        Of the colour table.
    colors : uint32, shape (256,)
        The colour table, as ``0xFFRRGGBB``.
    limit : float
        The value of the last colour.
    signed : bool
    """

    entries: NDArray[np.uint8]
    colors: NDArray[np.uint32]
    limit: float
    signed: bool


class Cells:
    """Draws the input's pixels and the units' activations as cells of a raster."""

    def __init__(self) -> None:
        self._grids: tuple[GridPlace, ...] = ()
        self._quantizers: list[Quantizer] = []
        self._limits: list[GrowingLimit] = []
        self._of: object = None
        self._shown: list[NDArray[np.uint32]] = []
        self._signed: tuple[bool, ...] = ()
        self.lit: tuple[LitUnits, ...] = ()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._ink = ink_colors(theme, "ground")
        self._colors = {
            signed: packed(color_table(theme, signed=signed)) for signed in (False, True)
        }

    def set_grids(self, grids: tuple[GridPlace, ...], signed: tuple[bool, ...]) -> None:
        """Stand the cells elsewhere; `signed` tells of each layer whether its values are."""
        self._grids, self._signed = grids, signed
        while len(self._limits) < len(signed):
            self._quantizers.append(Quantizer())
            self._limits.append(GrowingLimit())

    def show(self, view: View) -> None:
        """Light the units for a view."""
        of = view.frame.run_id, view.limits.era
        if of != self._of:
            self._of = of
            for own in self._limits:
                own.forget()
        subject, known = view.subject, view.limits.activations
        self._shown = [self._ink[subject.image.reshape(-1)]]
        lit = []
        for number, values in enumerate(subject.activations):
            limit = known[number] if number < len(known) else 0.0
            if limit <= 0:
                limit = self._limits[number].covering(values)
            signed = self._signed[number]
            entries = self._quantizers[number].entries(values, limit, signed=signed)
            colors = self._colors[signed]
            self._shown.append(colors[np.append(entries, _BESIDE)])
            lit.append(LitUnits(entries.copy(), colors, limit, signed))
        self.lit = tuple(lit)

    def draw(self, raster: Raster) -> None:
        """Draw all cells."""
        for grid, colors in zip(self._grids, self._shown, strict=True):
            _put(raster, grid, colors)


def _put(raster: Raster, grid: GridPlace, colors: NDArray[np.uint32]) -> None:
    """Fill the cells of a grid with colours, one a unit, then those beside them."""
    place = grid.rect
    rows = slice(place.top(), place.bottom() + 1)
    raster.pixels[rows, place.left() : place.right() + 1] = colors.take(grid.pixels)


def packed(table: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return a colour table, shape (n, 4), as ``0xFFRRGGBB``."""
    weights = np.array([1 << 16, 1 << 8, 1, 1 << 24], dtype=np.uint32)
    colors: NDArray[np.uint32] = table.astype(np.uint32) @ weights
    return colors


def signs(view: View) -> tuple[bool, ...]:
    """Return, layer by layer, whether activations fall on both sides of zero."""
    return tuple(activation(layer.activation).signed for layer in view.frame.layout.layers)
