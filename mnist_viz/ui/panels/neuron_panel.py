"""One unit, taken apart: its sum, its activation, its gradient, and where it leads."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from mnist_viz.training import Connection, Selection, View
from mnist_viz.ui.components import EmptyState, IconButton, PushButton
from mnist_viz.ui.display.drawn_in_sight import DrawnInSight
from mnist_viz.ui.keys.copy_key import keeps_copy_key
from mnist_viz.ui.look.spacing import PADDING, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.pictures.shown_tables import neuron_table
from mnist_viz.ui.table import Table

if TYPE_CHECKING:
    from mnist_viz.ui.neuron.facts import NeuronFacts
    from mnist_viz.ui.neuron.figures import Figure
    from mnist_viz.ui.neuron.neuron_body import NeuronBody


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
    text_copied : Signal
        All that is told of the unit is on the clipboard.
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
    text_copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("neuron_panel")
        self.setAccessibleName(self.title)
        self.heading = self.title
        self.subtitle = ""
        self._seen = DrawnInSight(self, self._draw, self._place_parts)
        self._facts: NeuronFacts | None = None
        self._drawn: View | None = None
        self._body: NeuronBody | None = None
        self._empty = EmptyState("No network yet", "It comes with the first run.", self)
        self._make_controls()
        self.restyle(system_theme())

    @property
    def facts(self) -> "NeuronFacts | None":
        """What is shown."""
        return self._facts

    @property
    def body(self) -> "NeuronBody":
        """All below the header; made when it is first opened, so that the start is quick."""
        if self._body is None:
            from mnist_viz.ui.neuron.neuron_body import (  # noqa: PLC0415 - not at every start
                NeuronBody,
            )

            self._body = body = NeuronBody(self._theme, self)
            body.setGeometry(self.rect())
            body.unit_chosen.connect(self.unit_opened)
            body.source_chosen.connect(self._on_source_chosen)
            body.source_opened.connect(self._on_source_opened)
            body.image_chosen.connect(self.image_chosen)
            body.image_followed.connect(self.image_followed)
            self.setFocusProxy(body.terms)
            body.place()
            body.show()
        return self._body

    @property
    def figures(self) -> tuple[tuple["Figure", ...], tuple["Figure", ...]]:
        """The numbers of the sum, and those of the gradients."""
        return self.body.sum.figures, self.body.gradients.figures

    @property
    def links(self) -> list[PushButton]:
        """The buttons that lead to the units it feeds."""
        return [] if self.body.links.isHidden() else self.body.links.shown

    def header_controls(self) -> list[QWidget]:
        """Return back, forward and close."""
        return [self._back, self._forward, self._close]

    def as_text(self) -> str:
        """Return all that is told of the unit, for copying; empty if nothing is."""
        if self._facts is None:
            return ""
        from mnist_viz.ui.neuron.facts import as_text  # noqa: PLC0415 - not at every start

        return as_text(self._facts)

    def as_table(self) -> Table | None:
        """Return a row for each input: its value, its weight, their product and the gradient."""
        if self._facts is None or self._drawn is None:
            return None
        return neuron_table(self._drawn, self._facts.heading, self._facts.neuron)

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
        for control in (self._back, self._forward, self._close):
            control.restyle(theme)
        self._empty.restyle(theme)
        if self._body is not None:
            self._body.restyle(theme)
        self._place_parts()
        self._seen.draw()

    def sizeHint(self) -> QSize:
        return QSize(scaled(444), scaled(504))

    def event(self, event: QEvent) -> bool:
        return keeps_copy_key(event) or super().event(event)

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
        self.text_copied.emit()

    def _make_controls(self) -> None:
        self._back = IconButton("back", "Back", "The unit that was open before.", "Alt+←")
        self._forward = IconButton("chevron_right", "Forward", "", "Alt+→")
        self._close = IconButton("close", "Close", "Bring back what was here.", "Esc")
        self._back.clicked.connect(self._go_back)
        self._forward.clicked.connect(self._go_forward)
        self._close.clicked.connect(self.close_requested)
        self.show_ways(back=False, forward=False)

    def _draw(self, view: View) -> None:
        facts = self._facts = self.body.show_view(view)
        self._drawn = view
        if (facts.heading, facts.detail) != (self.heading, self.subtitle):
            self.heading, self.subtitle = facts.heading, facts.detail
            self.heading_changed.emit()
        if QAccessible.isActive():  # a long text, for each frame
            self.setAccessibleDescription(self.as_text())

    def _place_parts(self) -> None:
        margin = scaled(PADDING)
        self._empty.setGeometry(self.rect().adjusted(margin, scaled(4), -margin, -margin))
        if self._body is not None:
            self._body.setGeometry(self.rect())
            self._body.place()

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
