"""Points in pixels as what Qt draws."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPolygonF

from mnist_viz.ui.plotting import pg


def polylines(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[QPolygonF]:
    """Return a line in pixels as polygons, one for each piece without a gap.

    Parameters
    ----------
    x, y : float64, shape (n,)
        A gap is where y is NaN.
    """
    known = np.isfinite(y)
    if known.all():
        return [pg.functions.arrayToQPolygonF(x, y)] if len(x) else []
    edges = np.flatnonzero(np.diff(known, prepend=False, append=False))
    return [
        pg.functions.arrayToQPolygonF(x[start:stop], y[start:stop])
        for start, stop in zip(edges[0::2], edges[1::2], strict=True)
    ]
