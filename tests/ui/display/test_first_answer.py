"""What the window answers before it has all its parts, and that it is what it then goes on with."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.data.idx import write_idx
from mnist_viz.session import Session
from mnist_viz.training import PRETRAINED, load_model, model_path
from mnist_viz.ui.application import Program, WindowOptions
from mnist_viz.ui.components import SegmentedControl
from mnist_viz.ui.first_run import FirstRun
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.settings import Settings, SettingsFile, settings_path
from tests.samples import tiny_data


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication) -> Iterator[Program]:
    made = Program(qapp, WindowOptions(data="builtin"), None)
    yield made
    made.window.close()
    assert made.end(0) == 0
    made.window.deleteLater()


def test_the_first_answer_is_that_of_step_0(program: Program, qtbot: QtBot) -> None:
    assert not program.window.is_furnished
    first = program.window.drawing_panel.displayed
    prediction = program.window.findChild(QLabel, "prediction")
    assert isinstance(prediction, QLabel)
    said = prediction.text()
    with qtbot.waitSignal(program.ready):
        pass
    qtbot.waitUntil(lambda: program.window.display.view is not None)
    view = program.window.display.view
    assert view is not None
    assert view.frame.step == 0
    assert view.drawing is not None
    drawn = program.window.drawing_panel.drawing
    assert drawn is not None
    assert np.array_equal(view.drawing, drawn)
    assert view.scores is not None
    assert first == view.scores.tolist()
    assert prediction.text() == said


def test_a_drawing_is_answered_before_there_is_a_session(program: Program) -> None:
    panel = program.window.drawing_panel
    before = panel.displayed
    panel.clear()
    assert panel.displayed == []
    panel.undo()
    assert panel.displayed == before
    assert not hasattr(program, "session")


def test_a_drawing_of_before_is_read_by_the_run(program: Program, qtbot: QtBot) -> None:
    panel = program.window.drawing_panel
    panel.clear()
    panel._pad._hand.put_down((0.5, 0.2), erases=False)
    panel._pad._hand.move_to((0.5, 0.8))
    panel._pad._hand.lift()
    drawn = panel.drawing
    assert drawn is not None
    with qtbot.waitSignal(program.ready):
        pass
    qtbot.waitUntil(lambda: program.window.display.view is not None)
    view = program.window.display.view
    assert view is not None
    assert view.drawing is not None
    assert np.array_equal(view.drawing, drawn)


def test_the_window_can_be_closed_between_any_two_pieces(qtbot: QtBot, qapp: QApplication) -> None:
    pieces = 0
    furnished = False
    while not furnished:
        program = Program(qapp, WindowOptions(data="builtin"), None)
        pieces += 1
        program._begin_furnishing()
        program._next_piece.stop()
        for _ in range(pieces):
            program._furnish_more()
        furnished = program.window.is_furnished
        program.window.close()
        program._furnish_more()
        assert program.end(0) == 0
        program.window.deleteLater()
    assert pieces > 10


def test_data_that_cannot_be_had_are_told_once_there_is_a_place_for_it(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", np.zeros((2, 28, 28), np.uint8))
    monkeypatch.setenv("MNIST_VIZ_DATA", str(tmp_path))
    program = Program(qapp, WindowOptions(), None)
    with qtbot.waitSignal(program.ready):
        pass
    qtbot.waitUntil(lambda: program.session.data is not None)
    assert program.session.data is not None
    assert program.session.data.name == "builtin"
    assert "cannot be used" in program.window.message_bar.text
    program.window.close()
    assert program.end(0) == 0
    program.window.deleteLater()


def test_a_layout_of_ones_own_is_there_at_once(qtbot: QtBot, qapp: QApplication) -> None:
    file = SettingsFile(settings_path())
    file.path.parent.mkdir(parents=True, exist_ok=True)
    file.path.write_bytes(file.encoded(Settings(layouts={"wide": b"somewhere"})))
    program = Program(qapp, WindowOptions(data="builtin"), None)
    assert program.window.is_furnished
    program.window.close()
    assert program.end(0) == 0
    program.window.deleteLater()


@pytest.fixture
def full_speed_of_before() -> None:
    file = SettingsFile(settings_path())
    file.path.parent.mkdir(parents=True, exist_ok=True)
    file.path.write_bytes(file.encoded(Settings(speed="full")))


@pytest.mark.usefixtures("full_speed_of_before")
def test_the_speed_of_before_is_shown_as_it_holds(program: Program, qtbot: QtBot) -> None:
    with qtbot.waitSignal(program.ready):
        pass
    control = program.window.findChild(SegmentedControl, "speed_control")
    assert control is not None
    assert control.value() == program.session.speed == "full"
    watch = next(one for one in control.findChildren(QAbstractButton) if one.text() == "Watch")
    qtbot.waitUntil(watch.isEnabled)
    watch.click()
    assert control.value() == program.session.speed == "watch"


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (2560, 1440), (800, 700)])
def test_the_pad_stays_where_it_is_as_the_panels_come(
    size: tuple[int, int], session: Session, qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(None, ThemeFollower(qapp), FirstRun.of())
    qtbot.addWidget(window)
    window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    before = _place_of_drawing(window)
    window.furnish(session)
    qapp.processEvents()
    after = _place_of_drawing(window)
    assert window.dock_area.isVisible()
    assert before.x() == after.x()
    assert before.width() == after.width()
    if not window.dock_area.compact:  # else the status line makes room for it
        assert before == after
    window.close()


def _place_of_drawing(window: MainWindow) -> QRect:
    panel = window.drawing_panel
    return QRect(panel.mapTo(window, QPoint()), panel.size())


def test_what_the_pad_begins_with_is_a_7(qtbot: QtBot, qapp: QApplication) -> None:
    window = MainWindow(None, ThemeFollower(qapp), FirstRun.of())
    qtbot.addWidget(window)
    drawing = window.drawing_panel.drawing
    assert drawing is not None
    network, _ = load_model(model_path(PRETRAINED))
    scores = network.predict(drawing.reshape(1, -1) / np.float32(255))
    assert int(scores.argmax()) == 7
    assert scores.max() > 0.9


class Shown(QObject):
    """Notes which windows appear."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, widget: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(widget, QWidget) and widget.isWindow():
            self.windows.append(type(widget).__name__)
        return False


