"""Draws a sheet of built-in digits beside MNIST's, to be looked at.

``python -m tests.making.sample_sheet --mnist FOLDER --out FILE``. A row for each digit: built-in
ones on the left, ones of MNIST's training images, of which the model knows nothing, on the right.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_viz.data import LabelledImages, load_dataset
from mnist_viz.data.builtin import generate_chunk
from tests.making.builtin_digits import FITTED_IMAGES

_COLUMNS = 20
_GAP = 14
_ZOOM = 2


def main(arguments: list[str] | None = None) -> None:
    """Draw the sheet."""
    options = _parser().parse_args(arguments)
    train = load_dataset(options.mnist).train
    unknown = LabelledImages(train.images[FITTED_IMAGES:], train.labels[FITTED_IMAGES:])
    drawn = sheet(generate_chunk(options.seed, 0, 0), unknown, _COLUMNS)
    Image.fromarray(np.kron(255 - drawn, np.ones((_ZOOM, _ZOOM), np.uint8))).save(options.out)
    sys.stdout.write(f"{options.out}: built-in digits on the left, MNIST on the right\n")


def sheet(left: LabelledImages, right: LabelledImages, columns: int) -> NDArray[np.uint8]:
    """Return the first images of each digit, of two sets side by side.

    Parameters
    ----------
    left, right : LabelledImages
        With at least ``columns`` images of each digit.
    columns : int
        Images of a digit, of each set.

    Returns
    -------
    uint8, shape (10 * height, (2 * columns) * width + gap)
    """
    halves = [
        np.concatenate(
            [
                np.concatenate(images.images[images.labels == digit][:columns], axis=1)
                for digit in range(10)
            ]
        )
        for images in (left, right)
    ]
    gap = np.zeros((len(halves[0]), _GAP), dtype=np.uint8)
    return np.concatenate([halves[0], gap, halves[1]], axis=1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mnist", type=Path, required=True, help="folder of MNIST's IDX files")
    parser.add_argument("--out", type=Path, required=True, help="the picture to write")
    parser.add_argument("--seed", type=int, default=0, help="another one draws other digits")
    return parser


if __name__ == "__main__":
    main()
