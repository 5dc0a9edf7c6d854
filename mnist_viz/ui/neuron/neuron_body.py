"""All of the neuron view below its header; made when it is first opened."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from mnist_viz.training import View
from mnist_viz.ui import numbers
from mnist_viz.ui.cards.marks import explain, function_card
from mnist_viz.ui.components import Choice, Words, tooltip
from mnist_viz.ui.look.spacing import PADDING, font, scaled
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.neuron.driver_row import DriverRow
from mnist_viz.ui.neuron.facts import MOST_TERMS, NeuronFacts, neuron_facts
from mnist_viz.ui.neuron.figures import Figure, Figures
from mnist_viz.ui.neuron.link_row import LinkRow
from mnist_viz.ui.neuron.neuron_layout import NeuronRoom
from mnist_viz.ui.neuron.operands import Operands
from mnist_viz.ui.neuron.term_list import TermList
from mnist_viz.ui.pictures.readings import image_words

_DRAWING = "drawing"
_CARDS = {
    "followed": "probe",
    "terms": "term",
    "terms_title": "term",
    "product_title": "term",
    "drivers": "drivers",
    "drivers_title": "drivers",
}
"""What explains the parts; operands and figures have a card for each of theirs."""

_FOLLOWED_WIDTH = 200


class NeuronBody(QWidget):
    """What a unit computes, part below part.

    Attributes
    ----------
    unit_chosen : Signal(object)
        A Selection: a unit that this one feeds.
    source_chosen, source_opened : Signal(int)
        The person points at an input, or wants to see all of the unit that it comes from.
    image_chosen : Signal(int)
        The place in the test set of an image that the person wants in the pad.
    image_followed : Signal(object)
        The image of the probe to be followed, or None for the drawing.
    """

    unit_chosen = Signal(object)  # Selection
    source_chosen = Signal(int)
    source_opened = Signal(int)
    image_chosen = Signal(int)
    image_followed = Signal(object)  # int or None

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown_terms = MOST_TERMS
        self._leads = True
        self._heights = 0, 0, 0
        self.asked = Words("What it computes for", "body", "text2")
        self.followed = Choice("Image that is followed")
        # It is placed by hand: Qt would size it anew by its entries a moment later.
        self.followed.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContentsOnFirstShow)
        self.operands = Operands(self)
        self.sum = Figures(
            "Sum, bias, z and activation", ("value", "title", "body", "caption"), self
        )
        self.terms_title = Words("Largest terms", "title")
        self.product_title = Words("input × weight = term", "body", "text2")
        self.terms = TermList(self)
        self.gradients = Figures("Slope and gradients", ("body",), self)
        self.drivers_title = Words("Test images that drive it most", "title")
        self.drivers_age = Words("", "body", "warning")
        self.drivers = DriverRow(self)
        self.links = LinkRow(self)
        for words in (
            self.asked,
            self.terms_title,
            self.product_title,
            self.drivers_title,
            self.drivers_age,
            self.followed,
        ):
            words.setParent(self)
        self._explain()
        self.followed.chosen.connect(self._follow)
        self.terms.source_chosen.connect(self.source_chosen)
        self.terms.source_opened.connect(self.source_opened)
        self.drivers.image_chosen.connect(self.image_chosen)
        self.links.unit_chosen.connect(self.unit_chosen)
        self.restyle(theme)

    def show_view(self, view: View) -> NeuronFacts:
        """Draw a view; return what is shown of it."""
        leads = view.chosen.layer + 1 < len(view.frame.layout.layers)
        if leads != self._leads:
            self._leads = leads
            self.place()
        facts = neuron_facts(view, self._shown_terms)
        self._offer_images(view)
        self._show_numbers(facts)
        if self._heights != self._needed_heights():
            self.place()
            facts = neuron_facts(view, self._shown_terms)
        self.operands.show_facts(view, facts)
        pointed = view.chosen_connection
        self.terms.show_terms(
            facts.terms,
            lead=facts.unit.layer > 0,
            chosen=None if pointed is None else pointed.source,
        )
        self.drivers_age.show_text(facts.drivers_age)
        self.links.show_links(facts.links)
        return facts

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        words = (self.asked, self.terms_title, self.product_title, self.drivers_title)
        for text in (*words, self.drivers_age, self.links):
            text.restyle(theme)
        for part in (self.operands, self.sum, self.terms, self.gradients, self.drivers):
            part.restyle(theme)
        self.followed.restyle(theme)
        self.followed.setMaximumWidth(scaled(_FOLLOWED_WIDTH))
        self.place()

    def place(self) -> None:
        """Stand the parts below each other; what has no room is left out."""
        self._heights = self._needed_heights()
        layout = self._room().arrange()
        self._shown_terms = layout.rows - 1
        for part, place in (
            (self.asked, layout.asked),
            (self.followed, layout.followed),
            (self.operands, layout.operands),
            (self.sum, layout.sum),
            (self.terms_title, layout.terms_title),
            (self.product_title, layout.product_title),
            (self.terms, layout.terms),
            (self.gradients, layout.gradients),
            (self.drivers_title, layout.drivers_title),
            (self.drivers_age, layout.drivers_age),
            (self.drivers, layout.drivers),
            (self.links, layout.links),
        ):
            part.setVisible(not place.isEmpty())
            part.setGeometry(place)

    def _show_numbers(self, facts: NeuronFacts) -> None:
        """Show what takes the more height, the less width there is for it."""
        count, result = numbers.count(len(facts.neuron.terms)), "activation"
        if facts.is_output:
            result = "score"
        self.sum.show_figures(
            (
                Figure(f"sum of {count}", facts.total, "term", "+"),
                Figure("bias", facts.bias, "weights", "="),
                Figure("z", facts.z, "logit", f"{facts.function} →"),
                Figure(result, facts.value, function_card(facts.neuron.function), "", "accent"),
            )
        )
        self.gradients.show_figures(
            (
                Figure("slope at z", facts.slope, "slope"),
                Figure(f"∂L/∂z, {facts.gradient_step}", facts.gradient, "delta"),
                Figure("length of ∂L/∂w", facts.weight_gradient, "gradient"),
            )
        )
        self.drivers.show_drivers(facts.drivers)

    def _needed_heights(self) -> tuple[int, int, int]:
        """Return how high the parts are whose height depends on what they show."""
        width = self._width
        sum_, gradients = self.sum.height_in(width), self.gradients.height_in(width)
        return sum_, gradients, self.drivers.height_in(width)

    @property
    def _width(self) -> int:
        """Of the parts."""
        return max(1, self.width() - 2 * scaled(PADDING))

    def _room(self) -> NeuronRoom:
        width = self._width
        figures, gradients, drivers = self._heights
        return NeuronRoom(
            size=self.size(),
            asked=self.asked.sizeHint(),
            followed=QSize(scaled(_FOLLOWED_WIDTH), self.followed.height()),
            operands=self.operands.height_in(width),
            sum=figures,
            title=QFontMetrics(font("title")).height() + scaled(6),
            line=self.terms.line,
            gradients=gradients,
            drivers=drivers,
            links=self.links.sizeHint().height() if self._leads else 0,
            terms_title=self.terms_title.sizeHint().width(),
            product=self.product_title.sizeHint().width(),
            drivers_title=self.drivers_title.sizeHint().width(),
        )

    def _explain(self) -> None:
        self.followed.setToolTip(
            tooltip("Image that is followed", "Through this unit, and through the diagram.")
        )
        self.terms.setToolTip(
            tooltip(
                "Largest terms",
                "What each input contributes. Those that are units lead there: click, or Enter. "
                "While a step is told in phases, that makes it the connection that is told of; a "
                "double click or Ctrl+Enter leads there.",
            )
        )
        for part, key in _CARDS.items():
            explain(getattr(self, part), key)
        self.gradients.setToolTip(
            tooltip(
                "Slope and gradients",
                "Slope: how much the activation changes with z, at this z. ∂L/∂z: how the mean "
                "loss of the last batch changed with the bias, and so with z. ∂L/∂w: the same for "
                "the weights; its length.",
            )
        )
        self.operands.setToolTip(
            tooltip(
                "What goes in, what comes out",
                "Each input times its weight is a term; orange adds to the sum, blue takes away. "
                "The curve is the activation; the point is where this image puts the unit.",
            )
        )

    def _offer_images(self, view: View) -> None:
        """Offer the drawing and the images of the probe to be followed."""
        rows = [(str(row), image_words(view, row)) for row in range(len(view.probe.labels))]
        drawn = [] if view.lead is None else [(_DRAWING, image_words(view, None))]
        self.followed.show_entries([*drawn, *rows])
        row = view.subject.row
        key = _DRAWING if row is None else str(row)
        if self.followed.value() != key:
            self.followed.choose(key)

    @Slot(str)
    def _follow(self, key: str) -> None:
        self.image_followed.emit(None if key == _DRAWING else int(key))
