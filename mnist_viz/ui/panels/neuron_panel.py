"""One unit, taken apart: its sum, its activation, its gradient, and where it leads."""

from typing import ClassVar

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QWidget

from mnist_viz.training import Connection, Selection, View
from mnist_viz.ui import numbers
from mnist_viz.ui.cards.marks import explain, function_card
from mnist_viz.ui.components import Choice, EmptyState, IconButton, PushButton, Words, tooltip
from mnist_viz.ui.drawn_in_sight import DrawnInSight
from mnist_viz.ui.neuron.driver_row import DriverRow
from mnist_viz.ui.neuron.facts import MOST_TERMS, NeuronFacts, as_text, neuron_facts
from mnist_viz.ui.neuron.figures import Figure, Figures
from mnist_viz.ui.neuron.link_row import LinkRow
from mnist_viz.ui.neuron.neuron_layout import NeuronRoom
from mnist_viz.ui.neuron.operands import Operands
from mnist_viz.ui.neuron.term_list import TermList
from mnist_viz.ui.pictures.readings import image_words
from mnist_viz.ui.spacing import PADDING, font, scaled
from mnist_viz.ui.table import Table
from mnist_viz.ui.theme import Theme, system_theme

_DRAWING = "drawing"
_CARDS = {
    "_followed": "probe",
    "_terms": "term",
    "_terms_title": "term",
    "_product_title": "term",
    "_drivers": "drivers",
    "_drivers_title": "drivers",
}
"""What explains the parts; operands and figures have a card for each of theirs."""

_FOLLOWED_WIDTH = 200


