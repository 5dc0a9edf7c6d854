"""The catalogue's own consistency, and its checksums against the real files."""

import hashlib
import string
from pathlib import Path

import pytest

from mnist_viz.data.catalogue import CATALOGUE, CLASS_NAMES_BY_PREFIX, MNIST, ROLES, KnownDataset
from mnist_viz.data.idx import idx_checksum, read_idx
from mnist_viz.data.idx_folder import find_idx_files

every_dataset = pytest.mark.parametrize("dataset", CATALOGUE.values(), ids=CATALOGUE.keys())


@every_dataset
def test_file_names_are_found_in_their_roles(dataset: KnownDataset, tmp_path: Path) -> None:
    for file in dataset.files:
        (tmp_path / file.name).touch()
    found = find_idx_files(tmp_path)[dataset.prefix]
    assert [found.paths[role].name for role in ROLES] == [file.name for file in dataset.files]


@every_dataset
def test_whatever_is_downloaded_has_a_published_checksum(dataset: KnownDataset) -> None:
    for file in dataset.to_download:
        assert file.sha256 is not None
        assert len(file.sha256) == 64
        assert set(file.sha256) <= set(string.hexdigits.lower())
        assert file.n_bytes > 0
    assert dataset.mirrors
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in dataset.mirrors)


@every_dataset
def test_classes_have_distinct_names(dataset: KnownDataset) -> None:
    assert len(set(dataset.class_names)) == len(dataset.class_names) >= 10


def test_emnists_parts_have_their_published_numbers_of_classes() -> None:
    sizes = {prefix: len(names) for prefix, names in CLASS_NAMES_BY_PREFIX.items()}
    assert sizes == {"emnist-balanced-": 47, "emnist-bymerge-": 47, "emnist-byclass-": 62}


def test_mnists_checksums_are_those_of_the_real_files(real_mnist: Path) -> None:
    repacked = []
    for role, file in zip(ROLES, MNIST.files, strict=True):
        path = real_mnist / file.name
        array = read_idx(path, dimensions=3 if role.endswith("images") else 1)
        assert idx_checksum(array) == file.content_sha256
        packed = path.read_bytes()
        if len(packed) != file.n_bytes:
            repacked.append(role)
            continue
        assert hashlib.sha256(packed).hexdigest() == file.sha256
    assert len(repacked) <= 1
