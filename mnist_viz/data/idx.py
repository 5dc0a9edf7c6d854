"""IDX files, the format of MNIST: a few big-endian sizes, then the numbers.

A file is trusted as far as it can be checked: its header is read first, no more than the bytes it
declares (and one) are then read, and they must be all there are. So a damaged or hostile file
costs one error, and never much more memory than it declares.
"""

import contextlib
import gzip
import hashlib
import math
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.atomic_file import replacing
from mnist_viz.data.dataset import DataFileError, UInt8Array
from mnist_viz.data.file_errors import COPY_AGAIN, damaged, resemblance, unreadable, unusable
from mnist_viz.data.gzip_member import CHUNK_BYTES, GZIP_MAGIC, MOST_INFLATION, GzipMember

MOST_BYTES = 1 << 31  # four times the largest published set in this format (EMNIST ByClass)

_UINT8, _INT32 = 0x08, 0x0C
_ITEM_BYTES = {_UINT8: 1, _INT32: 4}
_CONTENTS = {1: "labels (1 dimension)", 2: "tables (2 dimensions)", 3: "images (3 dimensions)"}


class _Source(Protocol):
    def read(self, most_bytes: int, /) -> bytes: ...


class _Expected(NamedTuple):
    """What the caller takes the file for."""

    path: Path
    dimensions: int
    type_code: int
    remedy: str


def read_idx(path: Path, *, dimensions: int, remedy: str = COPY_AGAIN) -> UInt8Array:
    """Read an IDX file of bytes, gzipped or not.

    Whether it is gzipped is seen from its content, not from its name.

    Parameters
    ----------
    path : Path
    dimensions : int
        What the file must hold: 3 for images, 1 for labels.
    remedy : str
        The sentence that ends error messages: what to do.

    Returns
    -------
    uint8 array with ``dimensions`` axes, C-contiguous

    Raises
    ------
    DataFileError
        If the file is missing, damaged, or not such a file.

    References
    ----------
    Y. LeCun, C. Cortes, C. Burges, *The MNIST database of handwritten digits*: file formats.
    """
    shape, content = _read(_Expected(path, dimensions, _UINT8, remedy))
    return content.reshape(shape)


def read_idx_int32(path: Path, *, dimensions: int, remedy: str = COPY_AGAIN) -> NDArray[np.int32]:
    """Read an IDX file of 32-bit integers, such as QMNIST's labels; see `read_idx`.

    Returns
    -------
    int32 array with ``dimensions`` axes, C-contiguous

    Raises
    ------
    DataFileError
        If the file is missing, damaged, or not such a file.
    """
    shape, content = _read(_Expected(path, dimensions, _INT32, remedy))
    return content.view(">i4").astype(np.int32).reshape(shape)


def write_idx(path: Path, array: UInt8Array | NDArray[np.int32]) -> None:
    """Write an IDX file, gzipped if its name ends in ``.gz``; an existing file is replaced whole.

    Parameters
    ----------
    path : Path
    array : uint8 or int32 array with 1 to 255 axes

    Raises
    ------
    DataFileError
        If it cannot be written; a file that was there before is then unchanged.
    """
    content = _header(array) + _big_endian(array).tobytes()
    if path.suffix == ".gz":
        content = gzip.compress(content, mtime=0)
    try:
        with replacing(path) as file:
            file.write(content)
    except OSError as error:
        why = error.strerror or str(error)
        raise DataFileError(
            f"{path} cannot be written: {why}. Choose another folder, or make room."
        ) from error


def idx_checksum(array: UInt8Array) -> str:
    """Return the SHA-256 of the unpacked IDX file that holds ``array``, in hexadecimal digits."""
    digest = hashlib.sha256(_header(array))
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _header(array: NDArray[np.generic]) -> bytes:
    type_code = {"uint8": _UINT8, "int32": _INT32}[array.dtype.name]
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, type_code, array.ndim, *array.shape)


def _big_endian(array: NDArray[np.generic]) -> NDArray[np.generic]:
    return array.astype(array.dtype.newbyteorder(">"))


def _read(expected: _Expected) -> tuple[tuple[int, ...], UInt8Array]:
    with _one_error(expected), expected.path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(64)
        file.seek(0)
        if head.startswith(GZIP_MAGIC):
            return _read_gzip(expected, file, size)
        return _read_plain(expected, file, size)


