"""Sessions to files and back: what the window asks for, and what the I/O thread does."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from time import monotonic, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QThread, Signal, Slot

from mnist_viz import training
from mnist_viz.data import DataSplits
from mnist_viz.session.recollection import record_of, state_of, tracks_of
from mnist_viz.session.worker import TrainingWorker
from mnist_viz.training import Checkpoint, Looks, SessionRecord
from mnist_viz.training.history import all_packed
from mnist_viz.training.opening import OpenedSession

if TYPE_CHECKING:
    from mnist_viz.session.session import Session

_NO_INPUT = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
_SLICE_MS = 10


class Filer(QObject):
    """Writes sessions, and reads whatever can be opened; lives on the I/O thread."""

    saved = Signal(str)  # path
    save_failed = Signal(str, object)  # path, Exception
    opened = Signal(str, object)  # path, Model, OpenedSession or SetUp
    open_failed = Signal(str, object)  # path, Exception

    @Slot(str, object)
    def save(self, path: str, record: SessionRecord) -> None:
        """Write a session, packed."""
        try:
            training.save_session(Path(path), _packed(stamped(record)))
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.save_failed.emit(path, error)
        else:
            self.saved.emit(path)

    @Slot(str, object)
    def open(self, path: str, at_hand: tuple[DataSplits, ...]) -> None:
        """Read a file; `at_hand` are data sets that need not be read again."""
        try:
            found = training.open_file(Path(path), at_hand)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.open_failed.emit(path, error)
        else:
            self.opened.emit(path, found)


class Storage(QObject):
    """The session's way into files and out of them; lives on the GUI thread.

    Parameters
    ----------
    session : Session
    worker : TrainingWorker
        Is asked where it is when a session is saved.
    io_thread : QThread

    Attributes
    ----------
    looks : callable
        Returns how the session is looked at now; the window's to set.
    """

    saved = Signal(str)  # path
    save_failed = Signal(str, object)  # path, Exception
    opened = Signal(str, object)  # path, Model, OpenedSession or SetUp: nothing is taken over yet
    open_failed = Signal(str, object)  # path, Exception
    taken_over = Signal(object)  # SessionRecord, renumbered: the tree is now its; a run begins

    _save = Signal(str, object)
    _open = Signal(str, object)
    _checkpoint_wanted = Signal(int)

    def __init__(self, session: "Session", worker: TrainingWorker, io_thread: QThread) -> None:
        super().__init__(session)
        self._session = session
        self._waiting: dict[int, Callable[[SessionRecord | None], object]] = {}
        self._number = 0
        self._saving = 0
        self.looks: Callable[[], Looks] = Looks
        self._filer = Filer()
        self._filer.moveToThread(io_thread)
        self._save.connect(self._filer.save)
        self._open.connect(self._filer.open)
        self._checkpoint_wanted.connect(worker.send_checkpoint)
        worker.checkpoint_ready.connect(self._on_checkpoint)
        self._filer.saved.connect(self._on_saved)
        self._filer.save_failed.connect(self._on_save_failed)
        self._filer.opened.connect(self.opened)
        self._filer.open_failed.connect(self.open_failed)

    @property
    def saving(self) -> bool:
        """Whether a session is being written."""
        return self._saving > 0

    def save(self, path: Path) -> None:
        """Write the session as it is now; `saved` or `save_failed` follows."""
        self._saving += 1

        def write(record: SessionRecord | None) -> None:
            if record is None:
                self._on_save_failed(str(path), RuntimeError("There is no network to be saved"))
            else:
                self._save.emit(str(path), record)

        self.ask_record(write)

    def hand_over(self, patience_ms: int) -> None:
        """Wait until what is to be saved has gone to the I/O thread: the program is to end.

        A worker that does not say in time where it is leaves that to what is recorded.
        """
        end = monotonic() + patience_ms / 1000
        while self._saving and self._waiting and monotonic() < end:
            QCoreApplication.processEvents(_NO_INPUT, _SLICE_MS)
        while self._saving and self._waiting:
            _, then = self._waiting.popitem()
            then(record_of(self._session, None, self.looks()) if self._session.tree.runs else None)

    def open(self, path: Path) -> None:
        """Read a file; `opened` or `open_failed` follows."""
        self._open.emit(str(path), self._session.library.all)

    def ask_record(self, then: Callable[[SessionRecord | None], object]) -> None:
        """Have the session's record of this moment handed to `then`, on this thread.

        It is None if nothing can be trained. If another run begins meanwhile, it is of that.
        """
        session = self._session
        if session.tree.runs and not session.can_train:
            then(record_of(session, None, self.looks()))
            return
        self._number += 1
        self._waiting[self._number] = then
        self._checkpoint_wanted.emit(self._number)

    def take_over(self, opened: OpenedSession) -> None:
        """Replace the whole session by one from a file; its run begins, at rest."""
        session = self._session
        record = opened.record.renumbered(session.tree.last_id)
        session.library.take_in(record)
        for data in opened.data:
            session.library.add(data)
        session.tree.take_over([one.run for one in record.runs], record.current)
        session.states = {one.run.id: state_of(one) for one in record.runs}
        session.states[record.current].to_come = record.to_come
        session.past.take_over(tracks_of(record), record.current)
        self.taken_over.emit(record)
        if opened.stand_in is not None:
            session.without_data.look_at(record.current, opened.stand_in)
        else:
            session.branches.reopen(record.current, record.to_come)

    @Slot(int, object)
    def _on_checkpoint(self, number: int, checkpoint: Checkpoint | None) -> None:
        then, session = self._waiting.pop(number, None), self._session
        if then is None:
            return  # it was not waited for any longer
        if checkpoint is None:
            then(None)
        elif checkpoint.frame.run_id != session.tree.current.id:
            self.ask_record(then)  # another run is on its way to the worker
        else:
            then(record_of(session, checkpoint, self.looks()))

    @Slot(str)
    def _on_saved(self, path: str) -> None:
        self._saving -= 1
        self.saved.emit(path)

    @Slot(str, object)
    def _on_save_failed(self, path: str, error: Exception) -> None:
        self._saving -= 1
        self.save_failed.emit(path, error)


def stamped(record: SessionRecord) -> SessionRecord:
    """Return a record that says when it was written, and what its bits depend on."""
    return dataclasses.replace(record, environment=training.environment(), saved_at=time())


def _packed(record: SessionRecord) -> SessionRecord:
    runs = tuple(
        dataclasses.replace(one, snapshots=all_packed(one.snapshots)) for one in record.runs
    )
    return dataclasses.replace(record, runs=runs)
