"""A digit to begin with, drawn before anybody draws: a network can read it without any data."""

import numpy as np

from mnist_viz.data import ink_to_image
from mnist_viz.ui.drawing.ink import SAMPLE, BorrowedDigit

_SEVEN = "0.28 0.30  0.40 0.28  0.56 0.28  0.72 0.27  0.66 0.40  0.58 0.56  0.51 0.70  0.46 0.84"
"""The points x, y of its stroke in the unit square, y down."""


def sample_digit() -> BorrowedDigit:
    """Return a 7, which went the way of all drawings."""
    image = ink_to_image([np.array(_SEVEN.split(), dtype=float).reshape(-1, 2)])
    image.flags.writeable = False
    return BorrowedDigit(image, "7", SAMPLE)
