"""Where the cells of the activations are, and where the arrow keys lead."""

from PySide6.QtCore import QPoint

from mnist_viz.ui.pictures.heatmap_columns import share_width
from mnist_viz.ui.pictures.heatmap_layout import DRAWING, HeatmapLayout, Spot

UNITS = (64, 32, 10)
LAYOUT = HeatmapLayout(
    share_width(UNITS, 602, gap=17, output_cell=12, widest_cell=42),
    rows=10,
    margin=3,
    pitch=14,
    line=1,
    break_height=5,
)


def test_each_corner_of_a_cell_belongs_to_it() -> None:
    for layer, units in enumerate(UNITS):
        for row in range(11):
            for unit in range(units):
                cell = LAYOUT.cell_rect(Spot(layer, row, unit))
                assert LAYOUT.cell_at(cell.topLeft()) == (layer, row, unit)
                assert LAYOUT.cell_at(cell.bottomRight()) == (layer, row, unit)


def test_there_is_no_cell_around_and_between_the_maps() -> None:
    first = LAYOUT.cell_rect(Spot(0, DRAWING, 0))
    between = LAYOUT.cell_rect(Spot(0, 1, 0)).top() - 2
    end = LAYOUT.cell_rect(Spot(0, 1, 63)).right()
    for place in (
        first.topLeft() - QPoint(1, 0),
        first.topLeft() - QPoint(0, 1),
        QPoint(first.left(), between),
        QPoint(end + 1, first.top()),
        QPoint(LAYOUT.right, first.top()),
        QPoint(first.left(), LAYOUT.bottom + 1),
    ):
        assert LAYOUT.cell_at(place) is None


def test_arrows_go_from_unit_to_unit_through_the_layers_and_from_image_to_image() -> None:
    assert LAYOUT.moved(Spot(0, 1, 5), 1, 0) == Spot(0, 1, 6)
    assert LAYOUT.moved(Spot(0, 1, 63), 1, 0) == Spot(1, 1, 0)
    assert LAYOUT.moved(Spot(1, 1, 0), -1, 0) == Spot(0, 1, 63)
    assert LAYOUT.moved(Spot(0, 3, 5), 0, -1) == Spot(0, 2, 5)
    for end, columns, rows in (
        (Spot(0, 1, 0), -1, 0),
        (Spot(2, 1, 9), 1, 0),
        (Spot(0, DRAWING, 0), 0, -1),
        (Spot(0, 10, 0), 0, 1),
    ):
        assert LAYOUT.moved(end, columns, rows) == end
