import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors, zoomed
from mnist_viz.ui.look.theme import THEME_NAMES, theme


@pytest.mark.parametrize("width", range(1, 41))
def test_every_width_is_drawn_pixel_by_pixel(width: int, qtbot: QtBot) -> None:
    picture = np.random.default_rng(width).integers(0, 256, (5, width), dtype=np.uint8)
    grey = np.arange(256, dtype=np.uint32) * np.uint32(0x010101) | np.uint32(0xFF000000)
    image = digit_image(picture, grey)
    assert (image.width(), image.height()) == (width, 5)
    for y in range(5):
        for x in range(width):
            assert image.pixelColor(x, y).red() == picture[y, x]


def test_the_image_outlives_the_array(qtbot: QtBot) -> None:
    picture = np.full((28, 28), 200, dtype=np.uint8)
    image = digit_image(picture, ink_colors(theme("dark"), "pad"))
    before = image.pixel(3, 3)
    picture[:] = 0
    del picture
    np.full((28, 28), 7, dtype=np.uint32)
    assert image.pixel(3, 3) == before


@pytest.mark.parametrize("name", THEME_NAMES)
def test_paper_and_ink_have_the_colours_of_the_theme(name: str) -> None:
    look = theme(name)
    colors = ink_colors(look, "ground")
    assert QColor.fromRgba(int(colors[0])) == look.color("ground")
    assert QColor.fromRgba(int(colors[255])) == look.color("text")


def test_a_zoomed_pixel_is_a_square_of_device_pixels(qtbot: QtBot) -> None:
    image = QImage(2, 1, QImage.Format.Format_RGB32)
    image.setPixelColor(0, 0, QColor("red"))
    image.setPixelColor(1, 0, QColor("blue"))
    larger = zoomed(image, 3, 1.5)
    assert (larger.width(), larger.height(), larger.devicePixelRatio()) == (6, 3, 1.5)
    assert [larger.pixelColor(x, 2).name() for x in (0, 2, 3, 5)] == [
        "#ff0000",
        "#ff0000",
        "#0000ff",
        "#0000ff",
    ]
