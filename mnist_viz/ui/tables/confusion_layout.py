"""Where the cells and labels of a confusion matrix stand, in device pixels."""

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect

_LEAST_GAPPED = 5  # cells narrower than this stand without gaps
_TITLED = 5
"""How many times its names of axes a matrix is wide at least; else it has none."""


class LabelRoom(NamedTuple):
    """What the labels of a matrix take up.

    Attributes
    ----------
    across : int
        Left of it, for the labels of the rows.
    down : int
        Below it, for those of the columns.
    width, height : int
        That a label needs to itself.
    title : int
        More on both sides, for the names of the axes.
    """

    across: int
    down: int
    width: int
    height: int
    title: int


class ConfusionLayout(NamedTuple):
    """A square of cells of whole pixels, its corner at (left, top).

    Attributes
    ----------
    left, top : int
    pitch : int
        From one cell to the next.
    gap : int
        Of that, the part between cells.
    classes : int
    titled : bool
        Whether there is room for the names of the axes.
    """

    left: int
    top: int
    pitch: int
    gap: int
    classes: int
    titled: bool

    @classmethod
    def fitting(
        cls, width: int, height: int, classes: int, labels: LabelRoom, *, titled: bool = True
    ) -> "ConfusionLayout":
        """Lay out a matrix at the upper right of a rectangle, with titles if they have room."""
        across, down = labels.across, labels.down
        titled = titled and min(width - across, height - down) >= _TITLED * labels.title
        if titled:
            across, down = across + labels.title, down + labels.title
        pitch = max(1, min(width - across, height - down) // classes)
        # The label of a low first row stands out above it.
        top = max(0, (labels.height - pitch + 1) // 2)
        pitch = max(1, min(width - across, height - down - top) // classes)
        left = max(across, width - pitch * classes)
        gap = max(1, pitch // 10) if pitch >= _LEAST_GAPPED else 0
        return cls(left, top, pitch, gap, classes, titled)

    def labels_all(self, labels: LabelRoom) -> bool:
        """Return whether each row and column can have its label."""
        return self.pitch >= max(labels.width, labels.height)

    @property
    def side(self) -> int:
        return self.pitch * self.classes - self.gap

    @property
    def square(self) -> QRect:
        """The whole matrix."""
        return QRect(self.left, self.top, self.side, self.side)

    def cell(self, row: int, column: int) -> QRect:
        """Return the place of a cell."""
        size = self.pitch - self.gap
        return QRect(self.left + column * self.pitch, self.top + row * self.pitch, size, size)

    def at(self, place: QPoint) -> tuple[int, int] | None:
        """Return row and column of the cell under a place, if there is one."""
        column, row = (place.x() - self.left) // self.pitch, (place.y() - self.top) // self.pitch
        inside = 0 <= row < self.classes and 0 <= column < self.classes
        return (row, column) if inside else None


def every(room: int, needed: int) -> int:
    """Return which labels can be written: each, every second, … of them."""
    return max(1, -(-needed // max(1, room)))
