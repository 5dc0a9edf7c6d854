"""Pictures that a network reads, as images in a theme's colours."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from mnist_viz.ui.look.theme import Theme


def ink_colors(theme: Theme, ground: str) -> NDArray[np.uint32]:
    """Return the colour of each pixel value, from paper to full ink.

    Parameters
    ----------
    theme : Theme
    ground : str
        Token of the paper; ink has the colour of text.

    Returns
    -------
    uint32, shape (256,)
        As ``0xFFRRGGBB``.
    """
    paper, ink = (np.array(theme.color(token).getRgb()[:3]) for token in (ground, "text"))  # type: ignore[index]
    share = np.linspace(0, 1, 256)[:, None]
    mixed = np.rint(paper + share * (ink - paper)).astype(np.uint32)
    colors: NDArray[np.uint32] = mixed @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    return colors | np.uint32(0xFF << 24)


def digit_image(picture: NDArray[np.uint8], colors: NDArray[np.uint32]) -> QImage:
    """Return a picture as an image that owns its pixels.

    Parameters
    ----------
    picture : uint8, shape (height, width)
    colors : uint32, shape (256,)
        Of `ink_colors`.
    """
    height, width = picture.shape
    pixels = np.ascontiguousarray(colors[picture])
    # QImage would go on pointing into the array; 32-bit rows need no padding.
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def zoomed(image: QImage, zoom: int, ratio: float) -> QImage:
    """Return an image with each pixel as a square of whole device pixels.

    Parameters
    ----------
    image : QImage
    zoom : int
        Device pixels a side, at least 1.
    ratio : float
        Device pixels a logical pixel.
    """
    larger = image.scaled(image.width() * zoom, image.height() * zoom)
    larger.setDevicePixelRatio(ratio)
    return larger