def test_no_other_window_flashes_up_and_the_pad_keeps_the_keys(
    program: Program, qtbot: QtBot, qapp: QApplication
) -> None:
    shown = Shown()
    qapp.installEventFilter(shown)
    with qtbot.waitSignal(program.ready):
        pass
    qtbot.waitUntil(lambda: program.window.display.view is not None)
    qapp.removeEventFilter(shown)
    assert shown.windows == []
    assert qapp.focusWidget() is program.window.drawing_panel._pad


def test_a_window_that_cannot_be_made_ends_the_program_with_one_line(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    codes: list[int] = []
    monkeypatch.setattr(qapp, "exit", codes.append)
    program = Program(qapp, WindowOptions(data="builtin"), None)
    monkeypatch.setattr(program.window, "_make_display", fail)
    program._begin_furnishing()
    program._next_piece.stop()
    with pytest.raises(ZeroDivisionError):
        _furnish(program)
    assert codes == [1]
    program.window.close()
    with pytest.raises(RuntimeError, match="could not be made"):
        program.end(1)
    program.window.deleteLater()


def _furnish(program: Program) -> None:
    while not program.window.is_furnished:
        program._furnish_more()


def test_keys_pressed_early_count_once_there_is_a_run(program: Program, qtbot: QtBot) -> None:
    QTest.keyClick(program.window, Qt.Key.Key_Space)
    assert not program.window.is_furnished
    with qtbot.waitSignal(program.ready):
        pass
    qtbot.waitUntil(lambda: program.session.training)


def test_what_was_clicked_early_is_done_once_there_is_a_run(program: Program, qtbot: QtBot) -> None:
    window = program.window
    assert not window.is_furnished
    _button(window, "Borrow a test digit").click()
    window.transport._settings.preset.pick("intro")
    _button(window, "More").click()
    with qtbot.waitSignal(program.ready):
        pass
    menu = window.transport._menu
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    assert "Quit" in [action.text() for action in menu.actions()]
    menu.close()
    qtbot.waitUntil(lambda: not window.drawing_panel.is_untouched)
    borrowed, data = window.drawing_panel.sheet.borrowed, program.session.data
    assert borrowed is not None
    assert data is not None
    assert np.array_equal(borrowed.image, data.test.images[borrowed.index])
    qtbot.waitUntil(lambda: program.session.tree.current.config.hidden == (64,))
    assert window.controls.preset == "intro"
    borrowed = window.drawing_panel.sheet.borrowed
    _button(window, "Clear").click()
    window.pad_images.borrow(3)
    assert window.drawing_panel.sheet.borrowed is not borrowed


def test_keys_that_need_a_run_wait_for_it_once_the_panels_are_there(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    QTest.keyClick(window, Qt.Key.Key_3)
    QTest.keyClick(window, Qt.Key.Key_Space)
    with qtbot.waitSignal(session.training_changed):
        session.data_loaded.emit(tiny_data())
    assert session.training
    borrowed = window.drawing_panel.sheet.borrowed
    assert borrowed is not None
    assert borrowed.class_name == "3"


def test_the_drawing_panel_is_moved_only_once_it_can_come_back(
    program: Program, qtbot: QtBot
) -> None:
    def offered() -> list[bool]:
        menu = program.window._drawing_dock._header.menu
        menu.aboutToShow.emit()
        moves = (entry for entry in menu.actions() if entry.text() in ("Float", "Hide"))
        return [entry.isEnabled() for entry in moves]

    assert offered() == [False, False]
    with qtbot.waitSignal(program.ready):
        pass
    qtbot.waitUntil(lambda: offered() == [True, True])


def _button(window: MainWindow, name: str) -> QAbstractButton:
    buttons = window.findChildren(QAbstractButton)
    return next(button for button in buttons if button.accessibleName() == name)


def test_data_are_not_read_before_all_can_hear_of_them(program: Program, qtbot: QtBot) -> None:
    program._begin_furnishing()
    program._next_piece.stop()
    program._furnish_more()
    with qtbot.assertNotEmitted(program.session.data_loaded, wait=300):
        for _ in range(8):
            program._furnish_more()
    program._next_piece.start()
    qtbot.waitUntil(lambda: program.window.is_furnished)
    qtbot.waitUntil(lambda: program.window.display.view is not None)
    assert "Built-in digits" in program.window.status._about.text()
    program.window.pad_images.borrow(3)
    drawn = program.window.drawing_panel.drawing
    assert drawn is not None
    assert program.window.pad_images._borrowed is not None


def test_no_stroke_is_torn_by_the_panels_that_come(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program._begin_furnishing()
    program._next_piece.stop()
    monkeypatch.setattr(QApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)
    for _ in range(30):
        program._furnish_more()
    assert not program.window.is_furnished
    assert program._next_piece.interval() > 0  # nor does it look at every turn
    monkeypatch.undo()
    program._next_piece.start()
    qtbot.waitUntil(lambda: program.window.is_furnished)


def test_the_first_place_leaves_a_dock_alone_that_stands_elsewhere(
    session: Session, qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(session, ThemeFollower(qapp))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    before = _place_of_drawing(window)
    window._first_place.resize(640, 480)
    window.grab()
    assert _place_of_drawing(window) == before
    window.close()
