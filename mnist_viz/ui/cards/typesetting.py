"""Formulas and paragraphs, from plain text to what Qt typesets.

A subscript is written ``w_{i}``, a superscript ``e^{z}``; single letters become
italic, as in print; a line break is one. No engine for the web is needed, and
the plain text can be read aloud and copied.
"""

import re
from collections.abc import Callable
from html import escape

_SCRIPT = re.compile(r"([_^])\{([^{}]*)\}")
_LETTER = re.compile(r"(?<![A-Za-zα-ω&])([A-Za-zα-ωℓŝ]\u0302?|Δ[a-z])(?![A-Za-zα-ω;])")
_PARTS = re.compile(r"\S+(?: \S+)*")
_SHORT = 56
_NO_BREAK = "\u00a0"
_HTML_TAG = re.compile(r"(<[^>]*>)")
_TAGS = {"_": "sub", "^": "sup"}


def typeset(text: str) -> str:
    """Return a formula as rich text; a short one stays on one line."""
    text = _PARTS.sub(lambda found: _held_together(found[0]), text)
    text = _far_apart(text)
    parts = _HTML_TAG.split(paragraph(text))
    return "".join(part if part.startswith("<") else _italic(part) for part in parts)


def plain(text: str) -> str:
    """Return a formula as it is read aloud and copied: ``e^(−z)``, ``p_k``."""
    return _from_within(text, lambda kind, inner: f"{kind}{_grouped(inner)}")


def paragraph(text: str) -> str:
    """Return prose with scripts as rich text; its letters stay upright."""
    return _from_within(escape(text, quote=False), _element)


def _held_together(text: str) -> str:
    return text.replace(" ", _NO_BREAK) if len(plain(text)) <= _SHORT else text


def _far_apart(text: str) -> str:
    """Keep the room between two formulas, which rich text would close."""
    return text.replace("   ", f"{3 * _NO_BREAK} ")


def _from_within(text: str, write: Callable[[str, str], str]) -> str:
    """Replace scripts, those within others first."""
    while _SCRIPT.search(text):
        text = _SCRIPT.sub(lambda found: write(found[1], found[2]), text)
    return text


def _element(kind: str, inner: str) -> str:
    tag = _TAGS[kind]
    return f"<{tag}>{inner}</{tag}>"


def _italic(text: str) -> str:
    return _LETTER.sub(r"<i>\1</i>", text).replace("\n", "<br>").replace("′", "′\u2060")


def _grouped(inner: str) -> str:
    return inner if re.fullmatch(r"\w+", inner) else f"({inner})"
