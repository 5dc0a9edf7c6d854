"""“It is a 7”: by pointer and by key, kept, taught, seen, deleted and exported."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QListWidget,
    QMenu,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mnist_viz.data import picture_steps
from mnist_viz.data.my_digits import MyDigits
from mnist_viz.data.my_digits_file import EXPORTED, my_digits_path, read_my_digits
from mnist_viz.ui.look.theme import THEME_NAMES, theme
from mnist_viz.ui.main_window import MainWindow
from tests.data.photographs import Scene, photograph
from tests.ui.strokes_of_digits import DIGITS
from tests.ui.test_main_window import begin_tiny, draw, find, prediction


@pytest.fixture
def speed() -> str:
    return "full"


@pytest.fixture
def window(window: MainWindow, qtbot: QtBot) -> MainWindow:
    begin_tiny(window, qtbot)
    return window


def menu(window: MainWindow) -> QMenu:
    found = find(window, "teach_menu")
    assert isinstance(found, QMenu)
    return found


def teach(window: MainWindow, qtbot: QtBot, digit: int) -> None:
    """Draw a digit, press the button beside its reading, and the digit's key."""
    window.drawing_panel.clear()
    draw(window, DIGITS[digit])
    button = find(window, "teach_button")
    qtbot.waitUntil(button.isVisible)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(menu(window).isVisible)
    with qtbot.waitSignal(window._session.teacher.changed):
        QTest.keyClick(menu(window), Qt.Key(Qt.Key.Key_0 + digit))


def entry(window: MainWindow, text: str) -> QAction:
    return next(action for action in window.actions() if action.text() == text)


def button(parent: QWidget, text: str) -> QPushButton:
    return next(one for one in parent.findChildren(QPushButton) if one.text() == text)


def labels(window: MainWindow) -> list[int]:
    return [one.label for one in window._session.taught.digits]


def test_a_drawing_is_taught_with_two_clicks(window: MainWindow, qtbot: QtBot) -> None:
    teach(window, qtbot, 7)
    assert labels(window) == [7]
    kept = window._session.taught.digits[0]
    np.testing.assert_array_equal(kept.image, window.drawing_panel.drawing)
    said = window.message_bar.text
    assert "Kept in My digits: a 7." in said
    assert "1 of 320 images" in said
    teach(window, qtbot, 1)
    assert labels(window) == [7, 1]
    assert "They are 2 now." in window.message_bar.text
    assert "1 of 160 images" in window.message_bar.text


def test_a_drawing_is_taught_by_keys_alone(window: MainWindow, qtbot: QtBot) -> None:
    draw(window, DIGITS[3])
    pad = find(window, "drawing_pad")
    QTest.keyClick(pad, Qt.Key.Key_T)
    qtbot.waitUntil(menu(window).isVisible)
    for _ in range(3):
        QTest.keyClick(menu(window), Qt.Key.Key_Down)
    with qtbot.waitSignal(window._session.teacher.changed):
        QTest.keyClick(menu(window), Qt.Key.Key_Return)
    assert labels(window) == [3]


def test_a_picture_of_ones_own_can_be_taught(window: MainWindow, qtbot: QtBot) -> None:
    strokes = [np.array(stroke) for stroke in DIGITS[7]]
    steps = picture_steps(photograph(strokes, Scene(width=0.03, fading=0.5)))
    window.drawing_panel.show_picture(steps)
    shown = find(window, "teach_button")
    qtbot.waitUntil(shown.isVisible)
    QTest.mouseClick(shown, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window._session.teacher.changed):
        QTest.keyClick(menu(window), Qt.Key.Key_7)
    assert labels(window) == [7]
    np.testing.assert_array_equal(window._session.taught.digits[0].image, steps.image)
    assert "Kept in My digits: a 7." in window.message_bar.text
    kept = read_my_digits(my_digits_path())
    np.testing.assert_array_equal(kept.digits[0].image, steps.image)


def test_a_test_image_cannot_be_taught(window: MainWindow, qtbot: QtBot) -> None:
    window.pad_images.borrow(4)
    qtbot.waitUntil(lambda: bool(prediction(window)))
    assert find(window, "teach_button").isHidden()
    QTest.keyClick(window, Qt.Key.Key_T)
    assert menu(window).isHidden()
    assert "A test image cannot be taught." in window.message_bar.text
    window.drawing_panel.clear()
    QTest.keyClick(window, Qt.Key.Key_T)
    assert "Nothing is drawn yet." in window.message_bar.text
    draw(window, DIGITS[1])
    assert find(window, "teach_button").isVisible()


