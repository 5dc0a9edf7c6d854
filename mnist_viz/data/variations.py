"""The same ink as its hand might have written it another time, with another pen.

Varying the strokes rather than the picture keeps what a pen keeps: a line stays a line of one
width, however it is bent, and each stroke can end a little earlier or stand a little elsewhere.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.ink import BOX, CENTRE, HALF_WIDTH, RIM, place_in_frame, smooth
from mnist_viz.data.rendering import SIDE, centre_of_mass, dot_length, draw, to_bytes

Float64Array = NDArray[np.float64]

_ROTATION = np.deg2rad(6.0)  # these are standard deviations
_SHEAR = 0.12
_ASPECT = 0.08
_BEND = 0.04  # of half the box, for a wave of the lowest order
_STROKE = 0.04  # of half the box: how far each stroke is from its place
_TRIM = 0.06  # of a stroke, at most
_TRIMMED = 0.5  # share of stroke ends that are
_WIDTH = 0.18
_WIDTHS = (0.7, 2.0)  # pixels
_SOFTNESS, _SOFTNESS_SPREAD = 0.7, 0.2
_SOFTNESSES = (0.4, 1.4)
_GAP = 0.8  # pixels between points that are kept of a stroke
_BATCH = 50  # pictures drawn together: their tables stay in the cache
_WAVES = ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1), (2, 2))


class _Pieces(NamedTuple):
    """Short straight pieces of all strokes of one drawing.

    Attributes
    ----------
    points : shape (m, 2)
        In halves of the box, from its middle.
    starts, ends : int, shape (pieces,)
        Which points each piece joins; the two of a dot are the same.
    strokes : int, shape (m,)
        Which stroke each point is of.
    along : shape (pieces,)
        Where in its stroke a piece is, 0 to 1.
    extra : shape (pieces,)
        What is added to the length of a piece so that a dot is seen, in pixels.
    """

    points: Float64Array
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    strokes: NDArray[np.intp]
    along: Float64Array
    extra: Float64Array


def write_again(
    strokes: Sequence[NDArray[np.floating] | NDArray[np.integer]],
    count: int,
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Draw variations of some strokes, each as `ink_to_image` would.

    Parameters
    ----------
    strokes : sequence of float or int arrays, shape (n, 2)
        As for `mnist_viz.data.ink_to_image`.
    count : int
        How many pictures.
    rng : numpy.random.Generator

    Returns
    -------
    uint8, shape (count, 28, 28)
        0 is paper, 255 full ink; all 0 where nothing was drawn.

    Raises
    ------
    ValueError
        If a stroke has another shape, or a coordinate is not finite.
    """
    images = np.zeros((count, SIDE, SIDE), dtype=np.uint8)
    placed = place_in_frame(strokes)
    if placed:
        pieces = _cut(placed)
        for start in range(0, count, _BATCH):
            part = images[start : start + _BATCH]
            part[:] = _varied(pieces, len(part), rng)
    return images


def thinned(
    strokes: Sequence[NDArray[np.floating] | NDArray[np.integer]],
) -> list[Float64Array]:
    """Return strokes with no more points than their length needs: a pad reports hundreds.

    Parameters
    ----------
    strokes : sequence of float or int arrays, shape (n, 2)
        As for `mnist_viz.data.ink_to_image`.

    Returns
    -------
    list of float64 arrays, shape (n, 2)
        At equal distances along the curve that is drawn, in pixels of the 28 × 28 frame.
    """
    thin = []
    for stroke in place_in_frame(strokes):
        curve = smooth(stroke)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
        wanted = np.linspace(0, along[-1], 1 + int(np.ceil(along[-1] / _GAP)))
        thin.append(np.stack([np.interp(wanted, along, axis) for axis in curve.T], axis=1))
    return thin


