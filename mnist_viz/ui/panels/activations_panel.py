"""How each layer answers to the drawing and to some test images, as heatmaps."""

from typing import ClassVar, NamedTuple

from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.nn import LayerLayout, activation
from mnist_viz.training import Selection, View
from mnist_viz.ui import numbers
from mnist_viz.ui.cards.marks import explain, function_card
from mnist_viz.ui.class_names import short_names
from mnist_viz.ui.components import ColorBar, tooltip
from mnist_viz.ui.display.sight import is_in_sight
from mnist_viz.ui.look.spacing import scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.panel import show_subtitle
from mnist_viz.ui.pictures.activations_controls import UNIT, ActivationsControls
from mnist_viz.ui.pictures.activations_layout import ActivationsLayout, ActivationsRoom
from mnist_viz.ui.pictures.heatmap import DisplayedLayer, Heatmap
from mnist_viz.ui.pictures.heatmap_layout import DRAWING, Spot
from mnist_viz.ui.pictures.heatmap_margin import HeatmapMargin
from mnist_viz.ui.pictures.heatmap_overlay import HeatmapOverlay
from mnist_viz.ui.pictures.heatmap_pointer import HeatmapPointer
from mnist_viz.ui.pictures.hover_card import HoverCard
from mnist_viz.ui.pictures.image_canvas import ImageCanvas
from mnist_viz.ui.pictures.legends import show_limit, show_unit_limit
from mnist_viz.ui.pictures.readings import Reading, image_words, readings, spot_texts
from mnist_viz.ui.pictures.shown_tables import activations_table
from mnist_viz.ui.table import Table

_ROWS = "each row is one image, read left to right"


class DisplayedActivations(NamedTuple):
    """What is drawn.

    Attributes
    ----------
    layers : tuple of DisplayedLayer
    readings : tuple of Reading or None
        Of the drawing, if there is one, then of each image of the probe.
    card : str
        What the card at the pointer says; empty if there is none.
    """

    layers: tuple[DisplayedLayer, ...]
    readings: tuple[Reading | None, ...]
    card: str


