"""Looks at data before they are trained on, on a thread of its own, so that nothing waits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, Signal, Slot

from mnist_viz.data import DataSplits, Survey, load_dataset, survey
from mnist_viz.training import RunConfig, first_examples

EXAMPLES = 48
"""Of each class, at most."""


@dataclass(frozen=True, eq=False)
class PreviewRequest:
    """Asks what a run would train on.

    Attributes
    ----------
    config : RunConfig
        Its training-set size, held-out images and label noise count.
    data : DataSplits or None
        The data set, if it has been loaded.
    name : str
        Name or folder of the data set otherwise.
    """

    config: RunConfig
    data: DataSplits | None = None
    name: str = ""


@dataclass(frozen=True, eq=False)
class Preview:
    """What a run would train on.

    Attributes
    ----------
    data : DataSplits
    config : RunConfig
    survey : Survey
        Of the images and the labels that they would be trained on with.
    pictures : tuple of uint8 arrays, shape (k, height, width)
        By class: the first images that bear its label.
    true_labels : tuple of uint8 arrays, shape (k,)
        What those images are.
    wrong, shown, count : int
        Labels made wrong, among as many as were looked at; images that an epoch trains on. More
        are trained on than looked at where images are written while a network trains.
    """

    data: DataSplits
    config: RunConfig
    survey: Survey
    pictures: tuple[NDArray[np.uint8], ...]
    true_labels: tuple[NDArray[np.uint8], ...]
    wrong: int
    shown: int
    count: int


def preview(request: PreviewRequest) -> Preview:
    """Look at what a run would train on.

    Raises
    ------
    DataError
        If the data cannot be had, or are fewer than the config asks for.
    """
    data = request.data or load_dataset(request.name)
    _ = data.checksum  # hashing takes long; it is kept
    chosen = first_examples(data, request.config)
    found = survey(chosen.images, chosen.labels, len(data.class_names), EXAMPLES)
    return Preview(
        data=data,
        config=request.config,
        survey=found,
        pictures=tuple(chosen.images[rows] for rows in found.examples),
        true_labels=tuple(chosen.true_labels[rows] for rows in found.examples),
        wrong=int(np.count_nonzero(chosen.labels != chosen.true_labels)),
        shown=len(chosen.labels),
        count=chosen.count,
    )


class _Looker(QObject):
    """Lives on the thread."""

    ready = Signal(object)  # Preview
    failed = Signal(object)  # Exception

    @Slot(object)
    def look(self, request: PreviewRequest) -> None:
        try:
            made = preview(request)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.failed.emit(error)
        else:
            self.ready.emit(made)

    @Slot()
    def finish(self) -> None:
        QThread.currentThread().quit()


class Previews(QObject):
    """The window's handle on previews; lives on the GUI thread.

    One is made at a time. If others are asked for meanwhile, only the last of them is made next.
    """

    ready = Signal(object)  # Preview
    failed = Signal(object)  # Exception

    _look = Signal(object)
    _finish = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._looker = _Looker()
        self._busy = False
        self._next: PreviewRequest | None = None
        self.thread_of_work = QThread(self)
        self.thread_of_work.setObjectName("previews")
        self._looker.moveToThread(self.thread_of_work)
        self._look.connect(self._looker.look)
        self._finish.connect(self._looker.finish)
        self._looker.ready.connect(self._on_ready)
        self._looker.failed.connect(self._on_failed)

    def ask(self, request: PreviewRequest) -> None:
        """Look at what a run would train on; `ready` or `failed` follows, for the last one."""
        if self._busy:
            self._next = request
            return
        self._busy = True
        self.thread_of_work.start()  # only now: most sessions preview nothing
        self._look.emit(request)

    def finish(self) -> None:
        """End the thread once it has finished what it is at, without waiting for it."""
        self._next = None
        self._finish.emit()

    @Slot(object)
    def _on_ready(self, made: Preview) -> None:
        if not self._goes_on():
            self.ready.emit(made)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not self._goes_on():
            self.failed.emit(error)

    def _goes_on(self) -> bool:
        """Look at what was asked for meanwhile; return whether there was something."""
        self._busy = False
        request, self._next = self._next, None
        if request is not None:
            self.ask(request)
        return request is not None
