from pathlib import Path

import numpy as np
import pytest

from mnist_viz.assets import resource
from mnist_viz.data.curves import LetterForm
from mnist_viz.data.stroke_model import WIDTH_SCALE, FormModel, StrokeModel
from mnist_viz.data.stroke_model_file import load_stroke_model, save_stroke_model


def _form_model(digit: int, sizes: tuple[int, ...], shares: list[float], seed: int) -> FormModel:
    rng = np.random.default_rng(seed)
    size, count = sum(sizes), len(shares)
    form = LetterForm(digit, sizes, rng.random((size, 2)), rng.random(size) < 0.3)
    width = 2 * size + 1
    means = rng.normal(14, 4, (count, width)).astype(np.float16).astype(np.float32)
    means[:, -1] = 0.25
    factors = np.tril(rng.normal(0, 0.3, (count, width, width))).astype(np.float16)
    return FormModel(form, np.array(shares, np.float32), means, factors.astype(np.float32))


@pytest.fixture
def model() -> StrokeModel:
    entries = [(0, (4,), [1.0]), (0, (3, 2), [2.0, 1.0])] + [(d, (5,), [1.0]) for d in range(1, 10)]
    return StrokeModel.of(
        tuple(_form_model(*entry, seed=seed) for seed, entry in enumerate(entries))
    )


def test_every_wanted_digit_is_drawn_in_a_form_of_its_own(model: StrokeModel) -> None:
    digits = np.random.default_rng(0).integers(0, 10, 500)
    samples = model.sample(digits, np.random.default_rng(1), 1.0)
    own = np.array([entry.form.digit for entry in model.forms])[samples.forms]
    assert np.array_equal(digits, own)
    assert samples.points.shape == (500, 2, 5)
    assert samples.points.dtype == samples.half_width.dtype == np.float32


def test_a_form_with_fewer_control_points_leaves_the_others_at_zero(model: StrokeModel) -> None:
    samples = model.sample(np.zeros(100, int), np.random.default_rng(1), 1.0)
    four, five = (samples.points[samples.forms == number] for number in (0, 1))
    assert (four[..., 4] == 0).all()
    assert (four[..., :4] != 0).all()
    assert (five != 0).all()


def test_shares_say_how_often_a_form_is_drawn(model: StrokeModel) -> None:
    drawn = model.sample(np.zeros(4000, int), np.random.default_rng(0), 1.0)
    counts = np.bincount(drawn.forms)
    assert counts[1] / counts[0] == pytest.approx(3, rel=0.15)


def test_without_spread_every_sample_is_a_mean(model: StrokeModel) -> None:
    samples = model.sample(np.array([7]), np.random.default_rng(0), spread=0.0)
    entry = model.forms[samples.forms[0]]
    assert np.array_equal(samples.points[0].T.ravel(), entry.means[0, :-1])
    assert samples.half_width[0] == pytest.approx(np.exp(0.25 / WIDTH_SCALE))


def test_samples_have_the_stored_mean_and_covariance(model: StrokeModel) -> None:
    samples = model.sample(np.full(20000, 5), np.random.default_rng(0), 1.0)
    entry = model.forms[samples.forms[0]]
    points = samples.points.swapaxes(1, 2).reshape(20000, -1)
    factor = entry.factors[0, :-1]
    assert points.mean(axis=0) == pytest.approx(entry.means[0, :-1], abs=0.05)
    assert np.cov(points.T) == pytest.approx(factor @ factor.T, abs=0.06)


def test_a_model_comes_back_from_its_file_nearly_as_it_was(
    model: StrokeModel, tmp_path: Path
) -> None:
    path = tmp_path / "model.npz"
    save_stroke_model(model, path, "a test")
    again = load_stroke_model(path)
    for old, new in zip(model.forms, again.forms, strict=True):
        assert (old.form.digit, old.form.stroke_sizes) == (new.form.digit, new.form.stroke_sizes)
        assert np.allclose(old.form.points, new.form.points)
        assert np.array_equal(old.shares, new.shares)
        assert np.array_equal(old.means, new.means)
        assert np.abs(old.factors - new.factors).max() <= np.abs(old.factors).max() / 250
        assert np.array_equal(old.form.corners, new.form.corners)
    assert np.array_equal(model.pieces, again.pieces)


def test_the_pieces_that_are_kept_are_those_of_the_letter_forms() -> None:
    kept = load_stroke_model(resource("builtin_digits.npz"))
    assert kept.pieces == pytest.approx(StrokeModel.of(kept.forms).pieces, abs=1e-6)
