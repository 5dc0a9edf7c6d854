"""The lines of a chart as a table."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_viz.ui.charts.stroke import Line
from mnist_viz.ui.table import Table


class Spread(NamedTuple):
    """What is drawn as a band: of each stretch of steps, the smallest and the largest.

    Attributes
    ----------
    first, last : int64, shape (n,)
        The stretches.
    low, high : float64, shape (n,)
        NaN where no number is finite.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Means(NamedTuple):
    """What is drawn as a line of means, each of a stretch of steps.

    Attributes
    ----------
    first, last : int64, shape (n,)
        The stretches, which may overlap.
    mean : float64, shape (n,)
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    mean: NDArray[np.float64]


def lines_table(lines: Mapping[str, Line | Means | Spread], y_name: str) -> Table | None:
    """Return a row a point: which line, its steps, its value; None if there are no points.

    A stretch of several steps has two rows: its lowest value, and its highest; or one, its mean.

    Parameters
    ----------
    lines : mapping of str to (x, y), Means or Spread
        x and y are float64 arrays of shape (n,), x of whole numbers; NaN in y is a gap.
    y_name : str
        What y is.
    """
    rows = [row for name, line in lines.items() for row in _rows(name, line)]
    names = [name for name, *_ in rows]
    if not names:
        return None
    first, last = (np.array([row[at] for row in rows], dtype=np.int64) for at in (1, 2))
    values = np.array([row[3] for row in rows])
    return Table(("line", "step", "to step", y_name), (names, first, last, values))


def _rows(name: str, line: Line | Means | Spread) -> list[tuple[str, int, int, float]]:
    if isinstance(line, Means):
        points = zip(line.first, line.last, line.mean, strict=True)
        return [(f"{name}, mean", int(start), int(end), float(y)) for start, end, y in points]
    if not isinstance(line, Spread):
        known = (point for point in zip(*line, strict=True) if not np.isnan(point[1]))
        return [(name, int(step), int(step), float(y)) for step, y in known]
    rows = []
    for first, last, low, high in zip(line.first, line.last, line.low, line.high, strict=True):
        if first == last:
            rows.append((name, int(first), int(last), float(low)))
        else:
            rows.append((f"{name}, lowest", int(first), int(last), float(low)))
            rows.append((f"{name}, highest", int(first), int(last), float(high)))
    return rows
