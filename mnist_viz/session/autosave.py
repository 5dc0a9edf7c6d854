"""Keeps what is trained safe from a crash, at a bounded cost, in a journal of the session's own.

What was written took the I/O thread some time; until a hundred times that has passed, nothing
more is written. A clean end leaves the journal as the last session, which can be opened again;
it does not wait for what is being written, but for the piece of it that is under way.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from threading import Event
from time import thread_time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from mnist_viz import training
from mnist_viz.data.atomic_file import remove_stale_parts
from mnist_viz.session.recollection import record_of, with_checkpoint
from mnist_viz.session.storage import stamped
from mnist_viz.session.worker import TrainingWorker
from mnist_viz.training import Checkpoint, SessionRecord
from mnist_viz.training.journal import SUFFIX, Journal, is_in_use, newest_part
from mnist_viz.training.session_parts import PIECE_BYTES, Written, part_of, pieces_of

if TYPE_CHECKING:
    from mnist_viz.session.session import Session

LAST = f"last{SUFFIX}"
"""The journal of the session that was closed last."""

TIME_SHARE = 0.01
"""Of the I/O thread's time, at most."""

FIRST_MS = 2000
"""After so long of training, the first part is written."""

LEAST_INTERVAL_MS = 10_000

_AT_REST_MS = 500
_SPARE_BYTES = 64 * 1024**2
"""A journal that is larger than twice what it began with, and this, is written anew."""


