"""Themes, colour maps, and the look of the whole application."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.ui.components.focus_ring import FocusRing
from mnist_viz.ui.look.colormaps import color_map
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.style import ThemeFollower, apply_theme, preferred_font, style_sheet
from mnist_viz.ui.look.theme import (
    THEME_NAMES,
    Theme,
    contrast,
    contrast_theme,
    system_theme,
    theme,
)


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication) -> Iterator[QApplication]:
    """The application, which looks as before afterwards."""
    usual = qapp.font()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    qapp.setFont(usual)


def test_all_themes_name_the_same_colors() -> None:
    assert len({frozenset(theme(name).tokens) for name in THEME_NAMES}) == 1


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize("ground", ["panel", "window", "control"])
def test_text_stands_off_its_ground(name: str, ground: str) -> None:
    look = theme(name)
    for token in ("text", "text2"):
        assert contrast(look.color(token), look.color(ground)) >= 4.5


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("on_accent", "accent"),
        ("on_past", "past"),
        ("warning", "warn_soft"),
        ("error", "err_soft"),
        ("text", "warn_soft"),
        ("text", "err_soft"),
        ("text", "accent_soft"),
    ],
)
def test_text_stands_off_colored_grounds(name: str, text: str, ground: str) -> None:
    look = theme(name)
    assert contrast(look.color(text), look.color(ground)) >= 4.5


@pytest.mark.parametrize("name", THEME_NAMES)
def test_outlines_and_lines_can_be_told_from_the_panel(name: str) -> None:
    look = theme(name)
    for token in ("edge", "accent", "focus", "pos", "neg", "train", "warning", "error"):
        assert contrast(look.color(token), look.color("panel")) >= 3.0


@pytest.mark.parametrize("name", THEME_NAMES)
def test_zero_has_nearly_the_tone_of_the_panel(name: str) -> None:
    look = theme(name)
    zeros = look.diverging[[127, 128]], look.sequential[[0]]
    for red, green, blue, _ in np.vstack(zeros).tolist():
        assert contrast(QColor(red, green, blue), look.color("panel")) < 1.2


@pytest.mark.parametrize("name", THEME_NAMES)
def test_small_values_stand_off_zero_and_larger_ones_more(name: str) -> None:
    look = theme(name)
    half = len(look.diverging) // 2
    for ramp in (look.diverging[half:], look.diverging[half - 1 :: -1], look.sequential):
        zero, *others = (QColor(*entry) for entry in ramp[:: len(ramp) // 8].tolist())
        ratios = [contrast(zero, other) for other in others]
        assert ratios == sorted(ratios)
        assert ratios[0] >= 1.15, "an eighth of the limit"


def test_a_colors_copy_can_be_faint() -> None:
    look = theme("dark")
    assert look.color("train", 0.18).alphaF() == pytest.approx(0.18, abs=0.01)
    assert look.color("train").alphaF() == 1.0


def test_maps_are_shared_and_cannot_be_written() -> None:
    look = theme("dark")
    assert look.diverging.shape == look.sequential.shape == (256, 4)
    assert look.diverging.dtype == np.uint8
    with pytest.raises(ValueError, match="read-only"):
        look.diverging[0] = 0
    assert theme("dark") is look


def test_a_map_passes_through_its_samples() -> None:
    table = color_map(["#000000", "#FF8040", "#FFFFFF"])
    assert table[0].tolist() == [0, 0, 0, 255]
    assert table[255].tolist() == [255, 255, 255, 255]
    middle = table[127:129].astype(int)
    assert np.abs(middle - [255, 128, 64, 255]).max() <= 3


def test_a_desktop_that_says_nothing_gets_the_dark_theme(app: QApplication) -> None:
    assert system_theme().name == "dark"


class _Accessibility(QObject):
    contrastPreferenceChanged = Signal(object)  # noqa: N815 - Qt's name
    preference = Qt.ContrastPreference.NoPreference

    def contrastPreference(self) -> Qt.ContrastPreference:  # noqa: N802 - Qt's name
        return self.preference


class _Hints(QObject):
    """A desktop that changes its mind when it is told to."""

    colorSchemeChanged = Signal(object)  # noqa: N815 - Qt's name
    scheme = Qt.ColorScheme.Light

    def __init__(self) -> None:
        super().__init__()
        self._accessibility = _Accessibility()

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802 - Qt's name
        return self.scheme

    def setColorScheme(self, _scheme: Qt.ColorScheme) -> None:  # noqa: N802 - Qt's name
        """Leave the desktop as it is."""

    def accessibility(self) -> _Accessibility:
        return self._accessibility


@pytest.fixture
def desktop(app: QApplication, monkeypatch: pytest.MonkeyPatch) -> _Hints:
    hints = _Hints()
    monkeypatch.setattr("mnist_viz.ui.look.theme.QGuiApplication.styleHints", lambda: hints)
    monkeypatch.setattr(QApplication, "styleHints", lambda *_: hints)
    return hints


def test_the_window_follows_the_desktop(app: QApplication, desktop: _Hints) -> None:
    follower = ThemeFollower(app)
    seen: list[Theme] = []
    follower.theme_changed.connect(seen.append)
    assert follower.theme.name == "light"
    desktop.scheme = Qt.ColorScheme.Dark
    desktop.colorSchemeChanged.emit(desktop.scheme)
    desktop.accessibility().preference = Qt.ContrastPreference.HighContrast
    desktop.accessibility().contrastPreferenceChanged.emit(desktop.accessibility().preference)
    assert [look.name for look in seen] == ["dark", "contrast"]


def test_a_chosen_theme_stays_until_the_desktop_is_followed_again(
    app: QApplication, desktop: _Hints
) -> None:
    follower = ThemeFollower(app)
    seen: list[Theme] = []
    follower.theme_changed.connect(seen.append)
    follower.choose("contrast")
    desktop.colorSchemeChanged.emit(desktop.scheme)
    assert {look.name for look in seen} == {"contrast"}
    assert app.palette().color(QPalette.ColorRole.Window) == theme("contrast").color("window")
    follower.choose("system")
    assert follower.choice == "system"
    assert seen[-1].name == "light"


def test_a_theme_that_is_not_there_cannot_be_chosen(app: QApplication, desktop: _Hints) -> None:
    follower = ThemeFollower(app)
    with pytest.raises(ValueError, match="system, dark, light, contrast"):
        follower.choose("pink")
    assert follower.choice == "system"


def test_high_contrast_takes_on_the_desktops_own_colors() -> None:
    palette = QPalette(QColor("#FFFFFF"))
    palette.setColor(QPalette.ColorRole.Window, QColor("#FFFFCC"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#000080"))
    palette.setColor(QPalette.ColorRole.Highlight, QColor("#800000"))
    look = contrast_theme(palette)
    assert look.name == "contrast"
    assert look.tokens["window"] == look.tokens["panel"] == "#FFFFCC"
    assert look.tokens["text"] == look.tokens["edge"] == "#000080"
    assert look.tokens["accent"] == "#800000"
    assert look.diverging is theme("light").diverging
    assert look.tokens["train"] == theme("light").tokens["train"]


def test_a_desktop_palette_of_weak_contrast_is_not_taken() -> None:
    palette = QPalette(QColor("#808080"))
    palette.setColor(QPalette.ColorRole.Window, QColor("#808080"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#A0A0A0"))
    assert contrast_theme(palette) is theme("contrast")


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_style_sheet_is_complete(name: str, app: QApplication) -> None:
    text = style_sheet(theme(name))
    assert "$" not in text
    assert text.count("{") == text.count("}")
    apply_theme(app, theme(name))
    assert app.palette().color(QPalette.ColorRole.Window) == theme(name).color("window")


def test_lengths_and_fonts_grow_with_the_persons_font(app: QApplication) -> None:
    app.setFont(_pixels(app.font(), 12))
    assert scaled(30) == 30
    assert font("title").pixelSize() == 13
    assert "width: 8px; height: 8px" in style_sheet(theme("dark"))
    app.setFont(_pixels(app.font(), 24))
    assert scaled(30) == 60
    assert font("title").pixelSize() == 26
    assert "width: 16px; height: 16px" in style_sheet(theme("dark"))


def test_digits_are_evenly_wide(app: QApplication) -> None:
    tag = QFont.Tag("tnum")
    assert all(font(role).featureValue(tag) == 1 for role in ("caption", "body", "value"))


def test_a_named_font_is_kept_and_a_nameless_one_replaced(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert preferred_font(QFont("Serif")).family() == "Serif"
    monkeypatch.setattr(QFontDatabase, "hasFamily", lambda family: family == "Cantarell")
    assert preferred_font(QFont("Sans Serif", 10)).family() == "Cantarell"
    assert preferred_font(QFont("Sans Serif", 10)).pointSize() == 10
    monkeypatch.setattr(QFontDatabase, "hasFamily", lambda _family: False)
    assert preferred_font(QFont("Sans Serif")).family() == "Sans Serif"


def test_the_keyboards_focus_has_a_ring_and_the_mouses_has_none(
    app: QApplication, qtbot: QtBot
) -> None:
    apply_theme(app, theme("dark"))
    ring = app.findChild(FocusRing)
    assert ring is not None
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    button, field = QPushButton("Play"), QLineEdit()
    column.addWidget(button)
    column.addWidget(field)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    button.setFocus()
    assert ring.target is None, "nobody pressed Tab"
    QTest.keyClick(button, Qt.Key.Key_Tab)
    assert _target(ring) is field
    assert window.childAt(field.geometry().topLeft() - QPoint(3, 3)) is None, "it takes no clicks"
    around = [child for child in window.children() if isinstance(child, QWidget)][-1]
    assert around.geometry() == field.geometry().adjusted(-4, -4, 4, 4)
    column.setContentsMargins(40, 40, 40, 40)
    qtbot.waitUntil(lambda: around.geometry() == field.geometry().adjusted(-4, -4, 4, 4))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert _target(ring) is None


def _target(ring: FocusRing) -> QWidget | None:
    return ring.target


def _pixels(given: QFont, size: int) -> QFont:
    made = QFont(given)
    made.setPixelSize(size)
    return made
