"""All cards: by key, by subject, and by the words that stand on the screen."""

from mnist_viz.ui.cards.card import Card
from mnist_viz.ui.cards.marks import CARDS_OF_FIELDS
from mnist_viz.ui.cards.terms import (
    activations,
    beginnings,
    connections,
    learning,
    losses,
    network,
    optimizers,
    settings,
)

SUBJECTS: tuple[tuple[str, tuple[Card, ...]], ...] = (
    ("The network", network.CARDS),
    ("Connections", connections.CARDS),
    ("Activations", activations.CARDS),
    ("Learning", learning.CARDS),
    ("Losses and scores", losses.CARDS),
    ("Optimizers", optimizers.CARDS),
    ("Schedules and generalising", settings.CARDS),
    ("Start and data", beginnings.CARDS),
)
"""Every card, in the order of the list."""

CARDS: dict[str, Card] = {card.key: card for _, cards in SUBJECTS for card in cards}
"""Every card by its key."""

FIRST_CARDS = (
    "network",
    "weights",
    "activation.sigmoid",
    "activation.tanh",
    "activation.relu",
    "softmax",
    "loss.cross_entropy",
    "optimizer.sgd",
    "backpropagation",
    "step",
    "batch",
    "epoch",
)
"""What somebody who meets all this for the first time reads first, in this order."""


def card_for_field(field: str, value: object = None) -> Card:
    """Return the card of a setting, or of the value that it has.

    Parameters
    ----------
    field : str
        Of `mnist_viz.training.RunConfig`.
    value : object
        Where the values have cards of their own: ``"adam"``.

    Raises
    ------
    KeyError
        If there is none.
    """
    of_value = CARDS.get(f"{field}.{value}")
    return of_value or CARDS[CARDS_OF_FIELDS.get(field, field)]


def find_card(word: str) -> Card | None:
    """Return the card of a word as it stands on the screen, or None."""
    return _BY_WORD.get(_folded(word))


def _folded(word: str) -> str:
    return word.strip().rstrip(":").casefold()


def _by_word() -> dict[str, Card]:
    found: dict[str, Card] = {}
    for card in CARDS.values():
        found.setdefault(_folded(card.title), card)
    for card in CARDS.values():
        for word in card.words:
            found.setdefault(_folded(word), card)
    return found


_BY_WORD = _by_word()
