"""How large a numeral can be in a low row."""

from math import ceil

from mnist_viz.ui.look.spacing import FONT_PIXELS, scaled

LEAST_FONT_PIXELS = 10
"""Smaller text is not written."""

_NUMERAL_HEIGHT = 0.75  # of the font's size


def row_font_pixels(height: float) -> int:
    """Return the size of a font whose numerals fit into a row of this height, in Qt's pixels."""
    return min(scaled(FONT_PIXELS["caption"]), int(height / _NUMERAL_HEIGHT))


def least_row_height() -> int:
    """Return how high a row must be to have a numeral written in it, in Qt's pixels."""
    return ceil(LEAST_FONT_PIXELS * _NUMERAL_HEIGHT)
