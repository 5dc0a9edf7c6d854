"""The columns of the table of layers: what is written in them, and where they stand."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtGui import QFontMetrics

from mnist_viz.ui import numbers
from mnist_viz.ui.look.spacing import scaled

GRADIENT, UPDATE, UNUSABLE = "gradient", "update ratio", "unusable"
"""What the curves can be of; the first two are sizes, as the headings call them."""

HEADINGS = ("unusable on shown images", "unusable, shown images", UNUSABLE)
_GAP, _WIDE_GAP = 7, 20
_GOOD_CURVE, _CAPTIONED_CURVE, _LONGEST_CURVE = 80, 130, 320


class HealthRow(NamedTuple):
    """What is written of a layer.

    Attributes
    ----------
    title, unusable : str
    sizes : mapping of str to str
        Its `GRADIENT` and its `UPDATE`.
    alarming : bool
        Whether most of its units are unusable.
    """

    title: str
    sizes: Mapping[str, str]
    unusable: str
    alarming: bool

    def cell(self, column: str) -> tuple[str, bool]:
        """Return what is written in a column, and whether loudly."""
        if column == UNUSABLE:
            return self.unusable, self.alarming
        return self.sizes[column], False

    @property
    def text(self) -> str:
        sizes = ", ".join(f"{what} {size}" for what, size in self.sizes.items())
        return f"{self.title}: {sizes}, unusable {self.unusable}"


class Columns(NamedTuple):
    """Where the columns stand in a table, in pixels.

    Attributes
    ----------
    curve_left, curve_width : int
    sizes : dict of str to int
        Right edge of `GRADIENT` and of `UPDATE`, as far as they have room.
    heading : str
        Of the last column.
    right : int
        Edge of the last column.
    """

    curve_left: int
    curve_width: int
    sizes: dict[str, int]
    heading: str
    right: int

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.sizes, UNUSABLE)

    def ends(self, name: str) -> tuple[int, int]:
        """Return left and right of a column of numbers."""
        lefts = (self.curve_left + self.curve_width, *self.sizes.values())
        rights = (*self.sizes.values(), self.right)
        place = self.names.index(name)
        return lefts[place], rights[place]


def arranged(
    rows: Sequence[HealthRow],
    what: str,
    last_step: int | None,
    width: int,
    *,
    body: QFontMetrics,
    small: QFontMetrics,
    sign: int,
) -> Columns:
    """Return where the columns stand.

    Both sizes are written where a good curve is left, else that of the curve, or none. The
    heading of the last column says as much as there is room for; then the columns part.

    Parameters
    ----------
    rows : sequence of HealthRow
        At least one.
    what : str
        What the curves are of.
    last_step : int or None
        The last of the curves'.
    width : int
        Of the table.
    body, small : QFontMetrics
        Of numbers and of headings.
    sign : int
        Room beside an alarming number.
    """
    gap, advance = scaled(_GAP), body.horizontalAdvance
    curve_left = max(advance(row.title) for row in rows) + gap
    # Room for any step up to the last: the columns stand still while it grows by one.
    at = UPDATE if last_step is None else f"update at {numbers.count(last_step)}"
    widths = {
        size: gap + max(advance("1.3e\u22123"), *map(small.horizontalAdvance, headings))
        for size, headings in ((GRADIENT, (GRADIENT,)), (UPDATE, (UPDATE, at)))
    }
    counts = max(advance(row.unusable) for row in rows) + sign
    least = gap + max(counts, small.horizontalAdvance(HEADINGS[-1]))
    room = width - curve_left - scaled(_GOOD_CURVE)
    if sum(widths.values()) + least > room:
        widths = {what: widths[what]} if what in widths else {}
    room -= sum(widths.values())
    for heading in HEADINGS:
        last = gap + max(counts, gap + small.horizontalAdvance(heading))
        if last <= room:
            break
    spare = room - last - scaled(_CAPTIONED_CURVE - _GOOD_CURVE)
    more = max(0, min(scaled(_WIDE_GAP) - gap, spare // (len(widths) + 1)))
    rights, right = {}, width - last - more
    for size in reversed(widths):
        rights[size] = right
        right -= widths[size] + more
    curve_width = min(scaled(_LONGEST_CURVE), right - curve_left)
    return Columns(curve_left, curve_width, rights, heading, width)
