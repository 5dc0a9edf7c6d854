"""Where and how large somebody draws must not change what the shipped network reads."""

import gzip
import json
import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mnist_viz.assets import resource
from mnist_viz.data import ink_to_image, raw_ink_to_image
from mnist_viz.nn import Network
from mnist_viz.training import load_model
from tests.ui.strokes_of_digits import DIGITS

Strokes = list[NDArray[np.float64]]

# Read at import: a fixture clears the program's variables before each test.
_PEN = os.environ.get("MNIST_VIZ_PEN")
_HOW_MANY = 40


@cache
def pretrained() -> Network:
    return load_model(resource("pretrained.safetensors"))[0]


@cache
def drawings() -> tuple[Strokes, ...]:
    """Real pens where they are at hand, else strokes made of lines and arcs."""
    if _PEN is None:
        return tuple([np.array(stroke) for stroke in strokes] for strokes in DIGITS.values())
    with gzip.open(Path(_PEN), "rt", encoding="utf-8") as lines:
        every = [json.loads(line)["strokes"] for line in lines]
    chosen = every[:: len(every) // _HOW_MANY][:_HOW_MANY]
    return tuple([np.array(stroke) / 500.0 for stroke in strokes] for strokes in chosen)


def scores(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    x = image.reshape(1, -1) * np.float32(1 / 255)
    answer: NDArray[np.float32] = np.asarray(pretrained().predict(x)[0], dtype=np.float32)
    return answer


@settings(max_examples=150)
@given(
    number=st.integers(0, 10_000),
    dx=st.floats(-1e4, 1e4),
    dy=st.floats(-1e4, 1e4),
    scale=st.floats(0.5, 2.0),
)
def test_a_moved_and_scaled_drawing_keeps_its_digit_and_scores(
    number: int, dx: float, dy: float, scale: float
) -> None:
    drawn = drawings()[number % len(drawings())]
    there = [stroke * scale + (dx, dy) for stroke in drawn]
    before, after = scores(ink_to_image(drawn)), scores(ink_to_image(there))
    assert after.argmax() == before.argmax()
    assert np.abs(after - before).max() <= 0.02


@pytest.mark.parametrize("digit", sorted(DIGITS))
def test_the_shipped_network_reads_plain_digits(digit: int) -> None:
    strokes = [np.array(stroke) for stroke in DIGITS[digit]]
    assert scores(ink_to_image(strokes)).argmax() == digit


def test_without_normalisation_a_small_digit_in_a_corner_is_read_worse() -> None:
    right = {"normalised": 0, "raw": 0}
    for digit, drawn in DIGITS.items():
        strokes = [np.array(stroke) * 0.4 + 0.02 for stroke in drawn]
        right["normalised"] += int(scores(ink_to_image(strokes)).argmax() == digit)
        right["raw"] += int(scores(raw_ink_to_image(strokes)).argmax() == digit)
    assert right["normalised"] == len(DIGITS)
    assert right["raw"] <= len(DIGITS) // 2
