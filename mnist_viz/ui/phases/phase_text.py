"""What is said of one phase: a sentence, a formula with numbers, and what else there is to know."""

from html import escape
from typing import NamedTuple

from mnist_viz.ui.cards.marks import LINK
from mnist_viz.ui.cards.typesetting import plain, typeset
from mnist_viz.ui.look.spacing import FONT_PIXELS, scaled
from mnist_viz.ui.look.theme import Theme

_NO_BREAK = "\u00a0"


class Part(NamedTuple):
    """A number of a formula, with what stands before it and what it is called.

    Attributes
    ----------
    operator : str
        ``=``, ``−``, ``×``, ``−ln``; empty for the first.
    value : str
    name : str
        What it is, as `mnist_viz.ui.cards.typesetting` reads it.
    card : str
        The key of the card that explains it.
    token : str
        Its colour, where it has a sign to show.
    """

    operator: str
    value: str
    name: str
    card: str
    token: str = "text"


class PhaseText(NamedTuple):
    """A phase in words and numbers.

    Attributes
    ----------
    title : str
        ``Forward``, ``Loss``, ``Backward``, ``Update``.
    summary : str
        For the phase's button.
    sentence : str
    formula : tuple of Part
    details : tuple of str
        Further sentences, the most important first.
    """

    title: str
    summary: str
    sentence: str
    formula: tuple[Part, ...]
    details: tuple[str, ...]

    @property
    def plain(self) -> str:
        """All of it as plain text."""
        lines = (f"{self.title}: {self.summary}.", self.sentence, self.plain_formula, *self.details)
        return "\n".join(line for line in lines if line)

    @property
    def plain_formula(self) -> str:
        """The formula as it is read aloud: ``−0.0307 (new weight) = −0.033 (old weight) …``."""
        return " ".join(
            f"{part.operator} {part.value} ({plain(part.name)})".strip() for part in self.formula
        )

    def formula_html(self, theme: Theme, *, low: bool = False) -> str:
        """Return the formula as rich text: numbers large, unless low, what they are a link."""
        roles = ("body", "body", "caption") if low else ("value", "title", "caption")
        return " ".join(_part_html(part, theme, roles) for part in self.formula)


def _part_html(part: Part, theme: Theme, roles: tuple[str, str, str]) -> str:
    size, middling, small = (scaled(FONT_PIXELS[role]) for role in roles)
    name = typeset(part.name).replace(" ", _NO_BREAK)
    operator = f"{escape(part.operator)}{2 * _NO_BREAK}" if part.operator else ""
    return (
        f"<span style='font-size: {middling}px; color: {theme.tokens['text']}'>{operator}</span>"
        f"<span style='font-size: {size}px; font-weight: 600; "
        f"color: {theme.tokens[part.token]}'>{escape(part.value)}</span>"
        f"<span style='font-size: {small}px; color: {theme.tokens['text2']}'>"
        f"{2 * _NO_BREAK}<a href='{LINK}{part.card}' "
        f"style='color: {theme.tokens['text2']}'>{name}</a>{4 * _NO_BREAK}</span>"
    )
