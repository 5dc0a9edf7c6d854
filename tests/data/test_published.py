"""No data set is trained on under the name of another."""

import dataclasses
import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mnist_viz.data.catalogue import FASHION_MNIST, MNIST, KnownDataset
from mnist_viz.data.dataset import DataFileError
from mnist_viz.data.idx_folder import find_idx_files, load_idx_folder, load_known_idx
from mnist_viz.data.loading import load_dataset
from mnist_viz.data.locations import cache_folder
from mnist_viz.data.npz import load_npz
from mnist_viz.data.published import note_checksums
from tests.data.sample_files import (
    MNIST_NAMES,
    sample_images,
    sample_labels,
    tiny_dataset,
    tiny_files,
)

_savez: Callable[..., None] = np.savez


def _write(folder: Path, *, packed: bool = True) -> Path:
    folder.mkdir(parents=True)
    for name, content in tiny_files().items():
        path = folder / (name if packed else name.removesuffix(".gz"))
        path.write_bytes(content if packed else gzip.decompress(content))
    return folder


def _title(known: KnownDataset, folder: Path) -> str:
    return load_known_idx(known, find_idx_files(folder)[""], remedy="Get it again.").title


@pytest.mark.parametrize("packed", [True, False])
def test_contents_whose_checksum_is_published_are_verified(tmp_path: Path, *, packed: bool) -> None:
    assert _title(tiny_dataset(repackable=True), _write(tmp_path / "a", packed=packed)) == "Tiny"


def test_packed_files_whose_checksum_is_published_are_verified(tmp_path: Path) -> None:
    assert _title(tiny_dataset(), _write(tmp_path / "a")) == "Tiny"


def test_files_that_nothing_published_tells_are_said_to_be_not_verified(tmp_path: Path) -> None:
    known = tiny_dataset()
    assert _title(known, _write(tmp_path / "a", packed=False)) == "Tiny, not verified"


@pytest.mark.parametrize("name", MNIST_NAMES)
def test_other_files_of_the_same_names_and_counts_are_refused(tmp_path: Path, name: str) -> None:
    folder = _write(tmp_path / "a")
    (folder / name).write_bytes(gzip.compress(gzip.decompress(tiny_files()[name]), mtime=1))
    assert _title(tiny_dataset(repackable=True), folder) == "Tiny", "it was packed again"
    with pytest.raises(DataFileError, match=f"{name} is not Tiny's file.* Get it again"):
        _title(tiny_dataset(), folder)


def test_what_came_from_a_verified_archive_is_verified_by_the_notes_on_it(tmp_path: Path) -> None:
    a, b, c, d = (dataclasses.replace(file, sha256=None) for file in tiny_dataset().files)
    known = dataclasses.replace(tiny_dataset(), files=(a, b, c, d))
    folder = _write(tmp_path / "a")
    assert _title(known, folder) == "Tiny, not verified"
    note_checksums(folder, MNIST_NAMES)
    assert _title(known, folder) == "Tiny"
    content = gzip.decompress(tiny_files()[MNIST_NAMES[1]])
    (folder / MNIST_NAMES[1]).write_bytes(gzip.compress(content, mtime=9))
    with pytest.raises(DataFileError, match="is not Tiny's file"):
        _title(known, folder)


def test_an_archive_of_arrays_under_a_known_name_is_compared_with_the_published_files(
    tmp_path: Path,
) -> None:
    known = tiny_dataset(repackable=True)
    arrays = {
        "x_train": sample_images(40),
        "y_train": sample_labels(40),
        "x_test": sample_images(20, seed=1),
        "y_test": sample_labels(20),
    }
    _savez(tmp_path / "right.npz", **arrays)
    assert load_npz(tmp_path / "right.npz", known=known).title == "Tiny"
    arrays["y_train"] = np.roll(arrays["y_train"], 1)
    _savez(tmp_path / "wrong.npz", **arrays)
    with pytest.raises(DataFileError, match="is not Tiny's file"):
        load_npz(tmp_path / "wrong.npz", known=known)


def test_mnist_in_the_folder_of_another_set_is_refused(tmp_path: Path, real_mnist: Path) -> None:
    folder = cache_folder(FASHION_MNIST)
    folder.mkdir(parents=True)
    for name in MNIST_NAMES:
        content = (real_mnist / name).read_bytes()
        (folder / name.removesuffix(".gz")).write_bytes(gzip.decompress(content))
    with pytest.raises(DataFileError, match="is not Fashion-MNIST's file"):
        load_dataset("fashion-mnist")
    for name in MNIST_NAMES:
        (folder / name).write_bytes((real_mnist / name).read_bytes())
    with pytest.raises(DataFileError, match="is not Fashion-MNIST's file"):
        load_dataset("fashion-mnist")


def test_a_folder_is_only_called_by_a_known_name_if_it_is_verified(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known = tiny_dataset()
    monkeypatch.setattr("mnist_viz.data.idx_folder.recognise", lambda _files: known)
    packed, plain = _write(tmp_path / "packed"), _write(tmp_path / "plain", packed=False)
    assert load_idx_folder(packed).name == "tiny"
    splits = load_idx_folder(plain)
    assert (splits.name, splits.title) == (str(plain.resolve()), "Tiny, not verified")


def test_the_real_mnist_is_verified_packed_or_not(tmp_path: Path, real_mnist: Path) -> None:
    for name in MNIST_NAMES:
        content = (real_mnist / name).read_bytes()
        (tmp_path / name.removesuffix(".gz")).write_bytes(gzip.decompress(content))
    assert _title(MNIST, tmp_path) == "MNIST"
