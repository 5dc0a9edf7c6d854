"""Reads pictures of digits on the I/O thread, so that the window never waits for one."""

from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, Signal, Slot

from mnist_viz.data import grey_image_of, grey_of_rgba, picture_steps, read_grey_image

PictureSource: TypeAlias = Path | bytes | NDArray[np.uint8]
"""A file, the content of one, or pixels: red, green, blue and alpha, shape (height, width, 4)."""

PASTED = "The pasted picture"
"""What content without a file is called in an error."""


class PictureReader(QObject):
    """Decodes what it is asked for; lives on the I/O thread."""

    was_read = Signal(int, object)  # number, PictureSteps
    failed = Signal(int, object)  # number, Exception

    @Slot(int, object)
    def read(self, number: int, source: PictureSource) -> None:
        """Bring a picture into the form of the network's input."""
        try:
            if isinstance(source, Path):
                grey = read_grey_image(source)
            elif isinstance(source, bytes):
                grey = grey_image_of(source, PASTED)
            else:
                grey = grey_of_rgba(source)
            steps = picture_steps(grey)
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

    _read = Signal(int, object)

    def __init__(self, io_thread: QThread, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0
        self._reader = PictureReader()
        self._reader.moveToThread(io_thread)
        self._read.connect(self._reader.read)
        self._reader.was_read.connect(self._on_read)
        self._reader.failed.connect(self._on_failed)

    def read(self, source: PictureSource) -> None:
        """Read a picture; `was_read` or `failed` follows."""
        self._number += 1
        self._read.emit(self._number, source)

    @Slot(int, object)
    def _on_read(self, number: int, steps: object) -> None:
        if number == self._number:
            self.was_read.emit(steps)

    @Slot(int, object)
    def _on_failed(self, number: int, error: Exception) -> None:
        if number == self._number:
            self.failed.emit(error)
