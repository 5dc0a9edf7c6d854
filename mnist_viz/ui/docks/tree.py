"""Where docks stand, as a tree: rows and columns of tab groups.

Qt can put a dock beside another one, but not beside a group of tabs. So a dock is moved in a
tree, and the docks are then put as the tree says.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import TypeAlias

from PySide6.QtCore import QRect, QSize, Qt

ACROSS, DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class Side(Enum):
    """Where a dock goes, seen from another."""

    LEFT = "left"
    RIGHT = "right"
    ABOVE = "above"
    BELOW = "below"

    @property
    def along(self) -> Qt.Orientation:
        """The direction in which the two follow each other."""
        return ACROSS if self in (Side.LEFT, Side.RIGHT) else DOWN

    @property
    def comes_first(self) -> bool:
        return self in (Side.LEFT, Side.ABOVE)


@dataclass(frozen=True)
class Tabs:
    """Docks that share a place, or one alone.

    Attributes
    ----------
    names : tuple of str
        As their tabs stand.
    current : str
        The one that is seen.
    size : QSize
        With the tabs; null where it is still open.
    """

    names: tuple[str, ...]
    current: str
    size: QSize = dataclasses.field(default_factory=QSize)

    @classmethod
    def of(cls, *names: str) -> "Tabs":
        """Return a group of which the first is seen."""
        return cls(names, names[0])

    @property
    def first(self) -> str:
        return self.names[0]

    @property
    def groups(self) -> "Iterator[Tabs]":
        yield self

    def extent(self, along: Qt.Orientation) -> int:
        """Return the width or the height."""
        return self.size.width() if along == ACROSS else self.size.height()

    def halved(self, along: Qt.Orientation) -> "Tabs":
        """Return the same group of half the width or height."""
        width, height = self.size.width(), self.size.height()
        half = QSize(width // 2, height) if along == ACROSS else QSize(width, height // 2)
        return dataclasses.replace(self, size=half)


@dataclass(frozen=True)
class Split:
    """A row or a column.

    Attributes
    ----------
    along : Qt.Orientation
    parts : tuple of DockTree
        Two or more.
    """

    along: Qt.Orientation
    parts: "tuple[DockTree, ...]"

    @property
    def first(self) -> str:
        """The dock at the upper left."""
        return self.parts[0].first

    @property
    def groups(self) -> Iterator[Tabs]:
        """All tab groups."""
        return chain.from_iterable(part.groups for part in self.parts)

    def extent(self, along: Qt.Orientation) -> int:
        """Return the width or the height."""
        extents = [part.extent(along) for part in self.parts]
        return sum(extents) if along == self.along else max(extents)


DockTree: TypeAlias = Tabs | Split


def tree_of(places: Mapping[Tabs, QRect]) -> DockTree:
    """Return the tree of tab groups that stand at these places, which do not overlap."""
    if len(places) == 1:
        return next(iter(places))
    for along in (ACROSS, DOWN):
        parts = _cut(places, along)
        if len(parts) > 1:
            return Split(along, tuple(tree_of(part) for part in parts))
    return Split(ACROSS, tuple(places))


def _cut(places: Mapping[Tabs, QRect], along: Qt.Orientation) -> list[dict[Tabs, QRect]]:
    """Cut from edge to edge wherever no group stands in the way."""
    parts: list[dict[Tabs, QRect]] = []
    end = 0
    for group in sorted(places, key=lambda group: _span(places[group], along)):
        place = places[group]
        start, stop = _span(place, along)
        if not parts or start > end:
            parts.append({})
        parts[-1][group] = place
        end = max(end, stop) if len(parts[-1]) > 1 else stop
    return parts


def _span(place: QRect, along: Qt.Orientation) -> tuple[int, int]:
    """Return the first and the last pixel."""
    across = along == ACROSS
    return (place.left(), place.right()) if across else (place.top(), place.bottom())


def without(tree: DockTree, name: str) -> DockTree | None:
    """Return the tree without a dock; None if nothing is left."""
    if isinstance(tree, Tabs):
        if name not in tree.names:
            return tree
        names = tuple(one for one in tree.names if one != name)
        current = tree.current if tree.current != name else (names or (name,))[0]
        return dataclasses.replace(tree, names=names, current=current) if names else None
    parts = [part for part in (without(part, name) for part in tree.parts) if part is not None]
    return _joined(tree.along, parts) if parts else None


def beside(tree: DockTree, name: str, other: str, side: Side) -> DockTree:
    """Return the tree with a dock beside the tab group of another one.

    Parameters
    ----------
    tree : DockTree
        Holds at least the other.
    name, other : str
        They differ; if they share a tab group, the dock leaves it.
    side : Side
    """

    def put(group: Tabs) -> DockTree:
        old = group.halved(side.along)
        new = Tabs((name,), name, old.size)
        return Split(side.along, (new, old) if side.comes_first else (old, new))

    return _replaced(_rest(tree, name), other, put)


def tabbed(tree: DockTree, name: str, other: str) -> DockTree:
    """Return the tree with a dock in the tab group of another one, in front."""

    def put(group: Tabs) -> DockTree:
        return dataclasses.replace(group, names=(*group.names, name), current=name)

    return _replaced(_rest(tree, name), other, put)


def neighbour(places: Mapping[Tabs, QRect], name: str, side: Side) -> str | None:
    """Return the dock that is seen next to another one on a side, the nearest and longest beside.

    Parameters
    ----------
    places : mapping of Tabs to QRect
    name : str
        A dock of one of the groups.
    side : Side
    """
    home = next(place for group, place in places.items() if name in group.names)
    across = DOWN if side.along == ACROSS else ACROSS
    start, stop = _span(home, side.along)
    top, bottom = _span(home, across)
    found: list[tuple[int, int, str]] = []
    for group, place in places.items():
        near, far = _span(place, side.along)
        first, last = _span(place, across)
        shared = min(bottom, last) - max(top, first)
        gap = start - far if side.comes_first else near - stop
        if gap > 0 and shared > 0:
            found.append((gap, -shared, group.current))
    return min(found)[2] if found else None


def _rest(tree: DockTree, name: str) -> DockTree:
    rest = without(tree, name)
    assert rest is not None, "the other dock is there"
    return rest


def _replaced(tree: DockTree, name: str, by: Callable[[Tabs], DockTree]) -> DockTree:
    """Return the tree with another thing in the place of a dock's tab group."""
    if isinstance(tree, Tabs):
        return by(tree) if name in tree.names else tree
    return _joined(tree.along, [_replaced(part, name, by) for part in tree.parts])


def _joined(along: Qt.Orientation, parts: list[DockTree]) -> DockTree:
    """Return a row or column, of which no part is one of its kind."""
    flat: list[DockTree] = []
    for part in parts:
        is_alike = isinstance(part, Split) and part.along == along
        flat += part.parts if isinstance(part, Split) and is_alike else [part]
    return flat[0] if len(flat) == 1 else Split(along, tuple(flat))
