import numpy as np
import pytest

from mnist_viz.data import ink_to_image
from mnist_viz.data.ink import CENTRE
from mnist_viz.data.variations import thinned, write_again

SEVEN = [np.array([[0.2, 0.2], [0.8, 0.2], [0.45, 0.9]]), np.array([[0.35, 0.55], [0.7, 0.55]])]
DOT = [np.array([[0.5, 0.5]])]


def test_variations_resemble_the_drawing_and_differ_from_one_another() -> None:
    drawn = ink_to_image(SEVEN).astype(float)
    varied = write_again(SEVEN, 60, np.random.default_rng(0)).astype(float)
    assert varied.shape == (60, 28, 28)
    flat = varied.reshape(60, -1)
    likeness = np.corrcoef(flat, drawn.reshape(1, -1))[-1, :-1]
    assert likeness.min() > 0.3
    assert np.median(likeness) > 0.6
    assert len(np.unique(flat, axis=0)) == 60


def test_every_variation_is_fitted_and_centred_as_ink_is() -> None:
    varied = write_again(SEVEN, 60, np.random.default_rng(1)).astype(float)
    places = np.arange(28) + 0.5
    total = varied.sum(axis=(1, 2))
    np.testing.assert_allclose(varied.sum(axis=1) @ places / total, CENTRE, atol=0.25)
    np.testing.assert_allclose(varied.sum(axis=2) @ places / total, CENTRE, atol=0.25)
    height = (varied.max(axis=2) > 64).sum(axis=1)
    width = (varied.max(axis=1) > 64).sum(axis=1)
    assert np.maximum(height, width).max() <= 21
    assert np.maximum(height, width).min() >= 18


def test_pens_are_thin_and_thick() -> None:
    ink = write_again(SEVEN, 60, np.random.default_rng(2)).astype(float).sum(axis=(1, 2))
    assert ink.max() > 1.5 * ink.min()


def test_the_same_generator_writes_the_same() -> None:
    first, again, other = (write_again(SEVEN, 5, np.random.default_rng(k)) for k in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("strokes", [DOT, [np.array([[0.5, 0.5], [0.5, 0.5]])]])
def test_a_dot_stays_a_dot(strokes: list[np.ndarray]) -> None:
    varied = write_again(strokes, 20, np.random.default_rng(5))
    assert (varied.max(axis=(1, 2)) > 100).all()
    assert ((varied > 64).sum(axis=(1, 2)) < 30).all()


def test_strokes_with_hundreds_of_points_are_thinned_and_look_the_same() -> None:
    along = np.linspace(0, 2 * np.pi, 800)[:, None]
    zero = [0.5 + 0.3 * np.hstack([np.cos(along), np.sin(along)]), *DOT]
    thin = thinned(zero)
    assert 50 < len(thin[0]) < 90
    assert len(thin[1]) == 1
    difference = ink_to_image(thin).astype(float) - ink_to_image(zero)
    assert np.abs(difference).max() < 40
    assert thinned([]) == []


def test_nothing_varied_is_nothing() -> None:
    assert not write_again([], 3, np.random.default_rng(6)).any()
