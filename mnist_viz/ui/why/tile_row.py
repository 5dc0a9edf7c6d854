"""Stands pictures side by side, as large as their words leave them room for.

In a low room, words above and below would leave nothing of the pictures: there they stand
beside them, or, where that is too narrow as well, only in the tooltips.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics

from mnist_viz.ui.look.spacing import GAP, UNIT, scaled
from mnist_viz.ui.why.tile import GRID, Tile, Words

LEGIBLE = 2 * GRID
"""Side of the smallest pictures that give up room for words."""

_MOST_WORDS = 96  # width of words beside a picture; longer names are cut, and whole in tooltips


class WordWidths(NamedTuple):
    """How wide the words of a row may get.

    Attributes
    ----------
    captions, notes : int
        Of those that are there whatever the classes are called.
    most : int
        Of all that may stand beside a picture.
    """

    captions: int
    notes: int
    most: int


class Row(NamedTuple):
    """What became of a row.

    Attributes
    ----------
    taken : QRect
        All the tiles.
    words : Words
    beneath : QRect
        The room for a legend of the second picture: below it, or below the words beside it;
        empty if there is none.
    top : int
        Of the pictures.
    """

    taken: QRect
    words: Words
    beneath: QRect
    top: int


def word_widths(
    tile: Tile, captions: Iterable[str], notes: Iterable[str], names: Iterable[str]
) -> WordWidths:
    """Measure the words of a row; `names` are captions that bear the name of a class."""
    metrics = QFontMetrics(tile.font())
    caption, note, name = (
        max(map(metrics.horizontalAdvance, texts), default=0) + 1
        for texts in (captions, notes, names)
    )
    return WordWidths(caption, note, max(caption, note, min(name, scaled(_MOST_WORDS))))


def place_with_words(tiles: Sequence[Tile], room: QRect, widths: WordWidths, legend: int) -> Row:
    """Stand tiles and a legend in a room, the pictures as large as whole words let them be.

    Parameters
    ----------
    tiles : sequence of Tile
    room : QRect
    widths : WordWidths
    legend : int
        Its height.
    """
    gap = 2 * scaled(GAP)
    words = _best_words(tiles, room.size(), widths, legend)
    if words is not Words.BESIDE:
        above = QRect(room)
        if words is Words.AROUND:
            above.setHeight(room.height() - legend)
        taken = place_in_row(tiles, above, gap, words)
        first, second = tiles[0], tiles[1]
        top = room.top() + (0 if words is Words.NOWHERE else first.line + scaled(UNIT))
        beneath = QRect(second.x(), taken.bottom() + 1, second.side, legend)
        return Row(taken, words, beneath if words is Words.AROUND else QRect(), top)
    side = _side(tiles, room.size(), words, widths, legend)
    beyond = scaled(GAP) + widths.most
    for number, tile in enumerate(tiles):
        tile.place(room.left() + number * (side + beyond + gap), room.top(), side, beyond, words)
    taken = QRect(room.left(), room.top(), len(tiles) * (side + beyond + gap) - gap, side)
    left, line = tiles[1].x() + side + scaled(GAP), tiles[1].line
    beneath = QRect(left, room.top() + 2 * line + scaled(UNIT), widths.most, legend)
    return Row(taken, words, beneath, room.top())


def place_in_row(
    tiles: Sequence[Tile], room: QRect, gap: int | None = None, words: Words = Words.AROUND
) -> QRect:
    """Stand tiles side by side in a room, as large as fits; return what they take of it."""
    gap = 2 * scaled(GAP) if gap is None else gap
    free = QSize(room.width(), room.height() - tiles[0].height_in(0, words))
    side = side_that_fits(free, len(tiles), tiles[0].devicePixelRatioF(), gap)
    height = tiles[0].height_in(side, words)
    for number, tile in enumerate(tiles):
        # A quarter of the gap keeps words apart.
        left = room.left() + number * (side + gap)
        tile.place(left, room.top(), side, gap - gap // 4, words)
    return QRect(room.left(), room.top(), len(tiles) * (side + gap) - gap, height)


def side_that_fits(room: QSize, count: int, ratio: float, gap: int) -> int:
    """Return the side of so many squares in a row, a multiple of `GRID` in device pixels."""
    side = min((room.width() - (count - 1) * gap) // count, room.height())
    zoom = int(side * ratio / GRID)
    return round(zoom * GRID / ratio) if zoom else max(side, 1)


def _best_words(tiles: Sequence[Tile], room: QSize, widths: WordWidths, legend: int) -> Words:
    """Return where words may stand with the largest pictures; nowhere if these are too small."""
    sides = {words: _side(tiles, room, words, widths, legend) for words in Words}
    best = max((Words.AROUND, Words.BESIDE), key=lambda words: sides[words])
    for words in (best, Words.ABOVE):
        if sides[words] >= LEGIBLE:
            return words
    return Words.NOWHERE


def _side(tiles: Sequence[Tile], room: QSize, words: Words, widths: WordWidths, legend: int) -> int:
    """Return how wide pictures are with words in a place; 0 where these would be cut."""
    gap, tile = 2 * scaled(GAP), tiles[0]
    width, height = room.width(), room.height() - tile.height_in(0, words)
    if words is Words.BESIDE:
        width -= len(tiles) * (scaled(GAP) + widths.most)
    if words is Words.AROUND:
        height -= legend
    side = side_that_fits(QSize(width, height), len(tiles), tile.devicePixelRatioF(), gap)
    if words is Words.BESIDE:
        return side if side >= 2 * tile.line + scaled(UNIT) + legend else 0
    if words is Words.NOWHERE:
        return side
    needed = max(widths.captions, widths.notes) if words is Words.AROUND else widths.captions
    return side if side + gap - gap // 4 >= needed else 0
