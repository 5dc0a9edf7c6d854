"""A folder of the four IDX files: images and labels, to train on and to test with."""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.catalogue import (
    CATALOGUE,
    CLASS_NAMES_BY_PREFIX,
    MNIST,
    ROLES,
    KnownDataset,
)
from mnist_viz.data.dataset import (
    DIGIT_NAMES,
    DataError,
    DataFileError,
    DataSplits,
    LabelledImages,
    UInt8Array,
)
from mnist_viz.data.file_errors import COPY_AGAIN, unreadable, unusable
from mnist_viz.data.idx import read_idx, read_idx_int32
from mnist_viz.data.published import NOT_VERIFIED, checked_title, published_roles
from mnist_viz.data.split_checks import SplitFiles, check_same_shape, checked_split
from mnist_viz.data.vouched import load_vouched, vouch_for

CLASS_NAMES_FILE = "classes.txt"

_FILE_NAME = re.compile(
    r"(?P<prefix>.*?)(?P<split>train|t10k|test)-(?P<kind>images|labels)"
    r"[-.]idx[1-3]-(?P<numbers>ubyte|int)(?P<gz>\.gz)?",
    re.IGNORECASE,
)
_TRANSPOSED_PREFIX = "emnist-"  # its files hold images with rows and columns exchanged
_TRANSPOSE_AT_ONCE = 4096


