"""The diagram itself: cells, connections and words on one canvas, and the ways to point at them."""

import numpy as np
from PySide6.QtCore import QPoint, QRect, Signal, Slot
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.training import Connection, Selection, View
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.network.cells import Cells, LitUnits, signs
from mnist_viz.ui.network.lettering import Lettering
from mnist_viz.ui.network.places import DiagramPlaces, GridPlace, arrange
from mnist_viz.ui.network.raster import Raster
from mnist_viz.ui.network.wires import Wires
from mnist_viz.ui.network.wiring import Bundle, into_chosen, wiring
from mnist_viz.ui.pictures.frames import draw_frame
from mnist_viz.ui.pictures.image_canvas import ImageCanvas

Pointed = Selection | Connection | None


class Diagram(QWidget):
    """Units as cells, connections as lines; a unit is chosen by pointer or keys.

    Attributes
    ----------
    pointed_changed : Signal
        Another unit or connection is under the pointer, or none.
    unit_chosen : Signal(object)
        A Selection: it was clicked, or the arrow keys went to it.
    unit_opened : Signal(object)
        A Selection: it was clicked, or Enter was pressed.
    connection_chosen : Signal(object)
        A Connection: it was clicked, or the keys , and . went to it.
    """

    pointed_changed = Signal()
    unit_chosen = Signal(object)  # Selection
    unit_opened = Signal(object)  # Selection
    connection_chosen = Signal(object)  # Connection

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: View | None = None
        self._chosen = Selection(0, 0)
        self._theme: Theme | None = None
        self._places: DiagramPlaces | None = None
        self._laid_out: object = None
        self._bundles: tuple[Bundle, ...] = ()
        self._pointed: Pointed = None
        self._canvas = ImageCanvas(self)
        self._canvas.setObjectName("network_diagram")
        self._canvas.setAccessibleName("Network, from pixels to scores")
        self._canvas.overlay = self._paint
        self._raster = self._ground = Raster(1, 1)
        self._lasting: object = None
        self._cells = Cells()
        self._wires = Wires()
        self._lettering = Lettering()
        self.setFocusProxy(self._canvas)
        self._canvas.hovered.connect(self._on_hovered)
        self._canvas.clicked.connect(self._on_clicked)
        self._canvas.arrow_pressed.connect(self._move)
        self._canvas.end_pressed.connect(self._move_to_end)
        self._canvas.confirmed.connect(self._open)
        self._canvas.next_pressed.connect(self._move_connection)

    @property
    def places(self) -> DiagramPlaces | None:
        """Where the parts stand; None where there is no room for them."""
        return self._places

    @property
    def lit(self) -> tuple[LitUnits, ...]:
        """The activations as drawn, layer by layer."""
        return self._cells.lit

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """The connections that are drawn into each layer."""
        return self._bundles

    @property
    def wires(self) -> Wires:
        return self._wires

    @property
    def lettering(self) -> Lettering:
        return self._lettering

    @property
    def canvas(self) -> ImageCanvas:
        return self._canvas

    @property
    def pointed(self) -> Pointed:
        """The unit or connection under the pointer."""
        return self._pointed

    def place_of(self, unit: Selection) -> QRect:
        """Return where a unit is, in the widget's pixels."""
        assert self._places is not None, "there is room"
        return self._canvas.parent_rect(self._places.grids[unit.layer + 1].cell(unit.unit))

    def place_of_wire(self, one: Connection) -> QRect:
        """Return the place of a connection's middle, in the widget's pixels."""
        assert self._places is not None, "there is room"
        middle = self._wires.line_of(one, self._places.grids).center().toPoint()
        return self._canvas.parent_rect(QRect(middle, middle))

    def show_view(self, view: View, count: int, kind: str) -> None:
        """Draw a view; `count` and `kind` as for `wiring`."""
        self._view, self._chosen = view, view.chosen
        self._arrange(view)
        if self._places is None:
            return
        self._bundles = wiring(view, count, kind)
        self._wires.show(self._bundles, self._places.grids)
        self._cells.show(view)
        self._lettering.show(view, self._bundles, self._cells.lit, kind)
        self._draw(self._places)
        self._canvas.repaint_overlay()

    def describe(self, text: str) -> None:
        """Tell screen readers of the chosen unit."""
        if self._canvas.hasFocus():
            self._canvas.setAccessibleDescription(text)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._panel = theme.color("panel").rgba()
        self._canvas.set_ground(theme.color("panel"))
        self._cells.restyle(theme)
        self._laid_out = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._canvas.setGeometry(self.rect())

    def _arrange(self, view: View) -> None:
        """Lay out the parts, if their room or their number has changed."""
        assert self._theme is not None, "restyled before"
        network, ratio = view.frame.layout, self._canvas.ratio
        room = network, view.class_names, self.size(), ratio
        if room == self._laid_out:
            return
        self._laid_out = room
        self._canvas.setGeometry(self.rect())
        letters, device = self._lettering, self._canvas.device_size
        self._places = arrange(
            network,
            (device.width(), device.height()),
            above=int(letters.above() * ratio),
            below=int(letters.below() * ratio),
            bars=int(letters.bars_width(view.class_names, self.width()) * ratio),
            row=int(letters.row() * ratio),
            ratio=ratio,
        )
        self._pointed = None
        self._canvas.setVisible(self._places is not None)
        if self._places is not None:
            self._wires.restyle(self._theme, ratio)
            letters.restyle(self._theme, ratio)
            self._raster, self._ground = (Raster(device.width(), device.height()) for _ in range(2))
            self._lasting = None
            self._cells.set_grids(self._places.grids, signs(view))
            self._wires.set_grids(self._places.grids, self._raster)

    def _draw(self, places: DiagramPlaces) -> None:
        """Draw what is not written, over what lasts."""
        if self._lettering.lasting != self._lasting:
            self._lasting = self._lettering.lasting
            self._ground.pixels.fill(self._panel)
            with QPainter(self._ground.image) as painter:
                self._lettering.paint_lasting(painter, places, self._wires)
        np.copyto(self._raster.pixels, self._ground.pixels)
        self._cells.draw(self._raster)
        self._wires.draw(self._raster)

    def _paint(self, painter: QPainter) -> None:
        places, view, theme = self._places, self._view, self._theme
        if places is None or view is None or theme is None:
            return
        pixel = max(1, round(self._canvas.ratio))
        painter.drawImage(0, 0, self._raster.image)
        self._lettering.paint(painter, places)
        border = theme.color("border")
        draw_frame(painter, places.grids[0].rect, pixel, border)
        if theme.name == "contrast":
            for grid in places.grids[1:]:
                draw_frame(painter, grid.rect, pixel, border)
        if view.chosen_connection is not None:
            self._paint_connection(painter, places, view.chosen_connection, "accent")
        if isinstance(self._pointed, Connection):
            self._paint_connection(painter, places, self._pointed, "focus")
        chosen = view.chosen
        accent = theme.color("focus" if theme.name == "contrast" else "accent")
        draw_frame(painter, self._cell(places, chosen), 2 * pixel, accent)
        if isinstance(self._pointed, Selection) and self._pointed != chosen:
            draw_frame(painter, self._cell(places, self._pointed), pixel, theme.color("text"))

    def _paint_connection(
        self, painter: QPainter, places: DiagramPlaces, one: Connection, token: str
    ) -> None:
        """Draw a connection over all others, strong or not, and a frame around where it begins."""
        assert self._theme is not None, "restyled before"
        pixel = max(1, round(self._canvas.ratio))
        painter.setPen(QPen(self._theme.color(token), 2 * pixel))
        painter.drawLine(self._wires.line_of(one, places.grids))
        begin = places.grids[one.layer].cell(one.source)
        draw_frame(painter, begin, pixel, self._theme.color(token))

    @staticmethod
    def _cell(places: DiagramPlaces, unit: Selection) -> QRect:
        return places.grids[unit.layer + 1].cell(unit.unit)

    def _unit_at(self, point: QPoint) -> Selection | None:
        """Return the unit at a place; for an output, its bar is a place of its own too."""
        if self._places is None:
            return None
        for layer, grid in enumerate(self._places.grids[1:]):
            unit = grid.unit_at(point)
            if unit is not None:
                return Selection(layer, unit)
        if self._places.bars.contains(point):
            output = self._places.output
            unit = output.unit_at(QPoint(output.left, point.y()))
            if unit is not None:
                return Selection(len(self._places.grids) - 2, unit)
        return None

    @Slot(object)
    def _on_hovered(self, point: QPoint | None) -> None:
        pointed: Pointed = None
        if point is not None:
            pointed = self._unit_at(point)
            found = self._wires.at(point) if pointed is None else None
            pointed = pointed if found is None else found[0]
        if pointed != self._pointed:
            self._pointed = pointed
            self._canvas.repaint_overlay()
            self.pointed_changed.emit()

    @Slot(object)
    def _on_clicked(self, point: QPoint) -> None:
        unit = self._unit_at(point)
        if unit is not None:
            self.unit_chosen.emit(unit)
            self.unit_opened.emit(unit)
            return
        found = self._wires.at(point)
        if found is not None:
            self.connection_chosen.emit(found[0])

    @Slot(int)
    def _move_connection(self, by: int) -> None:
        """Go to the next of the connections into the chosen unit that are drawn, or back."""
        view = self._view
        ranked = [] if view is None or self._places is None else into_chosen(view, self._bundles)
        if view is None or not ranked:
            return
        present = view.chosen_connection
        place = ranked.index(present) + by if present in ranked else 0
        self.connection_chosen.emit(ranked[min(max(0, place), len(ranked) - 1)])

    @Slot(int, int)
    def _move(self, columns: int, rows: int) -> None:
        """Go to the next cell, and from the side of a grid to the layer beyond."""
        if self._view is None or self._places is None:
            return
        chosen, grids = self._chosen, self._places.grids[1:]
        grid = grids[chosen.layer]
        unit = grid.neighbour(chosen.unit, columns, rows)
        if unit is not None:
            self._choose(Selection(chosen.layer, unit))
        elif 0 <= chosen.layer + columns < len(grids):
            beyond = grids[chosen.layer + columns]
            height = grid.cell(chosen.unit).center().y()
            self._choose(Selection(chosen.layer + columns, _facing(beyond, height, columns)))

    @Slot(int)
    def _move_to_end(self, side: int) -> None:
        """Go to the first or the last unit of the layer."""
        if self._view is not None and self._places is not None:
            layer = self._chosen.layer
            last = self._places.grids[layer + 1].units - 1
            self._choose(Selection(layer, 0 if side < 0 else last))

    @Slot()
    def _open(self) -> None:
        if self._view is not None:
            self.unit_opened.emit(self._chosen)

    def _choose(self, unit: Selection) -> None:
        """Choose at once, so that keys that follow quickly go on from here."""
        self._pointed, self._chosen = None, unit
        self.unit_chosen.emit(unit)


def _facing(grid: GridPlace, height: int, way: int) -> int:
    """Return the unit on the near side of a grid, in the row nearest to a height."""
    near = np.arange(grid.units) % grid.columns == (0 if way > 0 else grid.columns - 1)
    units = np.flatnonzero(near) if near.any() else np.arange(grid.units)
    _, y = grid.centers(units)
    return int(units[np.abs(y - height).argmin()])
