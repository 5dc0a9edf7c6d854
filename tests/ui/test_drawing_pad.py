from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QImage,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.data import ink_to_image
from mnist_viz.ui.components import HintPill
from mnist_viz.ui.drawing_pad import DrawingPad
from mnist_viz.ui.pad_hand import Tool
from mnist_viz.ui.pad_keys import FAST, STEP
from mnist_viz.ui.theme import theme

SEVEN = [(0.2, 0.2), (0.5, 0.18), (0.8, 0.2), (0.65, 0.5), (0.5, 0.85)]
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.MouseButton.NoButton
Picture = NDArray[np.uint8] | None


def make_pad(qtbot: QtBot, side: int = 228) -> DrawingPad:
    pad = DrawingPad()
    qtbot.addWidget(pad)
    pad.resize(side, side)
    pad.show()
    qtbot.waitExposed(pad)
    return pad


@pytest.fixture
def pad(qtbot: QtBot) -> DrawingPad:
    return make_pad(qtbot)


@pytest.fixture
def heard(pad: DrawingPad) -> list[Picture]:
    pictures: list[Picture] = []
    pad.drawing_changed.connect(pictures.append)
    return pictures


def send(
    pad: QWidget,
    kind: QEvent.Type,
    place: tuple[float, float],
    button: Qt.MouseButton = NONE,
    held: Qt.MouseButton = NONE,
) -> None:
    """Send one mouse event at a place that need not be a whole pixel."""
    at = QPointF(place[0] * pad.width(), place[1] * pad.height())
    event = QMouseEvent(kind, at, pad.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(pad, event)


def drag(
    pad: QWidget,
    places: Sequence[tuple[float, float]],
    button: Qt.MouseButton = LEFT,
    *,
    release: bool = True,
) -> None:
    send(pad, QEvent.Type.MouseButtonPress, places[0], button, button)
    for place in places[1:]:
        send(pad, QEvent.Type.MouseMove, place, NONE, button)
    if release:
        send(pad, QEvent.Type.MouseButtonRelease, places[-1], button)


def tablet(
    pad: QWidget,
    kind: QEvent.Type,
    place: tuple[float, float],
    pressure: float,
    device: QPointingDevice,
) -> None:
    at = QPointF(place[0] * pad.width(), place[1] * pad.height())
    event = QTabletEvent(
        kind,
        device,
        at,
        pad.mapToGlobal(at),
        pressure,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        Qt.KeyboardModifier.NoModifier,
        LEFT,
        LEFT,
    )
    QApplication.sendEvent(pad, event)


def stylus(kind: QPointingDevice.PointerType) -> QPointingDevice:
    return QPointingDevice(
        "pen",
        7,
        QInputDevice.DeviceType.Stylus,
        kind,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
    )


def pixels(pad: QWidget) -> NDArray[np.int64]:
    """Return the brightness of what the widget shows, shape (height, width)."""
    image = pad.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8)
    rows = rows.reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].astype(np.int64)


def as_drawn(places: Sequence[tuple[float, float]]) -> NDArray[np.uint8]:
    return ink_to_image([np.array(places)])


def difference(a: Picture, b: Picture) -> int:
    assert a is not None
    assert b is not None
    return int(np.abs(a.astype(int) - b).max())


def test_each_movement_of_the_mouse_reports_what_the_network_sees(
    qtbot: QtBot, pad: DrawingPad, heard: list[Picture]
) -> None:
    places = [QPoint(40, 40), QPoint(120, 36), QPoint(190, 44), QPoint(120, 200)]
    for count, place in enumerate(places, start=1):
        with qtbot.waitSignal(pad.drawing_changed):
            if count == 1:
                QTest.mousePress(pad, LEFT, pos=place)
            else:
                QTest.mouseMove(pad, place)
        seen = ink_to_image([np.array([[at.x(), at.y()] for at in places[:count]])])
        assert difference(heard[-1], seen) <= 1
        assert difference(heard[-1], ink_to_image(pad.strokes)) == 0
    QTest.mouseRelease(pad, LEFT, pos=places[-1])
    assert pad.drawing is heard[-1]
    assert heard[-1] is not None
    assert heard[-1].shape == (28, 28)
    assert heard[-1].dtype == np.uint8


def test_of_many_movements_at_once_the_last_is_reported(
    qtbot: QtBot, pad: DrawingPad, heard: list[Picture]
) -> None:
    with qtbot.waitSignal(pad.drawing_changed):
        drag(pad, SEVEN, release=False)
    assert len(heard) == 1
    assert difference(heard[0], as_drawn(SEVEN)) <= 1


