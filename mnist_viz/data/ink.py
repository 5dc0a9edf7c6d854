"""From what a hand drew to what the network reads: strokes to a picture made as MNIST's were.

MNIST's digits were fitted into 20 × 20 pixels and then moved until their centre of mass lay in
the middle of 28 × 28 (LeCun et al., 1998). Strokes are treated alike before they are drawn, so
where and how large somebody draws makes no difference, and neither does the window's scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.rendering import SIDE, centre_of_mass, dot_length, draw, to_bytes

Float64Array = NDArray[np.float64]

HALF_WIDTH = 1.1  # of the pen, in pixels of the 28 × 28 frame
CENTRE = 14.5  # MNIST's mean centre of mass, x and y alike (14.51 and 14.50 measured)
_SOFTNESS = 0.6
BOX = 20.0
RIM = 0.3  # how far faint ink reaches beyond the half-width; the box holds it too
_PIECE = 0.6
_PAD_PEN = 0.7  # half of a twentieth of 28: as wide as the line that the pad shows


@dataclass(frozen=True, eq=False)
class InkSteps:
    """What becomes of strokes on their way to the network, array by array.

    Attributes
    ----------
    strokes : tuple of float64 arrays, shape (n, 2), n >= 1
        As they were drawn, at least one, in any unit, y down.
    box : (float, float, float, float)
        Left, top, right and bottom of their points, in that unit.
    fitted : tuple of float64 arrays, shape (n, 2)
        The strokes scaled and moved so that, drawn, they fill the middle 20 × 20 pixels of
        the 28 × 28 frame; in pixels.
    shift : float64, shape (2,)
        What is added to `fitted` to bring the centre of mass to `CENTRE`; x, y in pixels.
    centred : tuple of float64 arrays, shape (n, 2)
        The strokes where they are drawn; in pixels.
    image : uint8, shape (28, 28), read-only
        The drawn strokes, 0 paper and 255 full ink.
    """

    strokes: tuple[Float64Array, ...]
    box: tuple[float, float, float, float]
    fitted: tuple[Float64Array, ...]
    shift: Float64Array
    centred: tuple[Float64Array, ...]
    image: NDArray[np.uint8]


def ink_steps(
    strokes: Sequence[NDArray[np.floating] | NDArray[np.integer]],
) -> InkSteps | None:
    """Draw strokes as `ink_to_image` does, and return every array on the way.

    Parameters
    ----------
    strokes : sequence of float or int arrays, shape (n, 2)
        As for `ink_to_image`.

    Returns
    -------
    InkSteps or None
        None where nothing was drawn.

    Raises
    ------
    ValueError
        As for `ink_to_image`.
    """
    checked = _check(strokes)
    if not checked:
        return None
    points = np.concatenate(checked)
    fitted = fit_to_box(checked)
    middles, lengths = _pieces(fitted)
    shift = CENTRE - np.average(middles, axis=0, weights=lengths)
    shift += CENTRE - centre_of_mass(_draw_one(middles + shift, lengths))[0]
    image = to_bytes(_draw_one(middles + shift, lengths)[0])
    image.flags.writeable = False
    left, top = points.min(axis=0).tolist()
    right, bottom = points.max(axis=0).tolist()
    return InkSteps(
        strokes=tuple(checked),
        box=(left, top, right, bottom),
        fitted=tuple(fitted),
        shift=shift,
        centred=tuple(stroke + shift for stroke in fitted),
        image=image,
    )


def ink_to_image(
    strokes: Sequence[NDArray[np.floating] | NDArray[np.integer]],
) -> NDArray[np.uint8]:
    """Draw strokes as a picture that a network trained on MNIST can read.

    Parameters
    ----------
    strokes : sequence of float or int arrays, shape (n, 2)
        The points x, y of each pen-down, in any unit, y down. One point makes a dot.

    Returns
    -------
    uint8, shape (28, 28)
        0 is paper, 255 full ink; all 0 where nothing was drawn.

    Raises
    ------
    ValueError
        If a stroke has another shape, or a coordinate is not finite.
    """
    steps = ink_steps(strokes)
    return np.zeros((SIDE, SIDE), dtype=np.uint8) if steps is None else steps.image.copy()


def raw_ink_to_image(
    strokes: Sequence[NDArray[np.floating] | NDArray[np.integer]], side: float = 1.0
) -> NDArray[np.uint8]:
    """Draw strokes where and as large as they lie: a shrunk picture of the paper, no more.

    Nothing is fitted or centred. A network that learnt from digits that were reads such a
    picture worse, which is what it is for.

    Parameters
    ----------
    strokes : sequence of float or int arrays, shape (n, 2)
        As for `ink_to_image`.
    side : float
        Of the square sheet of paper, in the strokes' unit; its upper left corner is 0, 0.

    Returns
    -------
    uint8, shape (28, 28)

    Raises
    ------
    ValueError
        As for `ink_to_image`.
    """
    lying = [stroke * (SIDE / side) for stroke in _check(strokes)]
    if not lying:
        return np.zeros((SIDE, SIDE), dtype=np.uint8)
    return to_bytes(_draw_one(*_pieces(lying, _PAD_PEN), _PAD_PEN)[0])


def place_in_frame(
    strokes: Sequence[NDArray[np.floating] | NDArray[np.integer]],
) -> list[Float64Array]:
    """Scale and move strokes to where `ink_to_image` draws them.

    Parameters
    ----------
    strokes : sequence of float or int arrays, shape (n, 2)
        As for `ink_to_image`.

    Returns
    -------
    list of float64 arrays, shape (n, 2)
        In pixels of the 28 × 28 frame; strokes without points are left out.

    Raises
    ------
    ValueError
        As for `ink_to_image`.
    """
    steps = ink_steps(strokes)
    return [] if steps is None else list(steps.centred)


def fit_to_box(strokes: Sequence[Float64Array]) -> list[Float64Array]:
    """Scale and move strokes so that, drawn with the pen, they fill the middle 20 × 20 pixels.

    Parameters
    ----------
    strokes : sequence of float64 arrays, shape (n, 2), n >= 1
        At least one stroke. Ink without extent, a lone dot, keeps its size and is only moved.

    Returns
    -------
    list of float64 arrays, shape (n, 2)
        In pixels of the 28 × 28 frame.
    """
    points = np.concatenate(strokes)
    # An exact power of two: coordinates near float64's limits then neither vanish nor overflow.
    exponent = -int(np.frexp(np.abs(points).max())[1])
    points = np.ldexp(points, exponent)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = float((high - low).max())
    scale = (BOX - 2 * (HALF_WIDTH + RIM)) / extent if extent > 0 else 1.0
    middle = (low + high) / 2
    return [(np.ldexp(stroke, exponent) - middle) * scale + SIDE / 2 for stroke in strokes]


def smooth(stroke: Float64Array, piece: float = _PIECE) -> Float64Array:
    """Lay a smooth curve through the mid-points between the points of a stroke.

    Each point bends the curve between its two mid-points (a quadratic Bézier arc); the curve
    begins and ends at the first and the last point.

    Parameters
    ----------
    stroke : float64, shape (n, 2)
    piece : float
        About the distance between neighbours of the result, at most twice it, in the stroke's
        unit.

    Returns
    -------
    float64, shape (m, 2)
        Points on the curve, in order; m >= n for n > 1.
    """
    if len(stroke) == 1:
        return stroke
    mid_points = (stroke[1:] + stroke[:-1]) / 2
    start = np.concatenate([stroke[:1], mid_points])
    end = np.concatenate([mid_points, stroke[-1:]])
    hulls = np.hypot(*(stroke - start).T) + np.hypot(*(end - stroke).T)
    counts = np.maximum(np.ceil(hulls / piece), 1).astype(np.intp)
    arc = np.repeat(np.arange(len(stroke)), counts)
    within = np.arange(len(arc)) - np.repeat(np.cumsum(counts) - counts, counts)
    t = (within / counts[arc])[:, None]
    curve = (1 - t) ** 2 * start[arc] + 2 * t * (1 - t) * stroke[arc] + t**2 * end[arc]
    return np.concatenate([curve, stroke[-1:]])


def _check(strokes: Sequence[NDArray[np.floating] | NDArray[np.integer]]) -> list[Float64Array]:
    checked = []
    for stroke in strokes:
        points = np.asarray(stroke, dtype=np.float64)
        if points.size == 0:
            continue
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"A stroke has shape (n, 2), x and y; this one has {points.shape}.")
        if not np.isfinite(points).all():
            raise ValueError("A stroke has a coordinate that is not a finite number.")
        checked.append(points)
    return checked


def _pieces(
    strokes: Sequence[Float64Array], half_width: float = HALF_WIDTH
) -> tuple[Float64Array, Float64Array]:
    """Cut strokes into short straight pieces: their middles (m, 2) and lengths (m,)."""
    pieces = (_pieces_of_one(stroke, half_width) for stroke in strokes)
    middles, lengths = zip(*pieces, strict=True)
    return np.concatenate(middles), np.concatenate(lengths)


def _pieces_of_one(stroke: Float64Array, half_width: float) -> tuple[Float64Array, Float64Array]:
    curve, least = smooth(stroke), dot_length(half_width)
    if len(curve) == 1:
        return curve.copy(), np.array([least])
    lengths = np.hypot(*np.diff(curve, axis=0).T)
    total = lengths.sum()
    if total < least:  # so short a stroke is a dot, not a line too faint to see
        lengths = lengths + (least - total) / len(lengths)
    return (curve[1:] + curve[:-1]) / 2, lengths


def _draw_one(
    middles: Float64Array, lengths: Float64Array, half_width: float = HALF_WIDTH
) -> Float64Array:
    ink = draw(middles[None], lengths[None], np.array([half_width]), np.array([_SOFTNESS]))
    return ink.astype(np.float64, copy=False)
