"""The pen: turns the pieces of strokes into 28 × 28 pictures, for the pad and the built-in digits.

Each piece of a stroke lays down a small round Gaussian spot of ink, and the sum is cut at a level
that puts the rim of a long straight line one pen half-width from its middle. A Gaussian is a
product of a row and a column, so a whole picture is one matrix product of two tables; on real pen
strokes networks trained on MNIST read it better than they read exact distances to the stroke.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.floating]

SIDE = 28
_FILL = 0.6  # how much darker the rim is than a straight ramp: MNIST's pixels are mostly black
_FAINTEST = -40.0  # as a logarithm: denormal numbers would make the products ten times slower
_GAUSS_AREA = float(np.sqrt(2 * np.pi))


def spot_size(half_width: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the level at which ink is cut, and the width of a spot that goes with it.

    Parameters
    ----------
    half_width : float array
        Half the width of the pen, in pixels.

    Returns
    -------
    level, sigma : float arrays, shape of ``half_width``
        A line of unit density, blurred by ``sigma`` pixels, falls to ``level`` at ``half_width``.
    """
    level = np.clip(0.5 - 0.3 * (half_width - 0.7), 0.15, 0.5)
    return level, half_width / np.sqrt(-2 * np.log(level))


def dot_length(half_width: float) -> float:
    """Return the length of line, in pixels, whose ink makes a dot as wide as the pen."""
    _, sigma = spot_size(np.asarray(half_width, dtype=np.float64))
    return float(_GAUSS_AREA * sigma)


def draw(
    middles: FloatArray, lengths: FloatArray, half_width: FloatArray, softness: FloatArray
) -> FloatArray:
    """Draw strokes that are given as many short straight pieces.

    Parameters
    ----------
    middles : float, shape (n, pieces, 2)
        The middle x, y of each piece, in pixels; pixel k reaches from k to k + 1.
    lengths : float, shape (n, pieces)
        The length of each piece, in pixels, times the pressure of the pen.
    half_width : float, shape (n,)
        Half the width of the pen, in pixels.
    softness : float, shape (n,)
        About 1 for the rims of MNIST; less is sharper.

    Returns
    -------
    float of the dtype of ``middles``, shape (n, 28, 28)
        0 is paper, 1 full ink.
    """
    level, sigma = spot_size(half_width)
    scale, offset = ink_scale(half_width, level, sigma, softness)
    columns = _spots(middles[..., 0], sigma[:, None, None])
    rows = _spots(middles[..., 1], sigma[:, None, None])
    rows *= (lengths * scale[:, None])[:, None, :]
    density = rows @ columns.swapaxes(1, 2)
    density += offset[:, None, None]
    return filled(np.clip(density, 0, 1, out=density))


def ink_scale(
    half_width: FloatArray, level: FloatArray, sigma: FloatArray, softness: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return by what to multiply spots of unit length, and what to add, to have ink from 0 to 1.

    Parameters
    ----------
    half_width, level, sigma : float arrays
        A pen's, see `spot_size`.
    softness : float array
        As for `draw`.
    """
    steepness = np.maximum(sigma**2 / (level * half_width * softness), 0.5 / level)
    return steepness / (_GAUSS_AREA * sigma), 0.5 - level * steepness


def filled(ink: FloatArray) -> FloatArray:
    """Return ink from 0 to 1, darker than it was where it is neither."""
    darker: FloatArray = ink + _FILL * ink * (1 - ink)
    return darker


def _spots(middles: FloatArray, sigma: FloatArray) -> FloatArray:
    """Return how much of each piece's ink reaches each row (or column), shape (n, 28, pieces)."""
    centres = np.arange(SIDE, dtype=middles.dtype) + middles.dtype.type(0.5)
    spots = centres[:, None] - middles[:, None, :]
    spots *= spots
    spots *= -0.5 / sigma**2
    np.maximum(spots, _FAINTEST, out=spots)
    return np.exp(spots, out=spots)


def centre_of_mass(ink: FloatArray) -> FloatArray:
    """Return the centre of mass x, y of each picture, in pixels, shape (n, 2).

    Parameters
    ----------
    ink : float, shape (n, 28, 28)
        Pictures with some ink.
    """
    centres = np.arange(SIDE, dtype=ink.dtype) + ink.dtype.type(0.5)
    columns, rows = ink.sum(axis=1), ink.sum(axis=2)
    moments: FloatArray = np.stack([columns @ centres, rows @ centres], axis=1)
    centre: FloatArray = moments / rows.sum(axis=1)[:, None]
    return centre


def to_bytes(ink: FloatArray) -> NDArray[np.uint8]:
    """Return 0..1 as whole numbers 0..255, uint8, in the same shape."""
    return np.rint(ink * 255).astype(np.uint8)
