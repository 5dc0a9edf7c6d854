"""The images behind a cell of the confusion matrix."""

from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mnist_viz.training import View
from mnist_viz.ui import numbers
from mnist_viz.ui.components import IconButton, Words
from mnist_viz.ui.look.spacing import UNIT, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.pictures.gallery import Gallery


class MistakesView(QWidget):
    """Which images of one class were read as another, as the shown analysis has it.

    Attributes
    ----------
    image_chosen : Signal(int)
        Its place in the test set.
    closed : Signal
        The person wants the matrix back.
    """

    image_chosen = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._what = self._summary = ""
        self._back = IconButton("back", "Back to the matrix", "Show all confusions again.", "Esc")
        self._back.set_small()
        self._title = Words("", "body", after=7, may_be_cut=True)
        self._count = Words("", "body", "text2")
        self._gallery = Gallery()
        self._gallery.setObjectName("mistakes")
        self._gallery.setAccessibleName("Images of this cell")
        self._gallery.setWhatsThis(
            "The images that the network took for another class. The arrow keys move from one to "
            "the next, Enter or a click puts one into the pad, Esc goes back."
        )
        self.setFocusProxy(self._gallery)
        self._lay_out()
        self._back.clicked.connect(self.closed)
        self._gallery.left.connect(self.closed)
        self._gallery.pointed.connect(self._on_pointed)
        self._gallery.chosen.connect(self._on_chosen)
        self.restyle(system_theme())

    @property
    def rows(self) -> NDArray[np.intp]:
        """Places in the test set of what is shown, ascending."""
        return self._rows

    @property
    def gallery(self) -> Gallery:
        return self._gallery

    def show_cell(self, view: View, cell: tuple[int, int]) -> None:
        """Show the images of a cell (label, prediction) of the view's analysis."""
        analysis, test = view.analysis, view.test
        rows = np.empty(0, dtype=np.intp)
        at_hand = (
            analysis is not None
            and test is not None
            and np.array_equal(analysis.labels, test.labels)
        )
        if analysis is not None and at_hand:
            rows = analysis.images_read(*cell)
        label, prediction = (view.class_names[number] for number in cell)
        self._what = f"{label} read as {prediction}"
        self._title.show_text(self._what)
        word = "image" if len(rows) == 1 else "images"
        count = f"{numbers.count(len(rows))} {word}"
        self._summary = count if at_hand else "other test images are at hand now"
        if test is not None and not np.array_equal(rows, self._rows):
            self._rows = rows
            self._gallery.show_images(test.images[rows])
        self._on_pointed(self._gallery.current)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        for part in (self._back, self._title, self._count, self._gallery):
            part.restyle(theme)
        cast("QVBoxLayout", self.layout()).setSpacing(scaled(UNIT))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        for part in (self._back, self._title, self._count):
            head.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self._gallery, 1)

    @Slot(object)
    def _on_pointed(self, number: int | None) -> None:
        """Say which image it is, or how many there are; a card would cover others."""
        if number is None or number >= len(self._rows):
            self._count.show_text(self._summary)
            return
        image = f"test image {numbers.count(int(self._rows[number]))}"
        self._count.show_text(image)
        self._gallery.setAccessibleDescription(f"{self._what}, {image}")

    @Slot(int)
    def _on_chosen(self, number: int) -> None:
        self.image_chosen.emit(int(self._rows[number]))
