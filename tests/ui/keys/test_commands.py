"""Single keys, in the whole window."""

from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.ui.main_window import MainWindow
from tests.ui.test_main_window import begin_tiny, find, prediction, shown_step, view_of


def reached(window: MainWindow, step: int) -> bool:
    return shown_step(window) == step


def test_space_plays_and_pauses(window: MainWindow, qtbot: QtBot) -> None:
    begin_tiny(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown_step(window) >= 2)
    assert window._session.training
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert not window._session.training


def test_space_held_down_plays_no_more_than_once(window: MainWindow, qtbot: QtBot) -> None:
    begin_tiny(window, qtbot)
    key, none = Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QKeyEvent(QEvent.Type.KeyPress, key, none, " ", autorep=True))
    assert not window._session.training


def test_the_right_arrow_trains_one_step(window: MainWindow, qtbot: QtBot) -> None:
    begin_tiny(window, qtbot)
    for step in (1, 2, 3):
        QTest.keyClick(window, Qt.Key.Key_Right)
        qtbot.waitUntil(partial(reached, window, step))


def test_reset_gives_the_same_initial_weights_and_new_weights_others(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin_tiny(window, qtbot)
    first = view_of(window).frame.parameters
    with qtbot.waitSignal(window._session.frame_ready):
        QTest.keyClick(window, Qt.Key.Key_Right)
    with qtbot.waitSignal(window._session.run_started):
        QTest.keyClick(window, Qt.Key.Key_R)
    assert shown_step(window) == 0
    assert np.array_equal(view_of(window).frame.parameters, first)
    with qtbot.waitSignal(window._session.run_started):
        QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert not np.array_equal(view_of(window).frame.parameters, first)


def test_one_key_draws_from_wherever_the_focus_is(window: MainWindow, qtbot: QtBot) -> None:
    begin_tiny(window, qtbot)
    window.activateWindow()
    find(window, "play_button").setFocus()
    QTest.keyClick(window, Qt.Key.Key_X)
    pad = find(window, "drawing_pad")
    qtbot.waitUntil(pad.hasFocus)
    QTest.keyClick(pad, Qt.Key.Key_X)
    for _ in range(20):
        QTest.keyClick(pad, Qt.Key.Key_Down)
    assert len(window.drawing_panel.strokes) == 1
    qtbot.waitUntil(lambda: bool(prediction(window)))


def test_one_key_fills_the_screen_and_gives_it_back(window: MainWindow, qtbot: QtBot) -> None:
    for fills in (True, False):
        QTest.keyClick(window, Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
        assert window.isFullScreen() is fills
