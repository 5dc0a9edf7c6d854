"""What is known byte for byte is not unpacked to be known, and nothing else is taken for it."""

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_viz.data import DataFileError, DataSplits
from mnist_viz.data.cache import cache_root
from mnist_viz.data.catalogue import MNIST, KnownDataset
from mnist_viz.data.idx_folder import find_idx_files, load_known_idx
from mnist_viz.data.late_images import LateImages
from mnist_viz.data.loading import load_dataset
from tests.data.sample_files import MNIST_NAMES, tiny_dataset, tiny_files

TRAIN_IMAGES = MNIST_NAMES[0]


def write(folder: Path, *, level: int | None = None) -> Path:
    """Write the tiny set as it was published, or packed again."""
    folder.mkdir()
    for name, packed in tiny_files().items():
        content = gzip.decompress(packed)
        again = packed if level is None else gzip.compress(content, level, mtime=1)
        (folder / name).write_bytes(again)
    return folder


def load(known: KnownDataset, folder: Path) -> DataSplits:
    return load_known_idx(known, find_idx_files(folder)[""], remedy="Get it again.")


def read_at_once(folder: Path) -> DataSplits:
    return load(tiny_dataset(repackable=True), folder)


def known_tiny(folder: Path) -> KnownDataset:
    """The tiny set, with the checksum that it has when everything is unpacked."""
    return replace(tiny_dataset(repackable=True), checksum=read_at_once(folder).checksum)


def assert_same(one: DataSplits, other: DataSplits) -> None:
    assert (one.name, one.title, one.class_names) == (other.name, other.title, other.class_names)
    assert (one.origin, one.checksum) == (other.origin, other.checksum)
    for part, same in ((one.train, other.train), (one.test, other.test)):
        assert len(part) == len(same)
        np.testing.assert_array_equal(part.images, same.images)
        np.testing.assert_array_equal(part.labels, same.labels)
        assert not part.images.flags.writeable
        assert not part.labels.flags.writeable


def test_published_files_are_read_late_and_come_out_the_same(tmp_path: Path) -> None:
    folder = write(tmp_path / "a")
    data = load(known_tiny(folder), folder)
    assert isinstance(data.train, LateImages)
    assert_same(data, read_at_once(folder))


def test_files_packed_by_others_are_known_from_the_second_time_on(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", level=9)
    known = known_tiny(folder)
    first, second = load(known, folder), load(known, folder)
    assert not isinstance(first.train, LateImages)
    assert isinstance(second.train, LateImages)
    assert_same(first, second)


@pytest.mark.parametrize("name", MNIST_NAMES)
def test_another_file_is_refused_whatever_was_noted_of_the_one_before(
    tmp_path: Path, name: str
) -> None:
    folder = write(tmp_path / "a", level=9)
    known = known_tiny(folder)
    load(known, folder)
    content = bytearray(gzip.decompress((folder / name).read_bytes()))
    content[-1] ^= 1
    (folder / name).write_bytes(gzip.compress(bytes(content)))
    with pytest.raises(DataFileError, match=f"{name} is not Tiny's file"):
        load(known, folder)


@pytest.mark.parametrize("name", MNIST_NAMES)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path / "a")
    known = known_tiny(folder)
    (folder / name).unlink()
    with pytest.raises(DataFileError, match=r"is missing; 3 of the 4 files are there. Get it"):
        load(known, folder)


def test_nothing_is_trained_on_that_was_changed_after_it_was_looked_at(tmp_path: Path) -> None:
    folder = write(tmp_path / "a")
    data = load(known_tiny(folder), folder)
    content = bytearray(gzip.decompress((folder / TRAIN_IMAGES).read_bytes()))
    content[-1] ^= 1
    (folder / TRAIN_IMAGES).write_bytes(gzip.compress(bytes(content)))
    for _ in range(2):
        with pytest.raises(DataFileError, match=f"{TRAIN_IMAGES} is not what it was.*Get it"):
            _ = data.train.images
    (folder / TRAIN_IMAGES).unlink()
    with pytest.raises(DataFileError, match=f"{TRAIN_IMAGES} is missing"):
        data.train.are_here(60.0)


@pytest.mark.parametrize("notes", [b"", b"\0\xff" * 9, b"00  11\n"])
def test_damaged_notes_are_as_none(tmp_path: Path, notes: bytes) -> None:
    folder = write(tmp_path / "a", level=9)
    known = known_tiny(folder)
    cache_root().mkdir(parents=True)
    (cache_root() / "contents").write_bytes(notes)
    assert not isinstance(load(known, folder).train, LateImages)
    assert isinstance(load(known, folder).train, LateImages), "they were written anew"


def test_notes_that_cannot_be_written_are_done_without(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", level=9)
    known = known_tiny(folder)
    cache_root().parent.mkdir(parents=True, exist_ok=True)
    cache_root().write_bytes(b"no folder")
    for _ in range(2):
        assert not isinstance(load(known, folder).train, LateImages)


def test_the_checksum_in_the_catalogue_is_the_one_of_mnist(real_mnist: Path) -> None:
    data = load_dataset(real_mnist)
    assert data.checksum == replace(data, known_checksum="").checksum == MNIST.checksum
