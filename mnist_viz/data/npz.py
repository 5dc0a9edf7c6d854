"""NumPy's ``.npz`` archives that hold ``x_train``, ``y_train``, ``x_test`` and ``y_test``.

``np.load`` believes what an archive says: two megabytes may unpack to gigabytes, and damage raises
a dozen types of error. Here the declared sizes are checked before anything is unpacked, no more is
unpacked than declared, and nothing in the file is ever executed.
"""

import ast
import math
import re
import struct
import zipfile
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.catalogue import ROLES, KnownDataset
from mnist_viz.data.dataset import DataFileError, DataSplits, UInt8Array
from mnist_viz.data.file_errors import COPY_AGAIN, damaged, resemblance, unreadable, unusable
from mnist_viz.data.gzip_member import CHUNK_BYTES, MOST_INFLATION
from mnist_viz.data.published import checked_title
from mnist_viz.data.split_checks import SplitFiles, check_same_shape, checked_split

MEMBERS = ("x_train", "y_train", "x_test", "y_test")
MOST_BYTES = 1 << 31

_MAGIC = b"\x93NUMPY"
_NUMBERS = re.compile(r"[<>|=]?(b1|[iu][1248]|f[248])")
_MOST_HEADER_BYTES = 4096
_PIXELS_AT_ONCE = 1 << 16

Numbers: TypeAlias = NDArray[Any]


class _ArrayHeader(NamedTuple):
    dtype: np.dtype[Any]
    fortran_order: bool
    shape: tuple[int, ...]
    n_header_bytes: int

    @property
    def n_bytes(self) -> int:
        return math.prod(self.shape) * self.dtype.itemsize


def load_npz(
    path: Path,
    *,
    known: KnownDataset | None = None,
    remedy: str = COPY_AGAIN,
) -> DataSplits:
    """Load a data set from an ``.npz`` file such as Keras's ``mnist.npz``.

    Images are arrays (n, height, width) or (n, height, width, 1) of integers in 0..255, or of
    floats in 0..1 or 0..255; labels are integers, (n,) or (n, 1).

    Parameters
    ----------
    path : Path
    known : KnownDataset, optional
        What the file has to hold; without it, its classes are the numbers from 0 to the highest
        label.
    remedy : str
        The sentence that ends error messages.

    Raises
    ------
    DataFileError
        If the file is missing, damaged, or not such a file, or not what it has to hold.
    """
    arrays = _read_arrays(path, remedy)
    labels = {part: _as_labels(path, arrays[f"y_{part}"], remedy) for part in ("train", "test")}
    highest = max(int(numbers.max(initial=0)) for numbers in labels.values())
    numbered = tuple(str(label) for label in range(min(max(highest, 1), 255) + 1))
    names = known.class_names if known else numbered
    files = SplitFiles(path, path, remedy)
    train, test = (
        checked_split(
            _as_images(path, arrays.pop(f"x_{part}"), remedy),
            labels[part],
            files,
            n_classes=len(names),
        )
        for part in ("train", "test")
    )
    check_same_shape(train, test, files)
    paths = dict.fromkeys(ROLES, path)
    return DataSplits(
        name=known.name if known else str(path.resolve()),
        title=checked_title(known, train, test, paths, remedy=remedy) if known else path.stem,
        train=train,
        test=test,
        class_names=names,
        origin=str(path.resolve()),
    )


def _read_arrays(path: Path, remedy: str) -> dict[str, Numbers]:
    try:
        with path.open("rb") as file:
            head = file.read(64)
            _check_magic(path, head, remedy)
            with zipfile.ZipFile(file) as archive:
                members = _checked_members(path, archive, remedy)
                return {
                    key: _read_array(path, archive, info, remedy) for key, info in members.items()
                }
    except DataFileError:
        raise
    except MemoryError as error:
        raise unusable(
            path, "does not fit into this computer's memory", "Close other programs, or use less."
        ) from error
    except OSError as error:
        raise unreadable(path, error, remedy) from error
    except Exception as error:  # zipfile and zlib raise a dozen types for damage
        raise damaged(path, "it cannot be unpacked, or its checksum is wrong", remedy) from error


def _check_magic(path: Path, head: bytes, remedy: str) -> None:
    if head.startswith(_MAGIC):
        raise unusable(path, "holds a single array; four are expected", remedy)
    if not head.startswith(b"PK"):
        raise unusable(path, f"is no .npz archive{resemblance(head)}", remedy)


