"""Writes digits: samples of the stroke model, drawn with pens of many kinds.

Pens differ in width, in how soft their rim is, and in pressure along the stroke; paper is rough.
All of it varies from digit to digit, a little wider than measured, which teaches a network more.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.curves import path_matrices, piece_matrices
from mnist_viz.data.rendering import SIDE, draw, to_bytes
from mnist_viz.data.stroke_model import Samples, StrokeModel

Float32Array: TypeAlias = NDArray[np.float32]

PIECES = 96
_BATCH = 50  # pictures drawn together: their tables stay in the cache
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
        self._pieces = [
            tuple(matrix.astype(np.float32) for matrix in piece_matrices(entry.form, PIECES))
            for entry in model.forms
        ]

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
        middles = np.empty((count, PIECES, 2), dtype=np.float32)
        lengths = np.empty((count, PIECES), dtype=np.float32)
        half_width = np.empty(count, dtype=np.float32)
        for samples in self._model.sample(digits, rng, _SPREAD):
            rows = samples.rows
            middles[rows], lengths[rows] = self._pieces_of(samples, rng)
            half_width[rows] = samples.half_width
        return _draw_with_pens(middles, lengths, half_width, rng)

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
        (samples,) = self._model.sample(np.array([digit]), rng, _NEAT_SPREAD)
        form = self._model.forms[samples.form_number].form
        return [
            (matrix @ samples.points[0]).astype(np.float32)
            for matrix in path_matrices(form, PIECES)
        ]

    def _pieces_of(
        self, samples: Samples, rng: np.random.Generator
    ) -> tuple[Float32Array, Float32Array]:
        """Return middles (n, pieces, 2) and lengths times pressure (n, pieces)."""
        middles, vectors = self._pieces[samples.form_number]
        tremble = rng.standard_normal(samples.points.shape, dtype=np.float32)
        points = samples.points + np.float32(_TREMBLE) * tremble
        x, y = np.moveaxis(vectors @ points, -1, 0)
        lengths = np.sqrt(x * x + y * y)
        return middles @ points, lengths * _pressure(len(points), rng)


def _pressure(count: int, rng: np.random.Generator) -> Float32Array:
    """Return how hard the pen is pressed along the path: a slope and a wave, around 1."""
    along = np.linspace(-1, 1, PIECES, dtype=np.float32)
    wave = np.cos(np.pi * (along + 1))
    slope, height = np.float32(_PRESSURE) * rng.standard_normal((2, count, 1), dtype=np.float32)
    pressure: Float32Array = np.maximum(1 + slope * along + height * wave, np.float32(0.05))
    return pressure


def _draw_with_pens(
    middles: Float32Array, lengths: Float32Array, half_width: Float32Array, rng: np.random.Generator
) -> NDArray[np.uint8]:
    count = len(middles)
    middles += rng.uniform(-_SHIFT, _SHIFT, (count, 1, 2)).astype(np.float32)
    half_width = half_width * np.exp(_normal(count, rng) * np.float32(_WIDTH_SPREAD))
    half_width = np.clip(half_width, *_WIDTHS)
    softness = 1 + np.float32(_SOFTNESS_SPREAD) * _normal(count, rng)
    softness = np.clip(softness, *_SOFTNESSES)
    images = np.empty((count, SIDE, SIDE), dtype=np.uint8)
    for start in range(0, count, _BATCH):
        part = slice(start, start + _BATCH)
        ink = draw(middles[part], lengths[part], half_width[part], softness[part])
        rough = rng.standard_normal(ink.shape, dtype=np.float32)
        rough *= ink * (1 - ink) * np.float32(4 * _ROUGHNESS)
        images[part] = to_bytes(np.clip(ink + rough, 0, 1))
    return images


def _normal(count: int, rng: np.random.Generator) -> Float32Array:
    return rng.standard_normal(count, dtype=np.float32)
