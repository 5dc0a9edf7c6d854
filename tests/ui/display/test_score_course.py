"""The strip that shows how the drawing was read while training, in the window."""

import csv
import io

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mnist_viz.nn import predict
from mnist_viz.session import Session
from mnist_viz.ui.display.sight import is_in_sight
from mnist_viz.ui.drawing.score_strip import ScoreStrip
from mnist_viz.ui.look.theme import theme
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.panels.why_panel import COURSE
from tests.samples import tiny_data
from tests.ui.pad_driver import pixels

NAMES = tuple("0123456789")


@pytest.fixture
def window(window: MainWindow, session: Session, qtbot: QtBot) -> MainWindow:
    window.resize(1920, 1080)
    with qtbot.waitSignal(session.run_started):
        session.data_loaded.emit(tiny_data())
    return window


def train(window: MainWindow, qtbot: QtBot, step: int) -> None:
    session = window._session
    session.set_speed("full")
    session.play()
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.step >= step)
    with qtbot.waitSignal(session.came_to_rest) as rest:
        session.pause()
    display = window.display
    qtbot.waitUntil(lambda: display.newest is not None and display.newest.step == rest.args[0])


def is_whole(window: MainWindow, strip: ScoreStrip) -> bool:
    view, history = window.display.view, window._session.past.history
    assert view is not None
    newest = view.newest or view.frame
    recorded = history.steps(newest.run_id).tolist()
    is_rest_known = recorded[-1:] == [newest.step]  # where it rests is recorded, and told of later
    return is_rest_known and strip.displayed[0].tolist() == recorded and len(recorded) > 5


def test_the_strip_shows_the_scores_of_every_recorded_step(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 40)
    strip = window.drawing_panel.strip
    assert strip.isVisible()
    qtbot.waitUntil(lambda: is_whole(window, strip))
    steps, scores = strip.displayed
    view, history = window.display.view, window._session.past.history
    assert view is not None
    assert view.drawing is not None
    x = view.drawing.reshape(1, -1) / np.float32(255)
    for step, row in zip(steps.tolist(), scores, strict=True):
        snapshot = history.at_or_before(view.frame.run_id, step)
        assert snapshot is not None
        frame = history.frame(view.frame.run_id, snapshot)
        expected = predict(frame.layout, frame.parameters, x)[0]
        assert row == pytest.approx(expected, abs=1e-6)
    assert strip.playhead == view.frame.step


def test_the_file_of_the_course_is_of_the_drawing_at_hand(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 20)
    panel, strip = window.why_panel, window.why_panel.strip
    QTest.keyClick(window, Qt.Key.Key_Y)
    panel.choose(COURSE)
    qtbot.waitUntil(lambda: is_whole(window, strip))
    before = strip.displayed[1]
    window.pad_images.borrow(3)
    qtbot.waitUntil(lambda: not np.array_equal(strip.displayed[1], before))
    qtbot.waitUntil(lambda: is_whole(window, strip))
    table, view = panel.as_table(), window.display.view
    assert table is not None
    assert view is not None
    assert view.scores is not None
    header, *rows = csv.reader(io.StringIO(table.encoded().decode(), newline=""))
    assert header == ["step", *(f"score of {name}" for name in view.class_names)]
    assert [int(row[0]) for row in rows] == strip.displayed[0].tolist()
    assert int(rows[-1][0]) == view.frame.step
    assert np.array(rows[-1][1:], dtype=float) == pytest.approx(view.scores, abs=1e-6)


def test_another_drawing_has_another_course(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 20)
    strip = window.drawing_panel.strip
    qtbot.waitUntil(lambda: is_whole(window, strip))
    before = strip.displayed[1]
    window.pad_images.borrow(3)
    qtbot.waitUntil(lambda: not np.array_equal(strip.displayed[1], before))
    window.drawing_panel.clear()
    qtbot.waitUntil(lambda: not len(strip.displayed[0]))


def test_the_playhead_goes_into_the_past(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 20)
    window.rewinder.go_to(4, exact=False)
    qtbot.waitUntil(lambda: window.drawing_panel.strip.playhead == 4)
    qtbot.waitUntil(lambda: is_whole(window, window.drawing_panel.strip))


def test_out_of_sight_nothing_is_worked_out(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 720)
    qtbot.waitUntil(window.drawing_panel.strip.isHidden)
    window.course._trail = None
    train(window, qtbot, 20)
    window.course.follow()
    assert window.course.trail is None
    QTest.keyClick(window, Qt.Key.Key_Y)
    assert is_in_sight(window.why_panel)
    window.why_panel.choose(COURSE)
    qtbot.waitUntil(lambda: is_whole(window, window.why_panel.strip))


def test_a_strip_says_as_what_it_is_read_and_since_when(qtbot: QtBot) -> None:
    strip = ScoreStrip()
    qtbot.addWidget(strip)
    scores = np.zeros((4, 10), dtype=np.float32)
    scores[:2, 3] = scores[2:, 8] = 1
    strip.show_course(np.array([0, 10, 200, 4000]), scores, NAMES)
    assert strip.accessibleDescription() == "8 since step 200"
    strip.show_course(np.array([0]), np.full((1, 10), np.nan, dtype=np.float32), NAMES)
    assert strip.accessibleDescription() == ""


@pytest.mark.parametrize("name", ["dark", "light", "contrast"])
def test_a_high_score_stands_out_where_and_when_it_was(qtbot: QtBot, name: str) -> None:
    strip = ScoreStrip()
    qtbot.addWidget(strip)
    strip.resize(240, 200)
    strip.restyle(theme(name))
    scores = np.zeros((2, 10), dtype=np.float32)
    scores[1, 5] = 1
    strip.show_course(np.array([0, 25]), scores, NAMES)
    strip.show_place(100, 100)
    strip.show()
    shown = pixels(strip)
    title = 30
    of_five = title + int(np.abs(shown[title:, 200] - shown[title:, 70]).argmax())
    assert of_five == pytest.approx(0.55 * 200, abs=20)
    left = strip._left()
    edge = left + np.abs(np.diff(shown[of_five, left:230])).argmax()
    assert edge == pytest.approx(left + (240 - left) / 2, abs=3), "at the root of a quarter"


@pytest.mark.parametrize("room", [0, 60, 130, 200, 900])
def test_a_strip_takes_no_more_than_there_is(qtbot: QtBot, room: int) -> None:
    strip = ScoreStrip()
    qtbot.addWidget(strip)
    assert strip.height_in(room, 10) <= room
    assert strip.height_in(60, 10) == 0


def test_a_strip_that_comes_in_sight_catches_up(window: MainWindow, qtbot: QtBot) -> None:
    strip = window.drawing_panel.strip
    train(window, qtbot, 20)
    qtbot.waitUntil(lambda: is_whole(window, strip))
    window.resize(1280, 720)
    qtbot.waitUntil(strip.isHidden)
    train(window, qtbot, 40)
    assert window.display.newest is not None
    newest = window.display.newest.step
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: strip.playhead == newest and is_whole(window, strip))


def test_before_the_first_step_a_strip_shows_no_scores(qtbot: QtBot) -> None:
    strip = ScoreStrip()
    qtbot.addWidget(strip)
    strip.resize(240, 200)
    strip.restyle(theme("dark"))
    strip.show()
    certain = np.zeros((1, 10), dtype=np.float32)
    certain[0, 5] = 1
    strip.show_course(np.array([0]), np.zeros((1, 10), dtype=np.float32), NAMES)
    strip.show_place(0, 0)
    before = pixels(strip)
    strip.show_course(np.array([0]), certain, NAMES)
    assert np.array_equal(pixels(strip), before)
