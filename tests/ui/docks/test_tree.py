"""Where docks stand is read as rows and columns, and a dock moves in them."""

import pytest
from PySide6.QtCore import QRect

from mnist_viz.ui.docks.tree import (
    ACROSS,
    DOWN,
    DockTree,
    Side,
    Split,
    Tabs,
    beside,
    neighbour,
    tabbed,
    tree_of,
    without,
)

A, B, C, TD, E = (Tabs.of(*names) for names in ("a", "b", "c", "td", "e"))
PLACES = {
    A: QRect(0, 0, 100, 600),
    B: QRect(108, 0, 300, 250),
    C: QRect(108, 258, 146, 342),
    TD: QRect(262, 290, 146, 310),  # below the row of tabs
    E: QRect(416, 0, 100, 600),
}
TREE = Split(ACROSS, (A, Split(DOWN, (B, Split(ACROSS, (C, TD)))), E))


def words(tree: DockTree) -> str:
    """Return a tree in a line: ``-`` joins a row, ``/`` a column, ``+`` tabs, ``*`` the front."""
    if isinstance(tree, Tabs):
        return "+".join(f"{one}*" if one == tree.current else one for one in tree.names)
    return f"({('-' if tree.along == ACROSS else '/').join(words(part) for part in tree.parts)})"


def test_places_are_read_as_rows_and_columns() -> None:
    assert tree_of(PLACES) == TREE
    assert tree_of({A: PLACES[A]}) == A


@pytest.mark.parametrize(
    ("name", "other", "side", "expected"),
    [
        ("e", "a", Side.LEFT, "(e*-a*-(b*/(c*-t*+d)))"),
        ("e", "a", Side.RIGHT, "(a*-e*-(b*/(c*-t*+d)))"),
        ("a", "e", Side.BELOW, "((b*/(c*-t*+d))-(e*/a*))"),
        ("b", "c", Side.ABOVE, "(a*-(b*/c*)-t*+d-e*)"),
        ("t", "d", Side.ABOVE, "(a*-(b*/(c*-(t*/d*)))-e*)"),
        ("d", "t", Side.RIGHT, "(a*-(b*/(c*-t*-d*))-e*)"),
        ("e", "d", Side.LEFT, "(a*-(b*/(c*-e*-t*+d)))"),
    ],
)
def test_a_dock_goes_beside_the_tabs_of_another(
    name: str, other: str, side: Side, expected: str
) -> None:
    assert words(beside(TREE, name, other, side)) == expected


def test_a_dock_goes_into_the_tabs_of_another_and_to_the_front() -> None:
    assert words(tabbed(TREE, "a", "t")) == "((b*/(c*-t+d+a*))-e*)"
    assert words(tabbed(TREE, "t", "b")) == "(a*-(b+t*/(c*-d*))-e*)"


def test_what_a_dock_leaves_behind_closes_up() -> None:
    left = without(TREE, "b")
    assert left is not None
    assert words(left) == "(a*-c*-t*+d-e*)"
    assert without(A, "a") is None


def test_both_halves_of_a_split_share_its_room() -> None:
    places = {Tabs(g.names, g.current, place.size()): place for g, place in PLACES.items()}
    moved = beside(tree_of(places), "e", "b", Side.RIGHT)
    halves = {group.first: group for group in moved.groups}
    assert halves["b"].extent(ACROSS) == halves["e"].extent(ACROSS) == 150
    assert halves["e"].extent(DOWN) == 250
    assert moved.extent(DOWN) == 600


@pytest.mark.parametrize(
    ("name", "side", "expected"),
    [
        ("a", Side.RIGHT, "c"),  # of two, the one that is longer beside it
        ("a", Side.LEFT, None),
        ("t", Side.LEFT, "c"),
        ("t", Side.ABOVE, "b"),
        ("b", Side.BELOW, "c"),
        ("e", Side.LEFT, "t"),
        ("e", Side.BELOW, None),
    ],
)
def test_the_neighbour_is_what_is_seen_next_to_a_dock(
    name: str, side: Side, expected: str | None
) -> None:
    assert neighbour(PLACES, name, side) == expected
