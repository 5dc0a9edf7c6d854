"""What a data set is, whatever file or generator it came from."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mnist_viz.data.stream import ImageStream

UInt8Array: TypeAlias = NDArray[np.uint8]

DIGIT_NAMES = tuple("0123456789")


class DataError(Exception):
    """The data cannot be had or used; the message says what, why and what to do."""


class DataFileError(DataError):
    """A file of a data set is missing, damaged or not what it says it is."""


@dataclass(frozen=True, eq=False)
class LabelledImages:
    """Grey images and the class of each.

    Attributes
    ----------
    images : uint8, shape (n, height, width), C-contiguous, read-only
        0 is background, 255 full ink.
    labels : uint8, shape (n,), read-only
    """

    images: UInt8Array
    labels: UInt8Array

    def __post_init__(self) -> None:
        assert self.images.dtype == np.uint8
        assert self.labels.dtype == np.uint8
        assert len(self.images) == len(self.labels)
        for array in (self.images, self.labels):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.labels)

    def are_here(self, patience_seconds: float) -> bool:
        """Return whether the images are here, at once or within so many seconds; have them come.

        Raises
        ------
        DataFileError
            If they cannot be had at all.
        """
        del patience_seconds
        return True

    @property
    def pixels(self) -> UInt8Array:
        """The same images as rows, shape (n, height * width)."""
        return self.images.reshape(len(self.images), -1)


@dataclass(frozen=True, eq=False)
class DataSplits:
    """A data set: what to train on, and what the network never trains on.

    Attributes
    ----------
    name : str
        What ``--data`` calls it: ``mnist``, ``builtin``, or the folder it was read from.
    title : str
        What people call it: ``MNIST``, ``Built-in digits``.
    train, test : LabelledImages
    class_names : tuple of str
        The name of class k, at k.
    origin : str
        Where it came from, in words or as a path.
    stream : ImageStream or None
        What fills and refills the training images while a network trains; `train` is then what
        the first epoch trains on, written when somebody looks at it.
    test_title : str
        What a test score is a score of: ``test images``, ``held-out built-in digits``.
    known_checksum : str
        Its `checksum`, where that is known without looking at all images; else empty.
    """

    name: str
    title: str
    train: LabelledImages
    test: LabelledImages
    class_names: tuple[str, ...]
    origin: str
    stream: "ImageStream | None" = None
    test_title: str = "test images"
    known_checksum: str = ""

    @property
    def image_shape(self) -> tuple[int, int]:
        """Height and width of an image, in pixels."""
        _, height, width = self.test.images.shape
        return height, width

    def agrees_with(self, other: "DataSplits") -> bool:
        """Return whether a network for the one fits the other, class by class."""
        return (self.image_shape, self.class_names) == (other.image_shape, other.class_names)

    @cached_property
    def checksum(self) -> str:
        """SHA-256 over the arrays, as hexadecimal digits: the identity of the data set."""
        if self.known_checksum:
            return self.known_checksum
        digest = hashlib.sha256()
        parts = [self.train, self.test]
        if self.stream is not None:
            # The test images stand for what writes the others.
            digest.update(f"{self.origin}; {self.stream.rule}".encode())
            parts = [self.test]
        for part in parts:
            for array in (part.images, part.labels):
                digest.update(repr(array.shape).encode())
                digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()
