"""The spacing grid, in pixels at the base font size, and the type scale."""

from functools import cache

from PySide6.QtGui import QFont, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication

BASE_FONT_PIXELS = 12

UNIT = 4
GAP = 8  # between panels
PADDING = 12  # inside a panel
HEADER = 34
CONTROL = 26  # height of a field
ICON_BUTTON = 30
HEADER_BUTTON = 24  # an icon button in a panel's header
ICON = 16
TRANSPORT = 56
STATUS = 24
PANEL_RADIUS = 6
CONTROL_RADIUS = 5
CHIP_RADIUS = 4

FONT_PIXELS = {
    "caption": 11,
    "body": 12,
    "title": 13,
    "value": 17,
    "step": 20,
    "accuracy": 24,
    "digit": 52,
}
"""Size of each role, where the person's own font is `BASE_FONT_PIXELS` high."""

_SEMIBOLD_ROLES = {"title", "value", "step", "accuracy", "digit"}


def font(role: str, *, semibold: bool | None = None) -> QFont:
    """Return the person's font at the size of a role, with digits of even width.

    Parameters
    ----------
    role : str
        A key of `FONT_PIXELS`.
    semibold : bool, optional
        Weight 600; by default as the role has it.
    """
    base = QApplication.font()
    made = QFont(base)
    made.setPixelSize(scaled(FONT_PIXELS[role]))
    strong = role in _SEMIBOLD_ROLES if semibold is None else semibold
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def width_of(text: str, role: str, *, semibold: bool | None = None) -> int:
    """Return the width of a text that is always the same, as `font` writes it; kept.

    Parameters
    ----------
    text : str
    role, semibold
        As of `font`.
    """
    dots_per_inch = QApplication.primaryScreen().logicalDotsPerInchY()
    return _width_of(text, role, semibold, QApplication.font().key(), dots_per_inch)


@cache
def _width_of(text: str, role: str, semibold: bool | None, _base: str, _dpi: float) -> int:
    return QFontMetrics(font(role, semibold=semibold)).horizontalAdvance(text)


def scaled(pixels: float) -> int:
    """Return a length of the grid at the size of the person's font."""
    base = QApplication.font()
    dots_per_inch = QApplication.primaryScreen().logicalDotsPerInchY()
    size = _pixel_size(base.family(), base.pointSizeF(), base.pixelSize(), dots_per_inch)
    return round(pixels * size / BASE_FONT_PIXELS)


@cache
def _pixel_size(family: str, points: float, pixels: int, _dots_per_inch: float) -> int:
    """Return the size in pixels of a font whose size is given in points, or else in pixels."""
    wanted = QFont(family)
    if points > 0:
        wanted.setPointSizeF(points)
    else:
        wanted.setPixelSize(pixels)
    return QFontInfo(wanted).pixelSize()
