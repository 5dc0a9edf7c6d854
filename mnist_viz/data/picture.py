"""From a picture of a digit, of any size and ground, to what the network reads."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_viz.data.dataset import UInt8Array

SIDE = 28
_BOX = 20
_CENTRE = 14.5
_INK_SHARE = 0.35
"""Of the range between ground and darkest ink, what counts as ink when the box is measured."""


def picture_to_image(grey: UInt8Array) -> UInt8Array:
    """Bring a picture into MNIST's form: light ink on black, fitted into 20 × 20, centred by mass.

    A picture of 28 × 28 is taken as it is, but for its ground: if its border is
    light, it is inverted.

    Parameters
    ----------
    grey : uint8, shape (height, width)
        0 black, 255 white; ink may be darker or lighter than its ground.

    Returns
    -------
    uint8, shape (28, 28)
        All 0 if the picture is of one shade.
    """
    if grey.shape == (SIDE, SIDE):
        return (255 - grey).astype(np.uint8) if np.median(_border(grey)) > 127 else grey
    ink = _ink(grey)
    rows = np.flatnonzero((ink > _INK_SHARE).any(axis=1))
    columns = np.flatnonzero((ink > _INK_SHARE).any(axis=0))
    if not len(rows):
        return np.zeros((SIDE, SIDE), dtype=np.uint8)
    cropped = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return _centred(_fitted(cropped))


def resized(image: UInt8Array, shape: tuple[int, int]) -> UInt8Array:
    """Return a picture in the size that a network reads; the same array if it has it already.

    Parameters
    ----------
    image : uint8, shape (height, width)
    shape : (int, int)
        The wanted height and width.
    """
    if image.shape == shape:
        return image
    height, width = shape
    method = Image.Resampling.BOX if height < len(image) else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(image).resize((width, height), method), dtype=np.uint8)


def _border(grey: UInt8Array) -> UInt8Array:
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])


def _ink(grey: UInt8Array) -> NDArray[np.float32]:
    """Return how far each pixel stands off the ground, from 0 to 1; 0 if there is no contrast."""
    ground = float(np.median(_border(grey)))
    shades = grey.astype(np.float32) - ground
    if -float(shades.min()) > float(shades.max()):
        shades = -shades
    most = float(shades.max())
    return np.clip(shades / most, 0.0, 1.0) if most >= 16 else np.zeros_like(shades)


def _fitted(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale so that the longer side has 20 pixels."""
    height, width = ink.shape
    scale = _BOX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    resized = Image.fromarray(ink).resize(size, Image.Resampling.BOX if scale < 1 else 2)
    return np.asarray(resized, dtype=np.float32)


def _centred(ink: NDArray[np.float32]) -> UInt8Array:
    """Place the ink with its centre of mass in the middle, at fractions of a pixel too."""
    height, width = ink.shape
    total = max(float(ink.sum()), 1e-6)
    down = _CENTRE - float(ink.sum(axis=1) @ (np.arange(height) + 0.5)) / total
    across = _CENTRE - float(ink.sum(axis=0) @ (np.arange(width) + 0.5)) / total
    down = min(max(down, 0.0), SIDE - height)
    across = min(max(across, 0.0), SIDE - width)
    moved = _spread(SIDE, height, down) @ ink @ _spread(SIDE, width, across).T
    return np.rint(255.0 * np.clip(moved, 0.0, 1.0)).astype(np.uint8)


def _spread(side: int, length: int, offset: float) -> NDArray[np.float32]:
    """Return the matrix that moves `length` pixels by `offset`, sharing each between two."""
    matrix = np.zeros((side + 1, length), dtype=np.float32)
    whole, part = int(offset), offset - int(offset)
    places = np.arange(length)
    matrix[places + whole, places] = 1.0 - part
    matrix[places + whole + 1, places] = part
    return matrix[:side]
