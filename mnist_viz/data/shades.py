"""The shades of grey of a decoded picture, chosen so that what was drawn stands out in them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from mnist_viz.data.dataset import UInt8Array

_LUMA = np.array([299.0, 587.0, 114.0]) / 1000  # of red, green and blue, as Pillow weighs them
_LOST = 0.16  # of the colours' variance: if luma keeps less, ink is hard to see in it
_COLOURFUL = 9.0  # in squared shades: less variance of colours than this is noise
_LOOKED_AT = 96  # pixels of the longer side: enough to tell which colours differ
_STRIP = 64  # rows
_TINY = float(np.finfo(np.float64).tiny)
_RANGES = (255.0, 4095.0, 65535.0)  # of what cameras and scanners write as whole numbers


def shades_of(picture: Image.Image) -> UInt8Array:
    """Return a picture as shades of grey, 0 black and 255 white.

    Transparent parts are taken as white paper, or as black where what is drawn is light. Colours
    become their luma; where colours differ that have nearly the same, as red ink on a green board
    may, they are told apart along the direction in which they differ most. Deeper shades are
    brought to 8 bits: of the ranges 0 to 1 (fractions only), 255, 4,095 and 65,535 the
    smallest that holds them is taken as the whole, and else their own.

    Parameters
    ----------
    picture : PIL.Image.Image

    Returns
    -------
    uint8 array, shape (height, width)
    """
    if picture.mode.startswith("I") or picture.mode == "F":
        return _of_deep(picture)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "black" if _is_light(picture) else "white")
        picture = Image.alpha_composite(paper, picture)
    if picture.mode not in ("1", "L"):
        picture = picture.convert("RGB")
        weights = _telling_weights(picture)
        if weights is not None:
            return np.array(picture.convert("L", weights), dtype=np.uint8)
    return np.array(picture.convert("L"), dtype=np.uint8)


def _telling_weights(picture: Image.Image) -> tuple[float, float, float, float] | None:
    """Return what to multiply red, green and blue by, and to add; None where luma will do.

    Only how pixels differ from their surroundings counts: light that fades is no ink.
    """
    small = picture.copy()
    small.thumbnail((_LOOKED_AT, _LOOKED_AT), Image.Resampling.BOX)
    around = small.filter(ImageFilter.BoxBlur(max(small.size) / 4))
    colors = np.asarray(small, dtype=np.float64).reshape(-1, 3)
    offsets = colors - np.asarray(around, dtype=np.float64).reshape(-1, 3)
    offsets -= offsets.mean(axis=0)
    covariance = offsets.T @ offsets / len(offsets)
    variances, directions = np.linalg.eigh(covariance)
    direction = directions[:, -1] / np.sqrt(3)  # black and white are then as far apart as in luma
    most = float(variances[-1]) / 3
    if most < _COLOURFUL or float(_LUMA @ covariance @ _LUMA) >= _LOST * most:
        return None
    if direction @ _LUMA < 0:
        direction = -direction
    red, green, blue = direction.tolist()
    return red, green, blue, 127.5 - float(np.median(colors @ direction))


def _is_light(picture: Image.Image) -> bool:
    """Tell whether what is not transparent is light, so that it would be lost on white paper."""
    tiny = picture.reduce(max(1, max(picture.size) // 256))
    opaque = np.asarray(tiny.getchannel("A"), dtype=np.float64)
    shades = np.asarray(tiny.convert("L"), dtype=np.float64)
    return bool((opaque * shades).sum() > 192 * opaque.sum())


def _of_deep(picture: Image.Image) -> UInt8Array:
    low, high = _extremes(picture)
    ranges = (1.0, *_RANGES) if picture.mode == "F" else _RANGES
    holding = [top for top in ranges if high <= top]
    if low >= 0 and holding:
        low, high = 0.0, holding[0]
    grey = np.empty((picture.height, picture.width), dtype=np.uint8)
    for top, shades in _strips(picture):
        shades[~np.isfinite(shades)] = low
        shades -= low
        shades *= 255 / max(high - low, _TINY)
        grey[top : top + len(shades)] = np.rint(shades)
    return grey


def _extremes(picture: Image.Image) -> tuple[float, float]:
    """Return the smallest and the largest finite shade; 0 and 0 if there is none."""
    found = [
        (float(finite.min()), float(finite.max()))
        for _, shades in _strips(picture)
        if (finite := shades[np.isfinite(shades)]).size
    ]
    return min((low for low, _ in found), default=0.0), max(
        (high for _, high in found), default=0.0
    )


def _strips(picture: Image.Image) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Return a few rows after the other, and where they begin: eight bytes a pixel are many."""
    for top in range(0, picture.height, _STRIP):
        strip = picture.crop((0, top, picture.width, min(top + _STRIP, picture.height)))
        yield top, np.array(strip, dtype=np.float64)
