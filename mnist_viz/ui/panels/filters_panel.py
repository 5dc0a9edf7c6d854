"""The first layer's weights as a wall of pictures, and one of them large."""

from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.nn import activation
from mnist_viz.training import Selection, View
from mnist_viz.training.stuck_units import stuck_units, stuck_word
from mnist_viz.ui import numbers
from mnist_viz.ui.components import ColorBar, EmptyState
from mnist_viz.ui.display.drawn_in_sight import DrawnInSight
from mnist_viz.ui.look.spacing import PADDING, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.panel import show_subtitle
from mnist_viz.ui.pictures.cell_colors import Quantizer, color_table
from mnist_viz.ui.pictures.color_limits import GrowingLimit
from mnist_viz.ui.pictures.filter_values import (
    WEIGHTS,
    FilterValues,
    NoFilterValues,
    filter_values,
)
from mnist_viz.ui.pictures.filters_controls import KIND_HINTS, FiltersControls
from mnist_viz.ui.pictures.filters_layout import FiltersLayout, FiltersRoom
from mnist_viz.ui.pictures.filters_wall import FiltersWall
from mnist_viz.ui.pictures.frames import draw_frame
from mnist_viz.ui.pictures.image_canvas import ImageCanvas
from mnist_viz.ui.pictures.legends import show_limit
from mnist_viz.ui.pictures.shown_tables import filters_table
from mnist_viz.ui.pictures.unit_facts import UnitFacts, UnitFactsLabel
from mnist_viz.ui.pictures.wall import block_extremes
from mnist_viz.ui.table import Table


class DisplayedFilters(NamedTuple):
    """What is drawn.

    Attributes
    ----------
    kind : str
        ``weights``, ``change`` or ``gradient``.
    limit : float
        The magnitude at the ends of the colour map.
    wall, picture : uint8, 2-D
        The wall, its tiles in the order in which they stand, and the large unit, as entries
        of `colors`.
    colors : uint8, shape (256, 4)
    columns, block : int
        Tiles in a row of the wall; weights across the square that one pixel of it stands for.
    unit : int
        The large one.
    facts : UnitFacts
    stuck : bool, shape (units,)
        Which units are struck out.
    """

    kind: str
    limit: float
    wall: NDArray[np.uint8]
    picture: NDArray[np.uint8]
    colors: NDArray[np.uint8]
    columns: int
    block: int
    unit: int
    facts: UnitFacts
    stuck: NDArray[np.bool_]