def _checked_members(
    path: Path, archive: zipfile.ZipFile, remedy: str
) -> dict[str, zipfile.ZipInfo]:
    """Return the four members, after a look at what they declare."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        key = info.filename.removesuffix(".npy")
        if key in found:
            raise damaged(path, f"it holds {key} twice", remedy)
        if key in MEMBERS:
            found[key] = info
    missing = [key for key in MEMBERS if key not in found]
    if missing:
        raise unusable(path, f"holds no {' and no '.join(missing)}", remedy)
    for key, info in found.items():
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise unusable(path, f"holds {key} packed in a way that is not read", remedy)
        if info.file_size > (info.compress_size + 1) * MOST_INFLATION:
            raise damaged(path, f"{key} declares more bytes than it can hold", remedy)
    if sum(info.file_size for info in found.values()) > MOST_BYTES:
        raise unusable(path, f"declares more than {MOST_BYTES:,} bytes", remedy)
    return found


def _read_array(
    path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, remedy: str
) -> Numbers:
    with archive.open(info) as member:
        header = _read_array_header(path, member, info, remedy)
        content = np.empty(header.n_bytes, np.uint8)
        view, done = content.data, 0
        while done < header.n_bytes:
            part = member.read(min(CHUNK_BYTES, header.n_bytes - done))
            if not part:
                raise damaged(path, f"{info.filename} ends early", remedy)
            view[done : done + len(part)] = part
            done += len(part)
        if member.read(1):  # at its end the member's checksum is compared
            raise damaged(path, f"more bytes follow {info.filename}", remedy)
    return _shaped(content.view(header.dtype), header)


def _shaped(numbers: Numbers, header: _ArrayHeader) -> Numbers:
    if header.fortran_order:
        return numbers.reshape(header.shape[::-1]).transpose()
    return numbers.reshape(header.shape)


def _read_array_header(
    path: Path, member: IO[bytes], info: zipfile.ZipInfo, remedy: str
) -> _ArrayHeader:
    """Read an ``.npy`` header (NumPy's format versions 1 to 3) as data, not as code."""
    magic = member.read(8)
    if magic[:6] != _MAGIC:
        raise unusable(path, f"holds {info.filename}, which is no array", remedy)
    wide = magic[6] > 1
    (length,) = struct.unpack("<I" if wide else "<H", member.read(4 if wide else 2))
    if length > _MOST_HEADER_BYTES:
        raise damaged(path, f"the header of {info.filename} is too long", remedy)
    fields = ast.literal_eval(member.read(length).decode("utf-8").strip())
    descr, fortran_order, shape = (fields[key] for key in ("descr", "fortran_order", "shape"))
    if not (isinstance(descr, str) and _NUMBERS.fullmatch(descr)):
        raise unusable(path, f"holds {info.filename}, which is no array of numbers", remedy)
    if not all(type(n) is int and n >= 0 for n in shape):
        raise damaged(path, f"the shape of {info.filename} is wrong", remedy)
    header = _ArrayHeader(
        np.dtype(descr), bool(fortran_order), tuple(shape), 8 + (4 if wide else 2) + length
    )
    if header.n_header_bytes + header.n_bytes != info.file_size:
        raise damaged(
            path,
            f"{info.filename} declares {header.n_bytes:,} bytes of numbers in "
            f"{info.file_size:,} bytes",
            remedy,
        )
    return header


def _as_labels(path: Path, array: Numbers, remedy: str) -> NDArray[np.integer]:
    if array.dtype.kind not in "iu":
        raise unusable(path, "holds labels that are no integers", remedy)
    if array.ndim != 1 and (array.ndim != 2 or array.shape[1] != 1):
        raise unusable(path, f"holds labels of the shape {array.shape}; (n,) is expected", remedy)
    return array.reshape(-1)


def _as_images(path: Path, array: Numbers, remedy: str) -> UInt8Array:
    if array.ndim == 4 and array.shape[3] == 1:
        array = array[..., 0]
    if array.ndim != 3:
        raise unusable(
            path, f"holds images of the shape {array.shape}; (n, height, width) is expected", remedy
        )
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array, dtype=np.uint8)
    lowest, highest = (float(edge(initial=0)) for edge in (array.min, array.max))
    if not (lowest >= 0 and highest <= 255):
        raise unusable(path, "holds pixels outside 0–255", remedy)
    if array.dtype.itemsize == 1:  # in place: a copy would take the file's memory again
        images = np.ascontiguousarray(array).view(np.uint8)
        return np.multiply(images, 255, out=images) if array.dtype.kind == "b" else images
    scale = np.float32(255 if array.dtype.kind == "f" and highest <= 1 else 1)
    images = np.empty(array.shape, dtype=np.uint8)
    # In pieces: as numbers of four bytes all of them could take many times the file's memory.
    at_once = max(1, _PIXELS_AT_ONCE // max(1, math.prod(array.shape[1:])))
    for start in range(0, len(array), at_once):
        piece = slice(start, start + at_once)
        images[piece] = np.rint(array[piece].astype(np.float32) * scale)
    return images
