"""A picture of cells and lines, pixel by pixel in NumPy.

Qt's painter takes ten times as long for a hundred smooth, dashed lines, and that many are drawn
again with every frame.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

_FAINTEST = 1 / 64
_INKED = 6
_LOW_BYTES = np.uint32(0x00FF00FF)
_MIDDLE_BYTE = np.uint32(0x0000FF00)
_OPAQUE = np.uint32(0xFF000000)


@dataclass(frozen=True, eq=False)
class Lines:
    """Straight lines, those that come first beneath the others; their edges are in the picture.

    Attributes
    ----------
    ends : float32, shape (n, 4)
        x and y of where each begins and ends, in pixels.
    widths : float32, shape (n,)
    colors : uint32, shape (n,)
        As ``0xFFRRGGBB``.
    opacities : float32, shape (n,)
    dashes : float32, shape (n, 2)
        Lengths of a dash and of the gap after it; a gap of 0 for a solid line.
    fade : bool, shape (n,)
        Which are fainter where `Raster.draw` is told to be faint.
    """

    ends: NDArray[np.float32]
    widths: NDArray[np.float32]
    colors: NDArray[np.uint32]
    opacities: NDArray[np.float32]
    dashes: NDArray[np.float32]
    fade: NDArray[np.bool_]

    def only(self, which: NDArray[np.bool_]) -> "Lines":
        """Return some of them."""
        return Lines(
            self.ends[which],
            self.widths[which],
            self.colors[which],
            self.opacities[which],
            self.dashes[which],
            self.fade[which],
        )


class Raster:
    """Pixels that NumPy writes and Qt draws.

    Parameters
    ----------
    width, height : int
        In device pixels.

    Attributes
    ----------
    pixels : uint32, shape (height, width)
        As ``0xFFRRGGBB``.
    image : QImage
        Of these very pixels.
    """

    def __init__(self, width: int, height: int) -> None:
        self.pixels = np.zeros((height, width), dtype=np.uint32)
        format_ = QImage.Format.Format_RGB32
        self.image = QImage(self.pixels.data, width, height, 4 * width, format_)

    def draw(self, lines: Lines, faint: NDArray[np.float32] | None = None) -> None:
        """Draw lines with smooth edges.

        Parameters
        ----------
        lines : Lines
        faint : float32, shape (height, width), optional
            What the opacity of those that fade is multiplied by, at each pixel.
        """
        across, down = (lines.ends[:, 2:] - lines.ends[:, :2]).T
        is_flat = np.abs(across) >= np.abs(down)
        for which, steep in ((is_flat, False), (~is_flat, True)):
            if which.any():
                self._draw(lines.only(which), faint, steep=steep)

    def _draw(self, lines: Lines, faint: NDArray[np.float32] | None, *, steep: bool) -> None:
        """Draw lines that are all flat, or all steep: column by column, or row by row."""
        ends = lines.ends[:, [1, 0, 3, 2]] if steep else lines.ends
        first = np.floor(np.minimum(ends[:, 0], ends[:, 2])).astype(np.intp)
        counts = np.ceil(np.maximum(ends[:, 0], ends[:, 2])).astype(np.intp) - first
        shift = first - (np.cumsum(counts) - counts)
        along = np.arange(int(counts.sum())) + np.repeat(shift, counts)
        values = _per_line(lines, ends)
        # Of each line once, then of each of its columns: one copy is faster than many look-ups.
        tilt, base, reach, opacity, pace, begin, inked = np.repeat(values, counts, axis=1)
        x = along.astype(np.float32)
        x += np.float32(0.5)
        middle = tilt * x
        middle += base
        if (values[_INKED] < 1).any():
            pace *= x
            pace -= begin
            np.abs(pace, out=pace)
            pace -= np.floor(pace)
            opacity *= pace < inked
        stride = self.pixels.shape[1]
        down, across = (1, stride) if steep else (stride, 1)
        along *= across
        if faint is not None and lines.fade.any():
            there = middle.astype(np.intp)
            there *= down
            there += along
            fading = np.repeat(lines.fade, counts)
            opacity *= np.where(fading, faint.reshape(-1)[there], np.float32(1))
        low, high = middle - reach, middle + reach
        at = np.floor(low)
        places = at.astype(np.intp)
        places *= down
        places += along
        colors = np.repeat(lines.colors, counts)
        while len(at):
            cover = np.minimum(at + 1, high)
            cover -= np.maximum(at, low)
            cover *= opacity
            self._blend(places, cover, colors)
            at += 1
            left = np.flatnonzero(high - at > _FAINTEST)
            at, low, high = at[left], low[left], high[left]
            opacity, colors = opacity[left], colors[left]
            places = places[left] + down

    def _blend(
        self, places: NDArray[np.intp], share: NDArray[np.float32], colors: NDArray[np.uint32]
    ) -> None:
        """Mix colours into pixels, two channels at a time."""
        flat = self.pixels.reshape(-1)
        whole, eight = np.uint32(256), np.uint32(8)
        over = (share * 256).astype(np.uint32)
        rest, under = whole - over, flat[places]
        low = ((under & _LOW_BYTES) * rest + (colors & _LOW_BYTES) * over) >> eight
        middle = ((under & _MIDDLE_BYTE) * rest + (colors & _MIDDLE_BYTE) * over) >> eight
        flat[places] = (low & _LOW_BYTES) | (middle & _MIDDLE_BYTE) | _OPAQUE


def _per_line(lines: Lines, ends: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what each column needs of its line.

    Returns
    -------
    float32, shape (7, n)
        Slope and height of the middle at 0; half the thickness across; opacity; periods of
        dashes a column, those before the line begins, and the inked share of a period.
    """
    way = ends[:, 2] - ends[:, 0]
    slope = (ends[:, 3] - ends[:, 1]) / np.where(way == 0, 1, way)
    stretch = np.sqrt(1 + slope * slope)
    period = lines.dashes.sum(axis=1)
    share = lines.dashes[:, 0] / period
    pace = stretch / period
    return np.stack(
        [
            slope,
            ends[:, 1] - slope * ends[:, 0],
            0.5 * lines.widths * stretch,
            lines.opacities,
            pace,
            pace * ends[:, 0],
            share,
        ]
    ).astype(np.float32)
