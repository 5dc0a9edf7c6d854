"""All cards: by key and by subject."""

from mnist_viz.ui.cards.card import Card
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
