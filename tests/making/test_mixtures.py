import numpy as np
import pytest

from tests.making.mixtures import fit_mixture


def test_two_clouds_are_found_with_their_shapes() -> None:
    rng = np.random.default_rng(0)
    factor = np.array([[2.0, 0.0], [1.5, 0.7]])
    near = rng.standard_normal((3000, 2)) @ factor.T
    far = rng.standard_normal((1000, 2)) + 20
    mixture = fit_mixture(np.concatenate([near, far]), 2, rng)
    order = mixture.means[:, 0].argsort()
    assert mixture.counts[order] == pytest.approx([3000, 1000], rel=0.02)
    assert mixture.means[order] == pytest.approx(np.array([[0, 0], [20, 20]]), abs=0.15)
    found = mixture.factors[order[0]]
    # A little is added to each variance, so that none vanishes.
    assert found @ found.T == pytest.approx(factor @ factor.T, rel=0.2)


def test_few_points_in_many_dimensions_still_give_a_covariance() -> None:
    rng = np.random.default_rng(0)
    mixture = fit_mixture(rng.standard_normal((12, 20)), 3, rng)
    assert np.isfinite(mixture.factors).all()
    assert (np.diagonal(mixture.factors, axis1=1, axis2=2) > 0).all()
    assert mixture.counts.sum() == pytest.approx(12)
