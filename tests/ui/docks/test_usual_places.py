"""The usual places share out all the room there is."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from mnist_viz.ui.docks.tree import ACROSS, Split, Tabs
from mnist_viz.ui.docks.usual_places import (
    centre_heights,
    column_widths,
    has_room_for_neuron,
    is_compact,
    right_heights,
    usual_tree,
)
from mnist_viz.ui.look.spacing import GAP, STATUS, scaled

pytestmark = pytest.mark.usefixtures("qapp")

NAMES = [
    *("drawing", "filters", "activations", "loss", "scores", "health", "network", "why", "neuron")
]


@pytest.mark.parametrize("width", [1280, 1920, 2560, 3840])
@pytest.mark.parametrize("with_neuron", [False, True])
@pytest.mark.parametrize("with_right", [False, True])
def test_columns_fill_the_width(width: int, with_neuron: bool, with_right: bool) -> None:
    columns = column_widths(width, with_neuron=with_neuron, with_right=with_right)
    left, centre, neuron, right = columns
    assert sum(columns) == width
    assert min(left, centre) > 0
    assert (neuron > 0) == with_neuron
    assert (right > 0) == with_right


def test_the_neuron_view_is_wider_where_there_is_room_for_it_beside_the_right_column() -> None:
    assert not has_room_for_neuron(1280)
    assert has_room_for_neuron(2560)
    narrow, wide = (
        column_widths(width, with_neuron=True, with_right=True)[2] for width in (1280, 2560)
    )
    assert narrow < wide


@pytest.mark.parametrize(
    ("width", "height"), [(1280, 620), (1920, 980), (2560, 1300), (3840, 1980)]
)
def test_rows_fill_the_height_and_leave_the_heatmaps_legible(width: int, height: int) -> None:
    wall, heatmaps = centre_heights(width, width // 2, height)
    assert wall + heatmaps + scaled(GAP) == height
    assert wall > 0
    assert heatmaps >= scaled(180)
    assert sum(right_heights(height)) + 2 * scaled(GAP) == height


def test_a_screen_with_more_room_has_a_larger_wall() -> None:
    sizes = ((1280, 616, 620), (1920, 1120, 980), (2560, 1600, 1300), (3840, 1800, 1980))
    walls = [centre_heights(*size)[0] for size in sizes]
    assert walls == sorted(set(walls))


def test_in_a_wide_but_low_window_the_wall_leaves_the_heatmaps_a_quarter() -> None:
    for height in range(700, 2000, 20):
        wall, heatmaps = centre_heights(3840, 2500, height)
        assert wall > 0
        assert heatmaps >= (height - scaled(GAP)) // 4


def test_a_narrow_column_has_a_smaller_wall_on_the_same_screen() -> None:
    assert centre_heights(2560, 700, 1300)[0] < centre_heights(2560, 1600, 1300)[0]


def test_every_panel_has_a_place_in_columns_and_in_tabs() -> None:
    for compact in (False, True):
        tree = usual_tree(NAMES, compact=compact)
        assert isinstance(tree, Split)
        assert tree.along == ACROSS
        assert tree.parts[0] == Tabs.of("drawing")
        assert sorted(name for group in tree.groups for name in group.names) == sorted(NAMES)


def test_room_that_is_lent_to_tabs_does_not_make_columns_of_them_again() -> None:
    text, line = QApplication.font(), scaled(STATUS)
    decided = []
    for height in range(200, 800):
        in_columns = is_compact(QSize(1280, height - line), text)
        assert is_compact(QSize(1280, height), text, lent=line) == in_columns
        decided.append(in_columns)
    assert decided == sorted(decided, reverse=True)
    assert set(decided) == {False, True}
