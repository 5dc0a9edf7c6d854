"""The network, drawn: what flows from the pixels of one image to its scores."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from mnist_viz.training import Connection, Selection, View
from mnist_viz.ui import numbers
from mnist_viz.ui.components import EmptyState, SegmentedControl
from mnist_viz.ui.display.drawn_in_sight import DrawnInSight
from mnist_viz.ui.look.spacing import PADDING, PANEL_RADIUS, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.network.wiring import SIGNALS, WEIGHTS, wiring_table
from mnist_viz.ui.pictures.hover_card import HoverCard
from mnist_viz.ui.pictures.readings import activation_text, image_words, unit_words
from mnist_viz.ui.pictures.unit_facts import signed_text
from mnist_viz.ui.table import Table

if TYPE_CHECKING:
    from mnist_viz.ui.network.diagram import Diagram

_KINDS = {
    SIGNALS: "What the image shown sends over each connection: input times weight.",
    WEIGHTS: "The weight of each connection, whatever the image.",
}
_COUNTS = ("5", "20", "100")
_USUAL = "20"


class NetworkPanel(QWidget):
    """A diagram of the network, lit by the image that is followed.

    Attributes
    ----------
    unit_selected, unit_opened : Signal(object)
        A Selection: the person chose a unit, or wants to see all of it.
    connection_chosen : Signal(object)
        A Connection that the person chose.
    """

    title: ClassVar[str] = "Network"
    follows_drawing: ClassVar[bool] = True

    unit_selected = Signal(object)  # Selection
    unit_opened = Signal(object)  # Selection
    connection_chosen = Signal(object)  # Connection

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_panel")
        self.setAccessibleName(self.title)
        self.subtitle = "from pixels to scores"
        self._seen = DrawnInSight(self, self._draw, self._place)
        self._made: Diagram | None = None
        self._card = HoverCard(self)
        self._empty = EmptyState("Too little room", "Make the window or this panel larger.", self)
        self._kinds = SegmentedControl([(kind, kind.capitalize()) for kind in _KINDS])
        for kind, hint in _KINDS.items():
            self._kinds.explain(kind, hint)
        self._counts = SegmentedControl([(count, count) for count in _COUNTS])
        for count in _COUNTS:
            self._counts.explain(count, f"Draw the {count} strongest connections into each layer.")
        self._counts.choose(_USUAL)
        self._kinds.chosen.connect(self._seen.draw)
        self._counts.chosen.connect(self._seen.draw)
        self.restyle(system_theme())

    @property
    def diagram(self) -> "Diagram":
        """Made when it is first looked at, so that the start is quick."""
        if self._made is None:
            from mnist_viz.ui.network.diagram import Diagram  # noqa: PLC0415 - not at every start

            self._made = diagram = Diagram(self)
            diagram.restyle(self._theme)
            diagram.canvas.pixels_changed.connect(self._seen.draw)
            diagram.canvas.focus_changed.connect(self._describe)
            diagram.pointed_changed.connect(self._show_card)
            diagram.unit_chosen.connect(self.unit_selected)
            diagram.unit_opened.connect(self.unit_opened)
            diagram.connection_chosen.connect(self.connection_chosen)
            self.setFocusProxy(diagram)
            self._place()
            diagram.lower()
            diagram.show()
        return self._made

    @property
    def card(self) -> HoverCard:
        return self._card

    @property
    def chosen_view(self) -> str:
        """Which connections are drawn, for a picture without the controls that tell it."""
        return f"the {self._counts.value()} strongest {self._kinds.value()} into each layer"

    def header_controls(self) -> list[QWidget]:
        """Return how many connections are drawn, and by what they are strong."""
        return [self._counts, self._kinds]

    def as_table(self) -> Table | None:
        """Return a row for each connection that is drawn."""
        view = self._seen.view
        return None if view is None else wiring_table(view, self.diagram.bundles)

    def show_view(self, view: View) -> None:
        """Draw a view; a hidden panel does nothing."""
        self._seen.show(view)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        for part in (self._card, self._empty, self._kinds, self._counts):
            part.restyle(theme)
        if self._made is not None:
            self._made.restyle(theme)
        self._seen.draw()

    def sizeHint(self) -> QSize:
        return QSize(scaled(700), scaled(216))

    def _place(self) -> None:
        margin = scaled(PADDING)
        # The frame of the dock is around it.
        if self._made is not None:
            self._made.setGeometry(self.rect().adjusted(2, 0, -2, -scaled(PANEL_RADIUS)))
        self._empty.setGeometry(self.rect().adjusted(margin, scaled(4), -margin, -margin))

    def _draw(self, view: View) -> None:
        self.diagram.show_view(view, int(self._counts.value()), self._kinds.value())
        fits = self.diagram.places is not None
        if self._empty.isHidden() != fits:
            self._empty.setVisible(not fits)
        self._show_card()
        self._describe()

    @Slot()
    def _show_card(self) -> None:
        """Say what is under the pointer."""
        pointed, view = self.diagram.pointed, self._seen.view
        if view is None or pointed is None or self.diagram.places is None:
            self._card.hide()
        elif isinstance(pointed, Connection):
            self._card.show_beside(
                self.diagram.place_of_wire(pointed), *connection_texts(view, pointed)
            )
        else:
            self._card.show_beside(self.diagram.place_of(pointed), *unit_texts(view, pointed))

    @Slot()
    def _describe(self) -> None:
        view = self._seen.view
        if view is not None:
            texts = list(unit_texts(view, view.chosen))
            if view.chosen_connection is not None:
                texts += connection_texts(view, view.chosen_connection)
            self.diagram.describe(" · ".join(texts))


def unit_texts(view: View, unit: Selection) -> tuple[str, str, str]:
    """Return a unit, the image, and its activation."""
    layer = view.frame.layout.layers[unit.layer]
    value = float(view.subject.activations[unit.layer][unit.unit])
    name = unit_words(view, unit.layer, unit.unit)
    return name, image_words(view, view.subject.row), activation_text(layer, value)


def connection_texts(view: View, one: Connection) -> tuple[str, str, str]:
    """Return where a connection runs, its input times its weight, and what that makes."""
    layer = view.frame.layout.layers[one.layer]
    weight = float(layer.weight.of(view.frame.parameters)[one.source, one.target])
    if one.layer == 0:
        row, column = divmod(one.source, view.frame.layout.input_shape[1])
        source, value = f"pixel ({row}, {column})", float(view.subject.x[one.source])
    else:
        source = unit_words(view, one.layer - 1, one.source)
        value = float(view.subject.activations[one.layer - 1][one.source])
    title = f"{source} → {unit_words(view, *_of(one.end))}"
    return title, f"{numbers.plain(value)} × {signed_text(weight)}", signed_text(value * weight)


def _of(unit: Selection) -> tuple[int, int]:
    return unit.layer, unit.unit
