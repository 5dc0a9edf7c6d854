"""A card as rich text to be read, and as plain text to be read aloud or copied."""

from html import escape

from mnist_viz.ui.cards.card import Card
from mnist_viz.ui.cards.glossary import CARDS
from mnist_viz.ui.cards.live.live import Live
from mnist_viz.ui.cards.marks import LINK
from mnist_viz.ui.cards.typesetting import paragraph, plain, typeset
from mnist_viz.ui.look.spacing import FONT_PIXELS, scaled
from mnist_viz.ui.look.theme import Theme

PICTURE = "card:picture"
"""The address of the picture in the rich text."""


def card_html(card: Card, live: Live | None, theme: Theme, where: str = "") -> str:
    """Return a card as rich text.

    Parameters
    ----------
    card : Card
    live : Live or None
    theme : Theme
    where : str
        Whose numbers the live ones are: ``step 160``.
    """
    parts = [
        _line("step", escape(card.title), 600, below=6),
        _line("body", paragraph(card.sentence)),
    ]
    if card.formula:
        parts.append(_line("value", typeset(card.formula), above=10))
    if card.letters:
        parts.append(_line("caption", paragraph(card.letters), token="text2", theme=theme))
    if card.more:
        parts.append(_line("body", paragraph(card.more), above=8))
    if live is not None:
        parts += _live(live, theme, where)
    for title, text in (("When to use it", card.use), ("Source", card.source)):
        if text:
            parts.append(_heading(title, theme) + _line("body", paragraph(text)))
    if card.related:
        links = [_link(key, theme) for key in card.related]
        parts.append(_heading("See also", theme) + _line("body", " &nbsp;·&nbsp; ".join(links)))
    return "".join(parts)


def card_plain(card: Card, live: Live | None, where: str = "") -> str:
    """Return a card as plain text; parameters as for `card_html`."""
    lines = [card.title, card.sentence, plain(card.formula), plain(card.letters), plain(card.more)]
    if live is not None:
        caption = live.picture.caption if live.picture is not None else ""
        lines += [f"Here, {where}:", plain(live.formula), *map(plain, live.facts), caption]
    lines += [f"When to use it: {plain(card.use)}" if card.use else ""]
    lines += [f"Source: {card.source}" if card.source else ""]
    return "\n".join(line for line in lines if line)


def short_html(card: Card) -> str:
    """Return the paragraph and the formula that ``What's this?`` shows."""
    formula = f"<p style='font-size: {_size('title')}px'>{typeset(card.formula)}</p>"
    return (
        f"<b>{escape(card.title)}</b><p>{paragraph(card.sentence)}</p>"
        f"{formula if card.formula else ''}<p>F1 tells more.</p>"
    )


def key_of_link(address: str) -> str | None:
    """Return the key of the card that a link in the rich text leads to, or None."""
    key = address.removeprefix(LINK)
    return key if address.startswith(LINK) and key in CARDS else None


def _live(live: Live, theme: Theme, where: str) -> list[str]:
    if not (live.formula or live.facts or live.picture):
        return []
    parts = [_heading(f"Here, {where}", theme)]
    if live.formula:
        parts.append(_line("value", typeset(live.formula), below=2))
    parts += [_line("body", paragraph(fact), below=2) for fact in live.facts]
    if live.picture is not None:
        caption = paragraph(live.picture.caption)
        parts.append(f"<p style='margin: {scaled(8)}px 0 0 0'><img src='{PICTURE}'></p>")
        parts.append(_line("caption", caption, token="text2", theme=theme))
    return parts


def _size(role: str) -> int:
    return scaled(FONT_PIXELS[role])


def _line(
    role: str,
    html: str,
    weight: int = 400,
    *,
    token: str = "",
    theme: Theme | None = None,
    above: int = 2,
    below: int = 2,
) -> str:
    color = f"; color: {theme.tokens[token]}" if theme is not None and token else ""
    return (
        f"<p style='font-size: {_size(role)}px; font-weight: {weight}; "
        f"margin: {scaled(above)}px 0 {scaled(below)}px 0{color}'>{html}</p>"
    )


def _heading(title: str, theme: Theme) -> str:
    return _line("body", escape(title), 600, token="accent", theme=theme, above=14, below=3)


def _link(key: str, theme: Theme) -> str:
    title = escape(CARDS[key].title).replace(" ", "&nbsp;")
    return f"<a href='{LINK}{key}' style='color: {theme.tokens['accent']}'>{title}</a>"
