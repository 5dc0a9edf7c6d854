"""Augmentation: every time an image is seen, it is moved or bent a little otherwise.

The network then never sees the same picture twice, and learns what a digit keeps
when it is written again.
"""

import math
from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Float32Array = NDArray[np.float32]

_WHITE = np.float32(1 / 255)
_CHUNK = 64
"""Images bent at once: their arrays then stay in the processor's cache."""


class Augmentation(ABC):
    """A random alteration of images that leaves their meaning.

    Parameters
    ----------
    image_shape : (int, int)
    """

    name: ClassVar[str]

    def __init__(self, image_shape: tuple[int, int]) -> None:
        self.image_shape = image_shape

    @abstractmethod
    def read(self, pixels: NDArray[np.uint8], rng: np.random.Generator, out: Float32Array) -> None:
        """Write altered images to `out`, scaled to 0..1.

        Parameters
        ----------
        pixels : uint8, shape (n, inputs)
        rng : numpy.random.Generator
        out : float32, shape (n, inputs)
        """


class Shift(Augmentation):
    """Each image moves by up to one pixel each way; what comes in at an edge is background.

    With its rows one after another, an image moves by copying it from a few places further:
    one copy of all its pixels. What then comes in from the opposite edge, or from the image
    beside it, is cleared.
    """

    name = "shift"

    def __init__(self, image_shape: tuple[int, int]) -> None:
        super().__init__(image_shape)
        self._in_line = np.zeros(0, dtype=np.uint8)

    def read(self, pixels: NDArray[np.uint8], rng: np.random.Generator, out: Float32Array) -> None:
        n, inputs = pixels.shape
        width = self.image_shape[1]
        down, across = rng.integers(0, 3, size=(2, n)) - 1
        reach = width + 1
        if len(self._in_line) != n * inputs + 2 * reach:
            self._in_line = np.zeros(n * inputs + 2 * reach, dtype=np.uint8)
        self._in_line[reach:-reach] = pixels.ravel()
        begins = reach + inputs * np.arange(n) + down * width + across
        moved = sliding_window_view(self._in_line, inputs)[begins]
        images = moved.reshape(n, *self.image_shape)
        images[down == 1, -1] = images[down == -1, 0] = 0
        images[across == 1, :, -1] = images[across == -1, :, 0] = 0
        np.copyto(out, moved)
        out *= _WHITE


class Elastic(Augmentation):
    """Rotation, scale, shear and shift, and a smooth elastic field (Simard et al., 2003).

    A bent image shows at each place what the image has at another, which lies at a
    weighted sum of fixed pictures: the row number, the column number, one, and bumps
    on a coarse grid. The random weights of a batch times these pictures, one matrix
    product, are the places. Between four pixels the image is interpolated linearly.
    """

    name = "elastic"
    rotation = math.radians(10.0)
    scale = 0.1
    shear = 0.1
    shift = 1.3
    """Pixels, each way."""
    field = 0.7
    """Root mean square of the elastic field, in pixels, each way."""

    def __init__(self, image_shape: tuple[int, int]) -> None:
        super().__init__(image_shape)
        self._pictures = _pictures(image_shape, self.field)
        height, width = image_shape
        # A border of background: what lies outside the image is nothing.
        self._padded = np.zeros((_CHUNK, height + 2, width + 2), dtype=np.float32)
        self._buffers = np.empty((8, _CHUNK, height * width), dtype=np.float32)
        self._indices = np.empty((_CHUNK, height * width), dtype=np.intp)

    def read(self, pixels: NDArray[np.uint8], rng: np.random.Generator, out: Float32Array) -> None:
        for start in range(0, len(pixels), _CHUNK):
            piece = slice(start, start + _CHUNK)
            self._bend(pixels[piece], rng, out[piece])

    def _bend(self, pixels: NDArray[np.uint8], rng: np.random.Generator, out: Float32Array) -> None:
        n, (height, width) = len(pixels), self.image_shape
        inside = self._padded[:n, 1:-1, 1:-1]
        np.multiply(pixels.reshape(n, height, width), _WHITE, out=inside)
        row, column, row_above, column_before = self._buffers[:4, :n]
        weights = self._random_weights(n, rng)
        for place, pixel, weight, last in (
            (row, row_above, weights[0], height),
            (column, column_before, weights[1], width),
        ):
            np.matmul(weight, self._pictures, out=place)
            np.clip(place, 0.0, last + 0.999, out=place)
            np.floor(place, out=pixel)
            place -= pixel
        index = row_above
        index *= width + 2
        index += column_before
        index += (self._padded[0].size * np.arange(n, dtype=np.float32))[:, None]
        np.copyto(self._indices[:n], index, casting="unsafe")
        self._interpolate(self._indices[:n], row, column, out)

    def _interpolate(
        self, indices: NDArray[np.intp], down: Float32Array, across: Float32Array, out: Float32Array
    ) -> None:
        """Mix the pixel at each index with those right of it, below, and right below."""
        flat, line = self._padded.ravel(), self._padded.shape[2]
        right, below, both = self._buffers[4:7, : len(indices)]
        for first, values in ((0, out), (1, right), (line, below), (line + 1, both)):
            # "clip" lets NumPy write straight to `out`; no index is out of bounds.
            np.take(flat[first:], indices, out=values, mode="clip")
        _mix(out, right, across)
        _mix(below, both, across)
        _mix(out, below, down)

    def _random_weights(self, n: int, rng: np.random.Generator) -> Float32Array:
        """Return the weights of the pictures, shape (2, n, pictures): for rows, for columns."""
        weights = rng.standard_normal((2, n, len(self._pictures)), dtype=np.float32)
        angle, tall, wide, shear, down, across = rng.uniform(-1.0, 1.0, size=(6, n))
        cosine, sine = np.cos(self.rotation * angle), np.sin(self.rotation * angle)
        tall, wide = 1.0 + self.scale * tall, 1.0 + self.scale * wide
        height, width = self.image_shape
        weights[0, :, 0], weights[0, :, 1] = cosine * tall, sine * wide
        weights[1, :, 0], weights[1, :, 1] = (self.shear * shear - sine) * tall, cosine * wide
        weights[0, :, 2] = (height + 1) / 2 + self.shift * down
        weights[1, :, 2] = (width + 1) / 2 + self.shift * across
        return weights


def _mix(value: Float32Array, other: Float32Array, share: Float32Array) -> None:
    """Move `value` towards `other` by a share of their distance, in place."""
    other -= value
    other *= share
    value += other


def _pictures(image_shape: tuple[int, int], field: float) -> Float32Array:
    """Return row number and column number from the middle, one, and bumps; (pictures, inputs)."""
    height, width = image_shape
    rows, columns = np.mgrid[:height, :width].reshape(2, -1)
    spacing, deviation = 7.0, 4.0
    tops = [
        np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / (2 * deviation**2))
        for row in np.arange(-spacing / 2, height + spacing, spacing)
        for column in np.arange(-spacing / 2, width + spacing, spacing)
    ]
    bumps = np.array(tops)
    bumps *= field / np.sqrt((bumps**2).sum(axis=0))
    straight = [rows - (height - 1) / 2, columns - (width - 1) / 2, np.ones(height * width)]
    return np.vstack([*straight, bumps]).astype(np.float32)


AUGMENTATIONS: dict[str, type[Augmentation]] = {kind.name: kind for kind in (Shift, Elastic)}
"""The augmentations, by name."""