class IdxFiles(NamedTuple):
    """The files of one data set in a folder.

    Attributes
    ----------
    folder : Path
    prefix : str
        What their names begin with, in lower case: ``emnist-letters-``, or nothing.
    paths : dict of str to Path
        Which file has which role; see ``ROLES``.
    """

    folder: Path
    prefix: str
    paths: dict[str, Path]

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the files that are not there."""
        return tuple(_usual_name(self.prefix, role) for role in ROLES if role not in self.paths)


def find_idx_files(folder: Path) -> dict[str, IdxFiles]:
    """Return the data sets of IDX files that lie in a folder, complete or not, by their prefix.

    Names may have ``-`` or ``.`` before ``idx`` and may end in ``.gz``. Where a file is there
    packed and unpacked, the packed one is taken, because it carries a checksum.
    """
    found: dict[str, dict[str, Path]] = {}
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        return {}
    for name in names:
        match = _FILE_NAME.fullmatch(name)
        if match is None:
            continue
        split = "train" if match["split"].lower() == "train" else "test"
        role = f"{split}-{match['kind'].lower()}"
        paths = found.setdefault(match["prefix"].lower(), {})
        if role not in paths or match["gz"]:
            paths[role] = folder / name
    return {prefix: IdxFiles(folder, prefix, paths) for prefix, paths in found.items()}


def load_idx_folder(folder: Path) -> DataSplits:
    """Load the data set that a folder of IDX files holds.

    A file ``classes.txt`` in it, one name a line, names the classes; without it they are those of
    the known data set that the files are, or else the ten digits.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    DataFileError
        If a file is missing, damaged, or does not belong to the others.
    DataError
        If the folder holds none or several data sets.
    """
    found = find_idx_files(folder)
    if not found:
        raise DataError(f"{folder} holds no IDX files such as train-images-idx3-ubyte.gz.")
    if len(found) > 1:
        prefixes = ", ".join(sorted(prefix.strip("-. ") or "unnamed" for prefix in found))
        raise DataError(
            f"{folder} holds several data sets ({prefixes}). Move each into a folder of its own."
        )
    files = next(iter(found.values()))
    known = recognise(files)
    usual = CLASS_NAMES_BY_PREFIX.get(files.prefix, DIGIT_NAMES)
    names = _named_classes(folder) or (known.class_names if known else usual)
    known = known or (MNIST if names == DIGIT_NAMES else None)
    if known and names == known.class_names:
        vouched = load_vouched(known, files.paths, remedy=COPY_AGAIN)
        if vouched is not None:
            return vouched
    train, test = _load_splits(files, names, known, COPY_AGAIN)
    title = folder.name
    if known and _counts(train, test) == known.counts:
        verdicts = published_roles(known, train, test, files.paths).values()
        if False not in verdicts:
            title = known.title if all(verdicts) else f"{known.title}{NOT_VERIFIED}"
    if known and title == known.title and names == known.class_names:
        vouch_for(known, files.paths)
    return DataSplits(
        name=known.name if known and title == known.title else str(folder.resolve()),
        title=title,
        train=train,
        test=test,
        class_names=names,
        origin=str(folder.resolve()),
    )


def load_known_idx(known: KnownDataset, files: IdxFiles, *, remedy: str) -> DataSplits:
    """Load a known data set, and refuse files that are not its own.

    Parameters
    ----------
    known : KnownDataset
    files : IdxFiles
    remedy : str
        The sentence that ends error messages.

    Raises
    ------
    DataFileError
        If a file is missing, damaged, or does not belong to the others, or if there are as many
        images as published, and yet other ones.
    """
    vouched = load_vouched(known, files.paths, remedy=remedy)
    if vouched is not None:
        return vouched
    train, test = _load_splits(files, known.class_names, known, remedy)
    title = checked_title(known, train, test, files.paths, remedy=remedy)
    if title == known.title:
        vouch_for(known, files.paths)
    return DataSplits(
        name=known.name,
        title=title,
        train=train,
        test=test,
        class_names=known.class_names,
        origin=str(files.folder.resolve()),
    )


def recognise(files: IdxFiles) -> KnownDataset | None:
    """Tell which known data set the files are, by their names, their sizes or their folder's name.

    Fashion-MNIST and Kuzushiji-MNIST use MNIST's file names, so names alone do not tell.
    """
    folders = {files.folder.name.lower(), files.folder.parent.name.lower()}
    for known in CATALOGUE.values():
        if files.prefix != known.prefix:
            continue
        if known.prefix or _sizes(files) == [file.n_bytes for file in known.files]:
            return known
        if known is not MNIST and folders & {known.name, known.torchvision_name.lower()}:
            return known
    return None


def _sizes(files: IdxFiles) -> list[int]:
    return [files.paths[role].stat().st_size for role in ROLES if role in files.paths]


def _usual_name(prefix: str, role: str) -> str:
    for known in CATALOGUE.values():
        if known.prefix == prefix:
            return known.files[ROLES.index(role)].name
    return f"{prefix}{role}-idx{3 if role.endswith('images') else 1}-ubyte.gz"


def _counts(train: LabelledImages, test: LabelledImages) -> tuple[int, int]:
    return len(train), len(test)


def _named_classes(folder: Path) -> tuple[str, ...] | None:
    path = folder / CLASS_NAMES_FILE
    if not path.exists():
        return None
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise unusable(path, "is no UTF-8 text", "Write one class name a line.") from error
    except OSError as error:
        raise unreadable(path, error) from error
    names = tuple(name for line in lines if (name := line.strip()))
    if not 2 <= len(names) <= 256:
        raise unusable(path, f"names {len(names)} classes", "Write 2 to 256 names, one a line.")
    return names


def _load_splits(
    files: IdxFiles, class_names: tuple[str, ...], known: KnownDataset | None, remedy: str
) -> tuple[LabelledImages, LabelledImages]:
    if files.missing:
        raise DataFileError(
            f"{files.folder / files.missing[0]} is missing; "
            f"{len(files.paths)} of the 4 files are there. {remedy}"
        )
    train, test = (
        _load_split(files, split, class_names, known, remedy) for split in ("train", "test")
    )
    check_same_shape(train, test, _split_files(files, "test", remedy))
    return train, test


def _split_files(files: IdxFiles, split: str, remedy: str) -> SplitFiles:
    return SplitFiles(files.paths[f"{split}-images"], files.paths[f"{split}-labels"], remedy)


def _load_split(
    files: IdxFiles,
    split: str,
    class_names: tuple[str, ...],
    known: KnownDataset | None,
    remedy: str,
) -> LabelledImages:
    paths = _split_files(files, split, remedy)
    labels = _read_labels(paths.labels, remedy)
    images = read_idx(paths.images, dimensions=3, remedy=remedy)
    if files.prefix.startswith(_TRANSPOSED_PREFIX):
        images = _transposed(images)
    return checked_split(
        images,
        labels,
        paths,
        n_classes=len(class_names),
        first_label=known.first_label if known else 0,
    )


def _read_labels(path: Path, remedy: str) -> NDArray[np.integer]:
    match = _FILE_NAME.fullmatch(path.name)
    if match is None or match["numbers"].lower() == "ubyte":
        return read_idx(path, dimensions=1, remedy=remedy)
    table = read_idx_int32(path, dimensions=2, remedy=remedy)
    if table.shape[1] == 0:
        raise unusable(path, "holds a table without columns", remedy)
    return table[:, 0]  # QMNIST: the class, then where the digit came from


def _transposed(images: UInt8Array) -> UInt8Array:
    """Exchange rows and columns, in place if possible: the images may take half the memory."""
    if images.shape[1] != images.shape[2]:
        return np.ascontiguousarray(images.transpose(0, 2, 1))
    for start in range(0, len(images), _TRANSPOSE_AT_ONCE):
        block = images[start : start + _TRANSPOSE_AT_ONCE]
        block[:] = block.transpose(0, 2, 1).copy()
    return images
