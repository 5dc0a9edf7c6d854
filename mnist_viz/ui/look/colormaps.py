"""Colour maps: a few samples each, joined by even steps of perceived colour.

Steps that are even in OKLab begin too dark on black, where a screen's own light
drowns them: the maps of high contrast have samples close to zero.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ENTRIES = 256

# Björn Ottosson, "A perceptual color space for image processing" (2020).
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def color_map(samples: Sequence[str]) -> NDArray[np.uint8]:
    """Interpolate colours in OKLab.

    Parameters
    ----------
    samples : sequence of str
        Colours as ``#RRGGBB``, evenly spaced over the map.

    Returns
    -------
    uint8, shape (256, 4)
        Red, green, blue and an alpha of 255.
    """
    rgb = np.array([[int(text[k : k + 2], 16) for k in (1, 3, 5)] for text in samples])
    lab = _oklab(rgb / 255.0)
    places = np.linspace(0.0, 1.0, len(samples))
    wanted = np.linspace(0.0, 1.0, ENTRIES)
    mixed = np.column_stack([np.interp(wanted, places, channel) for channel in lab.T])
    table = np.full((ENTRIES, 4), 255, dtype=np.uint8)
    table[:, :3] = np.rint(255.0 * _srgb(mixed))
    return table


def _oklab(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    lab: NDArray[np.float64] = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    return lab


def _srgb(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = (lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T
    linear = np.clip(linear, 0.0, 1.0)
    curved = 1.055 * linear ** (1 / 2.4) - 0.055
    srgb: NDArray[np.float64] = np.where(linear <= 0.0031308, 12.92 * linear, curved)
    return np.clip(srgb, 0.0, 1.0)
