"""Gives docks the heights that they had in another height of their area, or would have had."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QDockWidget, QMainWindow

from mnist_viz.ui.docks.panel_dock import LEAST_PANEL
from mnist_viz.ui.docks.tree import DOWN, DockTree, Tabs
from mnist_viz.ui.look.spacing import GAP, scaled


def give_heights(
    area: QMainWindow, docks: Mapping[str, QDockWidget], tree: DockTree, by: int, firm: str
) -> None:
    """Give docks that stand as a tree says the heights that it tells, or others in their stead.

    Parameters
    ----------
    area : QMainWindow
    docks : mapping of str to QDockWidget
        Those of the tree, by name.
    tree : DockTree
    by : int
        How much higher the area is than it was for the tree, in pixels.
    firm : str
        The dock that keeps its height while those above and below have some to give; it gets
        nothing back then, either. May be none of them.
    """
    if isinstance(tree, Tabs):
        return
    changes = [by] * len(tree.parts)
    if tree.along == DOWN:
        heights = [_height(part) for part in tree.parts]
        changes = shared_out(by, heights, [_holds(part, firm) for part in tree.parts])
        heads = [docks[part.first] for part in tree.parts]
        given = [height + change for height, change in zip(heights, changes, strict=True)]
        area.resizeDocks(heads, given, DOWN)
    for part, change in zip(tree.parts, changes, strict=True):
        give_heights(area, docks, part, change, firm)


def shared_out(by: int, heights: Sequence[int], firm: Sequence[bool]) -> list[int]:
    """Return how much higher each panel of a column gets where the column gets higher.

    Parameters
    ----------
    by : int
        Negative for a lower one.
    heights : sequence of int
    firm : sequence of bool
        Which get lower only once the others have no more to give, and none higher then.

    Returns
    -------
    list of int
        Their sum is `by`.
    """
    least = scaled(LEAST_PANEL[1])
    spare = [max(0, height - least) for height in heights]
    soft = [0 if one else share for share, one in zip(spare, firm, strict=True)]
    if by > 0:
        # What they give when it gets lower again: so they are then as they were.
        return _in_proportion(by, next(filter(any, (soft, spare)), list(heights)))
    first = max(by, -sum(soft))
    rest = by - first
    others = spare if soft == spare else [a - b for a, b in zip(spare, soft, strict=True)]
    if sum(others) < -rest:
        others = list(heights)
    pairs = zip(_in_proportion(first, soft), _in_proportion(rest, others), strict=True)
    return [one + other for one, other in pairs]


def _in_proportion(total: int, shares: Sequence[int]) -> list[int]:
    """Return whole parts of a total, as large as their shares say; 0 where there are none."""
    parts, given, done, whole = [], 0, 0, max(1, sum(shares))
    for share in shares:
        done += share
        part = round(total * done / whole) - given
        given += part
        parts.append(part)
    return parts


def _height(tree: DockTree) -> int:
    """Return the height with the lines between panels, which can be dragged."""
    if isinstance(tree, Tabs):
        return tree.size.height()
    heights = [_height(part) for part in tree.parts]
    if tree.along == DOWN:
        return sum(heights) + scaled(GAP) * (len(heights) - 1)
    return max(heights)


def _holds(tree: DockTree, name: str) -> bool:
    return any(name in group.names for group in tree.groups)
