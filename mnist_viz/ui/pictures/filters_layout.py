"""Where the wall of filters, the large unit, its legend and its numbers stand."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize

from mnist_viz.nn import LayerLayout
from mnist_viz.ui.look.spacing import PADDING, UNIT, scaled
from mnist_viz.ui.pictures.wall import WallGrid, fit_wall

WALL_MARGIN = 2  # around the tiles: the frame of one at the edge
_LARGEST_UNIT = 14 * 28
"""Unless there is more room than the wall has any use for."""
_ROOMY_UNIT = 10 * 28
_ROOMY = 2.5
"""How many times as large as its tile a unit is, at the least, for the wall to take the rest."""
_LEAST_UNIT = 112
_LEAST_TILE = 7
_LARGE = 2
"""How many times as large as its tile a unit is, at the least, that stands to be looked at."""


class FiltersLayout(NamedTuple):
    """Places in pixels of the panel; an empty one is not shown.

    Attributes
    ----------
    grid : WallGrid
    wall, unit, legend, facts : QRect
    unit_zoom : int
        Device pixels across a weight of the large unit.
    """

    grid: WallGrid
    wall: QRect
    unit: QRect
    legend: QRect
    facts: QRect
    unit_zoom: int = 0


class FiltersRoom(NamedTuple):
    """What there is to lay out, and in which room.

    Attributes
    ----------
    layer : LayerLayout
    shape : (int, int)
        Height and width of a filter.
    size : QSize
        Of the panel.
    ratio : float
        Device pixels in a pixel of Qt's.
    facts, legend : QSize
        What these need.
    """

    layer: LayerLayout
    shape: tuple[int, int]
    size: QSize
    ratio: float
    facts: QSize
    legend: QSize

    def arrange(self) -> FiltersLayout:
        """Return the fullest arrangement in which the wall stays legible.

        The wall comes first: before it shrinks, the large unit does; before it gets
        illegible, the numbers go, then the large unit. In a room that is not wide, the
        numbers stand below the unit, or the unit below the wall, if the wall gains by it.
        """
        with_facts = self._choices(partial(self._beside, with_facts=True))
        others = [
            choice
            for choice in self._choices(self._above_facts) + self._choices(self._below)
            if choice.unit_zoom >= _LARGE * choice.grid.zoom
        ]
        most, better = (
            max((self._worth(choice.grid) for choice in choices), default=(False, 0))
            for choices in (with_facts, others)
        )
        if better > most and better[1] >= _LEAST_TILE * self.ratio:
            fullest = [choice for choice in others if self._worth(choice.grid) == better]
            return max(fullest, key=lambda choice: choice.unit_zoom)
        return self._arranged_in_a_row(with_facts)

    def _arranged_in_a_row(self, with_facts: list[FiltersLayout]) -> FiltersLayout:
        """Return the fullest arrangement of wall, unit and numbers beside each other."""
        without_facts = self._choices(partial(self._beside, with_facts=False))
        groups = [with_facts, without_facts, [self._wall_alone()]]
        best = max(_tile_pixels(choice.grid) for group in groups for choice in group)
        for group in groups:
            most = max((_tile_pixels(choice.grid) for choice in group), default=0)
            if group and most >= min(best, _LEAST_TILE * self.ratio):
                break
        ordered = [choice for choice in group if self._is_usual(choice.grid)] or group
        enough = max(
            (_tile_pixels(choice.grid) for choice in ordered if self._is_roomy(choice)),
            default=0,
        )
        enough = max(enough, min(most, max(self.shape)))
        legible = [choice for choice in ordered if _tile_pixels(choice.grid) >= enough] or [
            choice for choice in group if _tile_pixels(choice.grid) >= enough
        ]
        return self._grown(legible[0], with_facts=group is with_facts)

    def _is_usual(self, grid: WallGrid) -> bool:
        """Return whether the units stand in the order that they have everywhere."""
        return grid.columns == self.layer.unit_grid[1] and grid.block == 1

    def _is_roomy(self, choice: FiltersLayout) -> bool:
        """Return whether the large unit is so large that the wall may take the rest."""
        is_large = choice.unit_zoom >= _ROOMY * choice.grid.zoom
        return is_large or choice.unit.width() >= _ROOMY_UNIT

    def _worth(self, grid: WallGrid) -> tuple[bool, int]:
        """Return how good a wall is: in its usual order, and with tiles so large."""
        return self._is_usual(grid), _tile_pixels(grid)

    def _choices(self, way: Callable[[int], FiltersLayout | None]) -> list[FiltersLayout]:
        """Return what can be done in a way, the largest unit first."""
        most = int(min(self._height, scaled(_LARGEST_UNIT)) * self.ratio) // max(self.shape)
        least = max(2, min(most, int(_LEAST_UNIT * self.ratio) // max(self.shape)))
        choices = [way(zoom) for zoom in range(most, least - 1, -1)]
        return [choice for choice in choices if choice is not None]

    @property
    def _height(self) -> int:
        """What there is for the large unit."""
        return self.size.height() - scaled(WALL_MARGIN + PADDING + 6) - self.legend.height()

    def _grown(self, choice: FiltersLayout, *, with_facts: bool) -> FiltersLayout:
        """Return a layout with a larger unit, if that takes nothing from the wall."""
        most = int(self._height * self.ratio) // max(self.shape)
        for zoom in range(most, choice.unit_zoom, -1) if choice.unit_zoom else ():
            larger = self._beside(zoom, with_facts=with_facts)
            if larger is not None and larger.grid == choice.grid:
                return larger
        return choice

    def _beside(self, zoom: int, *, with_facts: bool) -> FiltersLayout | None:
        """Return the layout with a large unit beside the wall, if there is room for it."""
        height, width = (int(side * zoom / self.ratio) for side in self.shape)
        beside = width + (self.facts.width() + scaled(15) if with_facts else 0)
        top, gap = scaled(WALL_MARGIN), scaled(22)
        room = self.size.width() - 2 * scaled(PADDING) - gap - beside
        if room < scaled(60):
            return None
        grid = self._grid(room, self.size.height() - scaled(PADDING - WALL_MARGIN))
        wall = self._wall_rect(grid)
        unit = QRect(wall.right() + 1 + gap, top, width, height)
        legend = QRect(unit.left(), unit.bottom() + 1 + scaled(6), width, self.legend.height())
        facts = QRect()
        if with_facts:
            under = self.size.height() - top - scaled(4)
            facts = QRect(unit.right() + 1 + scaled(15), top, self.facts.width(), under)
        return FiltersLayout(grid, wall, unit, legend, facts, zoom)

    def _above_facts(self, zoom: int) -> FiltersLayout | None:
        """Return the layout with a large unit beside the wall, and the numbers below the unit."""
        beside = self._beside(zoom, with_facts=False)
        if beside is None:
            return None
        top = beside.legend.bottom() + 1 + scaled(6)
        under = self.size.height() - top - scaled(4)
        if under < self.facts.height() or beside.unit.width() < self.facts.width():
            return None
        facts = QRect(beside.unit.left(), top, beside.unit.width(), under)
        return beside._replace(facts=facts)

    def _below(self, zoom: int) -> FiltersLayout | None:
        """Return the layout with a large unit below the wall, and the numbers beside the unit."""
        height, width = (int(side * zoom / self.ratio) for side in self.shape)
        gap, left = scaled(15), scaled(PADDING)
        needed = max(height + scaled(6) + self.legend.height(), self.facts.height())
        room = self.size.height() - gap - needed - scaled(PADDING)
        across = self.size.width() - 2 * left
        if room < scaled(60) or width + gap + self.facts.width() > across:
            return None
        grid = self._grid(across, room)
        wall = self._wall_rect(grid)
        unit = QRect(left + scaled(WALL_MARGIN), wall.bottom() + 1 + gap, width, height)
        legend = QRect(unit.left(), unit.bottom() + 1 + scaled(6), width, self.legend.height())
        place = unit.right() + 1 + gap
        under = self.size.height() - unit.top() - scaled(4)
        facts = QRect(place, unit.top(), self.facts.width(), under)
        return FiltersLayout(grid, wall, unit, legend, facts, zoom)

    def _wall_alone(self) -> FiltersLayout:
        under = self.legend.height() + scaled(2 * PADDING)
        width = self.size.width() - 2 * scaled(PADDING)
        grid = self._grid(width, self.size.height() - under)
        wall = self._wall_rect(grid)
        place = wall.adjusted(scaled(WALL_MARGIN), 0, -scaled(WALL_MARGIN), 0)
        legend = QRect(
            place.left(), place.bottom() + 1 + scaled(4), place.width(), self.legend.height()
        )
        return FiltersLayout(grid, wall, QRect(), legend, QRect())

    def _grid(self, width: int, height: int) -> WallGrid:
        """Return the grid that fits, with its margin, into this room, in pixels of the panel.

        Rather than lose its usual order, or be smaller, it takes some of the padding below.
        """
        usual, margin = self.layer.unit_grid[1], 2 * scaled(WALL_MARGIN)
        grids = [
            fit_wall(self.layer.units, self.shape, usual, across, down)
            for across, down in (
                (int((width - margin) * self.ratio), int((height + more - margin) * self.ratio))
                for more in (0, scaled(PADDING - UNIT))
            )
        ]
        return max(grids, key=self._worth)

    def _wall_rect(self, grid: WallGrid) -> QRect:
        margin = 2 * scaled(WALL_MARGIN)
        width, height = (-int(-side // self.ratio) for side in (grid.width, grid.height))
        return QRect(scaled(PADDING), 0, width + margin, height + margin)


def _tile_pixels(grid: WallGrid) -> int:
    return max(grid.tile) * grid.zoom
