"""Values as entries of a colour table, which also holds what is no value.

Pictures are drawn as one byte a pixel. Most entries are steps of a colour map, an odd
number of them, so that zero has an entry of its own in a map of signed values; the
last three are for what lies between and around the cells, and for broken values.
"""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.ui.look.theme import Theme

STEPS = 253
NOTHING = 253
"""Entry of a place where there is no cell; it has the panel's tone."""
GROUND = 254
"""Entry of a value that is not finite."""
GAP = 255
"""Entry of the lines between tiles."""


def color_table(theme: Theme, *, signed: bool) -> NDArray[np.uint8]:
    """Return a theme's diverging or sequential map as a table of entries, shape (256, 4)."""
    lut = theme.diverging if signed else theme.sequential
    wanted = np.linspace(0, len(lut) - 1, STEPS)
    table = np.full((256, 4), 255, dtype=np.uint8)
    for channel in range(3):
        table[:STEPS, channel] = np.rint(np.interp(wanted, np.arange(len(lut)), lut[:, channel]))
    for entry, token in (
        (NOTHING, "panel"),
        (GROUND, "ground"),
        # Black tiles on a black panel need a line between them.
        (GAP, "grid" if theme.name == "contrast" else "panel"),
    ):
        color = theme.color(token)
        table[entry, :3] = color.red(), color.green(), color.blue()
    return table


class Quantizer:
    """Turns values into entries; keeps its arrays, so that a frame allocates none."""

    def __init__(self) -> None:
        self._scaled = np.empty(0, dtype=np.float32)
        self._entries = np.empty(0, dtype=np.uint8)

    def entries(
        self, values: NDArray[np.float32], limit: float, *, signed: bool
    ) -> NDArray[np.uint8]:
        """Return the entries of values; the next call overwrites them.

        Parameters
        ----------
        values : float32, any shape
        limit : float
            The value of the last step of the map; values beyond it get that step.
        signed : bool
            Whether the map runs from −limit or from 0.

        Returns
        -------
        uint8, the shape of `values`
        """
        if self._scaled.shape != values.shape:
            self._scaled = np.empty(values.shape, dtype=np.float32)
            self._entries = np.empty(values.shape, dtype=np.uint8)
        top = STEPS - 1
        zero = top / 2 if signed else 0.0
        scale = (top - zero) / limit if limit > 0 else 0.0
        finite = bool(np.isfinite(values).all())
        shown = values if finite else np.where(np.isfinite(values), values, np.float32(0))
        np.clip(shown, -limit if signed else 0.0, limit, out=self._scaled)
        self._scaled *= np.float32(scale)
        self._scaled += np.float32(zero + 0.5)
        self._entries[...] = self._scaled
        if not finite:
            self._entries[~np.isfinite(values)] = GROUND
        return self._entries
