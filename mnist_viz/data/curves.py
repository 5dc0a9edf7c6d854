"""Letter forms: smooth curves through a few control points, linear in those points.

Because a curve is linear in its control points, one matrix per letter form turns any number of
samples of them into points along the pen's path with one product.
"""

from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Float64Array: TypeAlias = NDArray[np.float64]

_SHORTEST_GAP = 0.05
_FINE = 400  # places at which a template is measured, per run between corners


class LetterForm(NamedTuple):
    """One way to write a digit.

    Attributes
    ----------
    digit : int
        What it is read as, 0 to 9.
    stroke_sizes : tuple of int
        How many control points each stroke has, at least 2; in the order of writing.
    points : float64, shape (control points, 2)
        The template: x, y in a unit box, y down.
    corners : bool, shape (control points,)
        Where the pen turns sharply.
    """

    digit: int
    stroke_sizes: tuple[int, ...]
    points: Float64Array
    corners: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """How many control points it has."""
        return len(self.points)


def path_matrices(form: LetterForm, pieces: int) -> list[Float64Array]:
    """Return one matrix per stroke that turns control points into points along the path.

    Parameters
    ----------
    form : LetterForm
        Its template says where along the path each point lies: at equal distances.
    pieces : int
        Into how many pieces all strokes together are cut; each stroke gets at least two.

    Returns
    -------
    list of float64 arrays, shape (pieces of the stroke + 1, control points)
    """
    strokes = [_Stroke(form, range_) for range_ in _ranges(form.stroke_sizes)]
    counts = _shares(np.array([stroke.length for stroke in strokes]), pieces)
    return [stroke.matrix(int(count)) for stroke, count in zip(strokes, counts, strict=True)]


def piece_matrices(form: LetterForm, pieces: int) -> tuple[Float64Array, Float64Array]:
    """Return the matrices that turn control points into the pieces that are drawn.

    Parameters
    ----------
    form : LetterForm
    pieces : int

    Returns
    -------
    middles, vectors : float64, shape (pieces, control points)
        Applied to control points (control points, 2): the middle of each piece, and the way
        from its beginning to its end.
    """
    paths = path_matrices(form, pieces)
    middles = np.concatenate([(path[1:] + path[:-1]) / 2 for path in paths])
    vectors = np.concatenate([np.diff(path, axis=0) for path in paths])
    return middles, vectors


class _Stroke:
    """The cubic Hermite curve through one stroke's control points, run by run between corners."""

    def __init__(self, form: LetterForm, own: range) -> None:
        runs: list[Float64Array] = []
        for run in _runs(form.corners, own):
            basis = _hermite_basis(form.points[run.start : run.stop])
            rows = np.zeros((len(basis), form.size))
            rows[:, run.start : run.stop] = basis
            runs.append(rows[1:] if runs else rows)
        self._fine = np.concatenate(runs)
        steps = np.hypot(*np.diff(self._fine @ form.points, axis=0).T)
        self._distance = np.concatenate([[0.0], np.cumsum(steps)])
        self.length = float(self._distance[-1])

    def matrix(self, pieces: int) -> Float64Array:
        """Interpolate the fine rows at equal distances along the template."""
        wanted = np.linspace(0, self.length, pieces + 1)
        after = np.clip(np.searchsorted(self._distance, wanted), 1, len(self._distance) - 1)
        gap = self._distance[after] - self._distance[after - 1]
        part = ((wanted - self._distance[after - 1]) / np.where(gap > 0, gap, 1))[:, None]
        rows: Float64Array = (1 - part) * self._fine[after - 1] + part * self._fine[after]
        return rows


def _ranges(sizes: tuple[int, ...]) -> list[range]:
    ends = np.cumsum(sizes)
    return [range(int(end) - size, int(end)) for size, end in zip(sizes, ends, strict=True)]


def _runs(corners: NDArray[np.bool_], own: range) -> list[range]:
    """Cut a stroke at its corners; neighbours share the corner."""
    inner = [k for k in own[1:-1] if corners[k]]
    cuts = [own.start, *inner, own.stop - 1]
    return [range(start, stop + 1) for start, stop in pairwise(cuts)]


def _shares(lengths: Float64Array, pieces: int) -> NDArray[np.intp]:
    """Deal pieces out in proportion to length; the sum is exact."""
    counts: NDArray[np.intp] = np.maximum(lengths / lengths.sum() * pieces, 2).astype(np.intp)
    while counts.sum() != pieces:
        step = 1 if counts.sum() < pieces else -1
        counts[np.argmax(step * lengths / counts)] += step
    return counts


def _hermite_basis(points: Float64Array) -> Float64Array:
    """Return a matrix from a run's control points to ``_FINE`` + 1 points on its curve."""
    gaps = np.sqrt(np.maximum(np.hypot(*np.diff(points, axis=0).T), _SHORTEST_GAP))
    knots = np.concatenate([[0.0], np.cumsum(gaps)])
    tangents = _tangents(gaps)
    places = np.linspace(0, knots[-1], _FINE + 1)
    span = np.clip(np.searchsorted(knots, places, side="right") - 1, 0, len(gaps) - 1)
    t = ((places - knots[span]) / gaps[span])[:, None]
    identity = np.eye(len(points))
    basis: Float64Array = (
        (2 * t**3 - 3 * t**2 + 1) * identity[span]
        + (3 * t**2 - 2 * t**3) * identity[span + 1]
        + gaps[span, None] * (t**3 - 2 * t**2 + t) * tangents[span]
        + gaps[span, None] * (t**3 - t**2) * tangents[span + 1]
    )
    return basis


def _tangents(gaps: Float64Array) -> Float64Array:
    """Return the tangents at the knots as a matrix on the control points.

    Each is that of the parabola through the knot and its neighbours, at the ends through the
    nearest three knots.
    """
    count = len(gaps) + 1
    slopes = (np.eye(count)[1:] - np.eye(count)[:-1]) / gaps[:, None]
    if count == 2:
        return np.repeat(slopes, 2, axis=0)
    weight = (gaps[1:] / (gaps[1:] + gaps[:-1]))[:, None]
    inner = weight * slopes[:-1] + (1 - weight) * slopes[1:]
    first = 2 * slopes[:1] - inner[:1]
    last = 2 * slopes[-1:] - inner[-1:]
    return np.concatenate([first, inner, last])
