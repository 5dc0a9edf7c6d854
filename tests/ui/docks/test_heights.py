"""Where a column gets lower, the wall of filters does last."""

import pytest

from mnist_viz.ui.docks.heights import shared_out

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("by", [-400, -300, -133, -56, -1, 0, 1, 77])
@pytest.mark.parametrize("firm", [(False, False, False), (True, False, False), (True, True, True)])
def test_all_of_a_change_is_shared_out(by: int, firm: tuple[bool, ...]) -> None:
    heights = [280, 252, 140]
    changes = shared_out(by, heights, firm)
    assert sum(changes) == by
    assert all(height + change >= 0 for height, change in zip(heights, changes, strict=True))


def test_a_firm_panel_gives_only_what_the_others_have_not() -> None:
    firm = [True, False]
    assert shared_out(-56, [280, 252], firm) == [0, -56]
    assert shared_out(-130, [280, 252], firm) == [-18, -112]


def test_what_a_higher_column_gives_it_takes_back() -> None:
    firm, heights = [True, False, False], [280, 230, 170]
    higher = [a + b for a, b in zip(heights, shared_out(56, heights, firm), strict=True)]
    assert higher[0] == 280
    assert [a + b for a, b in zip(higher, shared_out(-56, higher, firm), strict=True)] == heights


def test_where_no_panel_has_any_to_spare_all_get_higher() -> None:
    assert shared_out(30, [140, 140], [True, False]) == [15, 15]


def test_no_panel_gives_more_than_leaves_it_legible_while_others_can() -> None:
    assert shared_out(-40, [180, 160, 140], [False] * 3) == [-27, -13, 0]
