"""Tiny data sets in the formats that are read, made by the tests."""

import gzip
import hashlib
import io
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.catalogue import EMNIST_DIGITS, MNIST, KnownDataset, PublishedFile
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


def tiny_files() -> dict[str, bytes]:
    """The four files of a tiny data set, as a mirror would have them."""
    arrays = (sample_images(40), sample_labels(40), sample_images(20, seed=1), sample_labels(20))
    return {
        name: gzip.compress(idx_bytes(array), mtime=0)
        for name, array in zip(MNIST_NAMES, arrays, strict=True)
    }


def tiny_dataset(*, repackable: bool = False) -> KnownDataset:
    """The tiny data set as the catalogue would have it, with or without checksums of contents."""
    files = []
    for name, packed in tiny_files().items():
        content = gzip.decompress(packed)
        files.append(
            PublishedFile(
                name,
                len(packed),
                hashlib.sha256(packed).hexdigest(),
                hashlib.sha256(content).hexdigest() if repackable else None,
                len(content) if repackable else 0,
            )
        )
    first, second, third, fourth = files
    return replace(
        MNIST,
        name="tiny",
        title="Tiny",
        files=(first, second, third, fourth),
        counts=(40, 20),
        checksum=None,
    )


def tiny_archive() -> bytes:
    """A zip file as NIST publishes EMNIST, with the tiny data set in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file, content in zip(EMNIST_DIGITS.files, tiny_files().values(), strict=True):
            archive.writestr(zipfile.ZipInfo(f"gzip/{file.name}"), content)
    return packed.getvalue()


def tiny_archived_dataset() -> KnownDataset:
    """The tiny data set published in one archive."""
    content = tiny_archive()
    archive = PublishedFile("gzip.zip", len(content), hashlib.sha256(content).hexdigest())
    return replace(EMNIST_DIGITS, name="tiny", title="Tiny", archive=archive)
