"""Other ways to draw ink for a network than the pad's, to measure what each part of it is worth."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.ink import (
    BOX,
    CENTRE,
    HALF_WIDTH,
    RIM,
    _draw_one,
    _pieces,
    fit_to_box,
    ink_to_image,
    raw_ink_to_image,
)
from mnist_viz.data.rendering import SIDE, centre_of_mass, to_bytes
from tests.pens import Draw

TABLET_SIDE = 500.0

Float64Array = NDArray[np.float64]
Picture = NDArray[np.uint8]


def with_pen(half_width: float, strokes: tuple[Float64Array, ...]) -> Picture:
    """Draw as the pad does, with another pen."""
    ratio = (BOX - 2 * (half_width + RIM)) / (BOX - 2 * (HALF_WIDTH + RIM))
    middle = SIDE / 2
    fitted = [(stroke - middle) * ratio + middle for stroke in fit_to_box(strokes)]
    middles, lengths = _pieces(fitted, half_width)
    for _ in range(2):
        ink = _draw_one(middles, lengths, half_width)
        middles = middles + CENTRE - centre_of_mass(ink)[0]
    return to_bytes(_draw_one(middles, lengths, half_width)[0])


def by_its_box(strokes: tuple[Float64Array, ...]) -> Picture:
    """Draw as the pad does, but with the box of the ink in the middle, not its centre of mass."""
    return to_bytes(_draw_one(*_pieces(fit_to_box(strokes)))[0])


def as_it_lies(strokes: tuple[Float64Array, ...]) -> Picture:
    """Draw the tablet as it is, shrunk: nothing fitted, nothing centred."""
    return raw_ink_to_image(strokes, TABLET_SIDE)


WAYS: dict[str, Draw] = {
    "as the pad does": ink_to_image,
    "pen of half-width 0.6": partial(with_pen, 0.6),
    "pen of half-width 0.8": partial(with_pen, 0.8),
    "pen of half-width 1.4": partial(with_pen, 1.4),
    "pen of half-width 1.8": partial(with_pen, 1.8),
    "centred by its box": by_its_box,
    "as it lies": as_it_lies,
}