class JournalWriter(QObject):
    """Writes, finds and removes journals; lives on the I/O thread."""

    written = Signal(float)  # seconds of this thread's time that it took
    failed = Signal(object)  # OSError
    found = Signal(str, object)  # path, SessionRecord: the last part of what a crash left
    nothing_found = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path()
        self._journal: Journal | None = None
        self._number = 0
        self._written = Written()
        self._first_size = 0
        self._last: tuple[int, SessionRecord] | None = None
        self._ending = Event()

    def stop(self) -> None:
        """Leave off after the piece under way, and write only the last step; from any thread."""
        self._ending.set()

    @Slot(str)
    def use(self, folder: str) -> None:
        """Write journals to a folder from now on."""
        self._folder = Path(folder)

    @Slot(int, object)
    def write(self, number: int, record: SessionRecord) -> None:
        """Write what a session has beyond what was written of it.

        Parameters
        ----------
        number : int
            Tells one session from the next: another begins a new journal, and ends the old one.
        record : SessionRecord
            The whole.
        """
        began = thread_time()
        if self._ending.is_set():
            return
        try:
            self._write(number, record)
        except OSError as error:
            self.failed.emit(error)
        else:
            if not self._ending.is_set():
                self.written.emit(thread_time() - began)

    @Slot(int, object)
    def prepare_last(self, number: int, record: SessionRecord) -> None:
        """Take in all but the last step of a session that is about to be closed."""
        self._last = (number, record)

    @Slot(object)
    def write_last(self, checkpoint: Checkpoint | None) -> None:
        """Write what was prepared, up to the last step, and leave it as the last session."""
        if self._last is not None and checkpoint is not None:
            number, record = self._last
            # In the time that closing may take, only what cannot be replayed is written.
            with suppress(OSError):
                self._write(number, with_checkpoint(record, checkpoint), sparse=True)
        journal, self._journal = self._journal, None
        if journal is not None:
            journal.close()
            with suppress(OSError):
                journal.path.replace(journal.path.with_name(LAST))

    @Slot()
    def write_without_worker(self) -> None:
        """Write what was prepared as far as it is recorded, and leave it as a crash does."""
        if self._last is not None:
            with suppress(OSError):
                self._write(*self._last, sparse=True)
        journal, self._journal = self._journal, None
        if journal is not None:
            journal.close()

    @Slot()
    def look(self) -> None:
        """Look for the newest session that a crash left."""
        left = self._left_by_a_crash()
        if left is None:
            self.nothing_found.emit()
        else:
            self.found.emit(*left)

    def _left_by_a_crash(self) -> tuple[str, SessionRecord] | None:
        with suppress(OSError):
            remove_stale_parts(self._folder)
            left = [path for path in self._folder.glob(f"*{SUFFIX}") if path.name != LAST]
            for path in sorted(left, key=lambda path: path.stat().st_mtime, reverse=True):
                if is_in_use(path):
                    continue
                part = newest_part(path)
                if part is not None:
                    return str(path), part
                path.unlink()  # the crash came before the first part was whole
        return None

    @Slot(str)
    def discard(self, path: str) -> None:
        """Remove a journal that nobody wants."""
        with suppress(OSError):
            Path(path).unlink(missing_ok=True)

    def _write(self, number: int, record: SessionRecord, *, sparse: bool = False) -> None:
        journal = self._journal
        is_new = journal is None or number != self._number
        # At the end there is no time to write everything anew.
        if journal is None or is_new or (not sparse and self._is_too_large(journal)):
            self._begin(number, record, sparse=sparse)
            return
        for written in _appended(journal, record, self._written, sparse=sparse):
            self._written = written
            if self._ending.is_set() and not sparse:
                return

    def _begin(self, number: int, record: SessionRecord, *, sparse: bool) -> None:
        """Write a new journal, and end the one before."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{token_hex(4)}{SUFFIX}"
        # A crash on the way leaves the one before as the newest.
        new = Journal(self._folder / f".{name}.{token_hex(8)}.part")
        old = self._journal
        written = Written()
        try:
            for so_far in _appended(new, record, Written(), sparse=sparse):
                written = so_far
                if self._ending.is_set() and not sparse:
                    if old is not None and number == self._number:
                        _drop(new)  # of the same session, the one before has more
                        return
                    break
            new.move(self._folder / name)
        except OSError:
            _drop(new)
            raise
        self._journal = new
        self._number, self._written, self._first_size = number, written, new.size
        if old is not None:
            _drop(old)

    def _is_too_large(self, journal: Journal) -> bool:
        """Return whether most of a journal may be checkpoints that newer ones have replaced."""
        return journal.size > 2 * self._first_size + _SPARE_BYTES


def _appended(
    journal: Journal, record: SessionRecord, written: Written, *, sparse: bool
) -> Iterator[Written]:
    """Write what a session has beyond what is written; yield after each piece how far that is."""
    part = stamped(part_of(record, written, sparse=sparse))
    for piece in pieces_of(part, written, PIECE_BYTES):
        journal.append(training.encode_session(piece))
        written = written.with_part(piece)
        yield written


def _drop(journal: Journal) -> None:
    journal.close()
    journal.path.unlink(missing_ok=True)


class Autosave(QObject):
    """Has the session written from time to time; lives on the GUI thread.

    Parameters
    ----------
    session : Session
    worker : TrainingWorker
        Tells the step at which it left off.
    io_thread : QThread

    Attributes
    ----------
    folder : Path or None
        Where journals are; None while nothing is kept.
    """

    saved = Signal()
    failed = Signal(object)  # OSError, once until writing works again
    found = Signal(str, object)  # path, SessionRecord: the last part of what a crash left
    nothing_found = Signal()  # of that kind, after `begin`

    _use = Signal(str)
    _write = Signal(int, object)
    _prepare_last = Signal(int, object)
    _write_without_worker = Signal()
    _look = Signal()
    _discard = Signal(str)

    def __init__(self, session: "Session", worker: TrainingWorker, io_thread: QThread) -> None:
        super().__init__(session)
        self._session = session
        self.folder: Path | None = None
        self._number = 1
        self._place = (0, 0)
        self._asked = self._begun = self._has_failed = False
        self._superseded = ""
        self._interval_ms = LEAST_INTERVAL_MS
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._save)
        self._writer = JournalWriter()
        self._writer.moveToThread(io_thread)
        self._use.connect(self._writer.use)
        self._write.connect(self._writer.write)
        self._prepare_last.connect(self._writer.prepare_last)
        self._write_without_worker.connect(self._writer.write_without_worker)
        self._look.connect(self._writer.look)
        self._discard.connect(self._writer.discard)
        worker.left.connect(self._writer.write_last)
        self._writer.written.connect(self._on_written)
        self._writer.failed.connect(self._on_failed)
        self._writer.found.connect(self.found)
        self._writer.nothing_found.connect(self.nothing_found)
        session.training_changed.connect(self._on_training_changed)
        session.came_to_rest.connect(self._on_rest)
        session.failed.connect(self._on_rest)
        session.storage.taken_over.connect(self._on_taken_over)

    @property
    def last(self) -> Path | None:
        """The journal of the session that was closed last, if there is one."""
        path = None if self.folder is None else self.folder / LAST
        # pathlib raises where a folder may not be looked into.
        return path if path is not None and os.path.isfile(path) else None  # noqa: PTH113

    def begin(self, folder: Path) -> None:
        """Keep the session in a folder from now on, and look there for what a crash left."""
        self.folder = folder
        self._use.emit(str(folder))
        self._look.emit()

    def discard(self, path: str) -> None:
        """Remove what a crash left."""
        self._discard.emit(path)

    def adopt(self, path: str) -> None:
        """Write down the session at hand, which came from this journal, and remove that."""
        self._superseded = path
        self._later.start(0)

    def prepare_end(self) -> None:
        """Have the last step of the session written when the worker leaves it."""
        session = self._session
        self._later.stop()
        self._writer.stop()
        has_steps = session.frame is not None and session.frame.step > 0
        if self.folder is not None and session.tree.runs and (has_steps or self._begun):
            record = record_of(session, None, session.storage.looks())
            self._prepare_last.emit(self._number, record)

    def go_without_worker(self) -> None:
        """Have the session written as far as it is known: the worker will not leave it."""
        self._write_without_worker.emit()

    @Slot(bool)
    def _on_training_changed(self, training: bool) -> None:
        if training and self.folder is not None and not self._later.isActive():
            self._later.start(self._interval_ms if self._begun else FIRST_MS)

    @Slot()
    def _on_rest(self) -> None:
        if self.folder is not None:
            self._later.start(_AT_REST_MS)

    @Slot()
    def _on_taken_over(self) -> None:
        """Take the session for another one, of which nothing is written."""
        self._number += 1
        self._place, self._begun = (0, 0), False

    @Slot()
    def _save(self) -> None:
        if self._session.tree.runs and not self._asked:
            self._asked = True
            self._session.storage.ask_record(self._write_record)

    def _write_record(self, record: SessionRecord | None) -> None:
        place = (0, 0) if record is None else (record.current, record.steps)
        is_new = place != self._place and (self._begun or place[1] > 0)
        if record is None or not (is_new or self._superseded):
            self._asked = False
            self._save_later()
        else:
            self._place = place
            self._write.emit(self._number, record)

    @Slot(float)
    def _on_written(self, seconds: float) -> None:
        self._asked = self._has_failed = False
        self._begun = True
        if self._superseded:
            self._discard.emit(self._superseded)
            self._superseded = ""
        self._interval_ms = max(LEAST_INTERVAL_MS, int(1000 * seconds / TIME_SHARE))
        self.saved.emit()
        self._save_later()

    @Slot(object)
    def _on_failed(self, error: OSError) -> None:
        self._asked, self._place = False, (0, 0)
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(error)
        self._save_later()

    def _save_later(self) -> None:
        if self._session.training:
            self._later.start(self._interval_ms)
