"""Gives docks in their usual places the sizes that they have there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from mnist_viz.ui.docks.tree import ACROSS, DOWN
from mnist_viz.ui.docks.usual_places import centre_heights, column_widths, right_heights


def share_out_columns(area: QMainWindow, docks: Sequence[QDockWidget]) -> None:
    """Share out the columns of a wide area, and the rows of each.

    Parameters
    ----------
    area : QMainWindow
    docks : sequence of QDockWidget
        Drawing, filters, activations, loss, scores, health, network, why, neuron.
    """
    drawing, filters, activations, loss, scores, health, *tabbed, neuron = docks
    width, height = area.width(), area.contentsRect().height()
    right = (loss, scores, health)
    columns = [drawing, _first((filters, activations, *tabbed)), neuron, _first(right)]
    has_neuron, has_right = not neuron.isHidden(), any(map(stands, right))
    widths = column_widths(width, with_neuron=has_neuron, with_right=has_right)
    _resize(area, columns, widths, ACROSS)
    below = _first((activations, *tabbed))
    _resize(area, [filters, below], centre_heights(width, widths[1], height), DOWN)
    _resize(area, right, right_heights(height), DOWN)


def share_out_compact(area: QMainWindow, docks: Sequence[QDockWidget], share: float) -> None:
    """Share out a small area among the drawing, which gets a share of it, and all the others."""
    width = int(share * area.width())
    _resize(area, docks[:2], [width, area.width() - width], ACROSS)


def stands(dock: QDockWidget) -> bool:
    """Return whether a dock takes room in its area."""
    return not (dock.isHidden() or dock.isFloating())


def _first(docks: Sequence[QDockWidget]) -> QDockWidget:
    """Return the first of a column that stands there, for its width."""
    return next(filter(stands, docks), docks[0])


def _resize(
    area: QMainWindow, docks: Sequence[QDockWidget], sizes: list[int], along: Qt.Orientation
) -> None:
    """Share out a row or a column among those of the docks that stand in it."""
    standing = {dock: size for dock, size in zip(docks, sizes, strict=True) if stands(dock)}
    area.resizeDocks(list(standing), list(standing.values()), along)
