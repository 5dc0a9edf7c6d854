"""Files that are written whole or not at all.

The bytes go into a uniquely named ``.part`` file beside the target, are forced to the disk, and
take the target's name in one step, so that neither a kill nor a full disk leaves half a file.
"""

import contextlib
import os
import secrets
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

_IS_WINDOWS = os.name == "nt"
_REPLACE_ATTEMPTS = 10
_REPLACE_PAUSE_SECONDS = 0.05


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Give a file to write to that becomes ``target`` when the block ends without an error.

    Parameters
    ----------
    target : Path
        Its folder must exist. A link is followed, so that it stays a link; an existing file's
        permissions are kept.

    Raises
    ------
    OSError
        If the file cannot be written; ``target`` is then as it was.
    """
    target = target.resolve()
    with scratch_file(target) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
        if _IS_WINDOWS:
            file.close()  # nor can Windows rename what is open; elsewhere it keeps its lock
        part = Path(file.name)
        if target.exists():
            part.chmod(target.stat().st_mode & 0o7777)
        _replace(part, target)


@contextmanager
def scratch_file(beside: Path) -> Iterator[BinaryIO]:
    """Give a file to write and read that is gone when the block ends.

    Parameters
    ----------
    beside : Path
        A file, whether it exists or not, in whose folder and with whose name it is made.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    file = _open_part(beside)
    try:
        with file:
            yield file
    finally:
        Path(file.name).unlink(missing_ok=True)


def remove_stale_parts(folder: Path) -> None:
    """Remove the ``.part`` files that killed programs left; those being written stay.

    A part belongs to a running program as long as that program holds its lock, or, on Windows,
    has it open.
    """
    for part in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                part.unlink()
            else:
                with part.open("rb") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    part.unlink()


def _open_part(target: Path) -> BinaryIO:
    while True:
        part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
        file = part.open("x+b")
        if sys.platform != "win32":
            with contextlib.suppress(OSError):  # network file systems may lack locks
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(file.fileno()).st_nlink:
            return file
        file.close()  # taken for stale between its making and its locking


def _replace(part: Path, target: Path) -> None:
    """Rename, and try again while a virus scanner or an indexer on Windows holds the target."""
    for attempt in range(1, _REPLACE_ATTEMPTS + 1):
        try:
            part.replace(target)
        except PermissionError:
            if not _IS_WINDOWS or attempt == _REPLACE_ATTEMPTS:
                raise
            threading.Event().wait(_REPLACE_PAUSE_SECONDS)
        else:
            return
