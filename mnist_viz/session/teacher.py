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


class DigitStore(QObject):
    """Reads and writes the file; lives on the I/O thread.

    Every edit is made to what the file holds then, so that two windows do not undo each other's.

    Parameters
    ----------
    path : Path
    """

    ready = Signal(object, object)
    # MyDigits, as they are after an edit, with their pictures; tuple of TaughtDigit it replaced
    damaged = Signal(str, object)  # path of the copy that was kept, Exception
    failed = Signal(object)  # Exception: they are in memory, and not in the file
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
        digits, can_write = self._read()
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
        if can_write and self._unsaved:
            try:
                write_my_digits(self._path, digits)
                self._unsaved.clear()
            except OSError as error:
                self.failed.emit(error)
        self.ready.emit(digits, replaced)

    @Slot(str, object)
    def export(self, folder: str, digits: MyDigits) -> None:
        """Write the drawings as IDX files."""
        try:
            export_my_digits(Path(folder), digits)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.export_failed.emit(error)
        else:
            self.exported.emit(folder)

    def _read(self) -> tuple[MyDigits, bool]:
        """Return what the file holds, and whether it may be replaced: not before it is copied."""
        try:
            return read_my_digits(self._path), True
        except DataFileError as error:
            try:
                copy = keep_copy(self._path)
                write_my_digits(self._path, MyDigits())
            except OSError:
                self.failed.emit(error)
                return MyDigits(), False
            self.damaged.emit(str(copy), error)
            return MyDigits(), True


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
    replaced : tuple of TaughtDigit
        What the last edit gave another label, or the same again, as it was before.
    store : DigitStore
    """

    changed = Signal(object)  # MyDigits
    damaged = Signal(str, object)  # path of the copy that was kept, Exception
    failed = Signal(object)  # Exception
    exported = Signal(str)  # folder
    export_failed = Signal(object)  # Exception

    _make = Signal(object)
    _export = Signal(str, object)

    def __init__(self, session: "Session", io_thread: QThread) -> None:
        super().__init__(session)
        self._session = session
        self._wanted: bool | None = None
        self.my_digits: MyDigits | None = None
        self.replaced: tuple[TaughtDigit, ...] = ()
        self.store = DigitStore(my_digits_path())
        self.store.moveToThread(io_thread)
        self._make.connect(self.store.make)
        self._export.connect(self.store.export)
        self.store.ready.connect(self._on_ready)
        self.store.damaged.connect(self.damaged)
        self.store.failed.connect(self.failed)
        self.store.exported.connect(self.exported)
        self.store.export_failed.connect(self.export_failed)

    def read(self) -> None:
        """Read My digits; `changed` follows."""
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

    @Slot(object, object)
    def _on_ready(self, digits: MyDigits, replaced: tuple[TaughtDigit, ...]) -> None:
        self.my_digits, self.replaced = digits, replaced
        session = self._session
        in_force = bool(len(session.taught))
        wanted, self._wanted = self._wanted, None
        teaches = in_force if wanted is None else wanted
        if session.can_be_taught:
            session.teach(digits if teaches else MyDigits())
        self.changed.emit(digits)
