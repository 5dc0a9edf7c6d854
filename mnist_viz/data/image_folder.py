"""Pictures sorted into a folder for each class."""

import hashlib
from pathlib import Path

import numpy as np
from PIL import Image

from mnist_viz.data.dataset import DataError, DataSplits, LabelledImages, UInt8Array
from mnist_viz.data.image_file import read_grey_image
from mnist_viz.data.image_suffixes import SUFFIXES
from mnist_viz.data.split_checks import SplitFiles, checked_split

SIDE_PIXELS = 28
MOST_CLASSES = 256
TEST_SHARE = 0.2

_TRAIN_NAMES = ("train", "training")
_TEST_NAMES = ("test", "testing")

_Picture = tuple[Path, int]  # and the number of its class


def holds_class_folders(folder: Path) -> bool:
    """Tell whether a folder holds folders with pictures, or such folders for training and test."""
    parts = _given_parts(folder)
    return bool(_class_folders(parts[0] if parts else folder))


def load_image_folder(folder: Path) -> DataSplits:
    """Load pictures from class folders, as 28 × 28 shades of grey with light ink.

    The folders' names are the classes' names, in order (numbers by value). Pictures that are not
    square are padded, all are resized, and if most are dark on light, all are inverted. A fifth of
    them, chosen by a hash of class and file name, is held out to test with: the same ones whatever
    else the folder holds, save that a class of two or more has at least one on either side.
    Folders named ``train`` and ``test`` with class folders in them are taken as they are.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    DataFileError
        If a picture is damaged, or too many are blank.
    DataError
        If there are too few pictures or classes to train on and test with.
    """
    parts = _given_parts(folder)
    class_folders = _class_folders(*(parts or (folder,)))
    names = tuple(dict.fromkeys(path.name for path in class_folders))
    if not 2 <= len(names) <= MOST_CLASSES:
        raise DataError(
            f"{folder} has {len(names)} folders of pictures; 2 to {MOST_CLASSES} classes are "
            "needed, each in a folder of its own."
        )
    if parts:
        splits = tuple(_pictures([part / name for name in names]) for part in parts)
    else:
        splits = _divide(class_folders)
    train, test = (_read(paths) for paths in splits)
    if not (len(train) and len(test)):
        raise DataError(
            f"{folder} holds {len(train)} pictures to train on and {len(test)} to test with; "
            "add more."
        )
    if _is_dark_on_light(train.images):
        train, test = (LabelledImages(255 - split.images, split.labels) for split in (train, test))
    folder = folder.resolve()
    files = SplitFiles(folder, folder, "Take them out, or draw something on them.")
    train, test = (
        checked_split(split.images, split.labels, files, n_classes=len(names))
        for split in (train, test)
    )
    return DataSplits(
        name=str(folder),
        title=folder.name,
        train=train,
        test=test,
        class_names=names,
        origin=str(folder),
    )


def held_out(class_name: str, file_names: list[str]) -> set[str]:
    """Return the names of a class's pictures to test with, by a hash of class and name."""

    def place(file_name: str) -> float:
        digest = hashlib.sha256(f"{class_name}/{file_name}".encode()).digest()
        return int.from_bytes(digest[:8], "big") / 2**64

    in_order = sorted(file_names, key=place)
    chosen = sum(place(name) < TEST_SHARE for name in in_order)
    if len(in_order) > 1:
        chosen = min(max(chosen, 1), len(in_order) - 1)
    return set(in_order[:chosen])


def fit_into_square(image: UInt8Array, side: int = SIDE_PIXELS) -> UInt8Array:
    """Pad an image to a square with its border's shade, and resize it.

    Parameters
    ----------
    image : uint8, shape (height, width)
    side : int

    Returns
    -------
    uint8, shape (side, side)
    """
    height, width = image.shape
    if height != width:
        longer = max(height, width)
        square = np.full((longer, longer), np.uint8(np.median(_border(image[np.newaxis]))))
        top, left = (longer - height) // 2, (longer - width) // 2
        square[top : top + height, left : left + width] = image
        image = square
    if len(image) == side:
        return image
    resized = Image.fromarray(image).resize((side, side), Image.Resampling.LANCZOS)
    return np.array(resized, dtype=np.uint8)


def _given_parts(folder: Path) -> tuple[Path, Path] | None:
    """Return the folders to train on and to test with, if they are there by name."""
    by_name = {path.name.lower(): path for path in _folders(folder)}
    train = next((by_name[name] for name in _TRAIN_NAMES if name in by_name), None)
    test = next((by_name[name] for name in _TEST_NAMES if name in by_name), None)
    if train and test and _class_folders(train):
        return train, test
    return None


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]


def _class_folders(*folders: Path) -> list[Path]:
    """Return the folders of pictures in some folders, in the order of their classes."""

    def by_number_or_name(path: Path) -> tuple[int, str]:
        return (int(path.name) if path.name.isdecimal() else -1, path.name)

    paths = (path for folder in folders for path in _folders(folder) if _picture_files(path))
    return sorted(paths, key=by_number_or_name)


def _picture_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    )


def _pictures(class_folders: list[Path]) -> list[_Picture]:
    return [
        (path, label)
        for label, folder in enumerate(class_folders)
        for path in _picture_files(folder)
    ]


def _divide(class_folders: list[Path]) -> tuple[list[_Picture], list[_Picture]]:
    train: list[_Picture] = []
    test: list[_Picture] = []
    for label, folder in enumerate(class_folders):
        paths = _picture_files(folder)
        to_test_with = held_out(folder.name, [path.name for path in paths])
        for path in paths:
            (test if path.name in to_test_with else train).append((path, label))
    return train, test


def _read(pictures: list[_Picture]) -> LabelledImages:
    images = np.empty((len(pictures), SIDE_PIXELS, SIDE_PIXELS), np.uint8)
    for image, (path, _) in zip(images, pictures, strict=True):
        image[:] = fit_into_square(read_grey_image(path))
    return LabelledImages(images, np.array([label for _, label in pictures], np.uint8))


def _border(images: UInt8Array) -> UInt8Array:
    """Return the pixels at the edge of images (n, height, width), one row an image."""
    edges = (images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1])
    return np.concatenate(edges, axis=1)


def _is_dark_on_light(images: UInt8Array) -> bool:
    return bool(np.median(_border(images)) > 127)
