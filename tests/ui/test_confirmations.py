"""What is done without a trace on the screen is said."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.training import PRESETS
from mnist_viz.ui import confirmations
from mnist_viz.ui.components import MessageBar
from mnist_viz.ui.confirmations import Confirmations
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.status import StatusLine
from tests.ui.window_runs import begin


def test_whatever_is_copied_is_said_at_the_foot_of_the_window(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, PRESETS["two-layer"].config, steps=1)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    def said_for_copying() -> str:
        focused = QApplication.focusWidget() or window
        QTest.keyClick(focused, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        return window.status.text

    window.pad_images.borrow(3)
    window.setFocus()
    assert said_for_copying() == "The drawing is copied as a picture."
    QTest.keyClick(window, Qt.Key.Key_N)
    assert said_for_copying() == "“Layer 1, unit 0” is copied as text."
    QTest.keyClick(window, Qt.Key.Key_P)
    qtbot.waitUntil(window.stepper.strip.hasFocus)
    assert said_for_copying() == "All four phases are copied as text."
    window.docks[3].exports.copy_picture()
    assert window.status.text == "The picture of “Loss” is copied."
    window.message_bar.show_message("error", "It failed.", "", details="where")
    window.message_bar._copy.click()
    assert window.status.text == "The details are copied."


def test_without_a_status_line_what_is_done_is_said_above_for_some_seconds(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirmations, "CONFIRMED_MS", 1)
    line, bar = StatusLine(), MessageBar()
    qtbot.addWidget(line)
    qtbot.addWidget(bar)
    line.hide()
    Confirmations(line, bar, line).confirm("The drawing is copied.")
    assert bar.text == "The drawing is copied. "
    qtbot.waitUntil(bar.isHidden)
