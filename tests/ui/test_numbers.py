"""Numbers as the window writes them."""

import math

import pytest

from mnist_viz.ui import numbers


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (1240, "1,240"), (-52650, "−52,650"), (1_000_000, "1,000,000")]
)
def test_counts_have_thousands_separators(value: int, text: str) -> None:
    assert numbers.count(value) == text


def test_one_of_a_kind_has_no_plural() -> None:
    assert numbers.counted(1, "epoch") == "1 epoch"
    assert numbers.counted(0, "epoch") == "0 epochs"
    assert numbers.counted(1240, "step") == "1,240 steps"
    assert numbers.counted(1, "bias", "biases") == "1 bias"
    assert numbers.counted(2, "bias", "biases") == "2 biases"


@pytest.mark.parametrize(("share", "text"), [(0.978, "97.8 %"), (1.0, "100.0 %"), (None, "–")])
def test_shares_are_written_as_percent(share: float | None, text: str) -> None:
    assert numbers.percent(share) == text


def test_losses_have_three_decimals_and_scores_two() -> None:
    assert numbers.loss(0.2031) == "0.203"
    assert numbers.loss(0.0171) == "0.017"
    assert numbers.loss(3.24e-4) == "3.2e−4"
    assert numbers.loss(86810112186481.156) == "8.681e13"
    assert numbers.score(0.817) == "0.82"
    assert numbers.loss(None) == numbers.score(None) == "–"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_says_so(value: float) -> None:
    for write in (numbers.loss, numbers.score, numbers.signed, numbers.plain):
        assert write(value) == "not finite"


def test_signed_numbers_have_a_true_minus() -> None:
    assert numbers.signed(0.131) == "+0.131"
    assert numbers.signed(-0.169) == "\u22120.169"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (0.97, "0.97"),
        (0.012, "0.012"),
        (1.0, "1.00"),
        (61.5, "61.5"),
        (999.0, "999"),
        (0.0013, "1.3e−3"),
        (-4200.0, "−4.2e3"),
        (None, "–"),
    ],
)
def test_plain_numbers_are_short(value: float | None, text: str) -> None:
    assert numbers.plain(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, "0.1"), (3.0, "3"), (0.001, "0.001"), (1e-4, "1e−4"), (1e6, "1e6"), (0.125, "0.125")],
)
def test_settings_are_written_as_they_were_set(value: float, text: str) -> None:
    assert numbers.setting(value) == text
