"""Pens of a few widths, which draw thousands of pictures a second.

What `rendering.draw` computes for any pen and any place is looked up here: for pens of 32 widths,
at places a sixteenth of a pixel apart, with 256 densities of ink on 256 kinds of paper. That comes
within a few hundredths of full ink of what it computes, less than paper varies, in a quarter of the
time.
"""

from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.blocks import TOGETHER, blocks
from mnist_viz.data.rendering import SIDE, filled, ink_scale, spot_size

Float32Array: TypeAlias = NDArray[np.float32]

_COUNT = 32  # of pens
_PLACES = 16  # a pixel
_MARGIN = 8  # pixels around the frame; the widest pen's spots reach less far
_FAINTEST = 1e-16  # of a spot; denormal numbers would make the products ten times slower


class Pens:
    """Draws strokes with the pen that is nearest to the wanted one.

    Parameters
    ----------
    narrowest, widest : float
        Half-widths, in pixels; between them each pen is wider than the one before by one factor.
    roughness : float
        Standard deviation of the ink at the rim of a stroke, as the paper varies.
    """

    def __init__(self, narrowest: float, widest: float, roughness: float) -> None:
        self._half_widths = np.geomspace(narrowest, widest, _COUNT)
        self._level, self._sigma = spot_size(self._half_widths)
        self._spots = _spots(self._sigma)
        self._shades = _shades(roughness)

    def nearest(self, half_width: Float32Array) -> NDArray[np.intp]:
        """Return the number of the pen that is nearest to each half-width in pixels."""
        first, last = np.log(self._half_widths[[0, -1]])
        places = (np.log(half_width) - first) * ((_COUNT - 1) / (last - first))
        numbers: NDArray[np.intp] = np.clip(np.rint(places), 0, _COUNT - 1).astype(np.intp)
        return numbers

    def draw(
        self,
        middles: Float32Array,
        lengths: Float32Array,
        pens: NDArray[np.intp],
        softness: Float32Array,
        rng: np.random.Generator,
    ) -> NDArray[np.uint8]:
        """Draw strokes that are given as many short straight pieces.

        Parameters
        ----------
        middles : float32, shape (n, 2, pieces)
            x, then y, of the middle of each piece, in pixels; pixel k reaches from k to k + 1.
        lengths : float32, shape (n, pieces)
            The length of each piece, in pixels, times the pressure of the pen.
        pens : int array, shape (n,)
            Numbers of pens.
        softness : float32, shape (n,)
            About 1 for the rims of MNIST; less is sharper.
        rng : numpy.random.Generator
            Makes the paper.

        Returns
        -------
        uint8, shape (n, 28, 28)
            0 is paper, 255 full ink.
        """
        scale, offset = self._scale_and_offset(pens, softness)
        weights = lengths * scale[:, None]
        count, _, pieces = middles.shape
        images = np.empty((count, SIDE, SIDE), dtype=np.uint8)
        tables = [np.empty((TOGETHER, pieces, SIDE), dtype=np.float32) for _ in range(2)]
        inks = np.empty((TOGETHER, SIDE, SIDE), dtype=np.float32)
        shades = np.empty(inks.shape, dtype=np.intp)
        for part in blocks(count):
            some = slice(0, len(images[part]))
            places = self._places(middles[part], pens[part])
            columns, rows = (table[some] for table in tables)
            for axis, table in enumerate((columns, rows)):
                np.take(self._spots, places[:, axis], axis=0, out=table, mode="clip")
            rows *= weights[part, :, None]
            ink = np.matmul(rows.swapaxes(1, 2), columns, out=inks[some])
            ink += offset[part, None, None]
            # However many together: a picture takes whole numbers of the generator's.
            paper = np.frombuffer(rng.bytes(ink.size), dtype=np.uint8).reshape(ink.shape)
            self._shade(ink, paper, shades[some], images[part])
        return images

    def _scale_and_offset(
        self, pens: NDArray[np.intp], softness: Float32Array
    ) -> tuple[Float32Array, Float32Array]:
        """Return what takes spots of unit length to ink, 0.5 to 255.5 from paper to full."""
        scale, offset = ink_scale(
            self._half_widths[pens], self._level[pens], self._sigma[pens], softness
        )
        return (255 * scale).astype(np.float32), (255 * offset + 0.5).astype(np.float32)

    def _places(self, middles: Float32Array, pens: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the row of the table of spots for each coordinate."""
        places = middles + np.float32(_MARGIN)
        places *= _PLACES
        a_pen = (SIDE + 2 * _MARGIN) * _PLACES
        np.clip(places, 0, a_pen - 1, out=places)
        rows = places.astype(np.intp)
        rows += (pens * a_pen)[:, None, None]
        return rows

    def _shade(
        self,
        ink: Float32Array,
        paper: NDArray[np.uint8],
        shades: NDArray[np.intp],
        out: NDArray[np.uint8],
    ) -> None:
        """Look up what ink looks like on rough paper; `shades` is where to count."""
        np.clip(ink, 0, 255, out=shades, casting="unsafe")
        shades <<= 8
        shades |= paper
        np.take(self._shades, shades, out=out, mode="clip")


def _spots(sigma: NDArray[np.floating]) -> Float32Array:
    """Return how much of a spot reaches each row (or column), by pen and place.

    Only distances tell: a row further on and a place a pixel further on are as far apart.
    """
    steps = (SIDE + 2 * _MARGIN) * _PLACES
    distances = (np.arange(1 - steps, SIDE * _PLACES) + 0.5 * (_PLACES - 1)) / _PLACES + _MARGIN
    spots = np.exp(-0.5 * (distances / sigma[:, None]) ** 2)
    spots[spots < _FAINTEST] = 0
    from_first = np.lib.stride_tricks.sliding_window_view(
        spots.astype(np.float32), SIDE * _PLACES, axis=1
    )
    return from_first[:, ::-1, ::_PLACES].reshape(-1, SIDE)


def _shades(roughness: float) -> NDArray[np.uint8]:
    """Return what each density of ink, 0..255, looks like on each kind of paper, flat."""
    ink = filled(np.arange(256) / 255)[:, None]
    normal = NormalDist()
    paper = np.array([normal.inv_cdf((kind + 0.5) / 256) for kind in range(256)])
    rough = ink + paper * ink * (1 - ink) * 4 * roughness
    return np.rint(255 * np.clip(rough, 0, 1)).astype(np.uint8).ravel()
