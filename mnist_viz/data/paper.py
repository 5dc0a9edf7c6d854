"""Tells ink from what it was written on, in any light: paper, a board, a screen.

Light falls unevenly on paper and a photograph has shadows, noise and perhaps ruled lines, so one
shade does not part ink from ground. The ground is found at each place as what remains when
everything narrower than a third of the picture is taken away (a closing of the shades, or, for
light ink, an opening; Serra, 1982); ink is measured as a share of it.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from mnist_viz.data.dataset import UInt8Array

Float32Array = NDArray[np.float32]

LEAST_CONTRAST = 0.09
"""Of ink to its ground, below which a picture counts as empty."""

INK = 0.4
"""Of the darkest ink, what counts as ink when its place and its parts are found."""

_BOX = Image.Resampling.BOX
_SMALL = 96  # pixels of the longer side at which the ground is found: light varies slowly
_WIDEST = 1 / 3  # of the shorter side: what is broader is no stroke
_FITS = 4
_COARSE = 48  # pixels of the longer side, for medians
_AROUND = 0.45  # of the shorter side: what a median is taken of
_DIM = np.float32(32.0)  # a shade, in darkness below which a share says nothing
_DARKEST = 0.003  # of all pixels: their mean is full ink
_FAINT = 0.25  # of full ink: what is fainter, as ruled lines are, counts as ground
_TWO_SHADES = 0.8  # of the shades' variance, that lies between ink and ground
_ON_RIM = 0.4  # of the rim, at most, may be ink where a digit was cut out closely
_CUT_CONTRAST = 0.25  # of black to white
_NOISE = 7.0  # standard deviations of the ground that ink has to stand off it
_DIGIT = 0.1  # of the longer side: a part as long as this may be all that was written
_SPECK = 0.03  # of the largest part's ink, below which a part is dirt


def ink_of(grey: UInt8Array) -> Float32Array:
    """Return how much ink there is at each pixel, 0 ground and 1 full ink.

    Parameters
    ----------
    grey : uint8, shape (height, width)
        0 black, 255 white; ink may be darker or lighter than its ground.

    Returns
    -------
    float32, shape (height, width)
        All 0 where nothing stands out.
    """
    shades = grey.astype(np.float32)
    small = _shrunk(shades)
    if not _is_dark_ink(small):
        shades, small = 255 - shades, 255 - small
    ground = _resized(_ground_under_dark_ink(small), shades.shape)
    # Light multiplies: in a shadow, ground and ink are darker by the same share.
    ink = np.asarray((ground - shades) / np.maximum(ground, _DIM), dtype=np.float32)
    ink -= np.float32(np.median(ink))  # noise lifts what a closing finds
    full = _full_ink(ink)
    if full < LEAST_CONTRAST:
        return _cut_out(grey)
    faint = _FAINT * full
    clear: Float32Array = np.clip((ink - faint) / (full - faint), 0.0, 1.0)
    return without_dirt(clear)


def _cut_out(grey: UInt8Array) -> Float32Array:
    """Return the ink of a picture cut out so closely that little ground is left to compare with.

    It has two clear shades, parted where they are most alike within (Otsu, 1979), and the ground
    has most of the rim; else there is no ink.
    """
    shades = grey.astype(np.float32)
    counts = np.bincount(grey.ravel(), minlength=256).astype(np.float64)
    low, low_sum = np.cumsum(counts)[:-1], np.cumsum(counts * np.arange(256))[:-1]
    high, high_sum = grey.size - low, float(shades.sum(dtype=np.float64)) - low_sum
    between = low * high * (low_sum / np.maximum(low, 1) - high_sum / np.maximum(high, 1)) ** 2
    best = int(between.argmax())
    spread = float(grey.size) ** 2 * float(shades.var(dtype=np.float64))
    rim = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink_is_dark = bool(np.mean(rim <= best) < 0.5)
    of_rim = np.mean((rim <= best) == ink_is_dark)
    if between[best] < _TWO_SHADES * spread or of_rim > _ON_RIM or not spread:
        return np.zeros_like(shades)
    dark, light = low_sum[best] / low[best], high_sum[best] / high[best]
    if light - dark < _CUT_CONTRAST * 255:
        return np.zeros_like(shades)
    share = (light - shades) / (light - dark)
    clear: Float32Array = np.clip(share if ink_is_dark else 1 - share, 0, 1).astype(np.float32)
    return clear


def without_dirt(ink: Float32Array) -> Float32Array:
    """Return ink without specks, and without what reaches in from outside the picture.

    Parts at the border go, such as the edge of a table, if one of the others is as long as a
    stroke; of the rest those that are tiny.
    """
    parts = _parts(ink > INK)
    count = int(parts.max())
    if count < 2:
        return ink
    masses = np.bincount(parts.ravel(), weights=ink.ravel(), minlength=count + 1)
    masses[0] = 0.0
    border = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    inner = masses.copy()
    inner[border] = 0.0
    kept = inner if inner.any() and _extent(parts == inner.argmax()) >= _DIGIT else masses
    gone = kept < _SPECK * kept.max()
    gone[0] = False  # what is no part is the soft rim of one
    cleared = ink.copy()
    cleared[_grown(gone[parts])] = 0.0
    return cleared


def _is_dark_ink(small: Float32Array) -> bool:
    """Judge by the median around each place, which is ground: ink stands off it on one side."""
    scale = _COARSE / max(_COARSE, *small.shape)
    height, width = (max(1, round(side * scale)) for side in small.shape)
    reach = round(_AROUND * min(height, width) / 2)
    # Mirrored at its edges, so that a strip of table there does not become the ground.
    coarse = np.pad(np.rint(_resized(small, (height, width), _BOX)), reach, mode="symmetric")
    filtered = Image.fromarray(coarse.astype(np.uint8)).filter(
        ImageFilter.MedianFilter(2 * reach + 1)
    )
    medians = np.array(filtered, dtype=np.float32)[reach : reach + height, reach : reach + width]
    offsets = np.sort((small - _resized(medians, small.shape)).ravel())
    few = max(1, len(offsets) // 50)
    return bool(-offsets[:few].mean() >= offsets[-few:].mean())


def _ground_under_dark_ink(small: Float32Array) -> Float32Array:
    """Fill in everything dark that is narrow: a closing, softened."""
    slope = _slope(small)  # without it, a closing would fill in the darkest corner
    reach = max(1, round(_WIDEST * min(small.shape) / 2))
    filled = -_highest(-_highest(small - slope, reach), reach)
    soft = max(1, reach // 2)
    return _mean(filled, soft) + slope


def _slope(small: Float32Array) -> Float32Array:
    """Return the smooth surface, of the second degree, that lies nearest to most shades."""
    height, width = small.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    shades = small.ravel().astype(np.float64)
    offsets = shades - np.median(shades)
    surface = np.zeros_like(shades)
    for _ in range(_FITS):  # ink is left out step by step
        distances = np.abs(offsets)
        trusted = distances <= max(4.0, 2.0 * float(np.median(distances)))
        surface = terms @ np.linalg.lstsq(terms[trusted], shades[trusted], rcond=None)[0]
        offsets = shades - surface
    return surface.reshape(small.shape).astype(np.float32)


def _highest(shades: Float32Array, reach: int) -> Float32Array:
    """Return the highest shade within `reach` pixels, along both axes."""
    for axis in (0, 1):
        windows = _windows(shades, reach, axis)
        shades = windows.max(axis=-1)
    return shades


def _mean(shades: Float32Array, reach: int) -> Float32Array:
    for axis in (0, 1):
        shades = _windows(shades, reach, axis).mean(axis=-1, dtype=np.float32)
    return shades


def _windows(shades: Float32Array, reach: int, axis: int) -> Float32Array:
    margins = [(reach, reach) if axis == which else (0, 0) for which in (0, 1)]
    padded = np.pad(shades, margins, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=axis)


def _full_ink(ink: Float32Array) -> float:
    """Return the mean of the strongest ink; 0 if it is no more than the ground's noise."""
    count = max(1, int(_DARKEST * ink.size))
    strongest = float(np.partition(ink.ravel(), -count)[-count:].mean())
    noise = 1.4826 * float(np.median(np.abs(ink)))
    return strongest if strongest >= _NOISE * noise else 0.0


