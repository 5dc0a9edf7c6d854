"""Strokes of ink in the unit square of the pad, and what an eraser leaves of them.

Points are x, y, y down, so ink depends neither on the window's size nor on its scale.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.ink import smooth

Float64Array: TypeAlias = NDArray[np.float64]
Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom of some points; the pen's width not included."""

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
ERASER_RADIUS = 0.065
"""How near the middle of a line must come to be erased."""

CRUMB = 0.02
"""Remains of a stroke shorter than this go too: they would look like dots that nobody drew."""

_PIECE = 0.01  # how finely a stroke is cut before the eraser takes parts of it


@dataclass(frozen=True, eq=False)
class Stroke:
    """One pen-down.

    Attributes
    ----------
    points : float64, shape (n, 2), n >= 1
        x, y in the order of drawing. One point is a dot.
    pressure : float64, shape (n,), or None
        From 0 to 1; None for a pointer that has no pressure.
    """

    points: Float64Array
    pressure: Float64Array | None = None

    @cached_property
    def box(self) -> Box:
        """The part of the unit square that holds the points."""
        return box_of(self.points)

    def without(self, start: Point, end: Point, radius: float = ERASER_RADIUS) -> "list[Stroke]":
        """Return what an eraser that moved from `start` to `end` leaves of the stroke."""
        if not overlaps(self.box, grown(box_of(np.array([start, end])), radius)):
            return [self]
        dense = self._dense()
        kept = _distances(dense.points, start, end) > radius
        if kept.all():
            return [self]
        parts = [dense.part(*run) for run in runs(kept)]
        return [part for part in parts if part.length >= CRUMB]

    @cached_property
    def is_dense(self) -> bool:
        """Whether its points are as close as the eraser needs them."""
        gaps = np.hypot(*np.diff(self.points, axis=0).T)
        return bool(gaps.max(initial=0.0) <= 2.1 * _PIECE)

    @property
    def length(self) -> float:
        """From the first point to the last along straight lines."""
        return float(np.hypot(*np.diff(self.points, axis=0).T).sum())

    def _dense(self) -> "Stroke":
        """Return the curve that is seen, as closely spaced points."""
        if self.is_dense:
            return self
        curve = smooth(self.points, _PIECE)
        if self.pressure is None:
            return Stroke(curve)
        gaps = np.hypot(*np.diff(self.points, axis=0).T)
        along = np.concatenate([[0.0], np.cumsum(gaps)])
        steps = np.hypot(*np.diff(curve, axis=0).T)
        wanted = np.concatenate([[0.0], np.cumsum(steps)]) * (along[-1] / steps.sum())
        return Stroke(curve, np.interp(wanted, along, self.pressure))

    def part(self, start: int, stop: int) -> "Stroke":
        """Return the points from `start` up to `stop`."""
        pressure = None if self.pressure is None else self.pressure[start:stop]
        return Stroke(self.points[start:stop], pressure)


def runs(marked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return start and stop of each unbroken run of true entries."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marked, [False]])))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def overlaps(a: Box, b: Box) -> bool:
    """Return whether two boxes touch."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def box_of(points: Float64Array) -> Box:
    """Return the smallest box that holds points, shape (n, 2)."""
    left, top = points.min(axis=0).tolist()
    right, bottom = points.max(axis=0).tolist()
    return left, top, right, bottom


def grown(box: Box, margin: float) -> Box:
    """Return the box with a margin on every side."""
    return box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin


def united(a: Box | None, b: Box | None) -> Box | None:
    """Return the smallest box that holds both."""
    if a is None or b is None:
        return a or b
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def on_pad(x: float, y: float) -> Point:
    """Return the point, or the nearest one of the pad: ink that cannot be seen misleads."""
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError(f"A point of ink has finite coordinates; this one has {x}, {y}.")
    return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def _distances(points: Float64Array, start: Point, end: Point) -> Float64Array:
    """Return how far each point is from the straight line between two points."""
    origin, way = np.array(start), np.subtract(end, start)
    square = float(way @ way)
    along = np.clip((points - origin) @ way / square, 0, 1) if square > 0 else np.zeros(len(points))
    offsets: Float64Array = points - origin - along[:, None] * way
    distances: Float64Array = np.hypot(*offsets.T)
    return distances
