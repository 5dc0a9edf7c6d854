"""Images that are read once they are needed, beside whatever else there is to do.

A network can be shown, and scored on the test images, long before MNIST's 60,000 training images
are unpacked.
"""

import threading
from collections.abc import Callable

from mnist_viz.data.dataset import LabelledImages, UInt8Array


class LateImages(LabelledImages):
    """Labelled images, of which the labels are here and the images are still to be read.

    Parameters
    ----------
    labels : uint8, shape (n,)
    read : callable
        Returns the images, uint8, shape (n, height, width), or raises a DataFileError.
    """

    def __init__(self, labels: UInt8Array, read: Callable[[], UInt8Array]) -> None:
        labels.flags.writeable = False
        self.__dict__.update(labels=labels, _reading=_Reading(read))

    @property
    def images(self) -> UInt8Array:
        """Read-only, uint8, shape (n, height, width); waits for them.

        Raises
        ------
        DataFileError
            If they cannot be read.
        """
        reading: _Reading = self.__dict__["_reading"]
        return reading.result()

    def are_here(self, patience_seconds: float) -> bool:
        reading: _Reading = self.__dict__["_reading"]
        return reading.is_done(patience_seconds)


class _Reading:
    """Reads on a thread of its own, which lives only while it does; after an error, once more."""

    def __init__(self, read: Callable[[], UInt8Array]) -> None:
        self._read = read
        self._images: UInt8Array | None = None
        self._error: Exception | None = None
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()

    def is_done(self, patience_seconds: float | None) -> bool:
        if self._images is not None:
            return True
        with self._changed:
            self._start()
            self._changed.wait_for(lambda: self._thread is None, patience_seconds)
            if self._error is not None:
                error, self._error = self._error, None
                raise error
            return self._images is not None

    def result(self) -> UInt8Array:
        self.is_done(None)
        assert self._images is not None, "there was no error"
        return self._images

    def _start(self) -> None:
        """Start the thread, unless there is nothing to do or to be told; the lock is held."""
        if self._images is None and self._error is None and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="images")
            self._thread.start()

    def _run(self) -> None:
        images, failure = None, None
        try:
            images = self._read()
            images.flags.writeable = False
        except Exception as error:  # noqa: BLE001 - it is raised where the images are looked at
            failure = error
        with self._changed:
            self._images, self._error, self._thread = images, failure, None
            self._changed.notify_all()
