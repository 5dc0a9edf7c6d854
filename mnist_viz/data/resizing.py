"""Pictures in the size that a network reads."""

import numpy as np

from mnist_viz.data.dataset import UInt8Array


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
    from PIL import Image  # noqa: PLC0415 - MNIST's size is the usual one, and needs none of it

    height, width = shape
    method = Image.Resampling.BOX if height < len(image) else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(image).resize((width, height), method), dtype=np.uint8)
