"""Memory for the arrays that every step goes through, placed as the processor reads it best."""

import math
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

LINE_BYTES = 64
"""A line of the processor's cache, and the widest vector it computes with."""


def aligned(shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """Return an array of undefined values that begins where a line of the cache does.

    NumPy's own large arrays begin 16 bytes past one, so that every other vector read or
    written lies across two lines.
    """
    size = math.prod(shape) * np.dtype(dtype).itemsize
    memory = np.empty(size + LINE_BYTES, dtype=np.uint8)
    start = -memory.ctypes.data % LINE_BYTES
    return memory[start : start + size].view(dtype).reshape(shape)


def aligned_zeros(shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """Return an array of zeros that begins where a line of the cache does."""
    zeros = aligned(shape, dtype)
    zeros[...] = 0
    return zeros
