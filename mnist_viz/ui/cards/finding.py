"""Finds the card of a widget: its own, or that of what it stands in."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.cards.card import Card
from mnist_viz.ui.cards.card_text import short_html
from mnist_viz.ui.cards.glossary import CARDS
from mnist_viz.ui.cards.marks import own_key
from mnist_viz.ui.components import Choice


def card_of(widget: QWidget | None, point: QPoint | None = None) -> Card | None:
    """Return the card of a widget, or of the nearest thing around it that has one.

    Of a list of which one entry holds, it is that entry's, if it has one; of a widget that shows
    several things, that of what is at a place of the screen, or, without one, at the keys.
    """
    while widget is not None:
        key = own_key(widget, point)
        if key is not None:
            of_value = f"{key}.{widget.value()}" if isinstance(widget, Choice) else ""
            return CARDS.get(of_value) or CARDS[key]
        widget = widget.parentWidget()
    return None


def write_whats_this(window: QWidget) -> None:
    """Let ``What's this?`` tell the cards of all that stands in a window."""
    for widget in window.findChildren(QWidget):
        if own_key(widget) is not None:
            card = card_of(widget)
            widget.setWhatsThis("" if card is None else short_html(card))
