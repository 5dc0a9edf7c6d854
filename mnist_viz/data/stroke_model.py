"""The statistics of how people move a pen, and samples from them.

For every letter form the model holds a few Gaussians over its control points and the width of the
pen: means and covariances, no image and no stroke of anybody.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.blocks import TOGETHER, blocks
from mnist_viz.data.curves import LetterForm, piece_matrices

Float32Array: TypeAlias = NDArray[np.float32]

PIECES = 72
"""Into so many pieces all strokes of a letter are cut together."""

WIDTH_SCALE = 4.0  # of the logarithm of the pen's half-width beside coordinates in pixels


class FormModel(NamedTuple):
    """A letter form and the Gaussians of those who write it so.

    Attributes
    ----------
    form : LetterForm
    shares : float32, shape (m,)
        How often each Gaussian is drawn from, relative to all others of the digit.
    means : float32, shape (m, d)
        d = 2 · control points + 1: x and y of each point in turn, in pixels of the 28 × 28 frame,
        and ``WIDTH_SCALE`` times the logarithm of the pen's half-width in pixels.
    factors : float32, shape (m, d, d)
        Lower triangular; the covariance is a factor times its transpose.
    """

    form: LetterForm
    shares: Float32Array
    means: Float32Array
    factors: Float32Array


class Samples(NamedTuple):
    """Letters.

    Attributes
    ----------
    forms : int array, shape (n,)
        Which of the model's forms.
    points : float32, shape (n, 2, most control points of a form)
        x, then y, of each control point, in pixels of the 28 × 28 frame; 0 where a form has fewer.
    half_width : float32, shape (n,)
        Of the pen, in pixels.
    """

    forms: NDArray[np.intp]
    points: Float32Array
    half_width: Float32Array


@dataclass(frozen=True)
class StrokeModel:
    """All letter forms of all digits, in the order of the digits.

    Attributes
    ----------
    forms : tuple of FormModel
    pieces : float32, shape (forms, most control points of a form, 2 · PIECES)
        What turns control points into the pieces that are drawn: their middles, then their
        vectors; 0 where a form has fewer points. See `curves.piece_matrices`.
    """

    forms: tuple[FormModel, ...]
    pieces: Float32Array

    @classmethod
    def of(cls, forms: tuple[FormModel, ...]) -> "StrokeModel":
        """Return the model of some letter forms, in the order of the digits."""
        most = max(model.form.size for model in forms)
        pieces = np.zeros((len(forms), most, 2 * PIECES), dtype=np.float32)
        for matrix, model in zip(pieces, forms, strict=True):
            matrix[: model.form.size] = np.concatenate(piece_matrices(model.form, PIECES)).T
        return cls(forms, pieces)

    def sample(
        self, digits: NDArray[np.integer], rng: np.random.Generator, spread: float
    ) -> Samples:
        """Draw letters at random, one for each wanted digit.

        Parameters
        ----------
        digits : int array, shape (n,)
            0 to 9.
        rng : numpy.random.Generator
        spread : float
            Scales the standard deviations; 1 is as measured.
        """
        chosen = self._choose(digits, rng)
        means, factors = self._gaussians
        noise = rng.standard_normal((len(chosen), means.shape[1], 1), dtype=np.float32)
        vectors = means[chosen]
        table = np.empty((TOGETHER, *factors.shape[1:]), dtype=np.float32)
        for part in blocks(len(chosen)):
            own = table[: len(chosen[part])]
            np.take(factors, chosen[part], axis=0, out=own, mode="clip")
            vectors[part] += np.float32(spread) * (own @ noise[part])[..., 0]
        points = vectors[:, :-1].reshape(len(chosen), 2, -1)
        half_width = np.exp(vectors[:, -1] / np.float32(WIDTH_SCALE))
        return Samples(self._form_of_gaussian[chosen], points, half_width)

    @cached_property
    def most_points(self) -> int:
        """How many control points the form with the most of them has."""
        return int(self.pieces.shape[1])

    def _choose(self, digits: NDArray[np.integer], rng: np.random.Generator) -> NDArray[np.intp]:
        """Return the number of a Gaussian for each digit, counted over all forms."""
        totals = np.concatenate([[0.0], np.cumsum(self._share_of_digit)])
        wanted = (digits + rng.random(len(digits))).astype(np.float64)
        chosen = np.searchsorted(totals, wanted, side="right") - 1
        return np.clip(chosen, self._digit_start[digits], self._digit_start[digits + 1] - 1)

    @cached_property
    def _gaussians(self) -> tuple[Float32Array, Float32Array]:
        """Means and factors of all Gaussians, in vectors of one length: all x, all y, the width.

        One length lets letters of all forms be drawn together; what a form lacks is 0.
        """
        most, count = self.most_points, len(self._form_of_gaussian)
        means = np.zeros((count, 2 * most + 1), dtype=np.float32)
        factors = np.zeros((count, 2 * most + 1, 2 * most + 1), dtype=np.float32)
        for number, model in enumerate(self.forms):
            own = np.flatnonzero(self._form_of_gaussian == number)
            coordinates = np.arange(model.form.size)[:, None] + [0, most]
            places = np.append(coordinates.ravel(), 2 * most)
            means[own[:, None], places] = model.means
            factors[own[:, None, None], places[:, None], places] = model.factors
        return means, factors

    @cached_property
    def _form_of_gaussian(self) -> NDArray[np.intp]:
        return np.repeat(np.arange(len(self.forms)), [len(model.shares) for model in self.forms])

    @cached_property
    def _digit_of_gaussian(self) -> NDArray[np.intp]:
        digits = np.array([model.form.digit for model in self.forms], dtype=np.intp)
        return digits[self._form_of_gaussian]

    @cached_property
    def _digit_start(self) -> NDArray[np.intp]:
        """Where each digit's Gaussians begin."""
        return np.searchsorted(self._digit_of_gaussian, np.arange(11)).astype(np.intp)

    @cached_property
    def _share_of_digit(self) -> NDArray[np.float64]:
        """Shares of all Gaussians, adding up to 1 for each digit."""
        shares = np.concatenate([model.shares for model in self.forms]).astype(np.float64)
        totals = np.bincount(self._digit_of_gaussian, weights=shares)
        return np.asarray(shares / totals[self._digit_of_gaussian], dtype=np.float64)
