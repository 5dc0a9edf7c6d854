"""What a card's picture shows: data alone, so that a test can recompute it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ABOVE_BARS = 1.1
"""The height of a picture over that of its highest bar, where bars count."""


class Curve(NamedTuple):
    """A line through points.

    Attributes
    ----------
    name : str
    x, y : float arrays, shape (n,)
    token : str
        Of its colour.
    dashed : bool
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    token: str = "accent"
    dashed: bool = False


class Bars(NamedTuple):
    """Bars from the ground up.

    Attributes
    ----------
    name : str
    edges : float array, shape (n + 1,)
    heights : float array, shape (n,)
    token : str
    counts : bool
        The heights count; the highest is drawn at 1 / `ABOVE_BARS` of the picture's height.
        Else they are values of the vertical axis.
    """

    name: str
    edges: NDArray[np.float64]
    heights: NDArray[np.float64]
    token: str = "train"
    counts: bool = False


class Mark(NamedTuple):
    """A point with a word beside it."""

    x: float
    y: float
    text: str = ""


class Picture(NamedTuple):
    """A small chart, or a row of images.

    Attributes
    ----------
    caption : str
        What it shows, in a sentence.
    x_range, y_range : (float, float)
    x_label : str
    curves : tuple of Curve
    bars : tuple of Bars
    marks : tuple of Mark
    images : uint8, shape (n, height, width), or None
        Instead of all that.
    """

    caption: str
    x_range: tuple[float, float] = (0.0, 1.0)
    y_range: tuple[float, float] = (0.0, 1.0)
    x_label: str = ""
    curves: tuple[Curve, ...] = ()
    bars: tuple[Bars, ...] = ()
    marks: tuple[Mark, ...] = ()
    images: NDArray[np.uint8] | None = None


def histogram(name: str, values: NDArray[np.floating], low: float, high: float) -> Bars:
    """Return how values are spread between two ends, in 48 bars; what lies outside is left out."""
    finite = values[np.isfinite(values)]
    heights, edges = np.histogram(finite, bins=48, range=(low, high))
    return Bars(name, edges, heights.astype(np.float64), counts=True)
