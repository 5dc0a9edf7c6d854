"""Copies of arrays in memory that another thread made ready.

A fresh page of memory costs more than copying into it: the system clears each on
its first touch. So blocks are touched before they are needed, where nobody waits.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import FloatArray

BLOCK_BYTES = 4 * 1024**2

_STOCK = 6
"""Blocks kept ready; more are made while the first hundred steps of a network fill about ten."""


def private_copy(array: FloatArray) -> FloatArray:
    """Return a read-only copy."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy


def ready_block() -> NDArray[np.float32]:
    """Return a block of memory that was touched."""
    return np.full(BLOCK_BYTES // 4, 0.0, dtype=np.float32)


class Arena:
    """Room for many copies; a block goes when the last copy in it does."""

    def __init__(self) -> None:
        self._block = np.empty(0, dtype=np.float32)
        self._used = 0
        self._stock: deque[NDArray[np.float32]] = deque()
        self._asked = 0

    def ask(self) -> int:
        """Return how many blocks should be made ready; they count as on their way."""
        short = max(0, _STOCK - len(self._stock) - self._asked)
        self._asked += short
        return short

    def add(self, block: NDArray[np.float32]) -> None:
        """Take in a block that was made ready."""
        self._asked -= 1
        self._stock.append(block)

    def copy(self, array: FloatArray) -> FloatArray:
        """Return a read-only copy of a float32 vector."""
        size = array.size
        if 4 * size > BLOCK_BYTES:
            return private_copy(array)
        if self._used + size > self._block.size:
            if self._stock:
                self._block = self._stock.popleft()
            else:
                self._block = np.empty(BLOCK_BYTES // 4, dtype=np.float32)
            self._used = 0
        copy = self._block[self._used : self._used + size]
        self._used += size
        np.copyto(copy, array)
        copy.flags.writeable = False
        return copy
