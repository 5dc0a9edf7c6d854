"""At full speed the panels take turns; all show the same again as soon as nothing comes."""

from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mnist_viz.training import View
from mnist_viz.ui.panel import Panel
from mnist_viz.ui.panel_turns import PanelTurns


class Shown:
    """Notes what it is to show, as a panel."""

    def __init__(self, *, follows_drawing: bool = False) -> None:
        self.follows_drawing = follows_drawing
        self.views: list[str] = []

    def show_view(self, view: View) -> None:
        self.views.append(cast("str", view))


@pytest.fixture
def panels() -> tuple[Shown, Shown, Shown]:
    return Shown(), Shown(follows_drawing=True), Shown()


@pytest.fixture
def turns(qtbot: QtBot, panels: tuple[Shown, Shown, Shown]) -> Iterator[PanelTurns]:
    first, second, third = (cast("Panel", panel) for panel in panels)
    owner = QObject()
    yield PanelTurns(((first, second), (third,)), owner)
    owner.deleteLater()


def view(name: str) -> View:
    return cast("View", name)


def test_groups_take_turns_and_the_last_one_says_so(
    turns: PanelTurns, panels: tuple[Shown, Shown, Shown]
) -> None:
    assert [turns.show_in_turn(view(name)) for name in "abc"] == [False, True, False]
    assert [panel.views for panel in panels] == [["a", "c"], ["a", "c"], ["b"]]


def test_a_while_after_the_last_turn_all_show_the_same(
    turns: PanelTurns, panels: tuple[Shown, Shown, Shown], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(turns.caught_up):
        turns.show_in_turn(view("a"))
    assert [panel.views[-1] for panel in panels] == ["a", "a", "a"]


def test_who_rests_catches_up_once(
    turns: PanelTurns, panels: tuple[Shown, Shown, Shown], qtbot: QtBot
) -> None:
    turns.show_in_turn(view("a"))
    turns.show_in_turn(view("b"))
    with qtbot.waitSignal(turns.caught_up):
        turns.catch_up()
    with qtbot.assertNotEmitted(turns.caught_up):
        turns.catch_up()
    assert [panel.views for panel in panels] == [["a", "b"], ["a", "b"], ["b", "b"]]


def test_another_drawing_is_drawn_only_where_it_makes_a_difference(
    turns: PanelTurns, panels: tuple[Shown, Shown, Shown]
) -> None:
    turns.show_drawing(view("drawn"))
    assert [panel.views for panel in panels] == [[], ["drawn"], []]


def test_all_that_comes_at_once_is_drawn_once(
    turns: PanelTurns, panels: tuple[Shown, Shown, Shown], qtbot: QtBot
) -> None:
    turns.show(view("a"))
    turns.show_drawing(view("b"))
    turns.show(view("c"))
    qtbot.waitUntil(lambda: panels[0].views[-1] == "c")
    assert [panel.views for panel in panels] == [["a", "c"], ["a", "c"], ["a", "c"]]
