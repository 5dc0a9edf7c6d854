"""At full speed the panels draw each frame in turns."""

from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mnist_viz.training import View
from mnist_viz.ui.display.panel_turns import PanelTurns
from mnist_viz.ui.panel import Panel


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


def test_one_group_is_drawn_after_the_other(
    turns: PanelTurns, panels: tuple[Shown, Shown, Shown]
) -> None:
    turns.show_in_turn(view("a"))
    behind = [turns.is_behind]
    assert [panel.views for panel in panels] == [["a"], ["a"], []]
    drawn = [turns.draw_next()]
    behind.append(turns.is_behind)
    drawn.append(turns.draw_next())
    assert (behind, drawn) == ([True, False], [True, False])
    assert [panel.views for panel in panels] == [["a"], ["a"], ["a"]]


def test_where_views_come_too_fast_each_group_gets_its_turn(
    turns: PanelTurns, panels: tuple[Shown, Shown, Shown]
) -> None:
    for name in "abc":
        turns.show_in_turn(view(name))
    assert [panel.views for panel in panels] == [["a", "c"], ["a", "c"], ["b"]]


def test_when_all_are_drawn_none_is_behind(
    turns: PanelTurns, panels: tuple[Shown, Shown, Shown]
) -> None:
    turns.show_in_turn(view("a"))
    turns.show_now(view("b"))
    assert not turns.is_behind
    assert not turns.draw_next()
    assert [panel.views[-1] for panel in panels] == ["b", "b", "b"]


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