def test_a_drawing_that_is_too_long_is_refused_with_the_reason(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mnist_viz.data.my_digits.MOST_POINTS", 3)
    draw(window, DIGITS[0])
    window.teaching.teach(0)
    assert "The drawing cannot be taught." in window.message_bar.text
    assert "more than 3 points" in window.message_bar.text


def test_training_goes_on_with_what_was_taught_and_the_chart_says_from_when(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.controls.step()
    qtbot.waitUntil(lambda: window._session.frame is not None and window._session.frame.step == 1)
    teach(window, qtbot, 7)
    with qtbot.waitSignal(window._session.training_changed):
        button(window.message_bar, "Train").click()
    qtbot.waitUntil(lambda: window._session.frame is not None and window._session.frame.step > 3)
    window._session.pause()
    frame = window._session.frame
    assert frame is not None
    assert [(one.step, one.field) for one in frame.changes] == [(1, "my_digits")]


def test_a_slip_is_undone(window: MainWindow, qtbot: QtBot) -> None:
    teach(window, qtbot, 7)
    with qtbot.waitSignal(window._session.teacher.changed):
        button(window.message_bar, "Undo").click()
    assert labels(window) == []
    assert len(read_my_digits(my_digits_path())) == 0


@pytest.mark.parametrize("second", [1, 7])
def test_undo_brings_back_what_a_drawing_was_taught_as_before(
    window: MainWindow, qtbot: QtBot, second: int
) -> None:
    changed = window._session.teacher.changed
    teach(window, qtbot, 0)
    teach(window, qtbot, 7)
    with qtbot.waitSignal(changed):
        window.teaching.teach(second)
    assert labels(window) == [0, second]
    with qtbot.waitSignal(changed):
        button(window.message_bar, "Undo").click()
    assert labels(window) == [0, 7]
    assert [one.label for one in read_my_digits(my_digits_path()).digits] == [0, 7]


def test_drawings_are_seen_deleted_one_by_one_and_all_and_come_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    session, dialog = window._session, window.teaching.dialog
    for digit in (7, 1, 0):
        teach(window, qtbot, digit)
    with qtbot.waitSignal(session.teacher.changed):
        entry(window, "My digits…").trigger()
    assert dialog.isVisible()
    assert dialog.shown == ["7", "1", "0"]
    drawings = dialog.findChild(QListWidget)
    assert drawings is not None
    drawings.setFocus()
    drawings.setCurrentRow(1)
    with qtbot.waitSignal(session.teacher.changed):
        QTest.keyClick(drawings, Qt.Key.Key_Delete)
    assert dialog.shown == ["7", "0"]
    assert labels(window) == [7, 0]
    with qtbot.waitSignal(session.teacher.changed):
        button(dialog, "Delete all").click()
    assert dialog.shown == []
    assert not drawings.isVisible()
    assert "2 drawings deleted" in window.message_bar.text
    with qtbot.waitSignal(session.teacher.changed):
        button(window.message_bar, "Undo").click()
    assert dialog.shown == ["7", "0"]
    dialog.close()


def test_teaching_can_be_switched_off_and_on(window: MainWindow, qtbot: QtBot) -> None:
    teach(window, qtbot, 7)
    with qtbot.waitSignal(window._session.teacher.changed):
        window.teaching.show_my_digits()
    dialog = window.teaching.dialog
    switch = dialog.findChild(QCheckBox)
    assert switch is not None
    assert switch.isChecked()
    for wanted in (False, True):
        with qtbot.waitSignal(window._session.teacher.changed):
            switch.setChecked(wanted)
        assert labels(window) == ([7] if wanted else [])
        assert switch.isChecked() is wanted
    dialog.close()


def test_my_digits_are_exported_to_a_folder(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teach(window, qtbot, 7)
    window.teaching.show_my_digits()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    with qtbot.waitSignal(window._session.teacher.exported):
        button(window.teaching.dialog, "Export as IDX…").click()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(EXPORTED)
    assert str(tmp_path) in window.message_bar.text
    window.teaching.dialog.close()


def test_a_drawing_that_cannot_be_saved_is_not_called_kept(
    window: MainWindow, qtbot: QtBot
) -> None:
    folder = my_digits_path().parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    bar = window.message_bar
    teach(window, qtbot, 7)
    assert labels(window) == [7]
    assert bar.kind == "error"
    assert bar.text.startswith("My digits could not be saved.")
    assert str(my_digits_path()) in bar.text
    assert "Your 7 is learned from until the window is closed." in bar.text
    bar.show_message("info", "The table is saved.", "")
    assert bar.text.startswith("My digits could not be saved."), "until it is read"
    with qtbot.waitSignal(window._session.teacher.changed):
        button(bar, "Try again").click()
    assert bar.text.startswith("My digits could not be saved.")
    folder.unlink()
    bar.take_back("The table is saved.")
    with qtbot.waitSignal(window._session.teacher.changed):
        button(bar, "Try again").click()
    assert bar.text == f"My digits are saved. {my_digits_path()}"
    assert [one.label for one in read_my_digits(my_digits_path()).digits] == [7]


def test_a_drawing_that_is_saved_says_so_of_those_before_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    folder = my_digits_path().parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    teach(window, qtbot, 7)
    folder.unlink()
    teach(window, qtbot, 1)
    assert "Kept in My digits: a 1. They are 2 now." in window.message_bar.text
    window.message_bar._close.click()
    assert window.message_bar.text == ""


def test_an_export_that_fails_is_said_until_it_is_read_or_succeeds(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    teach(window, qtbot, 7)
    teacher, bar = window._session.teacher, window.message_bar
    with qtbot.waitSignal(teacher.export_failed):
        teacher.export(tmp_path / "none")
    qtbot.waitUntil(lambda: bar.text.startswith("My digits could not be exported."))
    bar.show_message("info", "The table is saved.", "")
    assert bar.text.startswith("My digits could not be exported.")
    with qtbot.waitSignal(teacher.exported):
        teacher.export(tmp_path)
    qtbot.waitUntil(lambda: "could not be" not in bar.text)


def test_a_damaged_file_is_told_once_in_the_window(window: MainWindow, qtbot: QtBot) -> None:
    my_digits_path().parent.mkdir(parents=True, exist_ok=True)
    my_digits_path().write_text("{")
    with qtbot.waitSignal(window._session.teacher.damaged):
        window.teaching.show_my_digits()
    assert "My digits could not be read" in window.message_bar.text
    assert "my_digits.damaged-1.json" in window.message_bar.text
    window.teaching.dialog.close()


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_dialog_takes_on_every_theme(window: MainWindow, qtbot: QtBot, name: str) -> None:
    window.teaching.restyle(theme(name))
    window.teaching.dialog.show_digits(MyDigits(), taught=False, teachable=True)
    assert not button(window.teaching.dialog, "Delete").isEnabled()
