"""What comes to the pad ready made, in the whole window."""

import dataclasses

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.panels.scores_panel import ScoresPanel
from tests.samples import tiny_data
from tests.ui.test_main_window import begin_tiny, prediction, view_of


def shows_drawing(window: MainWindow, drawing: NDArray[np.uint8]) -> bool:
    shown = view_of(window).drawing
    return shown is not None and np.array_equal(shown, drawing)


def test_digit_keys_borrow_test_images(window: MainWindow, qtbot: QtBot) -> None:
    begin_tiny(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_3)
    test = tiny_data().test
    threes = test.images[test.labels == 3]
    qtbot.waitUntil(lambda: shows_drawing(window, threes[0]))
    QTest.keyClick(window, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: shows_drawing(window, threes[1]))


def test_shift_and_a_digit_shows_how_it_is_written(window: MainWindow, qtbot: QtBot) -> None:
    begin_tiny(window, qtbot)
    pad = window.drawing_panel._pad
    with qtbot.waitSignal(pad.writer.finished):
        window.activateWindow()
        QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ShiftModifier)
    assert pad.strokes
    assert view_of(window).drawing is not None


def test_a_misread_image_goes_from_the_confusions_into_the_pad(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin_tiny(window, qtbot)
    qtbot.waitUntil(lambda: view_of(window).analysis is not None)
    panel = next(panel for panel in window.panels if isinstance(panel, ScoresPanel))
    analysis = view_of(window).analysis
    assert analysis is not None
    row = int(np.flatnonzero(analysis.predictions != analysis.labels)[0])
    panel.open_cell((int(analysis.labels[row]), int(analysis.predictions[row])))
    qtbot.waitUntil(lambda: len(panel.mistakes.gallery.images) > 0)
    QTest.keyClick(panel.mistakes.gallery, Qt.Key.Key_Home)
    QTest.keyClick(panel.mistakes.gallery, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows_drawing(window, tiny_data().test.images[row]))
    assert prediction(window)[0] == str(analysis.predictions[row])


def test_only_where_there_are_no_digits_an_image_is_shown_unasked(
    window: MainWindow, qtbot: QtBot
) -> None:
    digits = tiny_data()
    clothes = dataclasses.replace(digits, class_names=tuple("abcdefghij"))
    assert window.drawing_panel.is_untouched
    with qtbot.waitSignal(window._session.run_started):
        window._session.data_loaded.emit(clothes)
    borrowed = window.drawing_panel.sheet.borrowed
    assert borrowed is not None
    assert borrowed.class_name == "a"
    window.pad_images.write(3)
    assert window.drawing_panel.sheet.borrowed is borrowed, "a digit would be none of its classes"


def test_where_there_are_digits_the_sample_stays(window: MainWindow, qtbot: QtBot) -> None:
    sample = window.drawing_panel.drawing
    assert sample is not None
    begin_tiny(window, qtbot)
    assert shows_drawing(window, sample)
