"""Themes: one table of colours each, and the palette and colour maps made of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from mnist_viz.assets import resource
from mnist_viz.ui.look.colormaps import color_map

THEME_NAMES = ("dark", "light", "contrast")


@dataclass(frozen=True)
class Theme:
    """The look of the window.

    Attributes
    ----------
    name : str
        ``dark``, ``light`` or ``contrast``.
    tokens : dict of str to str
        Colours as ``#RRGGBB`` by what they are for: ``window``, ``panel``, ``text2``, ….
    diverging, sequential : uint8, shape (256, 4), read-only
        Colour maps from −limit to +limit and from 0 to limit.
    """

    name: str
    tokens: dict[str, str]
    diverging: NDArray[np.uint8]
    sequential: NDArray[np.uint8]

    def color(self, token: str, opacity: float = 1.0) -> QColor:
        """Return the colour of a token, as a copy."""
        color = QColor(self.tokens[token])
        color.setAlphaF(opacity)
        return color

    @cached_property
    def palette(self) -> QPalette:
        """The palette for Qt's own widgets."""
        palette = QPalette()
        role, group = QPalette.ColorRole, QPalette.ColorGroup
        for which, token in (
            (role.Window, "window"),
            (role.WindowText, "text"),
            (role.Base, "control"),
            (role.AlternateBase, "hover"),
            (role.Text, "text"),
            (role.PlaceholderText, "text2"),
            (role.Button, "control"),
            (role.ButtonText, "text"),
            (role.BrightText, "error"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"),
            (role.Link, "accent"),
            (role.LinkVisited, "accent"),
            (role.Accent, "accent"),
            (role.ToolTipBase, "control"),
            (role.ToolTipText, "text"),
            (role.Light, "hover"),
            (role.Midlight, "hover"),
            (role.Mid, "border"),
            (role.Dark, "border"),
            (role.Shadow, "window"),
        ):
            palette.setColor(which, self.color(token))
        for which in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(group.Disabled, which, self.color("disabled"))
        return palette


@cache
def theme(name: str) -> Theme:
    """Return one of `THEME_NAMES`."""
    table = json.loads(resource("tokens.json").read_text(encoding="utf-8"))[name]
    maps = [color_map(table.pop(kind)) for kind in ("diverging", "sequential")]
    for values in maps:
        values.flags.writeable = False
    return Theme(name, table, *maps)


def system_theme() -> Theme:
    """Return the theme that the desktop asks for; dark if it does not say."""
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return contrast_theme(QGuiApplication.palette())
    return theme("light" if hints.colorScheme() == Qt.ColorScheme.Light else "dark")


def contrast_theme(palette: QPalette) -> Theme:
    """Return the high-contrast theme in the colours that the person chose for the desktop.

    Parameters
    ----------
    palette : QPalette
        The desktop's. Text and highlight are taken from it if they stand off its
        window by at least 7:1; the colours of data stay ours.
    """
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    window, text = palette.color(role.Window), palette.color(role.WindowText)
    if contrast(window, text) < 7.0:
        return theme("contrast")
    bright = window.lightnessF() > 0.5
    ours = theme("light" if bright else "contrast")
    tokens = dict(ours.tokens)
    for names, color in (
        (("window", "panel", "control", "ground", "pad", "warn_soft", "err_soft"), window),
        (("text", "text2", "edge", "border", "test"), text),
        (("accent", "focus"), palette.color(role.Highlight)),
        (("on_accent",), palette.color(role.HighlightedText)),
        (("disabled",), palette.color(group.Disabled, role.WindowText)),
    ):
        tokens.update(dict.fromkeys(names, color.name().upper()))
    return Theme("contrast", tokens, ours.diverging, ours.sequential)


def legible(inks: Sequence[QColor], grounds: Sequence[QColor]) -> list[QColor]:
    """Return for each ground the ink that stands off it most."""
    luminances = [_luminance(ink) for ink in inks]
    chosen = []
    for ground in map(_luminance, grounds):
        ratios = [_ratio(one, ground) for one in luminances]
        chosen.append(inks[ratios.index(max(ratios))])
    return chosen


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    return _ratio(_luminance(one), _luminance(other))


def _ratio(*luminances: float) -> float:
    darker, brighter = sorted(luminances)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    channels = (color.redF(), color.greenF(), color.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
