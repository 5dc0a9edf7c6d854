"""A session written part by part while it goes on, so that a crash loses no more than the last.

Each part follows its length and is sealed as a session file is. A part that was cut off by the
crash, and whatever follows damage, is passed over. One program at a time holds a journal: it is
locked as long as it is open, so that what is not locked was left by a program that is gone.
"""

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from mnist_viz.training.session_file import (
    SESSION_FILE,
    SessionFileError,
    decode_session,
    joined,
)
from mnist_viz.training.session_record import SessionRecord
from mnist_viz.training.tensor_file import MAX_FILE_BYTES

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

SUFFIX = ".journal"

_LENGTH_BYTES = 8


class JournalInUseError(Exception):
    """Another program writes this journal."""


class Journal:
    """A journal that is open for writing.

    Parameters
    ----------
    path : Path
        Is made if it is not there.

    Attributes
    ----------
    size : int
        Bytes written.

    Raises
    ------
    JournalInUseError
        If another program has it open.
    OSError
        If it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = _opened(path)
        self.size = self._file.seek(0, os.SEEK_END)

    def append(self, content: bytes) -> None:
        """Add an encoded part; on an error the journal is as it was.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        try:
            _write_all(self._file, len(content).to_bytes(_LENGTH_BYTES, "little"))
            _write_all(self._file, content)
        except OSError:
            with contextlib.suppress(OSError):
                self._file.truncate(self.size)
            raise
        self.size += _LENGTH_BYTES + len(content)

    def move(self, path: Path) -> None:
        """Give it another name; nobody else gets hold of it meanwhile, save on Windows.

        Raises
        ------
        JournalInUseError
            If somebody did.
        OSError
            If it cannot be renamed.
        """
        if sys.platform == "win32":  # there what is open cannot be renamed
            self._file.close()
        self.path.replace(path)
        self.path = path
        if sys.platform == "win32":
            self._file = _opened(path)

    def close(self) -> None:
        """Let it go; it stays where it is."""
        self._file.close()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read_journal(path: Path) -> SessionRecord:
    """Return the session of a journal, as of its last whole part.

    Raises
    ------
    SessionFileError
        If not even the first part can be read, or the parts make no session.
    """
    try:
        with path.open("rb") as file:
            parts = list(_parts(file, path))
    except OSError as error:
        raise SessionFileError(f"{path} cannot be read: {error.strerror}.") from error
    if not parts:
        raise SESSION_FILE.damaged(path)
    return joined(parts, path)


def is_in_use(path: Path) -> bool:
    """Return whether a program that is running has a journal open."""
    try:
        with path.open("r+b") as file:
            return not _lock(file)
    except OSError:
        return True


def newest_part(path: Path) -> SessionRecord | None:
    """Return the last part of a journal that can be read, or None if there is none."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        for start, length in reversed(list(_places(file))):
            file.seek(start)
            with contextlib.suppress(SessionFileError):
                return decode_session(io.BytesIO(file.read(length)), path)
    return None


def _opened(path: Path) -> FileIO:
    """Open a journal for writing, and lock it."""
    file = path.open("a+b", buffering=0)
    if not _lock(file):
        file.close()
        raise JournalInUseError(str(path))
    return file


def _parts(file: BinaryIO, path: Path) -> Iterator[SessionRecord]:
    """Yield the parts up to the first that is damaged."""
    for start, length in _places(file):
        file.seek(start)
        try:
            yield decode_session(io.BytesIO(file.read(length)), path)
        except SessionFileError:
            return


def _places(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Yield first byte and length of each part that is not cut off."""
    end = file.seek(0, os.SEEK_END)
    at = 0
    while at + _LENGTH_BYTES <= end:
        file.seek(at)
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(file.read(_LENGTH_BYTES), "little")
        if at > end:
            return
        yield start, at - start


def _write_all(file: FileIO, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        written = file.write(rest)
        if not written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        rest = rest[written:]


def _lock(file: FileIO | BinaryIO) -> bool:
    """Lock a file for as long as it is open; return whether nobody else has."""
    try:
        if sys.platform == "win32":
            # There a lock keeps others from reading what it covers, so it covers nothing.
            file.seek(MAX_FILE_BYTES << 8)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network file systems lack locks; better none than no autosave.
        return error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)
    return True
