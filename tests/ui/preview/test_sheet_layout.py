import itertools

from PySide6.QtCore import QRect

from mnist_viz.ui.preview.sheet_layout import SheetMeasures, sheet_layout

MEASURES = SheetMeasures(name_width=30, bar_width=100, heading=20, gap=12, unit=28, least_row=18)


def test_columns_stand_side_by_side_and_inside() -> None:
    layout = sheet_layout(MEASURES, 700, 400, 11)
    columns = [layout.name(3), layout.mean(3), layout.bar(3)]
    columns += [layout.example(3, number) for number in range(layout.examples)]
    for left, right in itertools.pairwise(columns):
        assert left.right() < right.left()
    assert columns[-1].right() < 700 <= columns[-1].right() + 28 + 12


def test_rows_stand_one_below_the_other_under_the_headings() -> None:
    layout = sheet_layout(MEASURES, 700, 400, 11)
    rows = [layout.bar(row) for row in range(11)]
    assert rows[0].top() == 20
    for upper, lower in itertools.pairwise(rows):
        assert upper.bottom() < lower.top()
    assert rows[-1].bottom() < 400
    assert layout.heading(layout.bar(0)) == QRect(rows[0].x(), 0, 100, 20)


def test_the_row_at_a_height_is_found_again() -> None:
    layout = sheet_layout(MEASURES, 700, 400, 11)
    assert [layout.row_at(layout.bar(row).center().y()) for row in range(11)] == list(range(11))
    assert layout.row_at(5) < 0


def test_pictures_are_as_large_as_the_height_allows() -> None:
    zooms = [sheet_layout(MEASURES, 700, height, 11).zoom for height in (100, 361, 669, 2000)]
    assert zooms == [1, 1, 2, 3]


def test_a_narrow_sheet_shows_no_examples() -> None:
    assert sheet_layout(MEASURES, 100, 400, 11).examples == 0


def test_small_pictures_leave_room_for_text() -> None:
    tiny = SheetMeasures(30, 100, 20, 12, unit=8, least_row=18)
    layout = sheet_layout(tiny, 700, 100, 30)
    assert layout.name(0).height() == 18
    assert layout.mean(0).center().y() == layout.name(0).center().y()
