"""My digits while the program runs: kept in their file, and taught to the run at hand."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, Slot

from mnist_viz.data import DataFileError
from mnist_viz.data.my_digits import MyDigits, TaughtDigit
from mnist_viz.data.my_digits_file import (
    export_my_digits,
    keep_copy,
    my_digits_path,
    read_my_digits,
    write_my_digits,
)

if TYPE_CHECKING:
    from mnist_viz.session.session import Session


@dataclass(frozen=True)
class Edit:
    """What is to become of My digits; with neither part they are only read.

    Attributes
    ----------
    added : tuple of TaughtDigit
    removed : tuple of str
        Checksums.
    """

    added: tuple[TaughtDigit, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What an edit, or reading alone, came to.

    Attributes
    ----------
    digits : MyDigits
        As they are in this session, with their pictures.
    replaced : tuple of TaughtDigit
        What the edit gave another label, or the same again, as it was before.
    failure : str
        Why the file could not be read or written, with its path; empty if it could.
    is_unsaved : bool
        Whether some of it is only in memory.
    """

    digits: MyDigits
    replaced: tuple[TaughtDigit, ...] = ()
    failure: str = ""
    is_unsaved: bool = False


class DigitStore(QObject):
    """Reads and writes the file; lives on the I/O thread.

    Every edit is made to what the file holds then, so that two windows do not undo each other's.

    Parameters
    ----------
    path : Path
    """

    ready = Signal(object)  # Outcome
    damaged = Signal(str, object)  # path of the copy that was kept, Exception
    exported = Signal(str)  # folder
    export_failed = Signal(object)  # Exception

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._unsaved: list[Edit] = []
        self._drawn: dict[str, TaughtDigit] = {}

    @Slot(object)
    def make(self, edit: Edit) -> None:
        """Read what is there, make an edit and those before it that could not be saved, write."""
        read, failure = self._read()
        digits = read
        if edit.added or edit.removed:
            self._unsaved.append(edit)
        replaced: tuple[TaughtDigit, ...] = ()
        for one in self._unsaved:
            replaced = digits.of_same_ink(edit.added)
            digits = digits.having(one.added).without(one.removed)
        # What was drawn before is not drawn again; and drawing belongs on this thread.
        self._drawn = {one.checksum: self._drawn.get(one.checksum, one) for one in digits.digits}
        digits = MyDigits(tuple(self._drawn.values()))
        _ = digits.pictures
        if digits.checksum == read.checksum:
            self._unsaved.clear()  # as after one that was taken back before it could be saved
        if self._unsaved and not failure:
            try:
                write_my_digits(self._path, digits)
                self._unsaved.clear()
            except OSError as error:
                failure = f"{self._path}: {error.strerror}."
        self.ready.emit(Outcome(digits, replaced, failure, bool(self._unsaved)))

    @Slot(str, object)
    def export(self, folder: str, digits: MyDigits) -> None:
        """Write the drawings as IDX files."""
        try:
            export_my_digits(Path(folder), digits)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.export_failed.emit(error)
        else:
            self.exported.emit(folder)

    def _read(self) -> tuple[MyDigits, str]:
        """Return what the file holds, and why it may not be replaced: not before it is copied."""
        try:
            return read_my_digits(self._path), ""
        except DataFileError as error:
            try:
                copy = keep_copy(self._path)
                write_my_digits(self._path, MyDigits())
            except OSError as hindrance:
                why = f"It cannot be read, nor copied before it is replaced: {hindrance.strerror}."
                return MyDigits(), f"{self._path}: {why}"
            self.damaged.emit(str(copy), error)
            return MyDigits(), ""


class Teacher(QObject):
    """The window's handle on My digits; lives on the GUI thread.

    Parameters
    ----------
    session : Session
    io_thread : QThread

    Attributes
    ----------
    my_digits : MyDigits or None
        All that are kept; None before they were read.
    outcome : Outcome
        Of the last edit.
    store : DigitStore
    """

    changed = Signal(object)  # MyDigits; `outcome` tells whether they are saved
    damaged = Signal(str, object)  # path of the copy that was kept, Exception
    exported = Signal(str)  # folder
    export_failed = Signal(object)  # Exception

    _make = Signal(object)
    _export = Signal(str, object)

    def __init__(self, session: "Session", io_thread: QThread) -> None:
        super().__init__(session)
        self._session = session
        self._wanted: bool | None = None
        self.my_digits: MyDigits | None = None
        self.outcome = Outcome(MyDigits())
        self.store = DigitStore(my_digits_path())
        self.store.moveToThread(io_thread)
        self._make.connect(self.store.make)
        self._export.connect(self.store.export)
        self.store.ready.connect(self._on_ready)
        self.store.damaged.connect(self.damaged)
        self.store.exported.connect(self.exported)
        self.store.export_failed.connect(self.export_failed)

    def read(self) -> None:
        """Read My digits, and save what could not be saved before; `changed` follows."""
        self._make.emit(Edit())

    def keep(self, digit: TaughtDigit) -> None:
        """Keep a drawing with its label, and teach it to the run at hand; `changed` follows."""
        self._wanted = True
        self._make.emit(Edit(added=(digit,)))

    def remove(self, checksums: tuple[str, ...]) -> None:
        """Let drawings go, also from what is taught; `changed` follows."""
        self._make.emit(Edit(removed=checksums))

    def put_back(self, digits: tuple[TaughtDigit, ...]) -> None:
        """Keep drawings again that were removed; `changed` follows."""
        self._make.emit(Edit(added=digits))

    def use(self, *, wanted: bool) -> None:
        """Teach My digits to the run at hand, or no longer; `changed` follows."""
        self._wanted = wanted
        self._make.emit(Edit())

    def export(self, folder: Path) -> None:
        """Write the drawings as IDX files; `exported` or `export_failed` follows."""
        if self.my_digits is not None:
            self._export.emit(str(folder), self.my_digits)

    @Slot(object)
    def _on_ready(self, outcome: Outcome) -> None:
        digits = outcome.digits
        self.my_digits, self.outcome = digits, outcome
        session = self._session
        in_force = bool(len(session.taught))
        wanted, self._wanted = self._wanted, None
        teaches = in_force if wanted is None else wanted
        if session.can_be_taught:
            session.teach(digits if teaches else MyDigits())
        self.changed.emit(digits)
