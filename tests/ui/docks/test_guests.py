"""What takes height from the panels for a time gives it back, and leaves the wall in its order."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.training import Selection
from mnist_viz.ui.main_window import MainWindow
from tests.samples import tiny_data

SCREEN = QSize(1280, 720)
WHAT = "A new run begins."


@pytest.fixture
def window(window: MainWindow, session: Session, qtbot: QtBot) -> MainWindow:
    with qtbot.waitExposed(window):
        window.resize(SCREEN)
    window.activateWindow()
    with qtbot.waitSignal(session.run_started):
        session.data_loaded.emit(tiny_data())
    qtbot.waitUntil(lambda: window.filters.displayed is not None)
    qtbot.waitUntil(lambda: window.docks[5].height() < 200)
    return window


@pytest.fixture
def dragged(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """Return a window in which the person has made the loss higher."""
    area, loss, scores = window.dock_area, *window.docks[3:5]
    line = (loss.geometry().bottomLeft() + scores.geometry().topRight()) / 2
    higher = loss.height() + 30
    QTest.mousePress(area, Qt.MouseButton.LeftButton, pos=line)
    line.setY(line.y() + 30)
    QTest.mouseMove(area, line)
    qtbot.waitUntil(lambda: loss.height() == higher)
    QTest.mouseRelease(area, Qt.MouseButton.LeftButton, pos=line)
    return window


def places(window: MainWindow) -> list[QRect]:
    return [dock.geometry() for dock in window.docks]


def come(window: MainWindow, qtbot: QtBot) -> None:
    """Let a message take some of the height."""
    height = window.dock_area.height()
    window.message_bar.show_message("info", WHAT, "The old run is kept.")
    qtbot.waitUntil(lambda: window.dock_area.height() < height)


def go(window: MainWindow, qtbot: QtBot) -> None:
    height = window.dock_area.height()
    assert window.message_bar.take_back(WHAT)
    qtbot.waitUntil(lambda: window.dock_area.height() > height)


def columns(window: MainWindow) -> int:
    assert window.filters.displayed is not None
    return window.filters.displayed.columns


def test_a_message_leaves_every_panel_where_it_found_it(dragged: MainWindow, qtbot: QtBot) -> None:
    before, kept = places(dragged), dragged.dock_area.layouts
    for _ in range(3):
        come(dragged, qtbot)
        assert places(dragged) != before
        assert dragged.dock_area.layouts == kept
        go(dragged, qtbot)
        qtbot.waitUntil(lambda: places(dragged) == before)


def test_the_wall_stays_in_its_order_under_a_message(dragged: MainWindow, qtbot: QtBot) -> None:
    wall = dragged.docks[1].height()
    assert columns(dragged) == 8
    come(dragged, qtbot)
    qtbot.waitUntil(lambda: dragged.docks[1].height() == wall)
    dragged.repaint()
    assert columns(dragged) == 8


def test_the_strip_of_phases_leaves_every_panel_where_it_found_it(
    dragged: MainWindow, qtbot: QtBot
) -> None:
    before, kept = places(dragged), dragged.dock_area.layouts
    dragged.stepper.toggle()
    qtbot.waitUntil(lambda: places(dragged) != before)
    assert dragged.dock_area.layouts == kept
    come(dragged, qtbot)
    go(dragged, qtbot)
    dragged.stepper.close()
    qtbot.waitUntil(lambda: places(dragged) == before)


def test_a_line_that_is_dragged_under_a_message_stays_so(dragged: MainWindow, qtbot: QtBot) -> None:
    drawing, before = dragged.docks[0], dragged.docks[0].width()
    come(dragged, qtbot)
    area, line = dragged.dock_area, drawing.geometry().center()
    line.setX(drawing.geometry().right() + 4)
    QTest.mousePress(area, Qt.MouseButton.LeftButton, pos=line)
    line.setX(line.x() + 40)
    QTest.mouseMove(area, line)
    qtbot.waitUntil(lambda: drawing.width() == before + 40)
    QTest.mouseRelease(area, Qt.MouseButton.LeftButton, pos=line)
    go(dragged, qtbot)
    assert drawing.width() == before + 40


def inspecting(window: MainWindow, qtbot: QtBot) -> None:
    """Open the neuron view, let a message come, close the view."""
    window.inspector.open(Selection(0, 1))
    come(window, qtbot)
    window.dock_area.end_inspecting()


def inspecting_meanwhile(window: MainWindow, qtbot: QtBot) -> None:
    come(window, qtbot)
    window.inspector.open(Selection(0, 1))
    window.dock_area.end_inspecting()


def presenting(window: MainWindow, qtbot: QtBot) -> None:
    come(window, qtbot)
    window.dock_area.present(["drawing_panel_dock", "loss_panel_dock"])
    window.dock_area.end_presenting()


def in_tabs(window: MainWindow, qtbot: QtBot) -> None:
    """Make the window too low for columns, and high enough again."""
    come(window, qtbot)
    window.resize(SCREEN.width(), 560)
    qtbot.waitUntil(lambda: window.dock_area.compact and window.docks[5].y() < 0)
    window.resize(SCREEN)
    qtbot.waitUntil(lambda: not window.dock_area.compact and window.docks[5].y() > 0)


@pytest.mark.parametrize("act", [inspecting, inspecting_meanwhile, presenting, in_tabs])
def test_what_moves_all_panels_under_a_message_does_not_make_it_forget_their_places(
    act: Callable[[MainWindow, QtBot], None], dragged: MainWindow, qtbot: QtBot
) -> None:
    before, kept = places(dragged)[:6], dragged.dock_area.layouts
    act(dragged, qtbot)
    assert dragged.dock_area.layouts == kept
    go(dragged, qtbot)
    qtbot.waitUntil(lambda: places(dragged)[:6] == before)
