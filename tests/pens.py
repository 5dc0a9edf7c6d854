"""Digits that people wrote on a tablet: gzipped lines of JSON, one digit a line."""

import gzip
import json
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import LabelledImages, ink_to_image

Float64Array = NDArray[np.float64]
Draw = Callable[[tuple[Float64Array, ...]], NDArray[np.uint8]]


class PenFileError(ValueError):
    """A file holds no digits of this format; the message says where and why."""


@dataclass(frozen=True)
class PenDigit:
    """One digit, as it was written.

    Attributes
    ----------
    digit, writer : int
    strokes : tuple of float64 arrays, shape (n, 2)
        x, y of each pen-down in the tablet's units, y down.
    """

    digit: int
    writer: int
    strokes: tuple[Float64Array, ...]


def read_pens(path: Path, writers: Collection[int] | None = None) -> list[PenDigit]:
    """Read the digits of a file: ``digit``, ``writer`` and ``strokes``, lists of [x, y].

    Parameters
    ----------
    path : Path
    writers : collection of int, optional
        Whose digits; without it everybody's.

    Raises
    ------
    PenFileError
        If the file is missing, no such file, or has no digit of these writers.
    """
    digits = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                digit = _pen_digit(line, f"{path}, line {number}")
                if writers is None or digit.writer in writers:
                    digits.append(digit)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise PenFileError(f"{path} cannot be read: {error}.") from error
    if not digits:
        raise PenFileError(f"{path} has no digits{' of these writers' if writers else ''}.")
    return digits


def _pen_digit(line: str, place: str) -> PenDigit:
    try:
        fields = json.loads(line)
        strokes = tuple(np.array(stroke, dtype=np.float64) for stroke in fields["strokes"])
        digit, writer = fields["digit"], fields["writer"]
    except (ValueError, KeyError, TypeError) as error:
        raise PenFileError(f"{place} is no digit with writer and strokes: {error!r}.") from error
    shapes_fit = all(stroke.ndim == 2 and stroke.shape[1] == 2 for stroke in strokes)
    is_finite = shapes_fit and all(np.isfinite(stroke).all() for stroke in strokes)
    if digit not in range(10) or not isinstance(writer, int) or not strokes or not is_finite:
        raise PenFileError(f"{place} needs a digit 0 to 9, a writer's number and points [x, y].")
    return PenDigit(digit, writer, strokes)


def drawn(digits: list[PenDigit], draw: Draw = ink_to_image) -> LabelledImages:
    """Return the digits as the drawing pad would hand them to a network, or drawn otherwise."""
    return LabelledImages(np.stack([draw(digit.strokes) for digit in digits]), labels_of(digits))


def labels_of(digits: list[PenDigit]) -> NDArray[np.uint8]:
    """Return what the digits are, shape (n,)."""
    return np.array([digit.digit for digit in digits], dtype=np.uint8)


def numbers(text: str) -> frozenset[int]:
    """Return the writers that a command line names: ``25-30``, ``3,7,21-24``.

    Raises
    ------
    ValueError
        If it names none.
    """
    named: set[int] = set()
    for word in text.split(","):
        first, _, last = word.partition("-")
        named.update(range(int(first), int(last or first) + 1))
    if not named:
        raise ValueError(text)
    return frozenset(named)
