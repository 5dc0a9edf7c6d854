"""Tiny data sets in the formats that are read, made by the tests."""

import gzip
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.dataset import UInt8Array
from mnist_viz.data.idx import write_idx

MNIST_NAMES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


def sample_images(count: int, side: int = 6, seed: int = 0) -> UInt8Array:
    """Random images, none of them blank; shape (count, side, side)."""
    return np.random.default_rng(seed).integers(1, 256, (count, side, side), np.uint8)


def sample_labels(count: int, n_classes: int = 10, first: int = 0) -> UInt8Array:
    """Every class in turn; shape (count,)."""
    return (np.arange(count) % n_classes + first).astype(np.uint8)


def idx_bytes(array: UInt8Array, *, type_code: int = 8, ndim: int | None = None) -> bytes:
    """An unpacked IDX file, whose header may be told to lie."""
    ndim = array.ndim if ndim is None else ndim
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, type_code, ndim, *array.shape)
    return header + array.tobytes()


def write_gz(path: Path, content: bytes) -> Path:
    """Write one gzip member."""
    path.write_bytes(gzip.compress(content, mtime=0))
    return path


def write_idx_set(
    folder: Path,
    names: tuple[str, ...] = MNIST_NAMES,
    *,
    counts: tuple[int, int] = (40, 20),
    labels: tuple[NDArray[np.integer], NDArray[np.integer]] | None = None,
) -> Path:
    """Write the four files of a data set under the given names, packed if these end in .gz."""
    folder.mkdir(parents=True, exist_ok=True)
    train, test = counts
    of_train, of_test = labels or (sample_labels(train), sample_labels(test))
    arrays = (sample_images(train), of_train, sample_images(test, seed=1), of_test)
    for name, array in zip(names, arrays, strict=True):
        if "idx2" in name:
            write_idx(folder / name, array.astype(np.int32))
        else:
            write_idx(folder / name, array.astype(np.uint8))
    return folder
