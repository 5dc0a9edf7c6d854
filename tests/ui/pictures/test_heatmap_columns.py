"""How layers share the width of the activations, and what several units in a pixel show."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_viz.ui.pictures.heatmap_columns import Column, share_width

WIDTHS = st.lists(st.integers(1, 1000), min_size=1, max_size=7).map(tuple)


@given(units=WIDTHS, room=st.integers(60, 1500))
def test_layers_stand_side_by_side_within_their_room(units: tuple[int, ...], room: int) -> None:
    columns = share_width(units, room, gap=17, output_cell=12, widest_cell=42)
    assert tuple(column.units for column in columns) == units
    end = 0
    for column in columns:
        assert column.left >= end
        assert 1 <= column.cells <= column.units
        assert column.cell == 1 or not column.is_folded
        end = column.left + column.width
    assert end <= room


def test_the_three_layer_network_fits_as_it_was_designed() -> None:
    columns = share_width((64, 32, 10), 602, gap=17, output_cell=12, widest_cell=42)
    assert [column.cell for column in columns] == [5, 4, 12]


def test_output_cells_give_way_a_little_so_that_hidden_ones_are_even() -> None:
    columns = share_width((64, 32, 10), 604, gap=17, output_cell=15, widest_cell=42)
    assert [column.cell for column in columns] == [5, 4, 12]


def test_a_narrow_layer_beside_a_wide_one_can_still_be_seen() -> None:
    columns = share_width((1000, 10, 10), 602, gap=17, output_cell=12, widest_cell=42)
    assert columns[0].is_folded
    assert columns[1].cell >= 4


@given(units=st.integers(1, 100), cells=st.integers(1, 100))
def test_every_unit_is_in_the_cell_that_holds_it(units: int, cells: int) -> None:
    cells = min(units, cells)
    column = Column(units, 0, cells, 1)
    ends = [*column.firsts[1:].tolist(), units]
    for unit in range(units):
        cell = column.cell_of(unit)
        assert column.firsts[cell] <= unit < ends[cell]


@settings(max_examples=30)
@given(units=st.integers(2, 60), seed=st.integers(0, 99), data=st.data())
def test_a_shared_cell_shows_the_value_farthest_from_zero(
    units: int, seed: int, data: st.DataObject
) -> None:
    cells = data.draw(st.integers(1, units))
    values = np.random.default_rng(seed).normal(size=(3, units)).astype(np.float32)
    column = Column(units, 0, cells, 1)
    folded = column.fold(values)
    assert folded.shape == (3, cells)
    for row in range(3):
        for cell in range(cells):
            unit = column.unit_at(cell, values[row])
            assert column.cell_of(unit) == cell
            assert folded[row, cell] == values[row, unit]
            held = [other for other in range(units) if column.cell_of(other) == cell]
            assert abs(folded[row, cell]) == np.abs(values[row, held]).max()


def test_a_value_that_is_not_finite_shows_in_a_shared_cell() -> None:
    values = np.ones((1, 6), dtype=np.float32)
    values[0, 4] = np.nan
    column = Column(6, 0, 2, 1)
    assert np.isnan(column.fold(values)[0]).tolist() == [False, True]
    assert column.unit_at(1, values[0]) == 4
