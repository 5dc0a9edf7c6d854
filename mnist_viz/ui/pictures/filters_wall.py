"""The wall itself: its tiles, the frame around the chosen one, and the ways to choose."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPoint, QRect, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.look.spacing import scaled
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.pictures.filters_layout import WALL_MARGIN
from mnist_viz.ui.pictures.frames import draw_frame
from mnist_viz.ui.pictures.image_canvas import ImageCanvas
from mnist_viz.ui.pictures.unit_facts import UnitFacts
from mnist_viz.ui.pictures.wall import WallGrid, WallPicture


class FiltersWall(QWidget):
    """Tiles of units, of which one may be chosen, by pointer or arrow keys.

    Attributes
    ----------
    unit_hovered : Signal(object)
        An int, or None: the pointer is over this unit's tile, or no longer over any.
    unit_chosen : Signal(int)
    unit_opened : Signal(int)
        Its tile was clicked, or Enter was pressed.
    pixels_changed : Signal
        The scale of the screen is another.
    """

    unit_hovered = Signal(object)  # int or None
    unit_chosen = Signal(int)
    unit_opened = Signal(int)
    pixels_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = WallGrid(1, 1, (1, 1))
        self._picture = WallPicture(self._grid)
        self._margin = 0
        self._wanted = 0
        self._is_marked = False
        self._described = ""
        self._hovered: int | None = None
        self._order: NDArray[np.intp] | None = None
        self._stuck = np.zeros(0, dtype=np.bool_)
        self._strikes: list[QLineF] | None = []
        self._canvas = ImageCanvas(self)
        self._canvas.setObjectName("filters_wall")
        self._canvas.setAccessibleName("Filters")
        self._canvas.overlay = self._paint_marks
        self._image = self._canvas.add_image()
        self.setFocusProxy(self._canvas)
        self._canvas.hovered.connect(self._hover)
        self._canvas.clicked.connect(self._choose_at)
        self._canvas.arrow_pressed.connect(self._choose_neighbour)
        self._canvas.end_pressed.connect(self._choose_end)
        self._canvas.confirmed.connect(self._confirm)
        self._canvas.pixels_changed.connect(self.pixels_changed)

    @property
    def chosen(self) -> int:
        """The chosen unit, or the last one if there are not so many."""
        return min(self._wanted, self._grid.units - 1)

    @property
    def unit(self) -> int:
        """The unit under the pointer, or else the chosen one."""
        return self.chosen if self._hovered is None else self._hovered

    @property
    def entries(self) -> NDArray[np.uint8]:
        """What is drawn, shape (height, width), as entries of the colour table."""
        return self._image.entries

    @property
    def stuck(self) -> NDArray[np.bool_]:
        """Which units are struck out, shape (units,)."""
        return self._stuck

    @property
    def ratio(self) -> float:
        """Device pixels in a pixel of Qt's."""
        return self._canvas.ratio

    def set_grid(self, grid: WallGrid) -> None:
        """Stand the tiles in another order of rows."""
        self._margin = margin = int(scaled(WALL_MARGIN) * self.ratio)
        self._grid = grid
        self._picture = WallPicture(grid)
        self._image.place(margin, margin, grid.zoom, grid.zoom)
        self._hovered = None
        self._strikes = None

    def set_order(self, order: NDArray[np.intp] | None) -> None:
        """Let the tiles stand in an order of units, intp, shape (units,); None for their own."""
        if order is not self._order:
            self._order = order
            self._strikes = None

    def mark_stuck(self, stuck: NDArray[np.bool_]) -> None:
        """Strike out the tiles of units that have got stuck, bool, shape (units,)."""
        if not np.array_equal(stuck, self._stuck):
            self._stuck = stuck
            self._strikes = None

    def choose(self, unit: int) -> None:
        """Take a unit as the chosen one, and frame it."""
        if unit != self._wanted or not self._is_marked:
            self._wanted, self._is_marked = unit, True
            self._canvas.repaint_overlay()

    def unmark(self) -> None:
        """Frame none, as when a unit of another layer is the chosen one."""
        if self._is_marked:
            self._is_marked = False
            self._canvas.repaint_overlay()

    def show_entries(self, entries: NDArray[np.uint8]) -> None:
        """Draw the tiles.

        Parameters
        ----------
        entries : uint8, shape (pixels of a tile, units)
            Entries of the colour table.
        """
        ordered = entries if self._order is None else entries[:, self._order]
        self._image.show(self._picture.of(ordered))

    def describe(self, facts: UnitFacts) -> None:
        """Tell screen readers of the unit, and, while they read it, of what it becomes."""
        if facts.name != self._described or self._canvas.hasFocus():
            self._described = facts.name
            self._canvas.setAccessibleDescription(facts.sentence())

    def place_of(self, unit: int) -> QRect:
        """Return where a unit's tile is, in device pixels of the canvas."""
        height, width = (side * self._grid.zoom for side in self._grid.tile)
        left, top = self._grid.corner(self._place_of(unit))
        return QRect(QPoint(left, top) + QPoint(1, 1) * self._margin, QSize(width, height))

    def restyle(self, theme: Theme, table: NDArray[np.uint8]) -> None:
        """Take on the colours of a theme; `table` is the map's, shape (256, 4)."""
        self._frame_color = theme.color("accent" if theme.name != "contrast" else "focus")
        self._hover_color = theme.color("text")
        self._strike_color = theme.color("text2")
        self._image.set_colors(table)
        self._canvas.set_ground(theme.color("panel"))
        self._canvas.repaint_overlay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._canvas.setGeometry(self.rect())

    def _paint_marks(self, painter: QPainter) -> None:
        pixel = max(1, round(self.ratio))
        if self._strikes is None:
            self._strikes = self._lay_out_strikes()
        if self._strikes:
            painter.setPen(QPen(self._strike_color, 1.5 * pixel))
            painter.drawLines(self._strikes)
        if self._hovered is not None and self._hovered != self.chosen:
            draw_frame(painter, self.place_of(self._hovered), pixel, self._hover_color)
        if self._is_marked:
            draw_frame(painter, self.place_of(self.chosen), 2 * pixel, self._frame_color)

    @Slot(object)
    def _hover(self, point: QPoint | None) -> None:
        unit = None if point is None else self._unit_at(point)
        if unit != self._hovered:
            self._hovered = unit
            self._canvas.repaint_overlay()
            self.unit_hovered.emit(unit)

    @Slot(object)
    def _choose_at(self, point: QPoint) -> None:
        unit = self._unit_at(point)
        if unit is not None:
            self._report(unit)
            self.unit_opened.emit(unit)

    @Slot(int, int)
    def _choose_neighbour(self, columns: int, rows: int) -> None:
        self._hovered = None
        place = self._grid.neighbour(self._place_of(self.chosen), columns, rows)
        self._report(self._unit_in(place))

    @Slot(int)
    def _choose_end(self, side: int) -> None:
        self._hovered = None
        self._report(self._unit_in(0 if side < 0 else self._grid.units - 1))

    @Slot()
    def _confirm(self) -> None:
        self._report(self.chosen)
        self.unit_opened.emit(self.chosen)

    def _report(self, unit: int) -> None:
        """Choose at once, so that keys that follow quickly go on from here."""
        self.choose(unit)
        self.unit_chosen.emit(unit)

    def _unit_at(self, point: QPoint) -> int | None:
        place = self._grid.unit_at(point.x() - self._margin, point.y() - self._margin)
        return None if place is None else self._unit_in(place)

    def _unit_in(self, place: int) -> int:
        """Return which unit stands in a place, counted along the rows."""
        return place if self._order is None else int(self._order[place])

    def _place_of(self, unit: int) -> int:
        """Return in which place a unit stands, counted along the rows."""
        return unit if self._order is None else int(np.flatnonzero(self._order == unit)[0])

    def _lay_out_strikes(self) -> list[QLineF]:
        tiles = [self.place_of(unit) for unit in np.flatnonzero(self._stuck).tolist()]
        return [QLineF(tile.bottomLeft(), tile.topRight()) for tile in tiles]
