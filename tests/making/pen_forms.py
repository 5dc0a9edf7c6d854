"""Letter forms of a tablet's pen: here the path is known, and only its statistics are wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.curves import LetterForm
from mnist_viz.data.ink import place_in_frame, smooth
from mnist_viz.data.stroke_model import WIDTH_SCALE, FormModel
from tests.making.mixtures import fit_mixture
from tests.pens import read_pens

Float64Array = NDArray[np.float64]

_POINTS = 14  # in all, and two more for each stroke after the first
_LEAST = 15  # digits with so many strokes; rarer ones are accidents
_HALF_WIDTH = 1.15  # pixels
_HALF_WIDTH_SPREAD = 0.2  # of its logarithm


@dataclass(frozen=True)
class PenDigit:
    """A digit that somebody wrote on a tablet.

    Attributes
    ----------
    digit, writer : int
    strokes : tuple of float64 arrays, shape (n, 2)
        Where `mnist_viz.data.ink.ink_to_image` would draw them, in pixels.
    """

    digit: int
    writer: int
    strokes: tuple[Float64Array, ...]


def read_pen_digits(path: Path) -> list[PenDigit]:
    """Read gzipped lines of JSON: ``digit``, ``writer`` and ``strokes``, lists of [x, y]."""
    return [
        PenDigit(pen.digit, pen.writer, tuple(place_in_frame(pen.strokes)))
        for pen in read_pens(path)
    ]


def pen_forms(
    digits: Iterable[PenDigit], per_gaussian: int, rng: np.random.Generator
) -> list[FormModel]:
    """Return one letter form for each digit and number of strokes, with Gaussians fitted.

    Parameters
    ----------
    digits : iterable of PenDigit
    per_gaussian : int
        Among how many digits, on average, one Gaussian is to be shared.
    rng : numpy.random.Generator

    Returns
    -------
    list of FormModel
        The shares of one digit's forms add up to about 1.
    """
    groups: dict[tuple[int, int], list[PenDigit]] = {}
    for digit in digits:
        groups.setdefault((digit.digit, len(digit.strokes)), []).append(digit)
    groups = {key: group for key, group in sorted(groups.items()) if len(group) >= _LEAST}
    totals = {d: sum(len(group) for key, group in groups.items() if key[0] == d) for d in range(10)}
    return [
        _form_model(key[0], group, totals[key[0]], per_gaussian, rng)
        for key, group in groups.items()
    ]


def _form_model(
    digit: int, group: list[PenDigit], total: int, per_gaussian: int, rng: np.random.Generator
) -> FormModel:
    sizes = _stroke_sizes(group)
    points = np.stack([_resample(pen_digit, sizes).ravel() for pen_digit in group])
    mixture = fit_mixture(points, max(1, round(len(group) / per_gaussian)), rng)
    usual = ((points - np.median(points, axis=0)) ** 2).sum(axis=1).argmin()
    form = LetterForm(digit, sizes, points[usual].reshape(-1, 2), np.zeros(sum(sizes), dtype=bool))
    count, size = mixture.means.shape
    means = np.full((count, size + 1), WIDTH_SCALE * np.log(_HALF_WIDTH), dtype=np.float32)
    means[:, :size] = mixture.means
    factors = np.zeros((count, size + 1, size + 1), dtype=np.float32)
    factors[:, :size, :size] = mixture.factors
    factors[:, size, size] = WIDTH_SCALE * _HALF_WIDTH_SPREAD
    return FormModel(form, (mixture.counts / total).astype(np.float32), means, factors)


def _stroke_sizes(group: list[PenDigit]) -> tuple[int, ...]:
    """Deal control points out to the strokes by their mean length, at least three to each."""
    lengths = np.mean([[_length(stroke) for stroke in digit.strokes] for digit in group], axis=0)
    total = _POINTS + 2 * (len(lengths) - 1)
    sizes = np.maximum(np.rint(lengths / lengths.sum() * total).astype(int), 3)
    sizes[sizes.argmax()] += total - sizes.sum()
    return tuple(int(size) for size in sizes)


def _length(stroke: Float64Array) -> float:
    return float(np.hypot(*np.diff(stroke, axis=0).T).sum())


def _resample(digit: PenDigit, sizes: tuple[int, ...]) -> Float64Array:
    """Return control points at equal distances along each stroke."""
    return np.concatenate(
        [_equally_far_apart(s, size) for s, size in zip(digit.strokes, sizes, strict=True)]
    )


def _equally_far_apart(stroke: Float64Array, count: int) -> Float64Array:
    curve = smooth(stroke, piece=0.1)
    steps = np.hypot(*np.diff(curve, axis=0).T)
    distance = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0, distance[-1], count)
    return np.stack([np.interp(wanted, distance, axis) for axis in curve.T], axis=1)
