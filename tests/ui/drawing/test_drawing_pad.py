import json
import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.data import ink_to_image, picture_steps
from mnist_viz.ui.components import HintPill
from mnist_viz.ui.drawing.drawing_pad import DrawingPad
from mnist_viz.ui.drawing.ink import Sheet
from mnist_viz.ui.drawing.pad_hand import Tool
from mnist_viz.ui.look.theme import theme
from tests.ui.pad_driver import (
    LEFT,
    NONE,
    RIGHT,
    SEVEN,
    Picture,
    as_drawn,
    difference,
    drag,
    make_pad,
    pixels,
    send,
)


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


@pytest.mark.parametrize("scale", ["1.5", "2"])
def test_the_scale_of_the_screen_makes_no_difference(scale: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.ui.drawing.drawn_at_a_scale"],
        env=os.environ | {"QT_SCALE_FACTOR": scale},
        capture_output=True,
        check=True,
        timeout=50,
    )
    for drawn in json.loads(run.stdout):
        assert drawn["ratio"] == float(scale)
        picture = np.array(drawn["picture"], dtype=np.uint8)
        assert difference(picture, as_drawn(SEVEN)) <= 1


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


def test_the_hint_leaves_with_a_picture_of_ones_own(qtbot: QtBot, pad: DrawingPad) -> None:
    hint = pad.findChild(HintPill)
    assert hint is not None
    pad.set_hint_visible(True)
    pixels(pad)
    page = np.full((60, 80), 230, dtype=np.uint8)
    page[10:50, 38:44] = 20
    pad.show_sheet(Sheet.of_picture(picture_steps(page)))
    assert hint.isHidden()
    other = make_pad(qtbot)
    other.show_sheet(Sheet.of_picture(picture_steps(page)))
    assert np.array_equal(pixels(pad), pixels(other))


def test_the_hint_is_whole_in_a_pad_of_any_size_or_left_out(pad: DrawingPad) -> None:
    hint = pad.findChild(HintPill)
    assert hint is not None
    pad.set_hint_visible(True)
    whole, said = hint.sizeHint().width(), hint.accessibleName()
    for side in (whole + 20, whole, whole - 1, 4, whole):
        pad.resize(side, side)
        assert hint.isHidden() or pad.rect().contains(hint.geometry())
        assert (hint.accessibleName() == said) == (side >= whole)
        assert hint.isHidden() == (side == 4)
    pad.resize(whole - 1, whole - 1)
    drag(pad, SEVEN)
    pad.resize(whole, whole)
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
