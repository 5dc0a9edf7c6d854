"""Gaussian mixtures with full covariances, by expectation maximisation, for few points."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64Array = NDArray[np.float64]

_REGULAR = 0.06  # added to each variance, in pixels squared
_SHRINKAGE = 0.5
_ROUNDS = 40
_STARVED = 0.15  # of the mean number of points


@dataclass(frozen=True)
class Mixture:
    """A Gaussian mixture.

    Attributes
    ----------
    counts : float64, shape (m,)
        How many points, in parts, each Gaussian stands for.
    means : float64, shape (m, d)
    factors : float64, shape (m, d, d)
        Lower Cholesky factors of the covariances.
    """

    counts: Float64Array
    means: Float64Array
    factors: Float64Array


def fit_mixture(points: Float64Array, count: int, rng: np.random.Generator) -> Mixture:
    """Fit a mixture of so many Gaussians, or of fewer where one would starve.

    Parameters
    ----------
    points : float64, shape (n, d)
    count : int
    rng : numpy.random.Generator
    """
    shares = np.eye(count)[_nearest(points, _spread_out(points, count, rng))]
    mixture = _maximise(points, shares)
    for _ in range(_ROUNDS):
        shares = _expect(points, mixture)
        fed = shares.sum(axis=0) > _STARVED * len(points) / count
        shares = shares[:, fed] + 1e-9  # whom only starving Gaussians explained, all now share
        mixture = _maximise(points, shares / shares.sum(axis=1, keepdims=True))
    return mixture


def _spread_out(points: Float64Array, count: int, rng: np.random.Generator) -> Float64Array:
    """Return k-means centres, begun as k-means++ does (Arthur and Vassilvitskii, 2007)."""
    centres: Float64Array = points[rng.integers(len(points))][None]
    while len(centres) < count:
        distance = _distances(points, centres).min(axis=1)
        chosen = rng.choice(len(points), p=distance / distance.sum())
        centres = np.concatenate([centres, points[chosen][None]])
    for _ in range(10):
        nearest = _nearest(points, centres)
        kept = [k for k in range(count) if (nearest == k).any()]
        centres[kept] = [points[nearest == k].mean(axis=0) for k in kept]
    return centres


def _distances(points: Float64Array, centres: Float64Array) -> Float64Array:
    distances = np.stack([((points - centre) ** 2).sum(axis=1) for centre in centres], axis=1)
    return np.asarray(distances, dtype=np.float64)


def _nearest(points: Float64Array, centres: Float64Array) -> NDArray[np.intp]:
    nearest: NDArray[np.intp] = _distances(points, centres).argmin(axis=1)
    return nearest


def _maximise(points: Float64Array, shares: Float64Array) -> Mixture:
    counts = np.maximum(shares.sum(axis=0), 1e-9)
    means = (shares.T @ points) / counts[:, None]
    factors = [
        _factor(points - mean, share, total)
        for mean, share, total in zip(means, shares.T, counts, strict=True)
    ]
    return Mixture(counts, means, np.stack(factors))


def _factor(away: Float64Array, share: Float64Array, total: float) -> Float64Array:
    size = away.shape[1]
    covariance = (away * share[:, None]).T @ away / total
    kept = 1 - _SHRINKAGE * size / (total + size)
    covariance *= kept + (1 - kept) * np.eye(size)
    factor = np.linalg.cholesky(covariance + _REGULAR * np.eye(size))
    return np.asarray(factor, dtype=np.float64)


def _expect(points: Float64Array, mixture: Mixture) -> Float64Array:
    """Return each Gaussian's part in each point, shape (n, m)."""
    logs = np.empty((len(points), len(mixture.counts)))
    for k, (mean, factor) in enumerate(zip(mixture.means, mixture.factors, strict=True)):
        white = np.linalg.solve(factor, (points - mean).T)
        logs[:, k] = -0.5 * (white**2).sum(axis=0) - np.log(np.diag(factor)).sum()
    logs += np.log(mixture.counts)
    logs -= logs.max(axis=1, keepdims=True)
    shares = np.exp(logs)
    shares /= shares.sum(axis=1, keepdims=True)
    return shares
