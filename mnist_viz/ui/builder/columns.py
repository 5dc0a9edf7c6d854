"""Parts side by side where there is width for it, and else below each other, in their order."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.look.spacing import PADDING, scaled

_LEAST_GAP, _USUAL_GAP = 18, 3 * PADDING
"""Between columns."""


class Columns(QWidget):
    """Shares its parts out among as many columns as its width holds.

    Parameters
    ----------
    parts : sequence of QWidget
    """

    def __init__(self, parts: Sequence[QWidget]) -> None:
        super().__init__()
        self._parts = tuple(parts)
        for part in parts:
            part.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Return what all parts take beside each other."""
        width = _total(map(_usual, self._apart()), _USUAL_GAP)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return what the widest part needs."""
        return QSize(_least(self._parts), 0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width).values()
        return max((place.y() + place.height() for place in places), default=0)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        for part, place in self._places(self.width()).items():
            part.setGeometry(place)

    def _places(self, width: int) -> dict[QWidget, QRect]:
        """Return where the parts stand in a width."""
        columns = self._shared_out(width)
        spare = max(0, width - _total(map(_least, columns), _LEAST_GAP))
        widths = []
        for column in columns:
            more = min(spare, _usual(column) - _least(column))
            widths.append(_least(column) + more)
            spare -= more
        apart = min(scaled(_USUAL_GAP), scaled(_LEAST_GAP) + spare // len(columns))
        places, left, gap = {}, 0, scaled(PADDING)
        for column, across in zip(columns, widths, strict=True):
            top = 0
            for part in column:
                height = _height(part, across)
                places[part] = QRect(left, top, min(across, width), height)
                top += height + gap
            left += across + apart
        return places

    def _shared_out(self, width: int) -> list[tuple[QWidget, ...]]:
        """Return the columns: the lowest that fit, the fewest of these."""
        all_ways = _ways(self._parts)
        ways = [way for way in all_ways if _total(map(_least, way), _LEAST_GAP) <= width]
        return min(
            ways or [[self._parts]], key=lambda way: (max(map(_column_height, way)), len(way))
        )

    def _apart(self) -> list[tuple[QWidget, ...]]:
        return [(part,) for part in self._parts]


def _ways(parts: tuple[QWidget, ...]) -> list[list[tuple[QWidget, ...]]]:
    """Return all ways to cut parts into columns."""
    ways = []
    for cuts in range(1 << max(0, len(parts) - 1)):
        ends = [n + 1 for n in range(len(parts) - 1) if cuts >> n & 1]
        ways.append([parts[a:b] for a, b in pairwise([0, *ends, len(parts)])])
    return ways


def _least(column: Sequence[QWidget]) -> int:
    """Return the least width of a column."""
    return max(part.minimumSizeHint().width() for part in column)


def _usual(column: Sequence[QWidget]) -> int:
    """Return the width that a column takes where there is room."""
    return max(_least(column), *(part.sizeHint().width() for part in column))


def _total(widths: Iterable[int], gap: int) -> int:
    """Return the width of columns with the gaps between them."""
    each = list(widths)
    return sum(each) + scaled(gap) * (len(each) - 1)


def _height(part: QWidget, width: int) -> int:
    return part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()


def _column_height(column: Sequence[QWidget]) -> int:
    width = _usual(column)
    return sum(_height(part, width) for part in column) + scaled(PADDING) * (len(column) - 1)
