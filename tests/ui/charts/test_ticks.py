"""Axes end at round numbers and are labelled evenly."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_viz.ui.charts.ticks import (
    linear_ticks,
    log_limits,
    log_ticks,
    narrow_tick_text,
    rounded_up,
    tick_text,
)

quickly = settings(max_examples=40)

POSITIVE = st.floats(1e-7, 1e7)


@pytest.mark.parametrize(
    ("value", "rounded"), [(0, 1), (1, 1), (1.2, 1.5), (1240, 1500), (8, 10), (0.031, 0.05)]
)
def test_axes_end_at_the_next_round_number(value: float, rounded: float) -> None:
    assert rounded_up(value) == pytest.approx(rounded)


@quickly
@given(POSITIVE, POSITIVE)
def test_logarithmic_limits_hold_the_values(a: float, b: float) -> None:
    low, high = sorted((a, b))
    bottom, top = log_limits(low, high)
    assert bottom <= low
    assert high <= top
    assert bottom < top
    assert low / bottom < 10 or low == a == b


def test_what_is_zero_or_negative_lies_at_the_foot_of_a_logarithmic_axis() -> None:
    assert log_limits(0.0, 1.0) == (1e-8, 1.0)
    assert log_limits(-5.0, 0.0)[0] == 1e-8


def test_logarithmic_labels_are_even() -> None:
    assert log_ticks(0.03, 3, 6) == [0.03, 0.1, 0.3, 1, 3]
    assert log_ticks(0.1, 0.3, 6) == [0.1, 0.2, 0.3]
    assert log_ticks(0.03, 3, 3) == [0.1, 1]


@quickly
@given(POSITIVE, st.floats(1.1, 1e6), st.integers(2, 12))
def test_no_more_logarithmic_labels_than_fit(low: float, factor: float, most: int) -> None:
    assert len(log_ticks(low, low * factor, most)) <= most


def test_linear_labels_are_multiples_of_round_steps() -> None:
    assert linear_ticks(0, 1500, 300) == [0, 500, 1000, 1500]
    assert linear_ticks(130, 170, 10) == [130, 140, 150, 160, 170]


@quickly
@given(st.floats(0, 1e6), st.floats(1, 1e4), st.floats(0.5, 1e5))
def test_linear_labels_keep_their_distance(low: float, span: float, step: float) -> None:
    ticks = linear_ticks(low, low + span, step)
    assert all(b - a >= step * (1 - 1e-6) for a, b in itertools.pairwise(ticks))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.03, "0.03"),
        (0.15, "0.15"),
        (1, "1"),
        (1000, "1,000"),
        (1e-5, "1e−5"),
        (15e6, "1.5e7"),
    ],
)
def test_labels_are_written_as_people_write(value: float, text: str) -> None:
    assert tick_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.03, "0.03"), (0.003, "3e−3"), (300, "300"), (1000, "1e3"), (15e6, "1.5e7")],
)
def test_a_narrow_axis_writes_powers_of_ten(value: float, text: str) -> None:
    assert narrow_tick_text(value) == text