class FiltersPanel(QWidget):
    """A wall of first-layer weights, their change or their gradient.

    Attributes
    ----------
    unit_selected, unit_opened : Signal(object)
        A Selection: the person chose a unit, or wants to see all of it.
    heading_changed : Signal
        `subtitle` has.
    """

    title: ClassVar[str] = "First-layer filters"
    follows_drawing: ClassVar[bool] = False

    unit_selected = Signal(object)  # Selection
    unit_opened = Signal(object)  # Selection
    heading_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filters_panel")
        self.setAccessibleName(self.title)
        self.subtitle = ""
        self._seen = DrawnInSight(self, self._draw)
        self._layout: FiltersLayout | None = None
        self._laid_out: object = None
        self._limits = {kind: GrowingLimit() for kind in KIND_HINTS}
        self._limits_of: object = None
        self._limit = -1.0
        self._wall_quantizer, self._unit_quantizer = Quantizer(), Quantizer()
        self._wall = FiltersWall(self)
        self._canvas = ImageCanvas(self, focusable=False)
        self._picture = self._canvas.add_image()
        self._canvas.overlay = self._paint_pointed
        self._legend = ColorBar(self)
        self._facts = UnitFactsLabel(self)
        self._empty = EmptyState("", "", self)
        for part in (self._wall, self._canvas, self._legend, self._facts, self._empty):
            part.hide()  # until it has a place
        self._controls = FiltersControls(self)
        self._wall.unit_hovered.connect(self._show_hovered)
        self._wall.unit_chosen.connect(self._report)
        self._wall.unit_opened.connect(self._report_opened)
        self._wall.pixels_changed.connect(self._seen.draw)
        self._controls.changed.connect(self._seen.draw)
        self.restyle(system_theme())

    @property
    def displayed(self) -> DisplayedFilters | None:
        """What is drawn, or None if nothing is."""
        facts = self._facts.facts
        if facts is None or self._layout is None or self._wall.isHidden():
            return None
        grid = self._layout.grid
        return DisplayedFilters(
            kind=self._controls.kind,
            limit=self._limit,
            wall=self._wall.entries,
            picture=self._picture.entries,
            colors=self._picture.table,
            columns=grid.columns,
            block=grid.block,
            unit=self._wall.unit,
            facts=facts,
            stuck=self._wall.stuck,
        )

    @property
    def kind(self) -> str:
        """What is shown: ``weights``, ``change`` or ``gradient``."""
        return self._controls.kind

    @property
    def chosen_view(self) -> str:
        """What is shown and in which order, for a picture without the controls that tell it."""
        return self._controls.words

    def show_kind(self, kind: str) -> None:
        """Show another kind."""
        self._controls.pick(kind)

    def header_controls(self) -> list[QWidget]:
        """Return the order, and the choice between weights, change and gradient."""
        return self._controls.widgets

    def as_table(self) -> Table | None:
        """Return the values of the whole wall, a row a unit."""
        view, kind = self._seen.view, self._controls.kind
        values = None if view is None else filter_values(view, kind)
        if view is None or not isinstance(values, FilterValues):
            return None
        return filters_table(view.frame.layout.input_shape, kind, values)

    def show_view(self, view: View) -> None:
        """Draw a view; a hidden panel does nothing."""
        if view.selection.layer == 0:
            self._wall.choose(view.selection.unit)
        else:
            self._wall.unmark()
        self._seen.show(view)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        table = color_table(theme, signed=True)
        self._picture.set_colors(table)
        self._canvas.set_ground(theme.color("panel"))
        self._wall.restyle(theme, table)
        self._legend.restyle(theme)
        self._legend.show_map(theme.diverging)
        for part in (self._facts, self._empty, self._controls):
            part.restyle(theme)
        self._laid_out = None
        self._seen.draw()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(700), scaled(246))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._canvas.isVisible():
            with QPainter(self) as painter:
                draw_frame(painter, self._canvas.geometry(), 1, self._theme.color("border"))

    def _draw(self, view: View) -> None:
        values = filter_values(view, self._controls.kind)
        missing = isinstance(values, NoFilterValues)
        arranged = self._arrange(view)
        layer = view.frame.layout.layers[0]
        stuck = stuck_units(layer.activation, view.probe_activations[0])
        self._wall.mark_stuck(np.zeros(layer.units, np.bool_) if stuck is None else stuck)
        if isinstance(values, NoFilterValues):
            self._empty.show_text(values.title, values.text)
        else:
            self._draw_values(view, values)
        if arranged or missing == self._empty.isHidden():
            self._show_parts(missing=missing)
        show_subtitle(self, self._describe(view))

    def _arrange(self, view: View) -> bool:
        """Lay out the parts; return False if neither their room nor their number has changed."""
        layer, shape = view.frame.layout.layers[0], view.frame.layout.input_shape
        room = layer, shape, self.size(), self._wall.ratio
        if room == self._laid_out:
            return False
        self._laid_out = room
        self._limit = -1.0
        facts, legend_size = self._facts.sizeHint(), self._legend.sizeHint()
        self._layout = FiltersRoom(*room, facts, legend_size).arrange()
        self._wall.setGeometry(self._layout.wall)
        self._wall.set_grid(self._layout.grid)
        self._canvas.setGeometry(self._layout.unit)
        self._picture.place(0, 0, self._layout.unit_zoom, self._layout.unit_zoom)
        self._legend.setGeometry(self._layout.legend)
        self._facts.setGeometry(self._layout.facts)
        margin = scaled(PADDING)
        self._empty.setGeometry(self.rect().adjusted(margin, scaled(4), -margin, -margin))
        self.update()
        return True

    def _show_parts(self, *, missing: bool) -> None:
        """Show what has a place, or the empty state instead of it all."""
        self._empty.setVisible(missing)
        for part in (self._wall, self._canvas, self._legend, self._facts):
            part.setVisible(not missing and not part.geometry().isEmpty())

    def _draw_values(self, view: View, values: FilterValues) -> None:
        assert self._layout is not None, "arranged before"
        limit = self._limit_for(view, values)
        if limit != self._limit:
            self._limit = limit
            show_limit(self._legend, limit, signed=True)
        grid = self._layout.grid
        weights = block_extremes(values.weights, grid.shape, grid.block)
        self._wall.set_order(self._controls.order(view))
        self._wall.show_entries(self._wall_quantizer.entries(weights, limit, signed=True))
        self._draw_unit(view, values)

    def _draw_unit(self, view: View, values: FilterValues) -> None:
        """Draw the large unit and write its numbers."""
        layer, unit = view.frame.layout.layers[0], self._wall.unit
        weights = values.weights[:, unit]
        entries = self._unit_quantizer.entries(weights, self._limit, signed=True)
        self._picture.show(entries.reshape(view.frame.layout.input_shape))
        title = activation(layer.activation).title
        if self._wall.stuck[unit]:
            title = stuck_word(layer.activation)
        facts = UnitFacts.of(f"Unit {unit}", title, weights, float(values.bias[unit]))
        self._facts.show_facts(facts)
        self._wall.describe(facts)

    @property
    def pointed(self) -> QRect | None:
        """Where the pixel of the connection that is pointed at is in the large unit's picture."""
        view, layout = self._seen.view, self._layout
        one = None if view is None else view.chosen_connection
        if (
            view is None
            or layout is None
            or one is None
            or one.layer
            or one.target != self._wall.unit
        ):
            return None
        row, column = divmod(one.source, view.frame.layout.input_shape[1])
        zoom = layout.unit_zoom
        return QRect(column * zoom, row * zoom, zoom, zoom)

    def _paint_pointed(self, painter: QPainter) -> None:
        """Frame the pixel of the connection that is pointed at."""
        place = self.pointed
        if place is not None:
            pixel = max(1, round(self._canvas.ratio))
            draw_frame(painter, place, 2 * pixel, self._theme.color("focus"))

    def _limit_for(self, view: View, values: FilterValues) -> float:
        kind = self._controls.kind
        if kind == WEIGHTS and view.limits.filters > 0:
            return view.limits.filters
        shown = view.frame.run_id, view.frame.layout, view.limits.era
        if shown != self._limits_of:
            self._limits_of = shown
            for limit in self._limits.values():
                limit.forget()
        return self._limits[kind].covering(values.weights)

    def _describe(self, view: View) -> str:
        """Return what the header says beside the title."""
        layer = view.frame.layout.layers[0]
        text = numbers.counted(layer.units, "unit")
        stuck = int(np.count_nonzero(self._wall.stuck))
        if stuck:
            text += f", {numbers.count(stuck)} {stuck_word(layer.activation)}"
        block = 1 if self._layout is None else self._layout.grid.block
        return text if block == 1 else f"{text}, {block} × {block} weights a pixel"

    @Slot(object)
    def _show_hovered(self, _unit: int | None) -> None:
        self._seen.draw()

    @Slot(int)
    def _report(self, unit: int) -> None:
        self._seen.draw()
        self.unit_selected.emit(Selection(0, unit))

    @Slot(int)
    def _report_opened(self, unit: int) -> None:
        self.unit_opened.emit(Selection(0, unit))