def _cut(strokes: Sequence[Float64Array]) -> _Pieces:
    curves = [smooth(stroke) for stroke in strokes]
    first = np.cumsum([0, *(len(curve) for curve in curves)])
    starts, ends, along, extra = [], [], [], []
    for begin, curve in zip(first, curves, strict=False):
        count = max(1, len(curve) - 1)
        starts.append(begin + np.arange(count))
        ends.append(starts[-1] + (len(curve) > 1))
        along.append((np.arange(count) + 0.5) / count)
        length = float(np.hypot(*np.diff(curve, axis=0).T).sum())
        extra.append(np.full(count, max(0.0, dot_length(HALF_WIDTH) - length) / count))
    return _Pieces(
        (np.concatenate(curves) - SIDE / 2) / (BOX / 2),
        np.concatenate(starts),
        np.concatenate(ends),
        np.repeat(np.arange(len(curves)), [len(curve) for curve in curves]),
        np.concatenate(along),
        np.concatenate(extra),
    )


def _varied(pieces: _Pieces, count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    points = _bent(pieces, count, rng)
    kept = _kept(pieces, count, rng)
    half_width = np.clip(HALF_WIDTH * np.exp(_WIDTH * rng.standard_normal(count)), *_WIDTHS)
    softness = _SOFTNESS + _SOFTNESS_SPREAD * rng.standard_normal(count)
    softness = np.clip(softness, *_SOFTNESSES)
    begin, end = points[:, pieces.starts], points[:, pieces.ends]
    low, high = _box(begin, end, kept)
    extent = (high - low).max(axis=1)
    room = BOX - 2 * (half_width + RIM)
    scale = np.where(extent > 1e-3, room / np.maximum(extent, 1e-3), BOX / 2)[:, None, None]
    lengths = np.hypot(*np.moveaxis((end - begin) * scale, -1, 0)) + pieces.extra
    lengths *= kept
    middles = ((begin + end) / 2 - ((low + high) / 2)[:, None]) * scale
    masses = lengths.sum(axis=1)[:, None]
    middles += CENTRE - ((middles * lengths[..., None]).sum(axis=1) / masses)[:, None]
    ink = draw(middles, lengths, half_width, softness)
    middles += CENTRE - centre_of_mass(ink)[:, None]
    return to_bytes(draw(middles, lengths, half_width, softness))


def _bent(pieces: _Pieces, count: int, rng: np.random.Generator) -> Float64Array:
    """Return the points of each variation, shape (count, m, 2)."""
    points = pieces.points
    angle, shear, aspect = rng.standard_normal((3, count)) * [[_ROTATION], [_SHEAR], [_ASPECT]]
    cosine, sine, stretch = np.cos(angle), np.sin(angle), np.exp(aspect)
    turn = np.stack([cosine, -sine, sine, cosine], axis=-1).reshape(count, 2, 2)
    lean = np.stack([stretch, shear, np.zeros(count), 1 / stretch], axis=-1).reshape(count, 2, 2)
    bent: Float64Array = points @ (turn @ lean).swapaxes(1, 2)
    angles = np.pi / 2 * points @ np.array(_WAVES, dtype=np.float64).T
    heights = _BEND / np.sum(_WAVES, axis=1)
    waves = np.concatenate([np.sin(angles) * heights, np.cos(angles) * heights], axis=1)
    bent += waves @ rng.standard_normal((count, waves.shape[1], 2))
    apart = _STROKE * rng.standard_normal((count, int(pieces.strokes[-1]) + 1, 2))
    bent += apart[:, pieces.strokes]
    return bent


def _kept(pieces: _Pieces, count: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return which pieces of each variation are drawn: strokes end a little earlier or later."""
    shape = (2, count, int(pieces.strokes[-1]) + 1)
    trim = rng.uniform(0, _TRIM, shape) * (rng.random(shape) < _TRIMMED)
    before, after = trim[..., pieces.strokes[pieces.starts]]
    kept: NDArray[np.bool_] = (pieces.along >= before) & (pieces.along <= 1 - after)
    return kept


def _box(
    begin: Float64Array, end: Float64Array, kept: NDArray[np.bool_]
) -> tuple[Float64Array, Float64Array]:
    """Return the lowest and the highest x, y of what is drawn, shape (count, 2) each."""
    drawn = kept[..., None]
    low: Float64Array = np.where(drawn, np.minimum(begin, end), np.inf).min(axis=1)
    high: Float64Array = np.where(drawn, np.maximum(begin, end), -np.inf).max(axis=1)
    return low, high
