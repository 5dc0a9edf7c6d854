"""Reads pictures of digits on the I/O thread, so that the window never waits for one."""

import contextlib
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, Signal, Slot

from mnist_viz import data
from mnist_viz.data.dataset import UInt8Array

PictureSource: TypeAlias = Path | tuple[bytes, ...] | NDArray[np.uint8]
"""A file; the content of one, in one or several formats, of which the first that can be read
counts; or pixels: red, green, blue and alpha, shape (height, width, 4)."""

PASTED = "The pasted picture"
"""What content without a file is called in an error."""


class PictureReader(QObject):
    """Decodes what it is asked for; lives on the I/O thread."""

    was_read = Signal(int, object)  # number, PictureSteps
    failed = Signal(int, object)  # number, Exception

    @Slot(int, object, bool)
    def read(self, number: int, source: PictureSource, as_it_is: bool) -> None:
        """Bring a picture into the form of the network's input."""
        try:
            if isinstance(source, Path):
                grey = data.read_grey_image(source)
            elif isinstance(source, tuple):
                grey = _first_readable(source)
            else:
                grey = data.grey_of_rgba(source)
            steps = data.picture_steps(grey, as_it_is=as_it_is)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.failed.emit(number, error)
        else:
            self.was_read.emit(number, steps)


class Pictures(QObject):
    """The window's handle on reading pictures; lives on the GUI thread.

    Of several that are asked for at once the last one counts.

    Parameters
    ----------
    io_thread : QThread
    """

    was_read = Signal(object)  # PictureSteps
    failed = Signal(object)  # Exception

    _read = Signal(int, object, bool)

    def __init__(self, io_thread: QThread, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0
        self._reader = PictureReader()
        self._reader.moveToThread(io_thread)
        self._read.connect(self._reader.read)
        self._reader.was_read.connect(self._on_read)
        self._reader.failed.connect(self._on_failed)

    def read(self, source: PictureSource, *, as_it_is: bool = False) -> None:
        """Read a picture; `was_read` or `failed` follows.

        Parameters
        ----------
        source : PictureSource
        as_it_is : bool
            As for `mnist_viz.data.picture_steps`.
        """
        self._number += 1
        self._read.emit(self._number, source, as_it_is)

    @Slot(int, object)
    def _on_read(self, number: int, steps: object) -> None:
        if number == self._number:
            self.was_read.emit(steps)

    @Slot(int, object)
    def _on_failed(self, number: int, error: Exception) -> None:
        if number == self._number:
            self.failed.emit(error)


def _first_readable(contents: tuple[bytes, ...]) -> UInt8Array:
    for content in contents[:-1]:
        with contextlib.suppress(data.DataFileError):
            return data.grey_image_of(content, PASTED)
    return data.grey_image_of(contents[-1], PASTED)
