"""The wall of filters: every tile whole, in order, and where a click finds it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_viz.nn import Layout
from mnist_viz.ui.pictures.cell_colors import GAP, NOTHING
from mnist_viz.ui.pictures.wall import WallGrid, WallPicture, block_extremes, fit_wall

SHAPE = (28, 28)


def usual_columns(units: int) -> int:
    return Layout.of(SHAPE, (units, 10), ("relu", "softmax")).layers[0].unit_grid[1]


@given(units=st.integers(1, 1000), width=st.integers(120, 1600), height=st.integers(90, 1000))
def test_a_wall_fits_into_its_room(units: int, width: int, height: int) -> None:
    grid = fit_wall(units, SHAPE, usual_columns(units), width, height)
    assert grid.rows * grid.columns >= units
    assert grid.zoom == 1 or grid.block == 1
    if grid.tile[0] > 3:
        assert grid.width <= width
        assert grid.height <= height


def test_sixty_four_filters_make_an_eight_by_eight_wall_at_the_zoom_there_is_room_for() -> None:
    for zoom, side in ((1, 231), (2, 462), (3, 693)):
        grid = fit_wall(64, SHAPE, 8, side + 5, side)
        assert (grid.columns, grid.zoom, grid.block) == (8, zoom, 1)
        assert (grid.width, grid.height) == (side, side)


@pytest.mark.parametrize("units", [10, 64, 128, 512, 1000])
def test_tiles_stay_large_enough_to_tell_apart(units: int) -> None:
    grid = fit_wall(units, SHAPE, usual_columns(units), 341, 232)
    assert max(grid.tile) * grid.zoom >= 7


@pytest.mark.parametrize(("units", "columns", "block"), [(10, 4, 1), (64, 8, 1), (7, 3, 3)])
def test_each_tile_holds_its_unit_and_the_rest_is_gap(units: int, columns: int, block: int) -> None:
    grid = WallGrid(units, columns, SHAPE, block=block)
    height, width = grid.tile
    entries = np.arange(units, dtype=np.uint8)[None].repeat(height * width, axis=0)
    picture = WallPicture(grid).of(entries)
    assert picture.shape == (grid.height, grid.width)
    seen = np.zeros(picture.shape, dtype=bool)
    for unit in range(units):
        left, top = grid.corner(unit)
        tile = np.s_[top : top + height, left : left + width]
        assert (picture[tile] == unit).all()
        seen[tile] = True
    assert set(np.unique(picture[~seen])) <= {GAP, NOTHING}


def test_a_tile_shows_the_weights_as_they_lie_in_the_picture() -> None:
    grid = WallGrid(2, 2, (3, 4))
    entries = np.arange(24, dtype=np.uint8).reshape(12, 2)
    picture = WallPicture(grid).of(entries)
    assert np.array_equal(picture[:, :4], entries[:, 0].reshape(3, 4))
    assert np.array_equal(picture[:, 5:], entries[:, 1].reshape(3, 4))


@pytest.mark.parametrize("zoom", [1, 3])
def test_a_place_on_a_tile_belongs_to_its_unit(zoom: int) -> None:
    grid = WallGrid(10, 4, SHAPE, zoom=zoom)
    for unit in range(10):
        left, top = grid.corner(unit)
        assert grid.unit_at(left, top) == unit
        assert grid.unit_at(left + 28 * zoom - 1, top + 28 * zoom - 1) == unit
    assert grid.unit_at(-1, 0) is None
    assert grid.unit_at(grid.width, 0) is None
    assert grid.unit_at(*(side - 1 for side in (grid.width, grid.height))) is None


def test_arrows_move_from_tile_to_tile_and_stop_at_the_ends() -> None:
    grid = WallGrid(10, 4, SHAPE)
    assert grid.neighbour(1, 1, 0) == 2
    assert grid.neighbour(1, 0, 1) == 5
    assert grid.neighbour(5, 0, -1) == 1
    for unit, columns, rows in ((3, 1, 0), (4, -1, 0), (0, 0, -1), (6, 0, 1), (9, 1, 0)):
        assert grid.neighbour(unit, columns, rows) == unit


@pytest.mark.parametrize("block", [1, 2, 3, 5, 28])
def test_a_pixel_of_a_crowded_wall_is_the_weight_farthest_from_zero(block: int) -> None:
    weights = np.random.default_rng(0).normal(size=(784, 5)).astype(np.float32)
    pictures = weights.reshape(28, 28, 5)
    side = -(-28 // block)
    found = block_extremes(weights, SHAPE, block).reshape(side, side, 5)
    for row in range(side):
        for column in range(side):
            here = pictures[row * block : (row + 1) * block, column * block : (column + 1) * block]
            flat = here.reshape(-1, 5)
            expected = flat[np.abs(flat).argmax(axis=0), np.arange(5)]
            assert np.array_equal(found[row, column], expected)


def test_a_broken_weight_shows_in_a_crowded_wall() -> None:
    weights = np.ones((784, 2), dtype=np.float32)
    weights[30, 1] = np.nan
    found = block_extremes(weights, SHAPE, 4).reshape(7, 7, 2)
    assert np.isnan(found[0, 0, 1])
    assert np.isfinite(found).sum() == found.size - 1