class NeuronPanel(QWidget):
    """What a unit computes for the image that is followed.

    Attributes
    ----------
    unit_opened : Signal(object)
        A Selection: the person follows a connection to another unit.
    connection_chosen : Signal(object)
        A Connection: a term of the sum that the person points at.
    way_chosen : Signal(int)
        −1 for back, 1 for forward.
    close_requested : Signal
    image_followed : Signal(object)
        The image of the probe to be followed, or None for the drawing.
    heading_changed : Signal
        The panel is about another unit.
    image_chosen : Signal(int)
        The place in the test set of an image that the person wants in the pad.
    """

    title: ClassVar[str] = "Neuron"
    follows_drawing: ClassVar[bool] = True

    unit_opened = Signal(object)  # Selection
    connection_chosen = Signal(object)  # Connection
    way_chosen = Signal(int)
    close_requested = Signal()
    image_followed = Signal(object)  # int or None
    image_chosen = Signal(int)
    heading_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("neuron_panel")
        self.setAccessibleName(self.title)
        self.heading = self.title
        self.subtitle = ""
        self._seen = DrawnInSight(self, self._draw, self._place_parts)
        self._facts: NeuronFacts | None = None
        self._shown_terms = MOST_TERMS
        self._leads = True
        self._empty = EmptyState("No network yet", "It comes with the first run.", self)
        self._asked = Words("What it computes for", "body", "text2")
        self._followed = Choice("Image that is followed")
        self._operands = Operands(self)
        self._sum = Figures(
            "Sum, bias, z and activation", ("value", "title", "body", "caption"), self
        )
        self._terms_title = Words("Largest terms", "title")
        self._product_title = Words("input × weight = term", "body", "text2")
        self._terms = TermList(self)
        self._gradients = Figures("Slope and gradients", ("body",), self)
        self._drivers_title = Words("Test images that drive it most", "title")
        self._drivers_age = Words("", "body", "warning")
        self._drivers = DriverRow(self)
        self._links = LinkRow(self)
        for words in (
            self._asked,
            self._terms_title,
            self._product_title,
            self._drivers_title,
            self._drivers_age,
            self._followed,
        ):
            words.setParent(self)
        self._make_controls()
        self._explain()
        self._followed.chosen.connect(self._follow)
        self._terms.source_chosen.connect(self._on_source_chosen)
        self._terms.source_opened.connect(self._on_source_opened)
        self._drivers.image_chosen.connect(self.image_chosen)
        self._links.unit_chosen.connect(self.unit_opened)
        self.setFocusProxy(self._terms)
        self.restyle(system_theme())

    @property
    def facts(self) -> NeuronFacts | None:
        """What is shown."""
        return self._facts

    @property
    def operands(self) -> Operands:
        return self._operands

    @property
    def figures(self) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
        """The numbers of the sum, and those of the gradients."""
        return self._sum.figures, self._gradients.figures

    @property
    def term_list(self) -> TermList:
        return self._terms

    @property
    def driver_row(self) -> DriverRow:
        return self._drivers

    @property
    def links(self) -> list[PushButton]:
        """The buttons that lead to the units it feeds."""
        return [] if self._links.isHidden() else self._links.shown

    @property
    def followed(self) -> Choice:
        return self._followed

    def header_controls(self) -> list[QWidget]:
        """Return back, forward and close."""
        return [self._back, self._forward, self._close]

    def as_text(self) -> str:
        """Return all that is told of the unit, for copying; empty if nothing is."""
        return "" if self._facts is None else as_text(self._facts)

    def as_table(self) -> Table | None:
        """Return a row for each input: its value, its weight, their product and the gradient."""
        if self._facts is None:
            return None
        one, count = self._facts.neuron, len(self._facts.neuron.terms)
        header = ["unit", "input", "value", "weight", "term"]
        columns = [[self._facts.heading] * count, [str(n) for n in range(count)]]
        numbers_ = [one.inputs, one.weights, one.terms]
        if one.weight_gradients is not None:
            header.append("gradient")
            numbers_.append(one.weight_gradients)
        return Table(tuple(header), (*columns, *numbers_))

    def show_ways(self, *, back: bool, forward: bool) -> None:
        """Tell whether there are units to go back and forward to."""
        self._back.setEnabled(back)
        self._forward.setEnabled(forward)

    def show_view(self, view: View) -> None:
        """Draw a view; a hidden panel does nothing."""
        self._empty.hide()
        self._seen.show(view)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        words = (self._asked, self._terms_title, self._product_title, self._drivers_title)
        for text in (*words, self._drivers_age, self._links):
            text.restyle(theme)
        for part in (self._operands, self._sum, self._terms, self._gradients, self._drivers):
            part.restyle(theme)
        for control in (self._back, self._forward, self._close):
            control.restyle(theme)
        self._empty.restyle(theme)
        self._followed.restyle(theme)
        self._followed.setMaximumWidth(scaled(_FOLLOWED_WIDTH))
        self._place_parts()
        self._seen.draw()

    def sizeHint(self) -> QSize:
        return QSize(scaled(444), scaled(504))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_text()
        else:
            super().keyPressEvent(event)

    @Slot()
    def copy_text(self) -> None:
        """Put all that is told of the unit on the clipboard, as text."""
        QGuiApplication.clipboard().setText(self.as_text())

    def _make_controls(self) -> None:
        self._back = IconButton("back", "Back", "The unit that was open before.", "Alt+←")
        self._forward = IconButton("chevron_right", "Forward", "", "Alt+→")
        self._close = IconButton("close", "Close", "Bring back what was here.", "Esc")
        self._back.clicked.connect(self._go_back)
        self._forward.clicked.connect(self._go_forward)
        self._close.clicked.connect(self.close_requested)
        self.show_ways(back=False, forward=False)

    def _explain(self) -> None:
        self._followed.setToolTip(
            tooltip("Image that is followed", "Through this unit, and through the diagram.")
        )
        self._terms.setToolTip(
            tooltip(
                "Largest terms",
                "What each input contributes. Those that are units lead there: click, or Enter. "
                "While a step is told in phases, that makes it the connection that is told of; a "
                "double click or Ctrl+Enter leads there.",
            )
        )
        for part, key in _CARDS.items():
            explain(getattr(self, part), key)
        self._gradients.setToolTip(
            tooltip(
                "Slope and gradients",
                "Slope: how much the activation changes with z, at this z. ∂L/∂z: how the mean "
                "loss of the last batch changed with the bias, and so with z. ∂L/∂w: the same for "
                "the weights; its length.",
            )
        )
        self._operands.setToolTip(
            tooltip(
                "What goes in, what comes out",
                "Each input times its weight is a term; orange adds to the sum, blue takes away. "
                "The curve is the activation; the point is where this image puts the unit.",
            )
        )

    def _draw(self, view: View) -> None:
        leads = view.chosen.layer + 1 < len(view.frame.layout.layers)
        if leads != self._leads:
            self._leads = leads
            self._place_parts()
        facts = self._facts = neuron_facts(view, self._shown_terms)
        if (facts.heading, facts.detail) != (self.heading, self.subtitle):
            self.heading, self.subtitle = facts.heading, facts.detail
            self.heading_changed.emit()
        self._offer_images(view)
        self._operands.show_facts(view, facts)
        count, result = numbers.count(len(facts.neuron.terms)), "activation"
        if facts.is_output:
            result = "score"
        self._sum.show_figures(
            (
                Figure(f"sum of {count}", facts.total, "term", "+"),
                Figure("bias", facts.bias, "weights", "="),
                Figure("z", facts.z, "logit", f"{facts.function} →"),
                Figure(result, facts.value, function_card(facts.neuron.function), "", "accent"),
            )
        )
        pointed = view.chosen_connection
        self._terms.show_terms(
            facts.terms,
            lead=facts.unit.layer > 0,
            chosen=None if pointed is None else pointed.source,
        )
        self._gradients.show_figures(
            (
                Figure("slope at z", facts.slope, "slope"),
                Figure(f"∂L/∂z, {facts.gradient_step}", facts.gradient, "delta"),
                Figure("length of ∂L/∂w", facts.weight_gradient, "gradient"),
            )
        )
        self._drivers.show_drivers(facts.drivers)
        self._drivers_age.show_text(facts.drivers_age)
        self._links.show_links(facts.links)
        if QAccessible.isActive():  # a long text, for each frame
            self.setAccessibleDescription(as_text(facts))

    def _offer_images(self, view: View) -> None:
        """Offer the drawing and the images of the probe to be followed."""
        rows = [(str(row), image_words(view, row)) for row in range(len(view.probe.labels))]
        drawn = [] if view.lead is None else [(_DRAWING, image_words(view, None))]
        self._followed.show_entries([*drawn, *rows])
        row = view.subject.row
        key = _DRAWING if row is None else str(row)
        if self._followed.value() != key:
            self._followed.choose(key)

    def _place_parts(self) -> None:
        """Stand the parts below each other; what has no room is left out."""
        margin = scaled(PADDING)
        self._empty.setGeometry(self.rect().adjusted(margin, scaled(4), -margin, -margin))
        layout = self._room().arrange()
        self._shown_terms = layout.rows - 1
        for part, place in (
            (self._asked, layout.asked),
            (self._followed, layout.followed),
            (self._operands, layout.operands),
            (self._sum, layout.sum),
            (self._terms_title, layout.terms_title),
            (self._product_title, layout.product_title),
            (self._terms, layout.terms),
            (self._gradients, layout.gradients),
            (self._drivers_title, layout.drivers_title),
            (self._drivers_age, layout.drivers_age),
            (self._drivers, layout.drivers),
            (self._links, layout.links),
        ):
            part.setVisible(not place.isEmpty())
            part.setGeometry(place)

    def _room(self) -> NeuronRoom:
        width = max(1, self.width() - 2 * scaled(PADDING))
        return NeuronRoom(
            size=self.size(),
            asked=self._asked.sizeHint(),
            followed=QSize(scaled(_FOLLOWED_WIDTH), self._followed.height()),
            operands=self._operands.height_in(width),
            sum=self._sum.sizeHint().height(),
            title=QFontMetrics(font("title")).height() + scaled(6),
            line=self._terms.line,
            gradients=self._gradients.sizeHint().height(),
            drivers=self._drivers.height_in(width),
            links=self._links.sizeHint().height() if self._leads else 0,
            product=self._product_title.sizeHint().width(),
            drivers_title=self._drivers_title.sizeHint().width(),
        )

    @Slot(str)
    def _follow(self, key: str) -> None:
        self.image_followed.emit(None if key == _DRAWING else int(key))

    @Slot(int)
    def _on_source_chosen(self, source: int) -> None:
        """Go where a term comes from; while a step is told, or from a pixel, point at it."""
        view = self._seen.view
        if self._facts is None or view is None:
            return
        unit = self._facts.unit
        if view.told is None and unit.layer > 0:
            self.unit_opened.emit(Selection(unit.layer - 1, source))
        else:
            self.connection_chosen.emit(Connection(unit.layer, source, unit.unit))

    @Slot(int)
    def _on_source_opened(self, source: int) -> None:
        """While a step is told, go where a term comes from."""
        view = self._seen.view
        if self._facts is None or view is None or view.told is None:
            return
        if self._facts.unit.layer > 0:
            self.unit_opened.emit(Selection(self._facts.unit.layer - 1, source))

    @Slot()
    def _go_back(self) -> None:
        self.way_chosen.emit(-1)

    @Slot()
    def _go_forward(self) -> None:
        self.way_chosen.emit(1)
