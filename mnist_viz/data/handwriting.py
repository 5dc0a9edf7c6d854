"""Writes digits: samples of the stroke model, drawn with pens of many kinds.

Pens differ in width, in how soft their rim is, and in pressure along the stroke; paper is rough.
All of it varies from digit to digit, a little wider than measured, which teaches a network more.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.blocks import TOGETHER, blocks
from mnist_viz.data.curves import path_matrices
from mnist_viz.data.pens import Pens
from mnist_viz.data.stroke_model import PIECES, StrokeModel

Float32Array: TypeAlias = NDArray[np.float32]

_SPREAD = 1.05
_NEAT_SPREAD = 0.7  # of digits that are shown as examples
_TREMBLE = 0.1  # pixels
_SHIFT = 0.7  # pixels
_WIDTH_SPREAD = 0.12
_WIDTHS = (0.62, 2.8)  # pixels
_SOFTNESS_SPREAD = 0.2
_SOFTNESSES = (0.4, 2.0)
_PRESSURE = 0.2
_ROUGHNESS = 0.12


class Writer:
    """Writes digits as a stroke model says.

    Parameters
    ----------
    model : StrokeModel
    """

    def __init__(self, model: StrokeModel) -> None:
        self._model = model
        self._pens = Pens(*_WIDTHS, _ROUGHNESS)
        self._along = np.linspace(-1, 1, PIECES, dtype=np.float32)
        self._wave = np.cos(np.pi * (self._along + 1))

    def write_images(
        self, digits: NDArray[np.integer], rng: np.random.Generator
    ) -> NDArray[np.uint8]:
        """Write one picture of each digit.

        Parameters
        ----------
        digits : int array, shape (n,)
        rng : numpy.random.Generator

        Returns
        -------
        uint8, shape (n, 28, 28)
            0 is paper, 255 full ink.
        """
        count = len(digits)
        samples = self._model.sample(digits, rng, _SPREAD)
        tremble = np.float32(_TREMBLE) * _normal(samples.points.shape, rng)
        middles, lengths = self._pieces(samples.points + tremble, samples.forms)
        lengths *= self._pressure(count, rng)
        middles += rng.uniform(-_SHIFT, _SHIFT, (count, 2, 1)).astype(np.float32)
        half_width = samples.half_width * np.exp(np.float32(_WIDTH_SPREAD) * _normal(count, rng))
        softness = 1 + np.float32(_SOFTNESS_SPREAD) * _normal(count, rng)
        softness = np.clip(softness, *_SOFTNESSES)
        return self._pens.draw(middles, lengths, self._pens.nearest(half_width), softness, rng)

    def write_strokes(self, digit: int, rng: np.random.Generator) -> list[Float32Array]:
        """Write one digit as strokes, in the order of writing.

        Parameters
        ----------
        digit : int
        rng : numpy.random.Generator

        Returns
        -------
        list of float32 arrays, shape (n, 2)
            Points x, y along each stroke at equal distances, in pixels of the 28 × 28 frame,
            y down.
        """
        samples = self._model.sample(np.array([digit]), rng, _NEAT_SPREAD)
        form = self._model.forms[samples.forms[0]].form
        points = samples.points[0, :, : form.size].T
        return [(matrix @ points).astype(np.float32) for matrix in path_matrices(form, PIECES)]

    def _pieces(
        self, points: Float32Array, forms: NDArray[np.intp]
    ) -> tuple[Float32Array, Float32Array]:
        """Return middles (n, 2, pieces) and lengths (n, pieces)."""
        matrices = self._model.pieces
        middles = np.empty((len(points), 2, PIECES), dtype=np.float32)
        lengths = np.empty((len(points), PIECES), dtype=np.float32)
        table = np.empty((TOGETHER, *matrices.shape[1:]), dtype=np.float32)
        for part in blocks(len(points)):
            # A copy of its form's matrix for each letter costs less than it saves: a product for
            # each form would take the interpreter from other threads eighty times.
            own = table[: len(points[part])]
            np.take(matrices, forms[part], axis=0, out=own, mode="clip")
            pieces = points[part] @ own
            middles[part] = pieces[..., :PIECES]
            x, y = pieces[:, 0, PIECES:], pieces[:, 1, PIECES:]
            np.sqrt(x * x + y * y, out=lengths[part])
        return middles, lengths

    def _pressure(self, count: int, rng: np.random.Generator) -> Float32Array:
        """Return how hard the pen is pressed along the path: a slope and a wave, around 1."""
        slope, height = np.float32(_PRESSURE) * _normal((2, count, 1), rng)
        pressure: Float32Array = 1 + slope * self._along + height * self._wave
        return np.maximum(pressure, np.float32(0.05), out=pressure)


def _normal(shape: int | tuple[int, ...], rng: np.random.Generator) -> Float32Array:
    return rng.standard_normal(shape, dtype=np.float32)
