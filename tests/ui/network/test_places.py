"""The diagram's parts stand in their room, whatever the network, and units in their order."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from mnist_viz.nn import Layout
from mnist_viz.ui.network.places import DiagramPlaces, GridPlace, arrange

NETWORKS = [(), (1,), (10,), (64, 32), (100, 100, 100), (1000,), (1000, 1000), (64,) * 6]


def places_of(hidden: tuple[int, ...], size: tuple[int, int], ratio: float = 1.0) -> DiagramPlaces:
    network = Layout.of((28, 28), (*hidden, 10), (*["relu"] * len(hidden), "softmax"))
    places = arrange(network, size, above=20, below=40, bars=120, row=8, ratio=ratio)
    assert places is not None
    return places


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("hidden", NETWORKS)
@pytest.mark.parametrize("size", [(684, 190), (1560, 480), (1370, 380)])
def test_every_part_has_its_place_and_none_covers_another(
    hidden: tuple[int, ...], size: tuple[int, int]
) -> None:
    places = places_of(hidden, size)
    parts = [grid.rect for grid in places.grids] + [places.bars]
    assert [grid.units for grid in places.grids] == [784, *hidden, 10]
    assert all(QRect(0, 0, *size).contains(part) for part in parts)
    lefts = [part.left() for part in parts]
    assert lefts == sorted(lefts)
    assert not any(one.intersects(other) for one, other in itertools.pairwise(parts))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("hidden", NETWORKS)
def test_units_stand_in_the_rows_and_columns_of_the_layers_unit_grid(
    hidden: tuple[int, ...],
) -> None:
    network = Layout.of((28, 28), (*hidden, 10), (*["relu"] * len(hidden), "softmax"))
    for grid, layer in zip(places_of(hidden, (684, 190)).grids[1:-1], network.layers, strict=False):
        assert (grid.rows, grid.columns) == layer.unit_grid
        for unit in {0, layer.units // 2, layer.units - 1}:
            assert grid.unit_at(grid.cell(unit).center()) == unit
            row, column = divmod(unit, layer.unit_grid[1])
            shown = grid.pixels[row * grid.down, column * grid.across]
            assert shown == unit
        assert np.unique(grid.pixels[grid.pixels < layer.units]).tolist() == list(
            range(layer.units)
        )


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("layers", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("units", [10, 64, 100, 256, 512, 997, 1000])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_no_cell_is_too_small_to_be_seen_in_the_windows_smallest_size(
    units: int, layers: int, ratio: float
) -> None:
    width, height = round(684 * ratio), round(190 * ratio)
    network = Layout.of((28, 28), (*(units,) * layers, 10), (*("relu",) * layers, "softmax"))
    places = arrange(
        network,
        (width, height),
        above=round(20 * ratio),
        below=round(40 * ratio),
        bars=round(120 * ratio),
        row=round(8 * ratio),
        ratio=ratio,
    )
    assert places is not None
    picture, *hidden, _ = places.grids
    assert picture.across - picture.gap >= ratio
    for grid in hidden:
        assert grid.across - grid.gap >= 3 * ratio
        assert grid.down - grid.gap >= 3 * ratio
        assert grid.rows * grid.columns >= units
        centers = np.stack(grid.centers(np.arange(units)))
        order = np.lexsort((centers[0], centers[1]))
        assert order.tolist() == list(range(units))  # in rows, one after the other
    assert all(QRect(0, 0, width, height).contains(grid.rect) for grid in places.grids)


@pytest.mark.usefixtures("qapp")
def test_there_may_be_too_little_room(qapp: QApplication) -> None:
    network = Layout.of((28, 28), (1000, 1000, 10), ("relu", "relu", "softmax"))
    assert arrange(network, (240, 106), above=20, below=40, bars=120, row=8, ratio=1.0) is None


def test_the_next_unit_is_beside_or_below_and_none_is_beyond_the_side() -> None:
    grid = GridPlace(10, 4, 0, 0, 5, 5)
    assert grid.neighbour(1, 1, 0) == 2
    assert grid.neighbour(3, 1, 0) is None
    assert grid.neighbour(9, 1, 0) is None
    assert grid.neighbour(4, -1, 0) is None
    assert grid.neighbour(1, 0, 1) == 5
    assert grid.neighbour(7, 0, 1) == 7


@pytest.mark.usefixtures("qapp")
def test_scores_that_lack_height_reach_down_beside_the_words_below_and_can_be_written() -> None:
    low, high = places_of((64, 32), (684, 130)), places_of((64, 32), (684, 190))
    assert (low.is_output_longer, high.is_output_longer) == (True, False)
    assert low.output.down >= 8
    assert low.output.rect.bottom() < 130
    for places in (low, high):
        lowest = max(grid.rect.bottom() for grid in places.grids[:-1])
        assert places.lowest >= lowest
    assert low.lowest < low.output.rect.bottom() <= 130
    assert high.lowest >= high.output.rect.bottom()
