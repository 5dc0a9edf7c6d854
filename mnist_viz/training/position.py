"""Where in the data a run is: in which pass, and how far into it."""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.randomness import Purpose, generator


class Position:
    """Walks through the images, every pass in another order.

    Keeping images rather than batches counted lets the batch size change in mid-pass.

    Parameters
    ----------
    seed : int
    count : int
        Number of images.
    block : int
        If not 0, the first pass goes through so many images at a time, in random order within
        them, because the others may not be there yet.

    Attributes
    ----------
    epoch, offset : int
        Full passes done; images into the running one.
    """

    def __init__(self, seed: int, count: int, block: int = 0) -> None:
        self._seed = seed
        self._count = count
        self._block = block
        self.epoch = self.offset = 0
        self._order = np.empty(0, dtype=np.intp)
        self._order_epoch = -1

    @property
    def passes(self) -> float:
        """Passes done, and the share of the running one."""
        return self.epoch + self.offset / self._count

    def next_rows(self, batch: int) -> NDArray[np.intp]:
        """Return the next images, at most `batch` and at most what is left of the pass."""
        if self._order_epoch != self.epoch:
            rng = generator(self._seed, Purpose.SHUFFLE, self.epoch)
            self._order = self._new_order(rng)
            self._order_epoch = self.epoch
        return self._order[self.offset : self.offset + batch]

    def advance(self, rows: int) -> None:
        """Go past so many images."""
        self.offset += rows
        if self.offset == self._count:
            self.epoch, self.offset = self.epoch + 1, 0

    def _new_order(self, rng: np.random.Generator) -> NDArray[np.intp]:
        if self.epoch > 0 or self._block == 0:
            return rng.permutation(self._count)
        blocks = np.split(np.arange(self._count), range(self._block, self._count, self._block))
        return np.concatenate([rng.permutation(block) for block in blocks])
