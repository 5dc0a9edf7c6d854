"""A wall of small pictures: how many in a row, how large, and where each one stands."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_viz.ui.pictures.cell_colors import GAP, NOTHING


class WallGrid(NamedTuple):
    """Tiles in rows, in the order of their units, with gaps of one tile pixel between them.

    Attributes
    ----------
    units, columns : int
    shape : (int, int)
        Height and width of a unit's picture.
    zoom : int
        Device pixels across a pixel of a tile.
    block : int
        Pixels of a unit's picture across the square that is one pixel of its tile: 1 unless
        there is no room for all of them.
    """

    units: int
    columns: int
    shape: tuple[int, int]
    zoom: int = 1
    block: int = 1

    @property
    def rows(self) -> int:
        return -(-self.units // self.columns)

    @property
    def tile(self) -> tuple[int, int]:
        """Height and width of a tile in its own pixels."""
        return -(-self.shape[0] // self.block), -(-self.shape[1] // self.block)

    @property
    def height(self) -> int:
        """In device pixels."""
        return (self.rows * (self.tile[0] + 1) - 1) * self.zoom

    @property
    def width(self) -> int:
        """In device pixels."""
        return (self.columns * (self.tile[1] + 1) - 1) * self.zoom

    def corner(self, unit: int) -> tuple[int, int]:
        """Return left and top of a unit's tile, in device pixels."""
        row, column = divmod(unit, self.columns)
        return column * (self.tile[1] + 1) * self.zoom, row * (self.tile[0] + 1) * self.zoom

    def unit_at(self, x: int, y: int) -> int | None:
        """Return whose tile, or gap after it, is at this place, in device pixels."""
        if not (0 <= x < self.width and 0 <= y < self.height):
            return None
        column = x // ((self.tile[1] + 1) * self.zoom)
        unit = y // ((self.tile[0] + 1) * self.zoom) * self.columns + column
        return unit if unit < self.units else None

    def neighbour(self, unit: int, columns: int, rows: int) -> int:
        """Return the unit so many tiles on, or the unit itself where the wall ends."""
        row, column = divmod(unit, self.columns)
        if rows:
            other = unit + rows * self.columns
        else:
            inside = 0 <= column + columns < self.columns
            other = row * self.columns + column + columns if inside else unit
        return other if 0 <= other < self.units else unit


def fit_wall(
    units: int, shape: tuple[int, int], usual_columns: int, width: int, height: int
) -> WallGrid:
    """Return the grid with the largest tiles that fits into so many device pixels.

    Parameters
    ----------
    units : int
    shape : (int, int)
        Height and width of a unit's picture.
    usual_columns : int
        Kept wherever that many whole pictures fit, so that units stand where one knows them.
    width, height : int
    """
    usual = WallGrid(units, usual_columns, shape)
    zoom = min(width // usual.width, height // usual.height)
    if zoom:
        return WallGrid(units, usual_columns, shape, zoom)
    for block in range(1, max(shape) + 1):
        grid = WallGrid(units, 1, shape, block=block)
        columns = _columns_that_fit(grid, usual_columns, width, height)
        if columns is not None:
            return WallGrid(units, columns, shape, block=block)
    return WallGrid(units, max(1, width // 2), shape, block=max(shape))


def _columns_that_fit(grid: WallGrid, usual: int, width: int, height: int) -> int | None:
    """Return the number of columns nearest to the usual one with which the tiles fit."""
    most = min((width + 1) // (grid.tile[1] + 1), grid.units)
    rows = (height + 1) // (grid.tile[0] + 1)
    if most < 1 or rows < 1:
        return None
    least = math.ceil(grid.units / rows)
    return None if least > most else min(max(usual, least), most)


class WallPicture:
    """The picture of a whole wall, made of the entries of all units."""

    def __init__(self, grid: WallGrid) -> None:
        self.grid = grid
        height, width = grid.tile
        # With a gap after each tile, so that rows and columns are axes; the last are cut off.
        self._padded = np.full(
            (grid.rows * (height + 1), grid.columns * (width + 1)), GAP, dtype=np.uint8
        )
        shape = (grid.rows, height + 1, grid.columns, width + 1)
        tiles = self._padded.reshape(shape)[:, :height, :, :width]
        self._tiles = tiles.transpose(0, 2, 1, 3)
        self._tiles[...] = NOTHING

    def of(self, entries: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the picture, which the next call overwrites.

        Parameters
        ----------
        entries : uint8, shape (pixels of a tile, units)
        """
        grid = self.grid
        tiles = entries.T.reshape(grid.units, *grid.tile)
        full, rest = divmod(grid.units, grid.columns)
        split = full * grid.columns
        self._tiles[:full] = tiles[:split].reshape(full, grid.columns, *grid.tile)
        if rest:
            self._tiles[full, :rest] = tiles[split:]
        return self._padded[:-1, :-1]


def block_extremes(
    weights: NDArray[np.float32], shape: tuple[int, int], block: int
) -> NDArray[np.float32]:
    """Return, of each square of so many pixels, the value of largest magnitude.

    A mean would fade what differs from pixel to pixel, and so nearly all of an early filter.

    Parameters
    ----------
    weights : float32, shape (height * width, units)
    shape : (int, int)
        Height and width.
    block : int
        Squares at the edges may be smaller.

    Returns
    -------
    float32, shape (pixels of a tile, units)
        Not finite where one of the values is not.
    """
    if block == 1:
        return weights
    pictures = weights.reshape(*shape, -1)
    high = _along_both(np.maximum, pictures, block)
    low = _along_both(np.minimum, pictures, block)
    extremes = np.where(-low > high, low, high)
    return extremes.reshape(-1, weights.shape[1])


def _along_both(better: np.ufunc, pictures: NDArray[np.float32], block: int) -> NDArray[np.float32]:
    """Return the highest, or lowest, value of each square of pictures, units last."""
    for axis in (0, 1):
        lines = np.moveaxis(pictures, axis, 0)
        found = lines[::block].copy()
        for offset in range(1, block):
            part = lines[offset::block]
            better(found[: len(part)], part, out=found[: len(part)])
        pictures = np.moveaxis(found, 0, axis)
    return pictures
