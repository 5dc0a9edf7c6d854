"""The cards by the words that stand on the screen: whatever is written there is looked up."""

from mnist_viz.ui.cards.card import Card
from mnist_viz.ui.cards.glossary import CARDS
from mnist_viz.ui.cards.marks import CARDS_OF_FIELDS


def card_for_field(field: str, value: object = None) -> Card:
    """Return the card of a setting, or, where its values have their own, of the value."""
    of_value = CARDS.get(f"{field}.{value}")
    return of_value or CARDS[CARDS_OF_FIELDS.get(field, field)]


def find_card(word: str) -> Card | None:
    """Return the card of a word: the one of that title, or the first that lists it."""
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
