"""Where the cells of the activations stand: images down, units across, layer after layer."""

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect

from mnist_viz.ui.pictures.heatmap_columns import Column

DRAWING = 0
"""The row of the drawing; those of the probe follow."""


class Spot(NamedTuple):
    """A unit's activation for an image."""

    layer: int
    row: int
    unit: int


class HeatmapLayout(NamedTuple):
    """Cells in device pixels of their canvas.

    Attributes
    ----------
    columns : tuple of Column
        One a layer.
    rows : int
        Number of probe images.
    margin : int
        Around all cells.
    pitch : int
        From row to row.
    line : int
        Height of the line between two rows, a part of the pitch.
    break_height : int
        Between the drawing and the probe, besides the line.
    """

    columns: tuple[Column, ...]
    rows: int
    margin: int
    pitch: int
    line: int
    break_height: int

    @property
    def right(self) -> int:
        """Where the last column ends."""
        return self.margin + self.columns[-1].left + self.columns[-1].width

    @property
    def bottom(self) -> int:
        """Where the last row ends."""
        return self.top(self.rows) + self.pitch - self.line

    def top(self, row: int) -> int:
        """Return where a row begins."""
        return self.margin + row * self.pitch + (self.break_height if row > DRAWING else 0)

    def cell_rect(self, spot: Spot) -> QRect:
        """Return the cell in which a unit is."""
        column = self.columns[spot.layer]
        left = self.margin + column.left + column.cell_of(spot.unit) * column.cell
        return QRect(left, self.top(spot.row), column.cell, self.pitch - self.line)

    def row_rect(self, layer: int, row: int, rows: int = 1) -> QRect:
        """Return where a layer's cells of so many rows are."""
        column = self.columns[layer]
        height = rows * self.pitch - self.line
        return QRect(self.margin + column.left, self.top(row), column.width, height)

    def cell_at(self, point: QPoint) -> tuple[int, int, int] | None:
        """Return layer, row and cell at a place, or None if there is none."""
        row = self._row_at(point.y())
        for layer, column in enumerate(self.columns):
            across = point.x() - self.margin - column.left
            if row is not None and 0 <= across < column.width:
                return layer, row, across // column.cell
        return None

    def moved(self, spot: Spot, columns: int, rows: int) -> Spot:
        """Return the spot so many units on, from layer to layer, and so many images down."""
        row = min(max(spot.row + rows, DRAWING), self.rows)
        layer, unit = spot.layer, spot.unit + columns
        if unit < 0:
            layer, unit = (layer - 1, self.columns[layer - 1].units - 1) if layer else (0, 0)
        elif unit >= self.columns[layer].units:
            last = layer == len(self.columns) - 1
            layer, unit = (layer, spot.unit) if last else (layer + 1, 0)
        return Spot(layer, row, unit)

    def _row_at(self, y: int) -> int | None:
        if self.top(DRAWING) <= y < self.top(DRAWING) + self.pitch:
            return DRAWING
        row = (y - self.top(1)) // self.pitch + 1
        return row if 1 <= row <= self.rows else None
