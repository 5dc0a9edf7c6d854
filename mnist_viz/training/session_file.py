"""Sessions in files: all runs with their past, from which training goes on bit for bit."""

from pathlib import Path
from typing import BinaryIO

from mnist_viz.training.config import ConfigError
from mnist_viz.training.session_decoding import MALFORMED, decoded
from mnist_viz.training.session_encoding import encoded
from mnist_viz.training.session_parts import whole_of
from mnist_viz.training.session_record import SessionRecord
from mnist_viz.training.stored_arrays import DTYPES
from mnist_viz.training.tensor_file import FileKind, TensorFileError

SUFFIX = ".mnistviz"


class SessionFileError(TensorFileError):
    """A file is no session that can be used; the message says why and what to do."""


SESSION_FILE = FileKind(
    noun="session",
    format="mnist-viz-session",
    version=1,
    origin="Sessions are saved in the window, with Ctrl+S.",
    error=SessionFileError,
    dtypes=DTYPES,
    max_header_bytes=64 * 1024**2,
    max_file_bytes=1 << 32,  # more than the past can take
)


def save_session(path: Path, record: SessionRecord) -> None:
    """Write a session; a file that is there is replaced only once the new one is complete.

    Raises
    ------
    OSError
        If it cannot be written; what was there is untouched.
    """
    SESSION_FILE.write(path, *encoded(record))


def encode_session(record: SessionRecord) -> bytes:
    """Return what `save_session` puts into a file."""
    return SESSION_FILE.encode(*encoded(record))


def read_session(path: Path) -> SessionRecord:
    """Read a session, wholly checked.

    Raises
    ------
    SessionFileError
        If there is no such file, or it is damaged, of another format or newer.
    """
    try:
        with path.open("rb") as file:
            return joined([decode_session(file, path)], path)
    except FileNotFoundError:
        raise SessionFileError(f"There is no file {path}.") from None
    except OSError as error:
        raise SessionFileError(f"{path} cannot be read: {error.strerror}.") from error


def decode_session(file: BinaryIO, path: Path) -> SessionRecord:
    """Return a session, or a part of one, from an open file; `path` is for messages.

    Raises
    ------
    SessionFileError
        As `read_session`.
    """
    header, tensors = SESSION_FILE.decode(file, path)
    try:
        return decoded(header, tensors)
    except ConfigError as error:
        raise SessionFileError(f"{path}: {error} It may come from a newer MNIST Viz.") from error
    except MALFORMED as error:
        raise SESSION_FILE.damaged(path) from error


def joined(parts: list[SessionRecord], path: Path) -> SessionRecord:
    """Return the session that parts make.

    Raises
    ------
    SessionFileError
        If they make none.
    """
    try:
        return whole_of(parts)
    except MALFORMED as error:
        raise SESSION_FILE.damaged(path) from error
