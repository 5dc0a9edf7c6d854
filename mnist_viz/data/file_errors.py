"""One way to say that a file of a data set cannot be used, and what to do about it."""

from pathlib import Path

from mnist_viz.data.dataset import DataFileError

COPY_AGAIN = "Copy or download the file again."

_ARCHIVE_OR_PAGE = {
    b"PK\x03\x04": "it looks like a zip archive; unpack it first",
    b"\xfd7zXZ": "it looks like an xz archive; unpack it first",
    b"\x89PNG": "it looks like a picture",
    b"\xff\xd8\xff": "it looks like a picture",
    b"version https://git-lfs": "it is a placeholder of Git LFS; fetch the file itself",
}


def damaged(path: Path, how: str, remedy: str = COPY_AGAIN) -> DataFileError:
    """Return the error for a file that was whole once: ``how`` says what shows the damage."""
    return DataFileError(f"{path} is damaged: {how}. {remedy}")


def unusable(path: Path, why: str, remedy: str = COPY_AGAIN) -> DataFileError:
    """Return the error for a file that is not what it is taken for; ``why`` completes "PATH …"."""
    return DataFileError(f"{path} {why}. {remedy}")


def unreadable(path: Path, error: OSError, remedy: str = COPY_AGAIN) -> DataFileError:
    """Return the error for a file that the system does not give us."""
    if isinstance(error, FileNotFoundError):
        return DataFileError(f"{path} is missing. {remedy}")
    if isinstance(error, IsADirectoryError):
        return DataFileError(f"{path} is a folder, where a file is expected. {remedy}")
    if isinstance(error, PermissionError) and path.exists():
        return DataFileError(f"{path} may not be read. Change its permissions, or copy it.")
    return DataFileError(f"{path} cannot be read: {error.strerror or error}. {remedy}")


def resemblance(head: bytes) -> str:
    """Guess from a file's first bytes what it is instead of data, as a remark in brackets."""
    if not head:
        return " (it is empty)"
    for magic, remark in _ARCHIVE_OR_PAGE.items():
        if head.startswith(magic):
            return f" ({remark})"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return " (it looks like a web page)"
    return ""
