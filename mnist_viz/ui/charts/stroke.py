"""A line of a chart: its points, and how it is drawn."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from mnist_viz.ui.look.spacing import scaled
from mnist_viz.ui.look.theme import Theme

Line = tuple[NDArray[np.float64], NDArray[np.float64]]

_DASHES = (2.5, 1.5)

_IN_CONTRAST = 0.5
"""The power of an opacity for those who asked for high contrast: they do not see mere hints."""


class Stroke(NamedTuple):
    """How a line is drawn.

    Attributes
    ----------
    token : str
        Its colour.
    width : float
        In pixels; a line of 1 is not smoothed, which would take too long for noise.
    opacity : float
        More where the theme is one of high contrast.
    sparse_opacity : float or None
        Where there are fewer points than pixels, so that no strokes lie on one another.
    dashed : bool
    dotted : bool
        Whether points that stand far apart are marked, so that it is seen what lies between them.
    guest : bool
        Whether it is there to be compared with: where it soars far above the others, it leaves
        the chart at the top, and a sign says so, lest it press them flat.
    faint : bool
        Whether it only surrounds the others: where it sinks far below them, on a logarithmic
        axis, it leaves the chart at the bottom, and a sign says so.
    """

    token: str
    width: float = 1.0
    opacity: float = 1.0
    sparse_opacity: float | None = None
    dashed: bool = False
    dotted: bool = False
    guest: bool = False
    faint: bool = False

    def pen(self, theme: Theme, *, sparse: bool = False) -> QPen:
        """Return the pen for it, at the size of the person's font."""
        opacity = self.opacity if self.sparse_opacity is None or not sparse else self.sparse_opacity
        if theme.name == "contrast":
            opacity **= _IN_CONTRAST
        pen = QPen(theme.color(self.token, opacity), self.width)
        if self.width == 1:
            # One device pixel at every scale: fast and, with bins as narrow, faint enough.
            pen.setCosmetic(True)
        else:
            pen.setWidthF(scaled(10 * self.width) / 10)
        if self.dashed:
            pen.setDashPattern(_DASHES)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen
