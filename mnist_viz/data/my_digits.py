"""My digits: drawings and pictures that somebody gave their right label, to learn a hand from."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.dataset import LabelledImages
from mnist_viz.data.ink import ink_to_image
from mnist_viz.data.rendering import SIDE
from mnist_viz.data.variations import thinned, write_again

Float64Array = NDArray[np.float64]

PICTURES_EACH = 24
"""How many pictures of a drawing there are to train on: as drawn, and varied."""

MOST_POINTS = 20_000  # of one drawing; a minute of a fast pen
_DECIMALS = 5  # of the pad's side: finer than any screen


@dataclass(frozen=True, eq=False)
class TaughtDigit:
    """A drawing, or a picture of a digit, and what it is.

    Make it with `TaughtDigit.of` or `TaughtDigit.of_picture`, which check and copy.

    Attributes
    ----------
    label : int
        0 to 9.
    strokes : tuple of float64 arrays, shape (n, 2), read-only
        x, y in the unit square of the pad, y down; none of a picture.
    picture : uint8, shape (28, 28), read-only, or None
        What the network sees of a picture; None for a drawing.
    """

    label: int
    strokes: tuple[Float64Array, ...]
    picture: NDArray[np.uint8] | None = None

    @classmethod
    def of(
        cls, label: int, strokes: Sequence[NDArray[np.floating] | NDArray[np.integer]]
    ) -> "TaughtDigit":
        """Return a copy of a drawing with its label.

        Raises
        ------
        ValueError
            If the label is no digit, or the strokes are no ink.
        """
        _check_label(label)
        copies = tuple(_checked(stroke) for stroke in strokes if len(stroke))
        if not copies:
            raise ValueError("There is nothing on the pad to be taught.")
        if sum(map(len, copies)) > MOST_POINTS:
            raise ValueError(f"A drawing has more than {MOST_POINTS:,} points.")
        return cls(label, copies)

    @classmethod
    def of_picture(cls, label: int, image: NDArray[np.uint8]) -> "TaughtDigit":
        """Return a copy of a picture with its label.

        Parameters
        ----------
        label : int
        image : uint8, shape (28, 28)
            As `mnist_viz.data.picture_to_image` returns it.

        Raises
        ------
        ValueError
            If the label is no digit, or the picture is none or empty.
        """
        _check_label(label)
        if image.shape != (SIDE, SIDE) or image.dtype != np.uint8 or not image.any():
            raise ValueError(f"A picture to be taught has {SIDE} × {SIDE} shades, and ink.")
        copy = image.copy()
        copy.flags.writeable = False
        return cls(label, (), copy)

    @cached_property
    def ink_checksum(self) -> str:
        """SHA-256 over points or picture, in hexadecimal digits: whose label may change later."""
        if self.picture is not None:
            return hashlib.sha256(b"picture" + self.picture.tobytes()).hexdigest()
        digest = hashlib.sha256(repr([len(stroke) for stroke in self.strokes]).encode())
        for stroke in self.strokes:
            digest.update(stroke.astype("<f8").tobytes())
        return digest.hexdigest()

    @property
    def checksum(self) -> str:
        """SHA-256 over label and points, in hexadecimal digits."""
        return hashlib.sha256(f"{self.label} {self.ink_checksum}".encode()).hexdigest()

    @cached_property
    def image(self) -> NDArray[np.uint8]:
        """What a network sees of it, uint8 (28, 28), read-only."""
        if self.picture is not None:
            return self.picture
        image = ink_to_image(self.strokes)
        image.flags.writeable = False
        return image

    @cached_property
    def pictures(self) -> NDArray[np.uint8]:
        """What a network is trained on: it, and variations; uint8 (PICTURES_EACH, 28, 28).

        They depend on the drawing alone, so that a run can be trained again exactly.
        """
        rng = np.random.default_rng(int(self.checksum, 16))
        if self.picture is None:
            varied = write_again(thinned(self.strokes), PICTURES_EACH - 1, rng)
        else:
            from mnist_viz.data.picture import bend_again  # noqa: PLC0415 - Pillow, seldom needed

            varied = bend_again(self.picture, PICTURES_EACH - 1, rng)
        return np.concatenate([self.image[None], varied])

    def to_json(self) -> dict[str, Any]:
        """Return label and points, or picture, as JSON knows them."""
        if self.picture is not None:
            return {"label": self.label, "picture": self.picture.tobytes().hex()}
        return {"label": self.label, "strokes": [stroke.tolist() for stroke in self.strokes]}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "TaughtDigit":
        """Return the drawing that `to_json` described.

        Raises
        ------
        ValueError, KeyError, TypeError
            If it is none.
        """
        if "picture" in fields:
            pixels = np.frombuffer(bytes.fromhex(fields["picture"]), dtype=np.uint8)
            return cls.of_picture(fields["label"], pixels.reshape(SIDE, SIDE))
        return cls.of(fields["label"], [np.array(stroke, float) for stroke in fields["strokes"]])


@dataclass(frozen=True, eq=False)
class MyDigits:
    """A set of taught digits; adding and removing make another set.

    Attributes
    ----------
    digits : tuple of TaughtDigit
        In the order of teaching.
    """

    digits: tuple[TaughtDigit, ...] = ()

    def __len__(self) -> int:
        return len(self.digits)

    @cached_property
    def checksum(self) -> str:
        """SHA-256 over the drawings and their labels, in hexadecimal digits: their identity."""
        return hashlib.sha256("".join(one.checksum for one in self.digits).encode()).hexdigest()

    @cached_property
    def name(self) -> str:
        """What a Change calls the set: how many, and the checksum; empty for none."""
        return f"{len(self)} {self.checksum}" if self.digits else ""

    @cached_property
    def pictures(self) -> LabelledImages:
        """All that a network is trained on, `PICTURES_EACH` in a row of each drawing."""
        images = [np.zeros((0, 28, 28), dtype=np.uint8), *(one.pictures for one in self.digits)]
        labels = np.array([one.label for one in self.digits], dtype=np.uint8)
        return LabelledImages(np.concatenate(images), np.repeat(labels, PICTURES_EACH))

    @property
    def as_drawn(self) -> LabelledImages:
        """The drawings themselves, as pictures."""
        images = [np.zeros((0, 28, 28), dtype=np.uint8), *(one.image[None] for one in self.digits)]
        labels = np.array([one.label for one in self.digits], dtype=np.uint8)
        return LabelledImages(np.concatenate(images), labels)

    def having(self, added: Iterable[TaughtDigit]) -> "MyDigits":
        """Return the set with more drawings; one that is there already takes the new label."""
        by_ink = {one.ink_checksum: one for one in (*self.digits, *added)}
        return MyDigits(tuple(by_ink.values()))

    def of_same_ink(self, others: Iterable[TaughtDigit]) -> tuple[TaughtDigit, ...]:
        """Return those of the set that `having` these would replace."""
        inks = {one.ink_checksum for one in others}
        return tuple(one for one in self.digits if one.ink_checksum in inks)

    def without(self, checksums: Iterable[str]) -> "MyDigits":
        """Return the set without the drawings of these checksums."""
        gone = frozenset(checksums)
        return MyDigits(tuple(one for one in self.digits if one.checksum not in gone))

    def to_json(self) -> list[dict[str, Any]]:
        """Return the drawings as JSON knows them."""
        return [one.to_json() for one in self.digits]

    @classmethod
    def from_json(cls, items: Iterable[Mapping[str, Any]]) -> "MyDigits":
        """Return the set that `to_json` described.

        Raises
        ------
        ValueError, KeyError, TypeError
            If it is none.
        """
        return cls(tuple(TaughtDigit.from_json(item) for item in items))


def _check_label(label: int) -> None:
    if type(label) is not int or label not in range(10):
        raise ValueError(f"A digit is taught as 0 to 9, not as {label!r}.")


def _checked(stroke: NDArray[np.floating] | NDArray[np.integer]) -> Float64Array:
    points = np.asarray(stroke, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError("A stroke has finite points x, y.")
    # Rounded, so that text holds it exactly; with 0.0 added, −0.0 is 0.0.
    points = np.round(points, _DECIMALS) + 0.0
    points.flags.writeable = False
    return points