class ActivationsPanel(QWidget):
    """A heatmap a layer: images down, units across.

    Attributes
    ----------
    unit_selected, unit_opened : Signal(object)
        A Selection: the person chose a unit, and wants to see all of it.
    row_chosen : Signal(object)
        The image of the probe whose row that was in, an int; None for the drawing.
    probe_wanted : Signal(str)
        ``each`` or ``random``: the person chose other images.
    heading_changed : Signal
        `subtitle` has.
    """

    title: ClassVar[str] = "Activations"
    follows_drawing: ClassVar[bool] = True

    unit_selected = Signal(object)  # Selection
    unit_opened = Signal(object)  # Selection
    row_chosen = Signal(object)  # int or None
    probe_wanted = Signal(str)
    heading_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activations_panel")
        self.setAccessibleName(self.title)
        self.subtitle = _ROWS
        self._view: View | None = None
        self._layout: ActivationsLayout | None = None
        self._laid_out: object = None
        self._drawing: object = None
        self._probe: object = None
        self._controls = ActivationsControls(self)
        self._canvas = ImageCanvas(self)
        self._canvas.setObjectName("activations_heatmap")
        self._canvas.setAccessibleName("Activations by layer")
        self._heatmap = Heatmap(self._canvas)
        self._pointer = HeatmapPointer(self._canvas)
        self._overlay = HeatmapOverlay()
        self._canvas.overlay = self._overlay.paint
        self._margin = HeatmapMargin()
        self._legends = [ColorBar(self)]
        self._titles = [QWidget(self)]  # the texts are painted; these have their tooltips
        self._limits: object = None
        self._card = HoverCard(self)
        self.setFocusProxy(self._canvas)
        self._pointer.spot_changed.connect(self._show_spot)
        self._pointer.spot_chosen.connect(self._report)
        self._canvas.pixels_changed.connect(self._draw)
        self._controls.changed.connect(self._draw)
        self._controls.probe_wanted.connect(self.probe_wanted)
        self.restyle(system_theme())

    @property
    def displayed(self) -> DisplayedActivations | None:
        """What is drawn, or None if nothing is."""
        if self._layout is None:
            return None
        card = self._card.text if self._card.isVisibleTo(self) else ""
        return DisplayedActivations(self._heatmap.displayed, self._overlay.readings, card)

    @property
    def chosen_view(self) -> str:
        """What the colours end at, for a picture without the control that tells it."""
        return f"scale by {self._controls.scale}"

    def header_controls(self) -> list[QWidget]:
        """Return the choices of images and of the scale."""
        return self._controls.widgets

    def as_table(self) -> Table | None:
        """Return a row for each unit and image."""
        if self._view is None:
            return None
        return activations_table(self._view, with_probe=not self._controls.drawing_alone)

    def show_view(self, view: View) -> None:
        """Draw a view; a hidden panel does nothing."""
        if self._view is not None and view.frame.layout != self._view.frame.layout:
            self._pointer.forget()
            self._laid_out = None
        self._view = view
        told = view.told is not None
        show_subtitle(self, f"first row: {image_words(view, None)}" if told else _ROWS)
        self._draw()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._canvas.set_ground(theme.color("panel"))
        self._heatmap.restyle(theme)
        self._overlay.restyle(theme, self._heatmap.table(signed=False))
        self._margin.restyle(theme)
        self._card.restyle(theme)
        self._controls.restyle(theme)
        for bar in self._legends:
            bar.restyle(theme)
        self._laid_out = None
        self._draw()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(700), scaled(216))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._view is not None and self._layout is not None:
            with QPainter(self) as painter:
                self._margin.paint(painter, event.rect(), self._view, self._layout)

    @Slot()
    def _draw(self) -> None:
        view = self._view
        if view is None or not is_in_sight(self) or self.size().isEmpty():
            return
        self._arrange(view)
        self._heatmap.show(view, self._controls.scale)
        self._pointer.set_view(view, self._heatmap.unit_limits)
        self._overlay.output = self._heatmap.output
        self._overlay.readings = readings(view)[: 1 + self._rows_of(view)]
        chosen = view.selection
        layers = view.frame.layout.layers
        exists = chosen.layer < len(layers) and chosen.unit < layers[chosen.layer].units
        self._overlay.selected = Spot(chosen.layer, DRAWING, chosen.unit) if exists else None
        self._show_legends()
        self._show_spot()

    def _arrange(self, view: View) -> None:
        """Lay out what is shown, if its room or its number has changed."""
        network, count = view.frame.layout, self._rows_of(view)
        room = network, count, self.size(), self._canvas.ratio, view.class_names
        if room != self._laid_out:
            self._laid_out = room
            self._layout = ActivationsRoom(
                network=network,
                rows=count,
                size=self.size(),
                ratio=self._canvas.ratio,
                name_width=self._margin.name_width(view.class_names),
                title_height=self._margin.title_height(),
                legend_height=self._legends[0].sizeHint().height(),
                title_widths=self._margin.title_widths(network.layers),
            ).arrange()
            self._place_parts(view, self._layout)
            self.update()
        elif self._layout is not None and _first_row(view) is not self._drawing:
            self.update(self._layout.names[DRAWING] | self._layout.pictures[DRAWING])
        if view.probe is not self._probe:
            self.update()
        self._drawing, self._probe = _first_row(view), view.probe

    def _rows_of(self, view: View) -> int:
        """Return how many images are shown besides the drawing."""
        return 0 if self._controls.drawing_alone else len(view.probe.labels)

    def _place_parts(self, view: View, layout: ActivationsLayout) -> None:
        signed = tuple(activation(layer.activation).signed for layer in view.frame.layout.layers)
        self._canvas.setGeometry(layout.canvas)
        self._heatmap.set_layout(layout.cells, signed)
        self._overlay.names = short_names(view.class_names)
        self._overlay.set_layout(layout.cells, self._canvas.ratio)
        self._pointer.set_layout(layout.cells)
        self._limits = None
        while len(self._legends) < len(signed):
            self._legends.append(ColorBar(self))
            self._legends[-1].restyle(self._theme)
        while len(self._titles) < len(signed):
            self._titles.append(QWidget(self))
        above = QRect(0, 0, self.width(), layout.canvas.top())
        for number, (bar, title) in enumerate(zip(self._legends, self._titles, strict=True)):
            exists = number < len(signed)
            bar.setVisible(exists)
            title.setVisible(exists)
            if exists:
                bar.setGeometry(layout.legends[number])
                bar.set_in_line(layout.legends_beside)
                bar.show_map(self._theme.diverging if signed[number] else self._theme.sequential)
                # Over the canvas, it would be painted again with every frame.
                title.setGeometry(layout.titles[number] & above)
                explain(title, function_card(view.frame.layout.layers[number].activation))
                title.setToolTip(_explain(view.frame.layout.layers[number], layout, number))

    def _show_legends(self) -> None:
        limits, by_unit = self._heatmap.limits, self._controls.scale == UNIT
        if (limits, by_unit) != self._limits:
            self._limits = limits, by_unit
            for bar, (limit, signed) in zip(self._legends, limits, strict=False):
                if by_unit:
                    show_unit_limit(bar, signed=signed)
                else:
                    show_limit(bar, limit, signed=signed)

    @Slot()
    def _show_spot(self) -> None:
        """Frame the cell that is pointed at, and say what it is."""
        spot = self._pointer.spot
        if spot != self._overlay.spot:
            self._overlay.spot = spot
            self._canvas.repaint_overlay()
        if spot is None or self._view is None or self._layout is None:
            self._card.hide()
            return
        place = self._canvas.parent_rect(self._layout.cells.cell_rect(spot))
        self._card.show_beside(place, *spot_texts(self._view, spot))
        if self._canvas.hasFocus():
            self._canvas.setAccessibleDescription(self._card.text)

    @Slot(object)
    def _report(self, spot: Spot) -> None:
        unit = Selection(spot.layer, spot.unit)
        self.row_chosen.emit(None if spot.row == DRAWING else spot.row - 1)
        self.unit_selected.emit(unit)
        self.unit_opened.emit(unit)


def _first_row(view: View) -> object:
    """Return what is pictured before the first row: a drawing, or the image of a step."""
    return view.drawing if view.told is None else view.told


def _explain(layer: LayerLayout, layout: ActivationsLayout, number: int) -> str:
    """Return the tooltip of a layer's title."""
    units = numbers.counted(layer.units, "unit")
    if layout.cells.columns[number].is_folded:
        units += ", several a pixel: the value farthest from zero is shown"
    return tooltip(layer.title, f"{units}.")
