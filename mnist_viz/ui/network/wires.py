"""Draws connections: sign by colour and dash, strength by width; and tells which is where."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPoint, Qt
from PySide6.QtGui import QPen

from mnist_viz.training import Connection, Connections
from mnist_viz.ui.look.spacing import scaled
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.network.places import GridPlace
from mnist_viz.ui.network.raster import Lines, Raster
from mnist_viz.ui.network.wiring import Bundle

_WIDTHS = (0.8, 1.4, 2.1, 2.9)
"""In pixels: from the weakest quarter of strengths to the strongest."""

_OPACITY = 0.5
_DASHES = (6.0, 4.0)  # in pixels
_OVER_CELLS = 0.3
"""Opacity of lines where they run over cells, which are to be seen."""

_REACH = 4


@dataclass(frozen=True, eq=False)
class DrawnWires:
    """The connections of one bundle, from one layer to the next.

    Attributes
    ----------
    connections : Connections
    ends : float64, shape (n, 4)
        x and y of the source, then of the target, in device pixels.
    levels : int64, shape (n,)
        Which of the widths each has.
    is_chosen : bool
        Whether these are the chosen unit's.
    """

    connections: Connections
    ends: NDArray[np.float64]
    levels: NDArray[np.int64]
    is_chosen: bool


class Wires:
    """Lines between the grids of the diagram."""

    def __init__(self) -> None:
        self._layers: list[list[DrawnWires]] = []
        self._ratio = 1.0

    @property
    def drawn(self) -> list[list[DrawnWires]]:
        """What is drawn into each layer, the first one first."""
        return self._layers

    def restyle(self, theme: Theme, ratio: float) -> None:
        """Take on the colours of a theme."""
        self._theme, self._ratio = theme, ratio
        self._faint = 1.0 if theme.name == "contrast" else _OPACITY
        self._widths = np.array([scaled(10 * width) / 10 * ratio for width in _WIDTHS], np.float32)
        self._dashes = np.array(
            [[scaled(dash) * ratio for dash in _DASHES], [1.0, 0.0]], dtype=np.float32
        )
        colors = [theme.color(token).rgba() for token in ("neg", "pos")]
        self._colors = np.array(colors, dtype=np.uint32)

    def sample(self, *, positive: bool) -> QPen:
        """Return the pen of a legend."""
        pen = QPen(self._theme.color("pos" if positive else "neg"), float(self._widths[2]))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if not positive:
            pen.setDashPattern((self._dashes[0] / self._widths[2]).tolist())
        return pen

    def set_grids(self, grids: tuple[GridPlace, ...], raster: Raster) -> None:
        """Take on where the cells stand: over them, lines are faint."""
        self._over_cells = np.ones(raster.pixels.shape, dtype=np.float32)
        for grid in grids:
            place = grid.rect
            rows = slice(place.top(), place.bottom() + 1)
            self._over_cells[rows, place.left() : place.right() + 1] = _OVER_CELLS

    def show(self, bundles: tuple[Bundle, ...], grids: tuple[GridPlace, ...]) -> None:
        """Take these connections; `grids` as to `set_grids`."""
        self._layers = [
            [
                self._place(part, bundle.largest, grids[number], grids[number + 1], chosen=chosen)
                for chosen, part in enumerate(bundle.parts)
            ]
            for number, bundle in enumerate(bundles)
        ]

    def draw(self, raster: Raster) -> None:
        """Draw them: faint over the cells, but for those of the chosen unit."""
        parts = [part for layer in self._layers for part in layer]
        counts = [len(part.levels) for part in parts]
        chosen = np.repeat([part.is_chosen for part in parts], counts)
        levels = np.concatenate([part.levels for part in parts])
        # The chosen unit's lie above the others, thick above thin.
        order = np.lexsort((levels, chosen))
        levels, chosen = levels[order], chosen[order]
        ends = np.concatenate([part.ends for part in parts])[order]
        values = np.concatenate([part.connections.values for part in parts])[order]
        is_positive = (values > 0).astype(np.intp)
        raster.draw(
            Lines(
                ends.astype(np.float32),
                self._widths[levels],
                self._colors[is_positive],
                np.where(chosen, np.float32(1), np.float32(self._faint)),
                self._dashes[is_positive],
                ~chosen,
            ),
            self._over_cells,
        )

    def at(self, point: QPoint) -> tuple[Connection, float] | None:
        """Return the connection at a place, with its value, or None."""
        best, found = float(_REACH * self._ratio), None
        for layer, parts in enumerate(self._layers):
            for part in parts:
                if not len(part.ends):
                    continue
                distances = _distances(part.ends, point.x() + 0.5, point.y() + 0.5)
                nearest = int(distances.argmin())
                if distances[nearest] <= best:
                    best, one = float(distances[nearest]), part.connections
                    wire = Connection(layer, int(one.sources[nearest]), int(one.targets[nearest]))
                    found = wire, float(one.values[nearest])
        return found

    def line_of(self, wire: Connection, grids: tuple[GridPlace, ...]) -> QLineF:
        """Return where a connection runs."""
        ends = _ends(
            np.array([wire.source]),
            np.array([wire.target]),
            grids[wire.layer],
            grids[wire.layer + 1],
        )
        return QLineF(*ends[0].tolist())

    def _place(
        self, part: Connections, largest: float, of: GridPlace, to: GridPlace, *, chosen: int
    ) -> DrawnWires:
        shares = np.abs(part.values) / largest if largest > 0 else np.zeros(len(part.values))
        levels = np.clip((shares * len(_WIDTHS)).astype(np.int64), 0, len(_WIDTHS) - 1)
        ends = _ends(part.sources, part.targets, of, to)
        return DrawnWires(part, ends, levels, bool(chosen))


def _ends(
    sources: NDArray[np.int64], targets: NDArray[np.int64], of: GridPlace, to: GridPlace
) -> NDArray[np.float64]:
    """Return x and y of the middles of cells from which and to which lines run."""
    return np.column_stack([*of.centers(sources), *to.centers(targets)])


def _distances(ends: NDArray[np.float64], x: float, y: float) -> NDArray[np.float64]:
    """Return how far a point is from each of some line segments, shape (n,)."""
    start, way = ends[:, :2], ends[:, 2:] - ends[:, :2]
    from_start = np.array([x, y]) - start
    lengths = np.maximum((way * way).sum(axis=1), 1e-12)
    along = np.clip((from_start * way).sum(axis=1) / lengths, 0.0, 1.0)
    off = from_start - along[:, None] * way
    distances: NDArray[np.float64] = np.sqrt((off * off).sum(axis=1))
    return distances
