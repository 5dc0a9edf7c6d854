"""How the layers of a heatmap share its width, and which unit is where."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Column:
    """One layer's part of the width; lengths are in device pixels.

    Attributes
    ----------
    units : int
    left : int
    cells : int
        As many as units; where there is no room for these, fewer, of one pixel each.
    cell : int
        Width of a cell.
    """

    units: int
    left: int
    cells: int
    cell: int

    @property
    def width(self) -> int:
        return self.cells * self.cell

    @property
    def is_folded(self) -> bool:
        """Whether several units share a cell."""
        return self.cells < self.units

    @cached_property
    def firsts(self) -> NDArray[np.intp]:
        """The first unit of each cell."""
        return np.arange(self.cells) * self.units // self.cells

    def cell_of(self, unit: int) -> int:
        """Return in which cell a unit is."""
        if not self.is_folded:
            return unit
        return int(np.searchsorted(self.firsts, unit, side="right")) - 1

    def unit_at(self, cell: int, values: NDArray[np.float32]) -> int:
        """Return the unit that a cell shows; `values` has shape (units,)."""
        first = int(self.firsts[cell])
        end = int(self.firsts[cell + 1]) if cell + 1 < self.cells else self.units
        magnitudes = np.abs(values[first:end])
        return first + int(np.where(np.isnan(magnitudes), np.inf, magnitudes).argmax())

    def fold(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what the cells show: of several units, the value of largest magnitude.

        Parameters
        ----------
        values : float32, shape (n, units)

        Returns
        -------
        float32, shape (n, cells)
            Not finite where one of the units is not.
        """
        if not self.is_folded:
            return values
        high = np.maximum.reduceat(values, self.firsts, axis=1)
        low = np.minimum.reduceat(values, self.firsts, axis=1)
        return np.where(-low > high, low, high)


def share_width(
    units: tuple[int, ...], room: int, gap: int, output_cell: int, widest_cell: int
) -> tuple[Column, ...]:
    """Divide a width among layers.

    Cells of all layers are equally wide, give or take a pixel, except that those of the
    last layer, in which something is written, are wider if there is room, and that a
    layer of few units beside one of many is not squeezed.

    Parameters
    ----------
    units : tuple of int
        Of each layer, the output last.
    room, gap : int
        Device pixels; the gap is that between layers.
    output_cell : int
        Wanted width of an output cell.
    widest_cell : int
    """
    gap = min(gap, room // (4 * len(units)))
    free = max(room - gap * (len(units) - 1), len(units))
    even = free // sum(units)
    if even >= output_cell or len(units) == 1:
        cells = [min(max(even, 1), widest_cell)] * len(units)
        counts = [min(count, free) for count in units]
    else:
        # An output cell may give a few pixels if with these the hidden layers get wider ones.
        wanted = range(output_cell, -(-3 * output_cell // 4) - 1, -1)
        shares = [_share_with_output(units, free, cell, widest_cell) for cell in wanted]
        widest = max(range(len(units) - 1), key=units.__getitem__)
        counts, cells = max(shares, key=lambda share: share[1][widest])
    columns, left = [], 0
    for count, cell, number in zip(units, cells, counts, strict=True):
        columns.append(Column(count, left, number, cell))
        left += columns[-1].width + gap
    return tuple(columns)


def _share_with_output(
    units: tuple[int, ...], free: int, output_cell: int, widest_cell: int
) -> tuple[list[int], list[int]]:
    """Return the number of cells and their width, for each layer, if the output's are so wide."""
    output = min(units[-1] * output_cell, free // 3)
    output -= output % units[-1] if output > units[-1] else 0
    counts, cells = _share_hidden(units[:-1], free - output, widest_cell)
    left_over = max(1, free - sum(map(int.__mul__, counts, cells)))
    counts.append(min(units[-1], left_over))
    cells.append(max(1, min(left_over // units[-1], output_cell)))
    return counts, cells


def _share_hidden(
    units: tuple[int, ...], room: int, widest_cell: int
) -> tuple[list[int], list[int]]:
    """Return the number of cells and their width, for each layer."""
    shares = _shares(units, room)
    cells = [
        max(1, min(share // count, widest_cell)) for share, count in zip(shares, units, strict=True)
    ]
    counts = [min(count, max(1, share)) for share, count in zip(shares, units, strict=True)]
    left_over = room - sum(map(int.__mul__, counts, cells))
    for layer in sorted(range(len(units)), key=lambda layer: -units[layer]):
        if counts[layer] < units[layer]:
            more = min(left_over, units[layer] - counts[layer])
            counts[layer] += more
            left_over -= more
        elif units[layer] <= left_over and cells[layer] < widest_cell:
            cells[layer] += 1
            left_over -= units[layer]
    return counts, cells


def _shares(units: tuple[int, ...], room: int) -> list[int]:
    """Divide a room by numbers of units, but leave no layer less than a fair least."""
    least = [min(4 * count, room // (3 * len(units))) for count in units]
    held: set[int] = set()
    while True:
        others = [layer for layer in range(len(units)) if layer not in held]
        free = room - sum(least[layer] for layer in held)
        total = sum(units[layer] for layer in others)
        squeezed = {layer for layer in others if free * units[layer] < least[layer] * total}
        if not squeezed:
            break
        held |= squeezed
    return [
        least[layer] if layer in held else free * count // total
        for layer, count in enumerate(units)
    ]
