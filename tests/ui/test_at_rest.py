"""The window at rest, at every height that leaves little room: its panels stay where they are."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.training import RunConfig
from mnist_viz.ui.main_window import MainWindow
from tests.ui import window_runs

HEIGHTS = range(560, 764, 4)
MOST_ROUNDS = 20


@pytest.mark.parametrize("with_message", [False, True])
@pytest.mark.parametrize("with_phases", [False, True])
def test_panels_at_rest_stay_where_they_are_at_any_height(
    with_message: bool, with_phases: bool, window: MainWindow, qtbot: QtBot, qapp: QApplication
) -> None:
    window_runs.begin(window, qtbot, RunConfig(batch_size=32), 1)
    window.message_bar.hide()
    if with_message:
        window.message_bar.show_message("info", "Something happened.", "It need not be said why.")
    if with_phases:
        QTest.keyClick(window, Qt.Key.Key_P)
        qtbot.waitUntil(lambda: window.stepper.is_open)
    changes: list[bool] = []
    window.dock_area.compact_changed.connect(changes.append)
    at_rest = []
    for height in HEIGHTS:
        window.resize(1280, height)
        before = len(changes)
        for _ in range(MOST_ROUNDS):
            qapp.processEvents()
        assert len(changes) - before <= 1, f"columns and tabs change places at {height}"
        at_rest.append(window.status.isHidden())
    assert [a for a, b in pairwise(at_rest) if a < b] == [], "higher, and yet less room"
    assert set(at_rest) == {False, True}
