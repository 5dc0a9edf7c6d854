"""The training images of a run on a stream: filled while it trains, refilled after each epoch.

What the pool holds in an epoch is a function of the epoch alone, so a run can go on from any
moment, and training waits for a chunk that is due rather than doing without it.
"""

from collections.abc import Callable
from weakref import WeakKeyDictionary, ref

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import LabelledImages
from mnist_viz.data.stream import ChunkKey, ImageStream

WAIT_SECONDS = 0.002
"""For how long a unit of work may wait for a chunk."""

_LEFT: WeakKeyDictionary[ImageStream, "ref[_Images]"] = WeakKeyDictionary()
"""By stream: the images of a pool that was closed, for one that follows before they are let go."""

Relabel = Callable[[NDArray[np.uint8], int], NDArray[np.uint8]]
"""Returns the labels that are trained on, given the true ones and the number of the writing."""


class _Images:
    """What stands in a pool: an array that takes a tenth of a second to be filled.

    Parameters
    ----------
    count, inputs, chunks, chunk_size : int

    Attributes
    ----------
    pixels : uint8, shape (count, inputs)
    true_labels : uint8, shape (chunks, chunk_size)
    held : list of int or None
        Which writing of each chunk.
    """

    def __init__(self, count: int, inputs: int, chunks: int, chunk_size: int) -> None:
        self.pixels = np.zeros((count, inputs), dtype=np.uint8)
        self.true_labels = np.zeros((chunks, chunk_size), dtype=np.uint8)
        self.held: list[int | None] = [None] * chunks


class Pool:
    """Holds what a stream has written for the epoch at hand.

    Parameters
    ----------
    stream : ImageStream
    inputs : int
        Pixels of an image.
    count : int
        Images to train on. If they are fewer than the stream's pool, they stay the same ones: a
        small training set shows what too few examples do.
    relabel : callable
        See `Relabel`.

    Attributes
    ----------
    labels : uint8, shape (count,)
        As they are trained on.
    """

    def __init__(self, stream: ImageStream, inputs: int, count: int, relabel: Relabel) -> None:
        self.labels = np.zeros(count, dtype=np.uint8)
        self._stream = stream
        self._relabel = relabel
        self._chunks = -(-count // stream.chunk_size)
        self._replaced = stream.replaced if count == stream.size else 0
        self._images = _left(stream, count) or _Images(
            count, inputs, self._chunks, stream.chunk_size
        )
        self._held = self._images.held
        for chunk, refresh in enumerate(self._held):
            if refresh is not None:
                self._label(ChunkKey(refresh, chunk))
        self._expected = -1
        self._ready = (-1, 0)

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """Of the images, shape (count, inputs)."""
        return self._images.pixels

    @property
    def block(self) -> int:
        """Images that the first epoch goes through at a time."""
        return self._stream.first_size

    def close(self) -> None:
        """Have nothing more written; the pool is not used again, but for what stands in it."""
        self._expected = -1
        self._stream.forget()
        _LEFT[self._stream] = ref(self._images)

    def fetch(self, epoch: int, stop: int) -> bool:
        """Do a bounded piece of what puts the first images of an epoch in place.

        Parameters
        ----------
        epoch : int
        stop : int
            How many images are needed, at least.

        Returns
        -------
        bool
            Whether they are all there; else call again.
        """
        if self._ready[0] == epoch and self._ready[1] >= stop:
            return True
        if self._expected != epoch:
            self.expect(epoch)
        chunks = self._chunks_for(epoch, stop)
        for chunk in range(chunks):
            key = ChunkKey(self._refresh(chunk, epoch), chunk)
            if self._held[chunk] != key.refresh:
                images = self._stream.take(key, WAIT_SECONDS)
                if images is not None:
                    self._put(key, images)
                return False
        self._ready = (epoch, min(len(self.labels), chunks * self._stream.chunk_size))
        return True

    def expect(self, epoch: int) -> None:
        """Have the chunks written that this epoch lacks, and then those of the next."""
        keys = [
            ChunkKey(self._refresh(chunk, at), chunk)
            for at in (epoch, epoch + 1)
            for chunk in range(self._chunks)
        ]
        self._stream.expect(
            dict.fromkeys(key for key in keys if self._held[key.chunk] != key.refresh)
        )
        self._expected = epoch

    def _chunks_for(self, epoch: int, stop: int) -> int:
        """Return how many chunks are needed: in the first epoch, blocks as they come."""
        if epoch > 0:
            return self._chunks
        return min(self._chunks, -(-stop // self.block) * self._stream.first_chunks)

    def _refresh(self, chunk: int, epoch: int) -> int:
        """Return how often a chunk has been replaced when an epoch begins: each in its turn."""
        turns = epoch * self._replaced
        return max(0, -(-(turns - chunk) // self._stream.chunks))

    def _put(self, key: ChunkKey, images: LabelledImages) -> None:
        rows = self._rows(key.chunk)
        self.pixels[rows] = images.pixels[: rows.stop - rows.start]
        self._images.true_labels[key.chunk] = images.labels
        self._held[key.chunk] = key.refresh
        self._label(key)

    def _rows(self, chunk: int) -> slice:
        start = chunk * self._stream.chunk_size
        return slice(start, min(start + self._stream.chunk_size, len(self.labels)))

    def _label(self, key: ChunkKey) -> None:
        rows, number = self._rows(key.chunk), key.refresh * self._stream.chunks + key.chunk
        labels = self._relabel(self._images.true_labels[key.chunk], number)
        self.labels[rows] = labels[: rows.stop - rows.start]


def _left(stream: ImageStream, count: int) -> _Images | None:
    """Return so many images that a closed pool left, if there are any still: they are now taken."""
    left = _LEFT.pop(stream, None)
    images = None if left is None else left()
    return images if images is not None and len(images.pixels) == count else None
