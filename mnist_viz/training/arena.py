"""Copies of arrays in memory that another thread made ready.

A fresh page of memory costs more than copying into it: the system clears each on
its first touch. So blocks are touched before they are needed, where nobody waits. A block is
as large as so many copies: were there a rest, it would stay in memory as long as they.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import FloatArray

BLOCK_BYTES = 4 * 1024**2
"""Of a block, at most."""

_STOCK = 4
"""Blocks kept ready; more are made while the first fifty steps of a network fill about seven."""


def private_copy(array: FloatArray) -> FloatArray:
    """Return a read-only copy."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy


def ready_block(size: int) -> NDArray[np.float32]:
    """Return a block of memory, so many numbers, that was touched."""
    return np.full(size, 0.0, dtype=np.float32)


class Arena:
    """Room for many copies; a block goes when the last copy in it does.

    Attributes
    ----------
    block_size : int
        Numbers in a block.
    """

    def __init__(self) -> None:
        self.block_size = BLOCK_BYTES // 4
        self._block = np.empty(0, dtype=np.float32)
        self._used = 0
        self._stock: deque[NDArray[np.float32]] = deque()
        self._asked = 0

    def fit(self, size: int) -> None:
        """Have blocks that vectors of so many numbers fill; those too large for one need none."""
        block_size = BLOCK_BYTES // 4 // size * size
        if block_size != self.block_size:
            self.block_size = block_size
            self._block = np.empty(0, dtype=np.float32)
            self._stock.clear()

    def ask(self) -> int:
        """Return how many blocks should be made ready; they count as on their way."""
        if not self.block_size:
            return 0
        short = max(0, _STOCK - len(self._stock) - self._asked)
        self._asked += short
        return short

    def add(self, block: NDArray[np.float32]) -> None:
        """Take in a block that was made ready; one of another size than is wanted now goes."""
        self._asked -= 1
        if block.size == self.block_size:
            self._stock.append(block)

    def copy(self, array: FloatArray) -> FloatArray:
        """Return a read-only copy of a float32 vector."""
        size = array.size
        if size > self.block_size:
            return private_copy(array)
        if self._used + size > self._block.size:
            if self._stock:
                self._block = self._stock.popleft()
            else:
                self._block = np.empty(self.block_size, dtype=np.float32)
            self._used = 0
        copy = self._block[self._used : self._used + size]
        self._used += size
        np.copyto(copy, array)
        copy.flags.writeable = False
        return copy
