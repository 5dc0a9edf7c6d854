"""Icons: there, in colour, sharp."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from pytestqt.qtbot import QtBot

from mnist_viz.assets import resource
from mnist_viz.ui.look.icons import icon, icon_image
from mnist_viz.ui.look.theme import THEME_NAMES, theme

NAMES = sorted(path.stem for path in resource("icons").glob("*.svg"))


def _opaque_colors(image: QImage) -> set[str]:
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {color.name() for color in pixels if color.alpha() == 255}


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_drawn_in_one_color_of_the_theme(name: str, qtbot: QtBot) -> None:
    look = theme("dark")
    image = icon(name, look, "warning").pixmap(QSize(16, 16), 4.0).toImage()
    assert _opaque_colors(image) == {look.color("warning").name()}


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_icons_have_as_many_pixels_as_the_screen(scale: float, qtbot: QtBot) -> None:
    pixmap = icon("play", theme("light")).pixmap(QSize(16, 16), scale)
    assert pixmap.size() == QSize(16, 16) * scale
    assert pixmap.devicePixelRatio() == scale


@pytest.mark.parametrize("name", THEME_NAMES)
def test_a_disabled_icon_takes_on_the_color_of_what_is_disabled(name: str, qtbot: QtBot) -> None:
    look = theme(name)
    image = icon("play", look).pixmap(QSize(16, 16), 4.0, QIcon.Mode.Disabled).toImage()
    assert _opaque_colors(image) == {look.color("disabled").name()}


def test_an_icon_keeps_its_shape_where_the_place_is_wide(qtbot: QtBot) -> None:
    look = theme("dark")
    wide = icon("menu", look).pixmap(QSize(22, 16), 1.0).toImage()
    assert wide.copy(3, 0, 16, 16) == icon_image("menu", look.color("text"), 16)


def test_play_is_filled_and_replay_is_not(qtbot: QtBot) -> None:
    color = theme("dark").color("text")
    assert icon_image("play", color, 32).pixelColor(14, 16).alpha() == 255
    assert icon_image("replay", color, 32).pixelColor(14, 16).alpha() == 0


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize(("sign", "token"), [("check", "train"), ("cross", "error")])
def test_a_small_sign_is_no_paler_than_its_color(
    name: str, sign: str, token: str, qtbot: QtBot
) -> None:
    color = theme(name).color(token)
    for edge in (8, 9, 11, 13):
        image = icon_image(sign, color, edge)
        assert max(image.pixelColor(x, y).alpha() for x in range(edge) for y in range(edge)) > 230


def test_an_icon_that_is_not_there_is_an_error(qtbot: QtBot) -> None:
    with pytest.raises(FileNotFoundError, match="no_such_icon"):
        icon("no_such_icon", theme("dark"))


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_style_sheets_icons_have_the_themes_colors(name: str) -> None:
    look = theme(name)
    for source, kind, token in (
        ("chevron_up", f"up_{name}", "text"),
        ("chevron_up", f"up_{name}_disabled", "disabled"),
        ("chevron_down", f"down_{name}", "text"),
        ("chevron_down", f"down_{name}_disabled", "disabled"),
        ("back", f"left_{name}", "text"),
        ("back", f"left_{name}_disabled", "disabled"),
        ("chevron_right", f"right_{name}", "text"),
        ("chevron_right", f"right_{name}_disabled", "disabled"),
        ("check", f"check_{name}", "on_accent"),
        ("check", f"tick_{name}", "text"),
    ):
        drawing = resource(f"icons/{source}.svg").read_text(encoding="utf-8")
        expected = drawing.replace("currentColor", look.tokens[token])
        assert resource(f"icons/fields/{kind}.svg").read_text(encoding="utf-8") == expected
