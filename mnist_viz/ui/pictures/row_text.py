"""How large a numeral can be in a low row."""

from mnist_viz.ui.spacing import FONT_PIXELS, scaled

LEAST_FONT_PIXELS = 10
"""Smaller text is not written."""

_NUMERAL_HEIGHT = 0.75  # of the font's size


def row_font_pixels(height: float) -> int:
    """Return the size of a font whose numerals fit into a row of this height, in Qt's pixels."""
    return min(scaled(FONT_PIXELS["caption"]), int(height / _NUMERAL_HEIGHT))
