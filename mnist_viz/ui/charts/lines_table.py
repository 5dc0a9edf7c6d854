"""The lines of a chart as a table."""

from collections.abc import Mapping

import numpy as np

from mnist_viz.ui.charts.stroke import Line
from mnist_viz.ui.table import Table


def lines_table(lines: Mapping[str, Line], y_name: str) -> Table | None:
    """Return a row a point: which line, its step, its value; None if there are no points.

    Parameters
    ----------
    lines : mapping of str to (x, y)
        float64 arrays of shape (n,); NaN in y is a gap.
    y_name : str
        What y is.
    """
    names = [name for name, (steps, _) in lines.items() for _ in steps]
    if not names:
        return None
    steps = np.concatenate([x for x, _ in lines.values()])
    values = np.concatenate([y for _, y in lines.values()])
    return Table(("line", "step", y_name), (names, steps, values))
