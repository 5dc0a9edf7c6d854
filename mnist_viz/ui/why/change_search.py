"""Looks for the smallest change in slices, so that the window never waits for it."""

from collections.abc import Iterator
from time import perf_counter

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mnist_viz.training import ChangedImage, View, smallest_change

SLICE_SECONDS = 0.004


class ChangeSearch(QObject):
    """Advances one search at a time on the GUI thread.

    Attributes
    ----------
    progressed : Signal
        There are more iterations.
    finished : Signal
        There will be no more.
    found : list of ChangedImage
        In the order of the iterations.
    """

    progressed = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: list[ChangedImage] = []
        self._search: Iterator[ChangedImage] | None = None
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._go_on)

    @property
    def running(self) -> bool:
        return self._search is not None

    def start(self, view: View, target: int) -> None:
        """Begin a search from a view's drawing, with its frame's parameters."""
        assert view.drawing is not None, "there is a drawing to change"
        frame, image = view.frame, view.drawing * np.float32(1 / 255)
        self.found = []
        self._search = smallest_change(frame.layout, frame.parameters, image, target)
        self._next.start()

    def cancel(self) -> None:
        """Leave off; what was found is forgotten."""
        self._search = None
        self.found = []
        self._next.stop()

    @Slot()
    def _go_on(self) -> None:
        search, begun = self._search, perf_counter()
        if search is None:
            return
        with np.errstate(all="ignore"):  # a broken network is shown as it is
            for one in search:
                self.found.append(one)
                if perf_counter() - begun > SLICE_SECONDS:
                    self._next.start()
                    self.progressed.emit()
                    return
        self._search = None
        self.progressed.emit()
        self.finished.emit()
