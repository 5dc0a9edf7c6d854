"""What had the keys is hidden or disabled: Space plays and pauses all the same."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.training import PRESETS
from mnist_viz.ui.components import SegmentedControl
from mnist_viz.ui.keys.tab_order import stops_of
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.panels.drawing_panel import DrawingPanel
from mnist_viz.ui.panels.filters_panel import FiltersPanel
from mnist_viz.ui.panels.scores_panel import ScoresPanel
from tests.ui.window_runs import begin, view

LOSSES: dict[str, Callable[[QWidget, bool], None]] = {
    "hidden": lambda widget, lost: widget.setHidden(lost),
    "disabled": lambda widget, lost: widget.setDisabled(lost),
}


@pytest.fixture
def trained(window: MainWindow, qtbot: QtBot) -> MainWindow:
    begin(window, qtbot, PRESETS["two-layer"].config, 2)
    window.message_bar.show_message("info", "A notice.", "With a button.", "Do it")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: view(window).analysis is not None)
    return window


def press_space(window: MainWindow) -> bool:
    """Press it where the keys are; return whether training is on."""
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Space)
    return window._session.training


def assert_space_plays_and_pauses(window: MainWindow, lost: QWidget) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None, f"after {lost} nothing has the keys"
    assert not isinstance(focused, QAbstractButton), f"after {lost} {focused.objectName()}"
    run = view(window).frame.run_id
    assert press_space(window), f"after {lost} Space did not play"
    assert not press_space(window), f"after {lost} Space did not pause"
    assert view(window).frame.run_id == run, f"after {lost} Space threw the run away"


def stops(window: MainWindow) -> Iterator[QWidget]:
    """Give all that Tab stops at, bringing each panel to the front."""
    for dock in window.docks:
        dock.show()
        dock.raise_()
        QApplication.processEvents()
        yield from list(stops_of(dock, window))
    for part in (window.transport, window.timeline, window.message_bar):
        yield from list(stops_of(part, window))


@pytest.mark.parametrize("how", LOSSES)
def test_whatever_that_has_the_focus_goes_space_plays_and_pauses(
    trained: MainWindow, how: str
) -> None:
    lose, met = LOSSES[how], 0
    for stop in stops(trained):
        stop.setFocus()
        if QApplication.focusWidget() is not stop:
            continue  # it gave the keys on, as a panel to its canvas
        met += 1
        lose(stop, True)
        assert_space_plays_and_pauses(trained, stop)
        lose(stop, False)
    assert met > 25


def test_a_hidden_panel_gives_the_keys_to_the_pad_and_a_hidden_pad_to_the_window(
    trained: MainWindow,
) -> None:
    drawing, *others = trained.docks
    for dock in others:
        dock.show()
        dock.raise_()
        QApplication.processEvents()
        stop = next(iter(stops_of(dock, trained)))
        stop.setFocus()
        dock.hide()
        pad = trained.findChild(QWidget, "drawing_pad")
        assert QApplication.focusWidget() is pad
    assert isinstance(drawing.panel, DrawingPanel)
    drawing.hide()
    assert QApplication.focusWidget() is trained
    assert_space_plays_and_pauses(trained, drawing)


def test_a_reset_that_takes_the_mistakes_away_leaves_space_to_play(
    trained: MainWindow, qtbot: QtBot
) -> None:
    scores = next(panel for panel in trained.panels if isinstance(panel, ScoresPanel))
    scores.open_cell((3, 5))
    assert QApplication.focusWidget() is scores.mistakes.gallery
    with qtbot.waitSignal(trained._session.run_started):
        QTest.keyClick(scores.mistakes.gallery, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert_space_plays_and_pauses(trained, scores)


def test_a_reset_that_leaves_no_change_of_the_filters_leaves_space_to_play(
    trained: MainWindow, qtbot: QtBot
) -> None:
    filters = next(panel for panel in trained.panels if isinstance(panel, FiltersPanel))
    kinds = trained.findChild(SegmentedControl, "filters_kind")
    assert kinds is not None
    kinds.pick("change")
    focused = next(iter(stops_of(filters, trained)))
    focused.setFocus()
    with qtbot.waitSignal(trained._session.run_started):
        QTest.keyClick(focused, Qt.Key.Key_R)
    assert_space_plays_and_pauses(trained, filters)


def test_a_message_that_goes_gives_the_keys_back_to_what_had_them(trained: MainWindow) -> None:
    strip = trained.timeline.strip
    strip.setFocus()
    QTest.keySequence(strip, QKeySequence("Alt+A"))
    button = QApplication.focusWidget()
    assert isinstance(button, QAbstractButton)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert trained.message_bar.isHidden()
    assert QApplication.focusWidget() is strip
