"""Where the input picture, the layers' units and the scores stand in the diagram."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect

from mnist_viz.nn import LayerLayout, Layout
from mnist_viz.ui.look.spacing import PADDING, scaled

_LARGEST_CELL = 32
_LARGEST_ZOOM = 12
_CONTENT_SHARES = (0.62, 0.74, 0.86)
"""Of the width, for pictures and units; the rest is for the connections between them. The first
that leaves cells to be seen is taken."""

_LEAST_CELL = 3
"""Of a unit: what is smaller cannot be seen."""

_LEAST_GAP = 14
_UNDER_SCORES = 4
_WITH_GAPS = 4
"""Pitch from which on there is a line between cells."""


@dataclass(frozen=True)
class GridPlace:
    """Cells in rows, in the order of their units; lengths are in device pixels.

    Attributes
    ----------
    units, columns : int
    left, top : int
    across, down : int
        From cell to cell.
    gap : int
        Between cells, a part of these.
    """

    units: int
    columns: int
    left: int
    top: int
    across: int
    down: int
    gap: int = 0

    @property
    def rows(self) -> int:
        return -(-self.units // self.columns)

    @property
    def rect(self) -> QRect:
        """All cells."""
        width = self.columns * self.across - self.gap
        return QRect(self.left, self.top, width, self.rows * self.down - self.gap)

    def cell(self, unit: int) -> QRect:
        """Return where a unit is."""
        row, column = divmod(unit, self.columns)
        left, top = self.left + column * self.across, self.top + row * self.down
        return QRect(left, top, self.across - self.gap, self.down - self.gap)

    def unit_at(self, point: QPoint) -> int | None:
        """Return whose cell, or gap after it, is at a place."""
        x, y = point.x() - self.left, point.y() - self.top
        if not (0 <= x < self.columns * self.across and 0 <= y < self.rows * self.down):
            return None
        unit = y // self.down * self.columns + x // self.across
        return unit if unit < self.units else None

    def neighbour(self, unit: int, columns: int, rows: int) -> int | None:
        """Return the unit so many cells on; None where the grid ends at its side."""
        if columns:
            column = unit % self.columns
            inside = 0 <= column + columns < self.columns and unit + columns < self.units
            return unit + columns if inside else None
        other = unit + rows * self.columns
        return other if 0 <= other < self.units else unit

    def centers(self, units: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x and y of the middles of cells."""
        row, column = np.divmod(units, self.columns)
        x = self.left + column * self.across + (self.across - self.gap) / 2
        y = self.top + row * self.down + (self.down - self.gap) / 2
        return x, y

    @cached_property
    def pixels(self) -> NDArray[np.int64]:
        """The unit that each pixel shows; `units` where there is a gap, one more for none."""
        rect = self.rect
        row, in_row = np.divmod(np.arange(rect.height()), self.down)
        column, in_column = np.divmod(np.arange(rect.width()), self.across)
        unit = row[:, None] * self.columns + column
        unit[unit >= self.units] = self.units + 1
        unit[in_row >= self.down - self.gap, :] = self.units
        unit[:, in_column >= self.across - self.gap] = self.units
        return unit


class DiagramPlaces(NamedTuple):
    """Places of the parts, in device pixels.

    Attributes
    ----------
    grids : tuple of GridPlace
        The pixels of the input, then the units of each layer; those of the output stand in a
        column, each beside its bar.
    bars : QRect
        Of all scores; to the right of the output's cells.
    lowest : int
        Where what is written under the parts begins.
    is_output_longer : bool
        Whether the scores reach down beside it: else they could not be written.
    """

    grids: tuple[GridPlace, ...]
    bars: QRect
    lowest: int
    is_output_longer: bool

    @property
    def output(self) -> GridPlace:
        return self.grids[-1]


def arrange(
    network: Layout,
    size: tuple[int, int],
    *,
    above: int,
    below: int,
    bars: int,
    row: int,
    ratio: float,
) -> DiagramPlaces | None:
    """Share out a room among the parts; None where there is too little of it to see units.

    Units stand in the grid that they have everywhere. Where that would make specks of them, they
    stand in the grid that makes their cells largest: in the same order, but in rows of another
    length.

    Parameters
    ----------
    network : Layout
    size : (int, int)
        Width and height, in device pixels.
    above, below : int
        Heights of what is written over and under the parts.
    bars : int
        Width of the scores.
    row : int
        Height that a score needs, to be written.
    ratio : float
        Device pixels in a pixel of Qt's.
    """

    def device(length: float) -> int:
        return int(scaled(length) * ratio)

    margin = device(PADDING)
    height = size[1] - above - below
    width = size[0] - 2 * margin - bars
    hidden = network.layers[:-1]
    shape = network.input_shape
    least = round(_LEAST_CELL * ratio)
    for share in _CONTENT_SHARES:
        room = int(share * width) // (len(hidden) + 1)
        zoom = min(height // shape[0], room // shape[1], device(_LARGEST_ZOOM))
        sizes = [
            _columns_and_pitch(layer, (room, height), least, device(_LARGEST_CELL))
            for layer in hidden
        ]
        widths = [zoom * shape[1], *(columns * pitch for columns, pitch in sizes)]
        free = (width - sum(widths)) // len(network.layers)
        seen = zoom >= 1 and all(pitch >= least for _, pitch in sizes)
        if seen and free >= device(_LEAST_GAP) and height >= network.classes:
            break
    else:
        return None

    def centred(taken: int, height: int = height) -> int:
        return above + (height - taken) // 2

    grids = [
        GridPlace(network.inputs, shape[1], margin, centred(zoom * shape[0]), zoom, zoom),
    ]
    left = margin + widths[0] + free
    for (columns, pitch), layer in zip(sizes, hidden, strict=True):
        gap = max(1, round(ratio)) if pitch >= _WITH_GAPS * ratio else 0
        rows = -(-layer.units // columns)
        top = centred(rows * pitch - gap)
        grids.append(GridPlace(layer.units, columns, left, top, pitch, pitch, gap))
        left += columns * pitch + free
    is_longer = height // network.classes < row
    long = height + below - device(_UNDER_SCORES) if is_longer else height
    down = min(long // network.classes, device(_LARGEST_CELL))
    gap = max(1, round(ratio)) if down >= _WITH_GAPS * ratio else 0
    cell = max(1, min(down, device(12)))
    top = centred(network.classes * down - gap, long)
    lowest = max(grid.rect.bottom() for grid in grids)
    grids.append(GridPlace(network.classes, 1, size[0] - margin - bars, top, cell, down, gap))
    output = grids[-1].rect
    if not is_longer:
        lowest = max(lowest, output.bottom())
    start = output.right() + 1 + device(5)
    scores = QRect(start, top, size[0] - margin - start, output.height())
    return DiagramPlaces(tuple(grids), scores, lowest, is_longer)


def _columns_and_pitch(
    layer: LayerLayout, room: tuple[int, int], least: int, largest: int
) -> tuple[int, int]:
    """Return in how many columns a layer's units stand, and how far from each other."""
    width, height = room
    rows, columns = layer.unit_grid
    pitch = min(height // rows, width // columns, largest)
    if pitch >= least:
        return columns, pitch
    possible = np.arange(1, layer.units + 1)
    pitches = np.minimum(height // -(-layer.units // possible), width // possible)
    best = np.flatnonzero(pitches == pitches.max())
    nearest = best[np.abs(possible[best] - columns).argmin()]
    return int(possible[nearest]), int(min(pitches[nearest], largest))