def _shrunk(shades: Float32Array) -> Float32Array:
    scale = _SMALL / max(shades.shape)
    if scale >= 1:
        return shades
    height, width = (max(1, round(side * scale)) for side in shades.shape)
    return _resized(shades, (height, width), _BOX)


def _resized(
    shades: Float32Array,
    shape: tuple[int, ...],
    method: Image.Resampling = Image.Resampling.BILINEAR,
) -> Float32Array:
    if shades.shape == shape:
        return shades
    picture = Image.fromarray(np.ascontiguousarray(shades))
    return np.array(picture.resize((shape[1], shape[0]), method), dtype=np.float32)


def _parts(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Give the connected parts of a mask numbers from 1, neighbours aslant included."""
    numbers = np.zeros(mask.shape, dtype=np.intp)
    leaders = [0]
    above: list[tuple[int, int, int]] = []
    for row, line in enumerate(mask):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]])))
        here = []
        for start, stop in edges.reshape(-1, 2).tolist():
            number = 0
            for left, right, other in above:
                if left <= stop and start <= right:
                    leader = _leader(leaders, other)
                    if number and leader != number:
                        leaders[max(leader, number)] = min(leader, number)
                        leader = min(leader, number)
                    number = leader
            if not number:
                number = len(leaders)
                leaders.append(number)
            numbers[row, start:stop] = number
            here.append((start, stop, number))
        above = here
    found = np.array([_leader(leaders, number) for number in range(len(leaders))])
    _, in_order = np.unique(found, return_inverse=True)
    return np.asarray(in_order[numbers], dtype=np.intp)


def _extent(mask: NDArray[np.bool_]) -> float:
    """Return the length of a part's box, as a share of the picture's longer side."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    height, width = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
    longer: int = max(mask.shape)
    return max(height, width) / longer


def _leader(leaders: list[int], number: int) -> int:
    while leaders[number] != number:
        number = leaders[number]
    return number


def _grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return a mask with two more pixels all around."""
    padded = np.pad(mask, 2)
    rows = np.lib.stride_tricks.sliding_window_view(padded, 5, axis=0).any(axis=-1)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(rows, 5, axis=1).any(axis=-1))
