import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mnist_viz.data.builtin import sample_strokes
from mnist_viz.ui.drawing.drawing_pad import DrawingPad


@pytest.fixture
def pad(qtbot: QtBot) -> DrawingPad:
    made = DrawingPad()
    qtbot.addWidget(made)
    made.resize(200, 200)
    made.show()
    return made


def _sample(digit: int, number: int) -> list[NDArray[np.float32]]:
    return sample_strokes(digit, np.random.default_rng((digit, number)))


def _seen(pad: DrawingPad) -> int:
    return 0 if pad.drawing is None else int(pad.drawing.sum())


def test_a_digit_is_written_as_the_model_samples_it(pad: DrawingPad, qtbot: QtBot) -> None:
    for number in range(2):
        with qtbot.waitSignal(pad.writer.finished):
            pad.write(4)
        expected = _sample(4, number)
        assert len(pad.strokes) == len(expected)
        for stroke, sample in zip(pad.strokes, expected, strict=True):
            assert stroke[-1] == pytest.approx(sample[-1] / 28, abs=1e-5)


def test_the_network_reads_it_while_it_is_written(pad: DrawingPad, qtbot: QtBot) -> None:
    seen: list[NDArray[np.uint8] | None] = []
    pad.drawing_changed.connect(seen.append)
    with qtbot.waitSignal(pad.writer.finished):
        pad.write(7)
    assert len(seen) > 10
    assert seen[-1] is not None
    assert pad.drawing is not None
    assert np.array_equal(seen[-1], pad.drawing)


def test_whoever_draws_takes_the_pen_from_it(pad: DrawingPad, qtbot: QtBot) -> None:
    pad.write(8)
    qtbot.waitUntil(lambda: _seen(pad) > 0)
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 180))
    assert not pad.writer.at_work
    QTest.mouseMove(pad, QPoint(60, 180))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(60, 180))
    assert pad.strokes[-1][0] == pytest.approx([0.1, 0.9], abs=0.02)


@pytest.mark.parametrize("command", ["clear", "undo", "redo"])
def test_commands_end_the_writing(pad: DrawingPad, qtbot: QtBot, command: str) -> None:
    pad.write(3)
    qtbot.waitUntil(lambda: _seen(pad) > 0)
    getattr(pad, command)()
    assert not pad.writer.at_work


def test_a_borrowed_digit_ends_the_writing(pad: DrawingPad, qtbot: QtBot) -> None:
    pad.write(3)
    image = np.eye(28, dtype=np.uint8)
    pad.show_borrowed(image, "1", 0)
    assert not pad.writer.at_work
    assert pad.drawing is not None
    assert np.array_equal(pad.drawing, image)


def test_what_was_drawn_before_can_be_had_back(pad: DrawingPad, qtbot: QtBot) -> None:
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(pad, QPoint(150, 150))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    before = pad.strokes[0]
    with qtbot.waitSignal(pad.writer.finished):
        pad.write(1)
    while len(pad.strokes) != 1 or not np.array_equal(pad.strokes[0], before):
        assert pad.can_undo
        pad.undo()