@contextlib.contextmanager
def _one_error(expected: _Expected) -> Iterator[None]:
    """Turn everything that a damaged file can raise into a DataFileError."""
    path, remedy = expected.path, expected.remedy
    try:
        yield
    except EOFError as error:
        raise damaged(path, "it ends early", remedy) from error
    except zlib.error as error:
        raise damaged(path, "its checksum or its compressed data is wrong", remedy) from error
    except OSError as error:
        raise unreadable(path, error, remedy) from error
    except MemoryError as error:
        raise unusable(
            path, "does not fit into this computer's memory", "Close other programs, or use less."
        ) from error


def _read_plain(
    expected: _Expected, file: BinaryIO, size: int
) -> tuple[tuple[int, ...], UInt8Array]:
    shape, n_bytes = _read_header(expected, file, size_limit=size)
    content = _read_content(expected, file, n_bytes)
    if file.read(1):
        raise _trailing(expected, n_bytes)
    return shape, content


def _read_gzip(
    expected: _Expected, file: BinaryIO, size: int
) -> tuple[tuple[int, ...], UInt8Array]:
    member = GzipMember(file)
    shape, n_bytes = _read_header(expected, member, size_limit=size * MOST_INFLATION)
    content = _read_content(expected, member, n_bytes)
    if member.read(1):
        raise _trailing(expected, n_bytes)
    if member.followed_by_bytes():
        raise damaged(expected.path, "more bytes follow its compressed data", expected.remedy)
    return shape, content


def _read_header(
    expected: _Expected, source: _Source, *, size_limit: int
) -> tuple[tuple[int, ...], int]:
    """Return the declared shape and its bytes, which are at most ``size_limit``."""
    magic = _read_exactly(source, 4)
    _check_magic(expected, magic, source)
    sizes = _read_exactly(source, 4 * expected.dimensions)
    shape = struct.unpack(f">{expected.dimensions}I", sizes)
    n_bytes = math.prod(shape) * _ITEM_BYTES[expected.type_code]
    if n_bytes > MOST_BYTES:
        raise damaged(
            expected.path,
            f"it declares {' × '.join(f'{n:,}' for n in shape)} numbers, more than any data set",
            expected.remedy,
        )
    if n_bytes > size_limit:
        raise damaged(
            expected.path,
            f"it declares {n_bytes:,} bytes and is far too short to hold them",
            expected.remedy,
        )
    return shape, n_bytes


def _check_magic(expected: _Expected, magic: bytes, source: _Source) -> None:
    zeros, type_code, dimensions = magic[:2], magic[2], magic[3]
    path, remedy = expected.path, expected.remedy
    if zeros != b"\0\0":
        what = "not gzip and no IDX file" if path.suffix == ".gz" else "no IDX file"
        raise unusable(path, f"is {what}{resemblance(magic + source.read(60))}", remedy)
    if dimensions != expected.dimensions and dimensions in _CONTENTS:
        holds, wanted = _CONTENTS[dimensions], _CONTENTS[expected.dimensions]
        raise unusable(
            path, f"holds {holds} where {wanted} are expected; files may be swapped", remedy
        )
    if dimensions != expected.dimensions:
        raise damaged(path, f"its header declares {dimensions} dimensions", remedy)
    if type_code != expected.type_code:
        raise damaged(path, f"its header declares numbers of the type 0x{type_code:02x}", remedy)


def _read_exactly(source: _Source, n_bytes: int) -> bytes:
    parts: list[bytes] = []
    while n_bytes:
        part = source.read(n_bytes)
        if not part:
            raise EOFError
        parts.append(part)
        n_bytes -= len(part)
    return b"".join(parts)


def _read_content(expected: _Expected, source: _Source, n_bytes: int) -> UInt8Array:
    # An empty array takes no memory until its pages are written, so a header that lies costs none.
    content = np.empty(n_bytes, np.uint8)
    view = content.data
    done = 0
    while done < n_bytes:
        part = source.read(min(n_bytes - done, CHUNK_BYTES))
        if not part:
            raise damaged(
                expected.path, f"it ends after {done:,} of {n_bytes:,} bytes", expected.remedy
            )
        view[done : done + len(part)] = part
        done += len(part)
    return content


def _trailing(expected: _Expected, n_bytes: int) -> DataFileError:
    return damaged(
        expected.path, f"more bytes follow the {n_bytes:,} that it declares", expected.remedy
    )
