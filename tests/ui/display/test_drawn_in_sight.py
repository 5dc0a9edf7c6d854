"""A panel's view is drawn when it can be seen, and not before."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.training import View
from mnist_viz.ui.display.drawn_in_sight import DrawnInSight
from tests.samples import sample_view


def test_a_hidden_panel_is_not_drawn_and_a_shown_one_at_each_view_and_size(qtbot: QtBot) -> None:
    panel, drawn, placed = QWidget(), list[View](), list[int]()
    qtbot.addWidget(panel)
    panel.resize(200, 100)
    seen = DrawnInSight(panel, drawn.append, lambda: placed.append(panel.width()))
    first, second = sample_view(0), sample_view(1)
    seen.show(first)
    assert drawn == []
    panel.show()
    assert drawn[-1] is first
    seen.show(second)
    assert drawn[-1] is second
    assert seen.view is second
    before = len(drawn)
    panel.resize(300, 100)
    qtbot.waitUntil(lambda: len(drawn) > before)
    assert placed[-1] == 300
    panel.hide()
    before = len(drawn)
    seen.show(first)
    assert len(drawn) == before


def test_without_a_view_nothing_is_drawn(qtbot: QtBot) -> None:
    panel, drawn = QWidget(), list[View]()
    qtbot.addWidget(panel)
    seen = DrawnInSight(panel, drawn.append)
    panel.show()
    panel.resize(300, 100)
    seen.draw()
    assert drawn == []
