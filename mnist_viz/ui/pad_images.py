"""What comes to the pad ready made: test images, and digits that write themselves."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from mnist_viz.data import DIGIT_NAMES, DataSplits

if TYPE_CHECKING:
    from mnist_viz.ui.display.live_display import LiveDisplay
    from mnist_viz.ui.early_requests import EarlyRequests
    from mnist_viz.ui.panels.drawing_panel import DrawingPanel

ANY = -1


class PadImages(QObject):
    """Puts it there.

    Parameters
    ----------
    panel : DrawingPanel
    display : LiveDisplay
        Knows what is read.
    early : EarlyRequests
        Keeps what is to be borrowed until there are images.
    """

    def __init__(
        self,
        panel: "DrawingPanel",
        display: "LiveDisplay",
        early: "EarlyRequests",
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._display = display
        self._early = early
        self._borrowed: Borrowed | None = None

    @Slot(object)
    def take_from(self, data: DataSplits) -> None:
        """Borrow from other data; where the first have no digits, show at once what they have."""
        first = self._borrowed is None
        self._borrowed = Borrowed(data)
        if first and self._panel.is_untouched and data.class_names != DIGIT_NAMES:
            self.borrow(0)

    @Slot(int)
    def borrow(self, label: int) -> None:
        """Put a test image of a class into the pad, or of any for −1."""
        if self._borrowed is None:
            self._early.keep(partial(self.borrow, label))
            return
        taken = self._borrowed.take(label)
        if taken is not None:
            self._panel.show_borrowed(*taken)

    @Slot(int)
    def show_test_image(self, row: int) -> None:
        """Put a test image into the pad, by its place."""
        view = self._display.view
        if view is not None and view.test is not None and row < len(view.test):
            name = view.class_names[view.test.labels[row]]
            self._panel.show_borrowed(view.test.images[row], name, row)

    @Slot(int)
    def write(self, digit: int) -> None:
        """Have a digit written on the pad, if it is digits that the network reads."""
        view = self._display.view
        if view is not None and view.class_names == DIGIT_NAMES:
            self._panel.write(digit)


class Borrowed:
    """Goes round the test images of each class.

    Parameters
    ----------
    data : DataSplits
    """

    def __init__(self, data: DataSplits) -> None:
        self._data = data
        self._next = dict.fromkeys(range(ANY, len(data.class_names)), 0)

    def take(self, label: int) -> tuple[NDArray[np.uint8], str, int] | None:
        """Return the next image of a class, or of any: picture, class name, index.

        Returns
        -------
        tuple or None
            None if there is no such image.
        """
        test = self._data.test
        if label not in self._next:
            return None
        rows = np.arange(len(test)) if label == ANY else np.flatnonzero(test.labels == label)
        if not len(rows):
            return None
        row = int(rows[self._next[label] % len(rows)])
        self._next[label] += 1
        return test.images[row], self._data.class_names[test.labels[row]], row
