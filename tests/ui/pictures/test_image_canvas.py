"""Pictures on the screen: each pixel a whole number of device pixels, in its true colour."""

import numpy as np
import pyqtgraph as pg
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHoverEvent,
    QImage,
    QKeySequence,
    QPainter,
    QShortcut,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.ui.look.theme import theme
from mnist_viz.ui.pictures.cell_colors import color_table
from mnist_viz.ui.pictures.image_canvas import CanvasImage, ImageCanvas

TABLE = color_table(theme("dark"), signed=True)
PICTURE = np.random.default_rng(0).integers(0, 253, (5, 7)).astype(np.uint8)


@pytest.fixture
def canvas(qtbot: QtBot) -> ImageCanvas:
    made = ImageCanvas()
    qtbot.addWidget(made)
    made.resize(60, 50)
    made.set_ground(QColor("#102030"))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def image(canvas: ImageCanvas) -> CanvasImage:
    made = canvas.add_image()
    made.set_colors(TABLE)
    return made


def colors_on(canvas: ImageCanvas) -> NDArray[np.uint8]:
    """Return red, green and blue of each device pixel."""
    grabbed = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    lines = np.frombuffer(grabbed.constBits(), np.uint8).reshape(grabbed.height(), -1, 4)
    return lines[:, : grabbed.width(), :3].copy()


@pytest.mark.parametrize(("across", "down"), [(1, 1), (3, 3), (5, 2)])
def test_every_pixel_becomes_a_rectangle_of_its_colour(
    canvas: ImageCanvas, image: CanvasImage, across: int, down: int
) -> None:
    image.place(4, 3, across, down)
    image.show(PICTURE)
    seen = colors_on(canvas)
    enlarged = TABLE[PICTURE][:, :, :3].repeat(down, axis=0).repeat(across, axis=1)
    height, width = enlarged.shape[:2]
    assert np.array_equal(seen[3 : 3 + height, 4 : 4 + width], enlarged)
    around = seen.copy()
    around[3 : 3 + height, 4 : 4 + width] = (0x10, 0x20, 0x30)
    assert (around == (0x10, 0x20, 0x30)).all()


def test_another_picture_another_size_and_another_table_are_shown(
    canvas: ImageCanvas, image: CanvasImage
) -> None:
    image.show(PICTURE)
    light = color_table(theme("light"), signed=False)
    for picture, table in ((PICTURE[::-1], TABLE), (PICTURE[:3, :2], TABLE), (PICTURE, light)):
        image.set_colors(table)
        image.show(picture)
        seen = colors_on(canvas)[: len(picture), : picture.shape[1]]
        assert np.array_equal(seen, table[picture][:, :, :3])
        assert np.array_equal(image.entries, picture)


def test_what_is_shown_is_a_copy(canvas: ImageCanvas, image: CanvasImage) -> None:
    given = PICTURE.copy()
    image.show(given)
    given[...] = 0
    image.entries[...] = 0
    assert np.array_equal(image.entries, PICTURE)


def test_a_picture_without_pixels_shows_nothing(canvas: ImageCanvas, image: CanvasImage) -> None:
    image.show(np.empty((0, 4), dtype=np.uint8))
    assert (colors_on(canvas) == (0x10, 0x20, 0x30)).all()


def test_a_hidden_picture_is_not_drawn(canvas: ImageCanvas, image: CanvasImage) -> None:
    image.show(PICTURE)
    image.set_visible(False)
    assert (colors_on(canvas) == (0x10, 0x20, 0x30)).all()


def test_the_overlay_lies_above_and_counts_in_device_pixels(
    canvas: ImageCanvas, image: CanvasImage
) -> None:
    def paint(painter: QPainter) -> None:
        painter.fillRect(1, 2, 3, 1, QColor("#ff0000"))

    image.show(PICTURE)
    canvas.overlay = paint
    red = (colors_on(canvas) == (255, 0, 0)).all(axis=2)
    assert np.argwhere(red).tolist() == [[2, 1], [2, 2], [2, 3]]


