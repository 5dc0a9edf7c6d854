"""The built-in digits: a data set that is written afresh, so that training needs no file.

A piece of it, a chunk, depends on its seed, refresh and number alone, so chunks can be written in
any order, on any thread, or again.
"""

from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from mnist_viz.assets import resource
from mnist_viz.data.dataset import DIGIT_NAMES, DataSplits, LabelledImages
from mnist_viz.data.handwriting import Writer
from mnist_viz.data.rendering import SIDE
from mnist_viz.data.stream import FirstPool, ImageStream
from mnist_viz.data.stroke_model_file import load_stroke_model

CHUNK_SIZE = 1000
"""Written in one go: in smaller ones the writing thread would disturb training more often."""

POOL_CHUNKS = 60
FIRST_CHUNKS = 5
"""Training starts with so many, and goes through so many at a time while the pool fills."""

REPLACED_CHUNKS = 1
"""Of the pool, after each epoch; more would take time from the training that waits for them."""

_TRAINING, _HELD_OUT, _VALIDATION = 0, 1, 2  # streams of random numbers, which never meet
_ORIGIN = (
    "written by this program from statistics of pen strokes, estimated from MNIST and from the "
    "UCI pen-based digits"
)


def generate_chunk(seed: int, refresh: int, chunk: int, count: int = CHUNK_SIZE) -> LabelledImages:
    """Write one chunk of the training images.

    Parameters
    ----------
    seed : int
        At least 0; names the whole stream.
    refresh : int
        At least 0; how often the chunk has been replaced.
    chunk : int
        At least 0; the chunk's place in the pool.
    count : int
        How many images; the ten digits as equally often as can be, in random order.

    Returns
    -------
    LabelledImages
        The same bits for the same arguments, on the same machine and NumPy.
    """
    return _write(seed, (_TRAINING, refresh, chunk), count)


def held_out_part(seed: int = 0, count: int = 5_000) -> LabelledImages:
    """Write the images that are never trained on.

    Parameters
    ----------
    seed, count : int
        As for `generate_chunk`.
    """
    return _write(seed, (_HELD_OUT,), count)


def load_builtin(chunks: int = POOL_CHUNKS, test_size: int = 5_000, seed: int = 0) -> DataSplits:
    """Return the built-in digits as a data set; its training images are written when needed.

    Parameters
    ----------
    chunks : int
        Size of the pool that an epoch trains on.
    test_size : int
        How many images to hold out; they are the same whatever the pool.
    seed : int
        Names the training images.
    """
    stream = ImageStream(
        partial(generate_chunk, seed),
        partial(_validation_part, seed),
        chunk_size=CHUNK_SIZE,
        chunks=chunks,
        first_chunks=min(FIRST_CHUNKS, chunks),
        replaced=min(REPLACED_CHUNKS, chunks),
    )
    return DataSplits(
        name="builtin",
        title="Built-in digits",
        train=FirstPool(stream),
        test=held_out_part(count=test_size),
        class_names=DIGIT_NAMES,
        origin=f"{_ORIGIN}; seed {seed}",
        stream=stream,
        test_title="held-out built-in digits",
    )


def sample_strokes(digit: int, rng: np.random.Generator) -> list[NDArray[np.float32]]:
    """Write one digit as strokes, for a pad or an animation.

    Parameters
    ----------
    digit : int
        0 to 9.
    rng : numpy.random.Generator

    Returns
    -------
    list of float32 arrays, shape (n, 2)
        In the order of writing; points x, y at equal distances, in pixels of the 28 × 28 frame,
        y down.

    Raises
    ------
    ValueError
        If ``digit`` is none.
    """
    if digit not in range(10):
        raise ValueError(f"There is no digit {digit}; the digits are 0 to 9.")
    return _writer().write_strokes(digit, rng)


def _validation_part(seed: int, count: int) -> LabelledImages:
    return _write(seed, (_VALIDATION,), count)


def _write(seed: int, key: tuple[int, ...], count: int) -> LabelledImages:
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))
    labels = rng.permutation(np.arange(count) % 10).astype(np.uint8)
    images = np.empty((count, SIDE, SIDE), dtype=np.uint8)
    for start in range(0, count, CHUNK_SIZE):  # more at once would need memory for all of them
        part = slice(start, start + CHUNK_SIZE)
        images[part] = _writer().write_images(labels[part], rng)
    return LabelledImages(images, labels)


@cache
def _writer() -> Writer:
    return Writer(load_stroke_model(resource("builtin_digits.npz")))
