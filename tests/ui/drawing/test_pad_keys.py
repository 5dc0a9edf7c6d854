import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QKeyEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.data import ink_to_image
from mnist_viz.ui.drawing.drawing_pad import DrawingPad
from mnist_viz.ui.drawing.pad_keys import FAST, STEP
from tests.ui.pad_driver import SEVEN, Picture, difference, drag, pixels


def test_a_digit_can_be_drawn_by_keyboard(
    qtbot: QtBot, pad: DrawingPad, heard: list[Picture]
) -> None:
    pad.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(pad, Qt.Key.Key_X)
    for _ in range(4):
        QTest.keyClick(pad, Qt.Key.Key_Up, shift)
    assert pad.drawing is None
    QTest.keyClick(pad, Qt.Key.Key_X)
    for _ in range(8):
        QTest.keyClick(pad, Qt.Key.Key_Down, shift)
    QTest.keyClick(pad, Qt.Key.Key_Return)
    QTest.keyClick(pad, Qt.Key.Key_Left)
    (stroke,) = pad.strokes
    assert stroke[0].tolist() == pytest.approx([0.5, 0.5 - 4 * FAST * STEP])
    assert stroke[-1].tolist() == pytest.approx([0.5, 0.5 + 4 * FAST * STEP])
    assert difference(heard[-1], ink_to_image(pad.strokes)) == 0


def test_two_arrow_keys_held_at_once_draw_aslant(qtbot: QtBot, pad: DrawingPad) -> None:
    for _ in range(2):
        QTest.keyClick(pad, Qt.Key.Key_X)
    QTest.keyPress(pad, Qt.Key.Key_Right)
    QTest.keyPress(pad, Qt.Key.Key_Down)
    QTest.keyRelease(pad, Qt.Key.Key_Right)
    QTest.keyRelease(pad, Qt.Key.Key_Down)
    QTest.keyClick(pad, Qt.Key.Key_Up)
    steps = np.diff(pad.strokes[0], axis=0) / STEP
    assert np.rint(steps).tolist() == [[1, 0], [1, 1], [0, -1]]


def test_the_cross_is_seen_while_the_keys_are_used(qtbot: QtBot, pad: DrawingPad) -> None:
    pad.setFocus()
    bare = pixels(pad)
    QTest.keyClick(pad, Qt.Key.Key_X)
    up = pixels(pad)
    assert np.count_nonzero(up != bare) > 30
    QTest.keyClick(pad, Qt.Key.Key_X)
    down = pixels(pad)
    assert not np.array_equal(up, down)
    QTest.keyClick(pad, Qt.Key.Key_Escape)
    pad.undo()
    assert np.array_equal(pixels(pad), bare)


def test_keys_undo_redo_and_clear(qtbot: QtBot, pad: DrawingPad) -> None:
    drag(pad, SEVEN)
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(pad, Qt.Key.Key_Z, control)
    assert len(pad.strokes) == 0
    QTest.keyClick(pad, Qt.Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert len(pad.strokes) == 1
    QTest.keyClick(pad, Qt.Key.Key_C)
    assert len(pad.strokes) == 0


def test_undo_lifts_the_pen_of_the_keys(qtbot: QtBot, pad: DrawingPad) -> None:
    for _ in range(2):
        QTest.keyClick(pad, Qt.Key.Key_X)
    QTest.keyClick(pad, Qt.Key.Key_Right)
    pad.undo()
    QTest.keyClick(pad, Qt.Key.Key_Right)
    assert pad.drawing is None


@pytest.mark.parametrize(
    ("key", "own"),
    [
        (Qt.Key.Key_Left, False),
        (Qt.Key.Key_X, True),
        (Qt.Key.Key_Return, True),
        (Qt.Key.Key_C, True),
        (Qt.Key.Key_Space, False),
        (Qt.Key.Key_7, False),
        (Qt.Key.Key_R, False),
        (Qt.Key.Key_Escape, False),
    ],
)
def test_the_pads_own_keys_win_over_the_windows(pad: DrawingPad, key: Qt.Key, own: bool) -> None:
    none = Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, none)
    event.ignore()
    QApplication.sendEvent(pad, event)
    assert event.isAccepted() == own


def test_arrows_are_the_pads_once_the_cross_is_there(pad: DrawingPad) -> None:
    QTest.keyClick(pad, Qt.Key.Key_X)
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(pad, event)
    assert event.isAccepted()


def test_a_key_of_the_window_reaches_it(qtbot: QtBot) -> None:
    class Window(QWidget):
        keys: list[int]

        def keyPressEvent(self, event: QKeyEvent) -> None:
            self.keys.append(event.key())

    window = Window()
    window.keys = []
    qtbot.addWidget(window)
    pad = DrawingPad()
    QVBoxLayout(window).addWidget(pad)
    window.show()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_7, Qt.Key.Key_Right):
        QTest.keyClick(pad, key)
    QTest.keyClick(pad, Qt.Key.Key_X)
    QTest.keyClick(pad, Qt.Key.Key_Right)
    assert window.keys == [Qt.Key.Key_Space, Qt.Key.Key_7, Qt.Key.Key_Right]
