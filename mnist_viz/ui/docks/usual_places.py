"""Where panels stand until the person moves them, and how much room each gets there."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontMetrics

from mnist_viz.ui.docks.tree import ACROSS, DOWN, DockTree, Split, Tabs
from mnist_viz.ui.look.spacing import GAP, HEADER, PADDING, scaled

COMPACT_BELOW = 75
"""Widths of the area, in heights of the person's font, that are too narrow for columns."""

_THREE_ROWS = 3 * 140 + 4 * GAP


class _Shares(NamedTuple):
    """From a width of the area on: widths of the side columns, height of the wall of filters."""

    from_width: int
    left: int
    neuron: int
    right: int
    wall: int


_SHARES = (
    _Shares(3500, 560, 720, 760, 1206),
    _Shares(2900, 480, 640, 660, 975),
    _Shares(2300, 400, 560, 560, 744),
    _Shares(1700, 340, 444, 460, 510),
    _Shares(0, 252, 444, 312, 280),
)
_LEAST_HEATMAPS = 180
_HEATMAPS_SHARE = 0.25
"""Of the column, at the least: the wall of a wide but low window must not press them flat."""
_BESIDE_WALL = 370
"""Of the width, for the large unit and its numbers; the wall is about as wide as it is high."""

_WITH_NEURON_BESIDE = 2300

_WORDS = HEADER + PADDING
"""Of the height of the wall's panel, what grows with the text."""

_RIGHT_HEIGHTS = (202, 182, 138)
"""Of loss, scores and health, as shares of the column."""

_MOST_HEALTH = 200
"""Of the height of the last: its rows need no more, and curve and matrix have a use for it."""


def usual_tree(names: Sequence[str], *, compact: bool) -> DockTree:
    """Return the tree of all panels.

    Parameters
    ----------
    names : sequence of str
        Of the docks of drawing, filters, activations, loss, scores, health, network, why, neuron.
    compact : bool
        Whether there is too little room for columns.
    """
    drawing, filters, activations, loss, scores, health, network, why, neuron = names
    if compact:
        others = (activations, network, why, loss, scores, health, neuron)
        return Split(ACROSS, (Tabs.of(drawing), Tabs.of(filters, *others)))
    centre = (Tabs.of(filters), Tabs.of(activations, network, why))
    right = (Tabs.of(loss), Tabs.of(scores), Tabs.of(health))
    columns = (Tabs.of(drawing), Split(DOWN, centre), Tabs.of(neuron), Split(DOWN, right))
    return Split(ACROSS, columns)


def is_compact(area: QSize, text: QFont, *, lent: int = 0) -> bool:
    """Return whether an area is too small for columns, in text of the person's font.

    Parameters
    ----------
    area : QSize
    text : QFont
    lent : int
        Of the height, what the area has only because there are no columns, in pixels. Were it
        counted, the area would be high enough for columns once it has none, and so without end.
    """
    is_narrow = area.width() / QFontMetrics(text).height() < COMPACT_BELOW
    return is_narrow or area.height() - lent < scaled(_THREE_ROWS)


def drawing_width(area: QSize, text: QFont) -> int:
    """Return the width of the drawing panel in an area of this size."""
    width, gap = area.width(), scaled(GAP)
    if is_compact(area, text):
        return (width - 3 * gap) // 2
    # The gaps around and between the columns are taken from all of them alike.
    left = column_widths(width, with_neuron=False, with_right=True)[0]
    return round(left * (width - 4 * gap) / width)


def has_room_for_neuron(width: int) -> bool:
    """Return whether the neuron view stands beside the right column, in an area of this width."""
    return width >= scaled(_WITH_NEURON_BESIDE)


def column_widths(width: int, *, with_neuron: bool, with_right: bool) -> list[int]:
    """Return the widths of the left column, the centre, the neuron view and the right column.

    Parameters
    ----------
    width : int
        Of the area, in pixels.
    with_neuron, with_right : bool
        Whether the neuron view stands there, and a panel of the right column.
    """
    shares = next(one for one in _SHARES if width >= scaled(one.from_width))
    left = scaled(shares.left)
    neuron = scaled(shares.neuron) if with_neuron else 0
    right = scaled(shares.right) if with_right else 0
    return [left, width - left - neuron - right, neuron, right]


def centre_heights(width: int, centre: int, height: int) -> list[int]:
    """Give the wall of filters its largest whole zoom that leaves the heatmaps legible.

    And for which the column is wide enough. The filters are enlarged by the screen's pixels,
    whatever the size of the text.

    Parameters
    ----------
    width : int
        Of the area, in pixels.
    centre : int
        Of that, the column's.
    height : int
        Of the area without its margins.
    """
    room = height - scaled(GAP)
    least = scaled(_LEAST_HEATMAPS)
    for shares in _SHARES:
        wall = shares.wall + scaled(_WORDS) - _WORDS
        heatmaps = room - wall
        is_high = heatmaps >= max(least, _HEATMAPS_SHARE * room)
        has_room = is_high and centre >= shares.wall + _BESIDE_WALL
        if width >= shares.from_width and has_room:
            break
    if shares is _SHARES[-1]:
        wall = min(scaled(shares.wall), max(room - least, room // 2))
    return [wall, room - wall]


def right_heights(height: int) -> list[int]:
    """Return the heights of loss, scores and health, in an area of this height in pixels."""
    room = height - 2 * scaled(GAP)
    shares = [room * share / sum(_RIGHT_HEIGHTS) for share in _RIGHT_HEIGHTS]
    health = min(round(shares[2]), scaled(_MOST_HEALTH))
    loss = round((room - health) * shares[0] / (shares[0] + shares[1]))
    return [loss, room - health - loss, health]
