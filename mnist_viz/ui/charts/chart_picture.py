"""What a chart shows at one moment, and where that differs from the moment before."""

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
    """

    scale: tuple[float, ...] = ()
    lines: dict[str, Pixels] = field(default_factory=dict)
    grid: list[float] = field(default_factory=list)
    playhead: float = 0.0
    playhead_token: str = "accent"
    reading: float | None = None
    marks: list[tuple[float, str]] = field(default_factory=list)
    warnings: list[float] = field(default_factory=list)

    def same_until(self, other: "ChartPicture") -> float:
        """Return up to which place from the left another picture is the same; 0 if nowhere."""
        if self.surroundings != other.surroundings:
            return 0.0
        place = min(self.playhead, other.playhead)
        for key, line in self.lines.items():
            if line is not other.lines[key]:
                place = min(place, _same_until(line, other.lines[key]))
        return place

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
        )


def _same_until(line: Pixels, other: Pixels) -> float:
    """Return the place of the last point up to which two lines are the same."""
    count = min(len(line[0]), len(other[0]))
    if not count:
        return 0.0
    same = (line[0][:count] == other[0][:count]) & (line[1][:count] == other[1][:count])
    first = count if same.all() else int(same.argmin())
    return float(line[0][max(first - 1, 0)]) if first else 0.0
