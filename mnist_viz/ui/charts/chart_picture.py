"""What a chart shows at one moment, and where that differs from the moment before."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Pixels = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class ChartPicture:
    """What a canvas shows; all places are in its pixels.

    Attributes
    ----------
    scale : tuple of float
        The state of the scale by which places were found.
    lines : dict of str to (x, y)
        By the key of its stroke, the lowest first; x ascends, NaN in y is a gap.
    grid : list of float
        Heights of the grid lines.
    playhead : float
    playhead_token : str
    reading : float or None
        Where the reader points.
    marks : list of (float, str)
        Places of changes and what they say, from left to right.
    warnings : list of float
        Places of numbers that are not finite, from left to right.
    exits, sinks : list of float
        Where lines leave the chart at its top, and at its bottom.
    """

    scale: tuple[float, ...] = ()
    lines: dict[str, Pixels] = field(default_factory=dict)
    grid: list[float] = field(default_factory=list)
    playhead: float = 0.0
    playhead_token: str = "accent"
    reading: float | None = None
    marks: list[tuple[float, str]] = field(default_factory=list)
    warnings: list[float] = field(default_factory=list)
    exits: list[float] = field(default_factory=list)
    sinks: list[float] = field(default_factory=list)

    def span_of_change(self, other: "ChartPicture") -> tuple[float, float]:
        """Return from which place to which another picture differs; to infinity if everywhere.

        Where the first is the greater, nothing differs.
        """
        if self.surroundings != other.surroundings:
            return 0.0, math.inf
        left, right = math.inf, 0.0
        if self.playhead != other.playhead:
            left, right = sorted((self.playhead, other.playhead))
        for key, line in self.lines.items():
            if line is not other.lines[key]:
                begin, end = _span_of_change(line, other.lines[key])
                left, right = min(left, begin), max(right, end)
        return left, right

    @property
    def surroundings(self) -> tuple[object, ...]:
        """All but the ends of the lines and the playhead."""
        return (
            self.scale,
            list(self.lines),
            self.grid,
            self.playhead_token,
            self.reading,
            self.marks,
            self.warnings,
            self.exits,
            self.sinks,
        )


def exits(line: Pixels) -> list[float]:
    """Return where a line goes above the top: of each stretch beyond it, the first point."""
    x, y = line
    beyond = y < 0
    places: list[float] = x[beyond & ~np.concatenate([[False], beyond[:-1]])].tolist()
    return places


def sinks(line: Pixels, bottom: float, apart: float) -> list[float]:
    """Return where a line goes below the bottom: of points closer together, the first."""
    x, y = line
    beyond = x[y > bottom]
    places: list[float] = beyond[np.diff(beyond, prepend=-np.inf) >= apart].tolist()
    return places


def _span_of_change(line: Pixels, other: Pixels) -> tuple[float, float]:
    """Return the places of the last point before two lines differ, and of the last of both."""
    count = min(len(line[0]), len(other[0]))
    end = max((float(x[-1]) for x, _ in (line, other) if len(x)), default=0.0)
    if not count:
        return 0.0, end
    same = (line[0][:count] == other[0][:count]) & (line[1][:count] == other[1][:count])
    first = count if same.all() else int(same.argmin())
    if first == len(line[0]) == len(other[0]):
        return math.inf, 0.0
    return (float(line[0][first - 1]) if first else 0.0), end
