"""Training images without end, written in the background while a network trains on them.

They come in chunks. A chunk depends on its refresh and number alone, so that chunks can be written
in any order, on any thread, or again: which of them are kept in memory decides nothing but time.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from mnist_viz.data.dataset import LabelledImages, UInt8Array


class ChunkKey(NamedTuple):
    """Names a chunk: how often its place in the pool was refilled, and that place."""

    refresh: int
    chunk: int


class ImageStream:
    """Writes chunks on a thread of its own, the most urgent first, and keeps the latest.

    The thread lives only while something is to be written.

    Parameters
    ----------
    write : callable
        Returns a chunk, given its refresh and number.
    write_held_out : callable
        Returns so many images that no chunk has.
    chunk_size : int
        Images in a chunk.
    chunks : int
        Chunks in the pool that an epoch trains on.
    first_chunks : int
        Chunks that the first epoch waits for and goes through at a time.
    replaced : int
        Chunks of the pool that are replaced after each epoch, in turn.
    """

    def __init__(
        self,
        write: Callable[[int, int], LabelledImages],
        write_held_out: Callable[[int], LabelledImages],
        *,
        chunk_size: int,
        chunks: int,
        first_chunks: int = 1,
        replaced: int = 1,
    ) -> None:
        self.chunk_size, self.chunks = chunk_size, chunks
        self.first_chunks, self.replaced = first_chunks, replaced
        self.write_held_out = write_held_out
        self._write = write
        self._kept: OrderedDict[ChunkKey, LabelledImages] = OrderedDict()
        self._most_kept = chunks + 4 * replaced
        self._wanted: deque[ChunkKey] = deque()
        self._awaited: list[ChunkKey] = []
        self._error: Exception | None = None
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()

    @property
    def size(self) -> int:
        """Images in the pool."""
        return self.chunks * self.chunk_size

    @property
    def first_size(self) -> int:
        """Images that the first epoch waits for."""
        return self.first_chunks * self.chunk_size

    @property
    def rule(self) -> str:
        """How the pool is refilled, in words: part of the identity of the data set."""
        return (
            f"{self.chunks} chunks of {self.chunk_size}, {self.first_chunks} first, "
            f"{self.replaced} replaced an epoch"
        )

    def expect(self, keys: Iterable[ChunkKey]) -> None:
        """Have chunks written in this order, instead of what was expected before.

        What another thread waits for in `take` is written first, whoever expects it.
        """
        with self._changed:
            wanted = dict.fromkeys((*self._awaited, *keys))
            self._wanted = deque(key for key in wanted if key not in self._kept)
            self._start()

    def forget(self) -> None:
        """Expect nothing any more; a chunk that is being written is finished."""
        self.expect(())

    def take(self, key: ChunkKey, patience_seconds: float | None = None) -> LabelledImages | None:
        """Return a chunk, or None if it is not there in time; it is then the next to be written.

        Parameters
        ----------
        key : ChunkKey
        patience_seconds : float or None
            How long to wait; None for as long as it takes.

        Raises
        ------
        Exception
            What kept a chunk from being written.
        """
        with self._changed:
            if key not in self._kept:
                if key in self._wanted:
                    self._wanted.remove(key)
                self._wanted.appendleft(key)
                self._start()
                self._awaited.append(key)
                self._changed.wait_for(lambda: self._is_settled(key), patience_seconds)
                self._awaited.remove(key)
            if self._error is not None:
                error, self._error = self._error, None
                raise error
            chunk = self._kept.get(key)
            if chunk is not None:
                self._kept.move_to_end(key)
            return chunk

    def first(self, count: int) -> list[LabelledImages]:
        """Return the chunks that hold the first images of the first epoch, waiting for them.

        Parameters
        ----------
        count : int
            How many images are needed, at least.
        """
        keys = [ChunkKey(0, chunk) for chunk in range(-(-count // self.chunk_size))]
        return [chunk for key in keys if (chunk := self.take(key)) is not None]

    def _is_settled(self, key: ChunkKey) -> bool:
        return key in self._kept or self._error is not None

    def _start(self) -> None:
        """Start the thread if there is work for it; the lock is held."""
        if self._wanted and self._thread is None:
            self._thread = threading.Thread(target=self._write_all, name="digits")
            self._thread.start()

    def _write_all(self) -> None:
        while (key := self._next_key()) is not None:
            try:
                chunk = self._write(*key)
            except Exception as error:  # noqa: BLE001 - it is raised where the chunk is taken
                self._keep(key, error)
            else:
                self._keep(key, chunk)

    def _next_key(self) -> ChunkKey | None:
        """Return what to write next; the thread ends with None, also when the program does."""
        with self._changed:
            while self._wanted and threading.main_thread().is_alive():
                key = self._wanted[0]
                if key not in self._kept:
                    return key
                self._wanted.popleft()
            self._thread = None
            return None

    def _keep(self, key: ChunkKey, result: LabelledImages | Exception) -> None:
        with self._changed:
            if isinstance(result, Exception):
                self._error = result
                self._wanted.clear()
            else:
                self._kept[key] = result
                while len(self._kept) > self._most_kept:
                    self._kept.popitem(last=False)
            self._changed.notify_all()


class FirstPool(LabelledImages):
    """What a stream's first epoch trains on, as plain images; written once they are looked at.

    Parameters
    ----------
    stream : ImageStream
    """

    def __init__(self, stream: ImageStream) -> None:
        self.__dict__["_stream"] = stream

    def __len__(self) -> int:
        stream: ImageStream = self.__dict__["_stream"]
        return stream.size

    @cached_property
    def images(self) -> UInt8Array:
        return self._written.images

    @cached_property
    def labels(self) -> UInt8Array:
        return self._written.labels

    @cached_property
    def _written(self) -> LabelledImages:
        stream: ImageStream = self.__dict__["_stream"]
        written = stream.first(stream.size)
        return LabelledImages(
            np.concatenate([part.images for part in written]),
            np.concatenate([part.labels for part in written]),
        )
