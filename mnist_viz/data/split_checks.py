"""Checks that images and labels belong together, before anything is trained on them."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.dataset import LabelledImages, UInt8Array
from mnist_viz.data.file_errors import COPY_AGAIN, damaged, unusable

MOST_SIDE_PIXELS = 512
_MOST_BLANK_SHARE = 0.01


class SplitFiles(NamedTuple):
    """Where one part of a data set was read from, for messages.

    Attributes
    ----------
    images, labels : Path
        The files; the same path twice where one file holds both.
    remedy : str
        The sentence that ends error messages.
    """

    images: Path
    labels: Path
    remedy: str = COPY_AGAIN


def checked_split(
    images: UInt8Array,
    labels: NDArray[np.integer],
    files: SplitFiles,
    *,
    n_classes: int,
    first_label: int = 0,
) -> LabelledImages:
    """Return images and labels together once they agree.

    Parameters
    ----------
    images : uint8, shape (n, height, width)
    labels : integers, shape (m,)
        As the file has them, from ``first_label`` on.
    files : SplitFiles
    n_classes, first_label : int

    Raises
    ------
    DataFileError
        If the counts disagree or are 0, a label is out of range, or images are blank.
    """
    _check_counts(images, labels, files)
    _check_labels(labels, files, first_label, first_label + n_classes - 1)
    _check_ink(images, files)
    return LabelledImages(
        images=np.ascontiguousarray(images),
        labels=(labels - first_label).astype(np.uint8),
    )


def check_same_shape(train: LabelledImages, test: LabelledImages, files: SplitFiles) -> None:
    """Raise a DataFileError unless training and test images have one size; ``files``: of the test.

    Raises
    ------
    DataFileError
        If they differ.
    """
    if train.images.shape[1:] != test.images.shape[1:]:
        raise unusable(
            files.images,
            f"holds test images of {_size(test.images)} pixels, and those to train on have "
            f"{_size(train.images)}",
            files.remedy,
        )


def _size(images: UInt8Array) -> str:
    return " × ".join(str(side) for side in images.shape[1:])


def _check_counts(images: UInt8Array, labels: NDArray[np.integer], files: SplitFiles) -> None:
    if len(images) != len(labels):
        raise unusable(
            files.images,
            f"holds {len(images):,} images, but {files.labels.name} holds {len(labels):,} labels; "
            "they do not belong together",
            files.remedy,
        )
    if images.size == 0:
        raise unusable(files.images, "holds no images", files.remedy)
    if max(images.shape[1:]) > MOST_SIDE_PIXELS:
        raise unusable(
            files.images,
            f"holds images of {_size(images)} pixels; at most {MOST_SIDE_PIXELS} a side are read",
            "Make them smaller.",
        )


def _check_labels(
    labels: NDArray[np.integer], files: SplitFiles, lowest: int, highest: int
) -> None:
    wrong = np.flatnonzero((labels < lowest) | (labels > highest))
    if len(wrong):
        raise damaged(
            files.labels,
            f"{len(wrong):,} of {len(labels):,} labels are not in {lowest}–{highest} (the first "
            f"is {labels[wrong[0]]}, at {wrong[0]:,})",
            files.remedy,
        )


def _check_ink(images: UInt8Array, files: SplitFiles) -> None:
    blank = len(images) - int(np.count_nonzero(images.any(axis=(1, 2))))
    if blank == len(images) or blank > max(1, _MOST_BLANK_SHARE * len(images)):
        raise damaged(files.images, f"{blank:,} of {len(images):,} images are blank", files.remedy)
