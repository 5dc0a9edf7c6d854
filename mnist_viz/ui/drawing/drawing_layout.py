"""Where pad, reading and bars stand in a panel of any shape."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize

from mnist_viz.ui.drawing.score_grid import HIGH_ROW
from mnist_viz.ui.look.spacing import GAP, PADDING, UNIT, scaled

LEAST_PAD = 72
_LARGEST_PAD_SHARE = 0.6  # of the width, where something stands beside the pad


class Needs(NamedTuple):
    """What the parts ask for.

    Attributes
    ----------
    classes : int
    reading_height : callable
        Height of the reading in a width.
    bars_height : callable
        Least height of the bars in a width.
    reading_width, step_width, bars_width : int
        Least widths; the second is of the reading with the step that it is of.
    """

    classes: int
    reading_height: Callable[[int], int]
    bars_height: Callable[[int], int]
    reading_width: int
    step_width: int
    bars_width: int


class Places(NamedTuple):
    """Where the parts stand; without bars where there is no room for them."""

    pad: QRect
    reading: QRect
    bars: QRect | None


def arrange(size: QSize, needs: Needs) -> Places:
    """Find places with the largest pad: one above the other, or, in a low panel, abreast.

    In one that is lower yet, reading and bars stand beside the pad, these in columns.

    Parameters
    ----------
    size : QSize
        Of the panel below its header.
    needs : Needs
    """
    best = _stacked(size, needs)
    least = 0.8 * _most_abreast(size, needs)
    if best.pad.width() < least:  # else no search is needed to tell which is the larger
        abreast = _abreast(size, needs)
        best = best if best.pad.width() >= 0.8 * abreast.pad.width() else abreast
    if best.pad.width() < scaled(LEAST_PAD):
        best = _beside(size, needs)
    return best if best.pad.width() >= scaled(LEAST_PAD) else _without_bars(size, needs)


def _stacked(size: QSize, needs: Needs) -> Places:
    left, width = scaled(PADDING), size.width() - 2 * scaled(PADDING)
    reading, gap = needs.reading_height(width), scaled(PADDING)
    room = size.height() - reading - scaled(UNIT) - gap - scaled(GAP)
    side = max(0, min(width, room - needs.bars_height(width)))
    top = side + scaled(UNIT)
    bars = min(room - side, needs.classes * scaled(HIGH_ROW))
    return Places(
        QRect(left + (width - side) // 2, 0, side, side),
        QRect(left, top, width, reading),
        QRect(left, top + reading + gap, width, bars),
    )


def _most_abreast(size: QSize, needs: Needs) -> int:
    """Return how wide the pad can be beside the bars, if the panel is high enough."""
    width = size.width() - 2 * scaled(PADDING)
    room = width - 2 * scaled(GAP) - needs.bars_width
    return max(0, min(round(_LARGEST_PAD_SHARE * width), room))


def _abreast(size: QSize, needs: Needs) -> Places:
    left, gap = scaled(PADDING), 2 * scaled(GAP)
    width, height = size.width() - 2 * left, size.height() - left
    side = _most_abreast(size, needs)
    while side > 0 and side + scaled(UNIT) + needs.reading_height(side) > height:
        side -= 1
    bars = QRect(left + side + gap, 0, width - side - gap, height)
    if needs.bars_height(bars.width()) > height or side < needs.reading_width:
        side = 0
    bars.setHeight(min(height, needs.classes * scaled(HIGH_ROW)))
    return Places(
        QRect(left, 0, side, side),
        QRect(left, side + scaled(UNIT), side, needs.reading_height(side)),
        bars,
    )


def _beside(size: QSize, needs: Needs) -> Places:
    left, gap, between = scaled(PADDING), scaled(PADDING), scaled(UNIT)
    width, height = size.width() - 2 * left, size.height() - scaled(GAP)
    reading = needs.reading_height(needs.step_width)
    room = height - reading - between
    side = min(height, width - gap - needs.step_width)
    while side > 0 and needs.bars_height(width - side - gap) > room:
        side -= 1
    start, beside = left + side + gap, width - side - gap
    return Places(
        QRect(left, 0, side, side),
        QRect(start, 0, needs.step_width, reading),
        QRect(start, reading + between, beside, min(room, needs.classes * scaled(HIGH_ROW))),
    )


def _without_bars(size: QSize, needs: Needs) -> Places:
    left, gap = scaled(PADDING), scaled(PADDING)
    width, height = size.width() - 2 * left, size.height() - left
    side = max(1, min(height, width - gap - needs.reading_width))
    reading = QRect(left + side + gap, 0, width - side - gap, height)
    return Places(QRect(left, 0, side, side), reading, None)
