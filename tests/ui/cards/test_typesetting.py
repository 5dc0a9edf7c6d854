"""Formulas are typeset as in print, and read aloud as they are written."""

import re

import pytest

from mnist_viz.ui.cards.glossary import CARDS
from mnist_viz.ui.cards.typesetting import paragraph, plain, typeset

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("w", "<i>w</i>"),
        ("p_{k}", "<i>p</i><sub><i>k</i></sub>"),
        ("e^{−z}", "<i>e</i><sup>−<i>z</i></sup>"),
        ("x^{a_{1}}", "<i>x</i><sup><i>a</i><sub>1</sub></sup>"),
        ("ln max", "ln\u00a0max"),
        ("a < 1", "<i>a</i>\u00a0&lt;\u00a01"),
        ("m̂ + ŝ", "<i>m̂</i>\u00a0+\u00a0<i>ŝ</i>"),
        ("1 − a²", "1\u00a0−\u00a0<i>a</i>²"),
        ("a\nb", "<i>a</i><br><i>b</i>"),
    ],
)
def test_a_formula_becomes_rich_text(text: str, html: str) -> None:
    assert typeset(text) == html


def test_plain_text_says_the_same_without_marks() -> None:
    assert plain("e^{−z} / p_{k}") == "e^(−z) / p_k"
    assert plain("x^{a_{1}}") == "x^a_1"


def test_prose_keeps_its_letters_upright() -> None:
    assert paragraph("a bias b_{1} & more") == "a bias b<sub>1</sub> &amp; more"


def test_two_formulas_stay_apart() -> None:
    assert f",{3 * NO_BREAK} <i>b</i>" in typeset("a = 1,   b = 2")


@pytest.mark.parametrize("key", CARDS)
def test_every_formula_can_be_typeset_and_said(key: str) -> None:
    card = CARDS[key]
    for text in (card.formula, card.letters):
        assert not re.search(r"[_^]?\{[^{}]*$|\}", plain(text).replace("∈ {−1, 0, 1}", ""))
        assert typeset(text).count("<sub>") == typeset(text).count("</sub>")
        assert typeset(text).count("<i>") == typeset(text).count("</i>")
