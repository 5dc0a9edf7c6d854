"""The statistics of how people move a pen, and samples from them.

For every letter form the model holds a few Gaussians over its control points and the width of the
pen: means and covariances, no image and no stroke of anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.curves import LetterForm

Float32Array: TypeAlias = NDArray[np.float32]

WIDTH_SCALE = 4.0  # of the logarithm of the pen's half-width beside coordinates in pixels


@dataclass(frozen=True)
class FormModel:
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


@dataclass(frozen=True)
class Samples:
    """Letters of one form.

    Attributes
    ----------
    form_number : int
        Which of the model's forms.
    rows : int array, shape (n,)
        Which of the wanted digits these are.
    points : float32, shape (n, control points, 2)
        In pixels of the 28 × 28 frame.
    half_width : float32, shape (n,)
        Of the pen, in pixels.
    """

    form_number: int
    rows: NDArray[np.intp]
    points: Float32Array
    half_width: Float32Array


@dataclass(frozen=True)
class StrokeModel:
    """All letter forms of all digits."""

    forms: tuple[FormModel, ...]

    def sample(
        self, digits: NDArray[np.integer], rng: np.random.Generator, spread: float
    ) -> Iterator[Samples]:
        """Draw letters at random, one for each wanted digit, grouped by letter form.

        Parameters
        ----------
        digits : int array, shape (n,)
            0 to 9.
        rng : numpy.random.Generator
        spread : float
            Scales the standard deviations; 1 is as measured.
        """
        chosen = self._choose(digits, rng)
        order = np.argsort(chosen, kind="stable")
        starts = np.searchsorted(chosen[order], self._first_gaussian)
        for number, rows in enumerate(np.split(order, starts[1:])):
            if len(rows):
                yield self._sample_form(number, rows, chosen[rows], rng, spread)

    def _choose(self, digits: NDArray[np.integer], rng: np.random.Generator) -> NDArray[np.intp]:
        """Return the number of a Gaussian for each digit, counted over all forms."""
        totals = np.concatenate([[0.0], np.cumsum(self._share_of_digit)])
        wanted = (digits + rng.random(len(digits))).astype(np.float64)
        chosen = np.searchsorted(totals, wanted, side="right") - 1
        return np.clip(chosen, self._digit_start[digits], self._digit_start[digits + 1] - 1)

    def _sample_form(
        self,
        number: int,
        rows: NDArray[np.intp],
        chosen: NDArray[np.intp],
        rng: np.random.Generator,
        spread: float,
    ) -> Samples:
        model = self.forms[number]
        gaussian = chosen - self._first_gaussian[number]
        noise = rng.standard_normal((len(rows), model.means.shape[1], 1), dtype=np.float32)
        vectors = model.means[gaussian]
        vectors += np.float32(spread) * (model.factors[gaussian] @ noise)[..., 0]
        points = vectors[:, :-1].reshape(len(rows), -1, 2)
        return Samples(number, rows, points, np.exp(vectors[:, -1] / np.float32(WIDTH_SCALE)))

    @cached_property
    def _first_gaussian(self) -> NDArray[np.intp]:
        counts = [len(model.shares) for model in self.forms]
        return np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp)

    @cached_property
    def _digit_of_gaussian(self) -> NDArray[np.intp]:
        return np.concatenate(
            [np.full(len(model.shares), model.form.digit) for model in self.forms]
        ).astype(np.intp)

    @cached_property
    def _digit_start(self) -> NDArray[np.intp]:
        """Where each digit's Gaussians begin; forms are stored in the order of digits."""
        return np.searchsorted(self._digit_of_gaussian, np.arange(11)).astype(np.intp)

    @cached_property
    def _share_of_digit(self) -> NDArray[np.float64]:
        """Shares of all Gaussians, adding up to 1 for each digit."""
        shares = np.concatenate([model.shares for model in self.forms]).astype(np.float64)
        totals = np.bincount(self._digit_of_gaussian, weights=shares)
        return np.asarray(shares / totals[self._digit_of_gaussian], dtype=np.float64)
