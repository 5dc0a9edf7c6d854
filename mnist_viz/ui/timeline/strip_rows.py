"""How high what stands in the timeline's strip is."""

from typing import NamedTuple

MARGIN = 21
"""Left and right of the scale, within the strip. Were there more, the strip would lie below a
button, which would be painted again with it at every frame."""


class StripRows(NamedTuple):
    """Places from the top of the timeline, in pixels at the base font size.

    Attributes
    ----------
    height : int
        Of all.
    top, bottom : int
        Of the strip itself.
    labels : int or None
        Middle of the line above the strip, with the chip; None for no such line.
    hairs : (int, int) or None
        Where the marks of recorded steps begin and end; None for none.
    ticks : int
        Middle of the line below.
    """

    height: int
    top: int
    bottom: int
    labels: int | None
    hairs: tuple[int, int] | None
    ticks: int

    @property
    def middle(self) -> float:
        """Of the strip."""
        return (self.top + self.bottom) / 2


NORMAL = StripRows(height=84, top=24, bottom=58, labels=12, hairs=(60, 65), ticks=73)
COMPACT = StripRows(height=52, top=12, bottom=36, labels=None, hairs=None, ticks=44)
"""Where text is large and the window is not."""