def test_it_tells_where_the_pointer_is_and_when_it_has_left(
    canvas: ImageCanvas, qtbot: QtBot
) -> None:
    seen: list[QPoint | None] = []
    canvas.hovered.connect(seen.append)
    QTest.mouseMove(canvas.viewport(), QPoint(12, 7))
    qtbot.waitUntil(lambda: QPoint(12, 7) in seen)
    leave = QHoverEvent(QHoverEvent.Type.Leave, QPointF(-1, -1), QPointF(-1, -1), QPointF(12, 7))
    QApplication.sendEvent(canvas, leave)
    assert seen[-1] is None


@pytest.mark.qt_log_ignore("not accepted by receiving widget")
def test_a_left_click_tells_its_place_and_other_buttons_nothing(
    canvas: ImageCanvas, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(canvas.clicked) as clicked:
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(9, 8))
    assert clicked.args == [QPoint(9, 8)]
    with qtbot.assertNotEmitted(canvas.clicked):
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, pos=QPoint(9, 8))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Qt.Key.Key_Left, [-1, 0]),
        (Qt.Key.Key_Right, [1, 0]),
        (Qt.Key.Key_Up, [0, -1]),
        (Qt.Key.Key_Down, [0, 1]),
    ],
)
def test_arrow_keys_are_told(
    canvas: ImageCanvas, key: Qt.Key, expected: list[int], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(canvas.arrow_pressed) as pressed:
        QTest.keyClick(canvas, key)
    assert pressed.args == expected


def test_its_own_keys_win_over_the_windows_and_others_do_not(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    canvas = ImageCanvas(window)
    QVBoxLayout(window).addWidget(canvas)
    step = QShortcut(QKeySequence(Qt.Key.Key_Right), window)
    play = QShortcut(QKeySequence(Qt.Key.Key_Space), window)
    window.show()
    window.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    with qtbot.assertNotEmitted(step.activated), qtbot.waitSignal(canvas.arrow_pressed):
        QTest.keyClick(canvas, Qt.Key.Key_Right)
    with qtbot.waitSignal(play.activated):
        QTest.keyClick(canvas, Qt.Key.Key_Space)


def test_home_end_and_enter_are_told(canvas: ImageCanvas, qtbot: QtBot) -> None:
    ends: list[int] = []
    canvas.end_pressed.connect(ends.append)
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    QTest.keyClick(canvas, Qt.Key.Key_End)
    assert ends == [-1, 1]
    with qtbot.waitSignal(canvas.confirmed):
        QTest.keyClick(canvas, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("reason", "by_keyboard"),
    [(Qt.FocusReason.TabFocusReason, True), (Qt.FocusReason.MouseFocusReason, False)],
)
def test_it_knows_whether_the_keyboard_has_reached_it(
    canvas: ImageCanvas, reason: Qt.FocusReason, by_keyboard: bool
) -> None:
    canvas.clearFocus()
    canvas.setFocus(reason)
    assert canvas.keyboard_focus is by_keyboard
    for passing in (QFocusEvent.Type.FocusOut, QFocusEvent.Type.FocusIn):
        switched = QFocusEvent(passing, Qt.FocusReason.ActiveWindowFocusReason)
        QApplication.sendEvent(canvas, switched)
        assert canvas.keyboard_focus is by_keyboard
    canvas.clearFocus()
    assert not canvas.keyboard_focus


def test_a_place_on_the_canvas_is_found_in_its_parent(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    canvas = ImageCanvas(parent)
    canvas.setGeometry(10, 20, 60, 50)
    assert canvas.parent_rect(QRect(1, 2, 3, 4)) == QRect(11, 22, 3, 4)


def test_pictures_are_images_of_pyqtgraph_in_the_order_in_which_they_were_added(
    canvas: ImageCanvas,
) -> None:
    below, above = canvas.add_image(), canvas.add_image()
    assert not canvas.scene().items(), "the library is loaded for something to draw"
    for image, level in ((above, 2), (below, 1)):
        image.show(np.full((2, 3), level, dtype=np.uint8))
    items = [item for item in canvas.scene().items() if isinstance(item, pg.ImageItem)]
    assert len(items) == len(canvas.scene().items())
    assert {item.zValue(): int(item.image[0, 0]) for item in items} == {1: 1, 2: 2}