def test_lifting_the_pen_reports_at_once(pad: DrawingPad, heard: list[Picture]) -> None:
    drag(pad, SEVEN)
    assert difference(heard[-1], as_drawn(SEVEN)) <= 1


@pytest.mark.parametrize("side", [120, 228, 400])
def test_the_size_of_the_pad_makes_no_difference(qtbot: QtBot, side: int) -> None:
    pad = make_pad(qtbot, side)
    drag(pad, SEVEN)
    assert difference(pad.drawing, as_drawn(SEVEN)) <= 1


@pytest.mark.parametrize("side", [120, 400])
def test_whole_pixels_make_hardly_a_difference(qtbot: QtBot, side: int) -> None:
    pad = make_pad(qtbot, side)
    places = [QPoint(round(x * side), round(y * side)) for x, y in SEVEN]
    QTest.mousePress(pad, LEFT, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(pad, place)
    QTest.mouseRelease(pad, LEFT, pos=places[-1])
    assert pad.drawing is not None
    assert np.abs(pad.drawing.astype(int) - as_drawn(SEVEN)).mean() < 4


def test_ink_keeps_its_place_when_the_pad_is_resized(qtbot: QtBot, pad: DrawingPad) -> None:
    drag(pad, SEVEN)
    before = pixels(pad) > 128
    pad.resize(456, 456)
    after = pixels(pad) > 128
    assert np.mean(after[1::2, 1::2] != before) < 0.01
    assert difference(pad.drawing, as_drawn(SEVEN)) <= 1


def test_what_was_inked_piece_by_piece_looks_as_if_inked_at_once(
    qtbot: QtBot, pad: DrawingPad
) -> None:
    for stroke in (SEVEN, [(0.3, 0.5), (0.75, 0.55)], [(0.1, 0.9)]):
        send(pad, QEvent.Type.MouseButtonPress, stroke[0], LEFT, LEFT)
        for place in stroke[1:]:
            pixels(pad)
            send(pad, QEvent.Type.MouseMove, place, NONE, LEFT)
        send(pad, QEvent.Type.MouseButtonRelease, stroke[-1], LEFT)
    drag(pad, [(0.6, 0.6), (0.7, 0.4)], RIGHT)
    piecewise = pixels(pad)
    pad.restyle(pad._theme)
    assert np.abs(piecewise - pixels(pad)).max() <= 3


def test_the_right_button_erases(pad: DrawingPad, heard: list[Picture]) -> None:
    drag(pad, [(0.1, 0.5), (0.9, 0.5)])
    drag(pad, [(0.5, 0.4), (0.5, 0.6)], RIGHT)
    assert len(pad.strokes) == 2
    assert difference(heard[-1], ink_to_image(pad.strokes)) == 0
    drag(pad, [(0.05, 0.5), (0.95, 0.5)], RIGHT)
    assert pad.strokes == []
    assert heard[-1] is None


def test_with_the_eraser_in_hand_the_left_button_erases(pad: DrawingPad) -> None:
    drag(pad, SEVEN)
    pad.choose_tool(Tool.ERASER)
    drag(pad, SEVEN)
    assert pad.drawing is None
    pad.choose_tool(Tool.PEN)
    drag(pad, SEVEN)
    assert pad.drawing is not None


def test_the_eraser_is_seen_where_it_is(pad: DrawingPad) -> None:
    bare = pixels(pad)
    pad.choose_tool(Tool.ERASER)
    send(pad, QEvent.Type.MouseMove, (0.5, 0.5))
    assert np.count_nonzero(pixels(pad) != bare) > 50
    QApplication.sendEvent(pad, QEvent(QEvent.Type.Leave))
    assert np.array_equal(pixels(pad), bare)


def test_undo_redo_and_clear(pad: DrawingPad, heard: list[Picture]) -> None:
    bare = pixels(pad)
    drag(pad, SEVEN)
    inked = pixels(pad)
    drag(pad, [(0.3, 0.5), (0.7, 0.5)])
    pad.undo()
    assert difference(heard[-1], as_drawn(SEVEN)) <= 1
    assert np.array_equal(pixels(pad), inked)
    pad.clear()
    assert heard[-1] is None
    assert np.array_equal(pixels(pad), bare)
    pad.undo()
    pad.redo()
    assert heard[-1] is None
    pad.undo()
    assert difference(heard[-1], as_drawn(SEVEN)) <= 1


def test_a_second_button_does_not_break_a_stroke(pad: DrawingPad) -> None:
    drag(pad, SEVEN[:3], release=False)
    send(pad, QEvent.Type.MouseButtonPress, SEVEN[2], RIGHT, LEFT | RIGHT)
    send(pad, QEvent.Type.MouseButtonRelease, SEVEN[2], RIGHT, LEFT)
    for place in SEVEN[3:]:
        send(pad, QEvent.Type.MouseMove, place, NONE, LEFT)
    send(pad, QEvent.Type.MouseButtonRelease, SEVEN[-1], LEFT)
    assert len(pad.strokes) == 1
    assert len(pad.strokes[0]) == len(SEVEN)


def test_two_quick_clicks_are_two_dots(pad: DrawingPad) -> None:
    send(pad, QEvent.Type.MouseButtonPress, (0.2, 0.2), LEFT, LEFT)
    send(pad, QEvent.Type.MouseButtonRelease, (0.2, 0.2), LEFT)
    send(pad, QEvent.Type.MouseButtonDblClick, (0.7, 0.2), LEFT, LEFT)
    send(pad, QEvent.Type.MouseButtonRelease, (0.7, 0.2), LEFT)
    assert [len(stroke) for stroke in pad.strokes] == [1, 1]
    shown = pixels(pad)
    dot = shown[round(0.2 * 228), round(0.2 * 228)]
    assert dot == shown[round(0.2 * 228), round(0.7 * 228)]
    assert dot != shown[round(0.2 * 228), round(0.45 * 228)]


def test_a_pad_that_loses_the_focus_lifts_the_pen(pad: DrawingPad) -> None:
    drag(pad, SEVEN[:2], release=False)
    QApplication.sendEvent(pad, QEvent(QEvent.Type.Hide))
    send(pad, QEvent.Type.MouseMove, SEVEN[2], NONE, LEFT)
    assert len(pad.strokes[0]) == 2


def test_a_pen_draws_wider_under_pressure(pad: DrawingPad) -> None:
    pen = stylus(QPointingDevice.PointerType.Pen)
    for height, pressure in ((0.3, 0.1), (0.7, 1.0)):
        tablet(pad, QEvent.Type.TabletPress, (0.2, height), pressure, pen)
        tablet(pad, QEvent.Type.TabletMove, (0.8, height), pressure, pen)
        tablet(pad, QEvent.Type.TabletRelease, (0.8, height), 0.0, pen)
    column = pixels(pad)[2:-2, 114]
    paper = column[0]
    thin = np.count_nonzero(column[:112] != paper)
    thick = np.count_nonzero(column[112:] != paper)
    assert 4 <= thin < 10
    assert thick > 2 * thin
    assert difference(pad.drawing, ink_to_image(pad.strokes)) == 0


def test_a_dot_of_a_pen_is_seen(pad: DrawingPad) -> None:
    pen = stylus(QPointingDevice.PointerType.Pen)
    bare = pixels(pad)
    tablet(pad, QEvent.Type.TabletPress, (0.5, 0.5), 0.5, pen)
    tablet(pad, QEvent.Type.TabletRelease, (0.5, 0.5), 0.0, pen)
    assert np.count_nonzero(pixels(pad) != bare) > 60


def test_the_back_of_a_pen_erases(pad: DrawingPad) -> None:
    drag(pad, [(0.1, 0.5), (0.9, 0.5)])
    eraser = stylus(QPointingDevice.PointerType.Eraser)
    tablet(pad, QEvent.Type.TabletPress, (0.5, 0.4), 0.5, eraser)
    tablet(pad, QEvent.Type.TabletMove, (0.5, 0.6), 0.5, eraser)
    tablet(pad, QEvent.Type.TabletRelease, (0.5, 0.6), 0.0, eraser)
    assert len(pad.strokes) == 2


def test_a_pen_that_hovers_draws_nothing(pad: DrawingPad) -> None:
    pen = stylus(QPointingDevice.PointerType.Pen)
    tablet(pad, QEvent.Type.TabletMove, (0.5, 0.5), 0.0, pen)
    assert pad.drawing is None


def test_a_finger_draws_and_a_second_one_does_not(pad: DrawingPad) -> None:
    screen = QTest.createTouchDevice()
    places = [QPoint(round(x * 228), round(y * 228)) for x, y in SEVEN]
    QTest.touchEvent(pad, screen).press(0, places[0], pad).commit()
    QTest.touchEvent(pad, screen).move(0, places[1], pad).press(1, QPoint(9, 9), pad).commit()
    for place in places[2:]:
        QTest.touchEvent(pad, screen).move(0, place, pad).move(1, QPoint(5, 5), pad).commit()
    QTest.touchEvent(pad, screen).release(0, places[-1], pad).release(1, QPoint(5, 5), pad).commit()
    drawn = np.array([[at.x(), at.y()] for at in places])
    assert len(pad.strokes) == 1
    assert difference(pad.drawing, ink_to_image([drawn])) <= 1


def test_fingers_on_a_touch_pad_do_not_draw(pad: DrawingPad) -> None:
    plate = QTest.createTouchDevice(
        QInputDevice.DeviceType.TouchPad,
        QInputDevice.Capability.Position | QInputDevice.Capability.MouseEmulation,
    )
    QTest.touchEvent(pad, plate).press(0, QPoint(50, 50), pad).commit()
    QTest.touchEvent(pad, plate).move(0, QPoint(90, 90), pad).commit()
    QTest.touchEvent(pad, plate).release(0, QPoint(90, 90), pad).commit()
    assert pad.strokes == []


def test_a_digit_can_be_drawn_by_keyboard(
    qtbot: QtBot, pad: DrawingPad, heard: list[Picture]
) -> None:
    pad.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
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
    QTest.keyClick(pad, Qt.Key.Key_Right)
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
    QTest.keyClick(pad, Qt.Key.Key_X)
    QTest.keyClick(pad, Qt.Key.Key_Right)
    pad.undo()
    QTest.keyClick(pad, Qt.Key.Key_Right)
    assert pad.drawing is None


@pytest.mark.parametrize(
    ("key", "own"),
    [
        (Qt.Key.Key_Left, True),
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
    assert window.keys == [Qt.Key.Key_Space, Qt.Key.Key_7]


def test_a_borrowed_digit_is_drawn_pixel_by_pixel(pad: DrawingPad, heard: list[Picture]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    pad.show_borrowed(picture, "7", 12)
    assert difference(heard[-1], picture) == 0
    assert pad.borrowed is not None
    assert (pad.borrowed.class_name, pad.borrowed.index) == ("7", 12)
    shown = pixels(pad)[16 : 16 + 196, 16 : 16 + 196]
    assert np.array_equal(shown, np.kron(shown[::7, ::7], np.ones((7, 7), dtype=np.int64)))
    order = np.argsort(picture, axis=None)
    assert (np.abs(np.diff(shown[::7, ::7].ravel()[order])) <= 2).all()


def test_the_lender_keeps_his_picture(pad: DrawingPad) -> None:
    picture = np.full((28, 28), 9, dtype=np.uint8)
    pad.show_borrowed(picture, "1", 0)
    picture[:] = 0
    assert pad.drawing is not None
    assert pad.drawing.min() == 9


def test_drawing_replaces_a_borrowed_digit(pad: DrawingPad) -> None:
    pad.show_borrowed(np.full((28, 28), 255, dtype=np.uint8), "1", 0)
    drag(pad, SEVEN)
    assert pad.borrowed is None
    assert difference(pad.drawing, as_drawn(SEVEN)) <= 1
    assert pixels(pad)[20, 20] == pixels(pad)[200, 200]


def test_the_hint_leaves_with_the_first_stroke_and_covers_no_digit(pad: DrawingPad) -> None:
    hint = pad.findChild(HintPill)
    assert hint is not None
    assert hint.isHidden()
    picture = np.zeros((28, 28), dtype=np.uint8)
    picture[4:27, 10:14] = 255
    pad.set_hint_visible(True)
    pad.show_borrowed(picture, "1", 0)
    assert hint.isVisible()
    column = pixels(pad)[:, 114 - 12][: hint.y()]
    assert column.max() > 200
    assert column[-2:].max() < 100
    drag(pad, SEVEN)
    assert hint.isHidden()


def test_the_mouse_draws_through_the_hint(qtbot: QtBot, pad: DrawingPad) -> None:
    pad.set_hint_visible(True)
    hint = pad.findChild(HintPill)
    assert hint is not None
    assert pad.childAt(hint.geometry().center()) is None


def test_a_broad_pad_is_square_in_the_middle(qtbot: QtBot, pad: DrawingPad) -> None:
    pad.resize(400, 200)
    send(pad, QEvent.Type.MouseButtonPress, (0.25, 0.0), LEFT, LEFT)
    send(pad, QEvent.Type.MouseMove, (0.75, 1.0), NONE, LEFT)
    assert pad.strokes[0].tolist() == [[0.0, 0.0], [1.0, 1.0]]


@pytest.mark.parametrize("name", ["dark", "light", "contrast"])
def test_every_theme_shows_ink_on_paper(pad: DrawingPad, name: str) -> None:
    pad.restyle(theme(name))
    drag(pad, SEVEN)
    image = pad.grab().toImage()
    assert image.pixelColor(30, 200) == theme(name).color("pad")
    assert image.pixelColor(round(0.5 * 228), round(0.186 * 228)) == theme(name).color("text")
