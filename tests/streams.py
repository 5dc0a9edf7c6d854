"""Streams of tiny images for tests; their chunks can be held back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from mnist_viz.data import DataSplits, LabelledImages
from mnist_viz.data.stream import ChunkKey, FirstPool, ImageStream

CLASSES = 3
SHAPE = (4, 4)


def part(key: tuple[int, ...], count: int) -> LabelledImages:
    """Return images and labels that depend on the key alone."""
    rng = np.random.default_rng(key)
    labels = rng.integers(0, CLASSES, count).astype(np.uint8)
    images = rng.integers(0, 60, (count, *SHAPE)).astype(np.uint8)
    images[np.arange(count), labels] += 150
    return LabelledImages(images, labels)


def finish(stream: ImageStream) -> None:
    """Wait until a stream has written all that is expected."""
    for thread in threading.enumerate():
        if thread.name == "digits":
            thread.join(10)
    assert stream._thread is None


class Writing:
    """Writes chunks, notes which, and stops at a gate while it is shut."""

    def __init__(self, chunk_size: int = 40, seed: int = 0) -> None:
        self.written: list[ChunkKey] = []
        self._gate = threading.Event()
        self._gate.set()
        self._size, self._seed = chunk_size, seed

    def __call__(self, refresh: int, chunk: int) -> LabelledImages:
        self._gate.wait(10)
        self.written.append(ChunkKey(refresh, chunk))
        return part((self._seed, 1, refresh, chunk), self._size)

    @contextmanager
    def held_back(self) -> Iterator[None]:
        self._gate.clear()
        try:
            yield
        finally:
            self._gate.set()


def streamed_data(
    writing: Writing | None = None, *, chunks: int = 6, replaced: int = 2, size: int = 40
) -> DataSplits:
    """Return a data set on a stream that writes in no time."""
    stream = ImageStream(
        writing or Writing(size),
        lambda count: part((0, 2), count),
        chunk_size=size,
        chunks=chunks,
        first_chunks=2,
        replaced=replaced,
    )
    return DataSplits(
        name="stream",
        title="Streamed bars",
        train=FirstPool(stream),
        test=part((0, 3), 60),
        class_names=("a", "b", "c"),
        origin="made by the tests",
        stream=stream,
        test_title="held-out bars",
    )
