import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from mnist_viz.data.handwriting import Writer
from mnist_viz.data.ink import ink_to_image
from mnist_viz.data.stroke_model import StrokeModel
from tests.making.builtin_digits import mixed
from tests.making.pen_forms import pen_forms, read_pen_digits


def _strokes(digit: int, rng: np.random.Generator) -> list[list[list[float]]]:
    """A zigzag that has as many corners as the digit says, and a bar across it."""
    zigzag = np.array([[100 * (k % 2), 60 * k] for k in range(digit + 2)], dtype=float)
    bar = np.array([[0.0, 50.0], [60.0, 55.0]])
    return [(stroke + rng.normal(0, 4, stroke.shape)).tolist() for stroke in (zigzag, bar)]


@pytest.fixture
def pen_file(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    path = tmp_path / "strokes.jsonl.gz"
    with gzip.open(path, "wt") as lines:
        for k in range(200):
            line = {"digit": k % 10, "writer": 1 + k % 3, "strokes": _strokes(k % 10, rng)}
            lines.write(json.dumps(line) + "\n")
    return path


def test_pen_digits_are_placed_as_they_are_drawn(pen_file: Path) -> None:
    digits = read_pen_digits(pen_file)
    assert [digit.digit for digit in digits[:12]] == [*range(10), 0, 1]
    points = np.concatenate([np.concatenate(digit.strokes) for digit in digits])
    assert 2 < points.min() < points.max() < 26


def test_samples_of_pen_forms_look_like_what_was_drawn(pen_file: Path) -> None:
    digits = read_pen_digits(pen_file)
    forms = pen_forms(digits, 20, np.random.default_rng(0))
    assert [len(entry.form.stroke_sizes) for entry in forms] == [2] * 10
    writer = Writer(mixed([], forms, 1.0))
    rng = np.random.default_rng(1)
    for digit in range(10):
        drawn = np.mean([ink_to_image(d.strokes) for d in digits if d.digit == digit], axis=0)
        written = [ink_to_image(writer.write_strokes(digit, rng)) for _ in range(20)]
        assert np.corrcoef(drawn.ravel(), np.mean(written, axis=0).ravel())[0, 1] > 0.8


def test_mixed_forms_share_as_wanted(pen_file: Path) -> None:
    forms = pen_forms(read_pen_digits(pen_file), 20, np.random.default_rng(0))
    model: StrokeModel = mixed(forms, forms, 0.25)
    for digit in range(10):
        shares = [entry.shares.sum() for entry in model.forms if entry.form.digit == digit]
        assert sorted(shares) == pytest.approx([0.25, 0.75])
