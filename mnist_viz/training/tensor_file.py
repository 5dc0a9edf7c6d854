"""Files of named arrays and a JSON header, whose every byte is checked.

The format is safetensors: it runs no code, but has no checksum, and takes
arrays that are not C-contiguous apart wrongly. So every array is made
contiguous, a SHA-256 over all of them stands in our header, and a SHA-256 over
that header beside it.
"""

import errno
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from mnist_viz.data.atomic_file import replacing

MAX_FILE_BYTES = 1 << 30
MAX_HEADER_BYTES = 1 << 20

Array: TypeAlias = NDArray[Any]
Tensors = Mapping[str, Array]


class TensorFileError(Exception):
    """A file cannot be used; the message says which, why and what to do."""


class MismatchError(Exception):
    """Header and arrays disagree; the message says how, without the file's name."""


@dataclass(frozen=True)
class FileKind:
    """One kind of such files.

    Attributes
    ----------
    noun : str
        What people call it.
    format : str
        What stands in the header.
    version : int
    origin : str
        A sentence on where such files come from.
    error : type
        What is raised when one cannot be read.
    dtypes : tuple of str
        Of the arrays; what has another one is stored as the first of them.
    max_header_bytes, max_file_bytes : int
        How long the header may be, and the whole.
    """

    noun: str
    format: str
    version: int
    origin: str
    error: type[TensorFileError]
    dtypes: tuple[str, ...] = ("float32",)
    max_header_bytes: int = MAX_HEADER_BYTES
    max_file_bytes: int = MAX_FILE_BYTES

    def write(self, path: Path, header: Mapping[str, Any], arrays: Tensors) -> None:
        """Write a file; one that is there is replaced only once the new one is complete.

        Raises
        ------
        OSError
            If it cannot be written; what was there is untouched.
        """
        content = self.encode(header, arrays)
        with replacing(path) as file:
            file.write(content)

    def encode(self, header: Mapping[str, Any], arrays: Tensors) -> bytes:
        """Return what `write` puts into a file.

        Raises
        ------
        OSError
            If it would be too large to be read again.
        """
        tensors = {name: self._storable(array) for name, array in arrays.items()}
        ours = {"format": self.format, "version": self.version, **header, "sha256": digest(tensors)}
        text = json.dumps(ours)
        # One entry: safetensors writes several in an order that changes from run to run.
        seal = hashlib.sha256(text.encode()).hexdigest()
        content = save(tensors, metadata={"mnist-viz": f"{seal} {text}"})
        if len(content) > self.max_file_bytes:
            raise OSError(errno.EFBIG, f"the {self.noun} is too large for a file")
        return content

    def read(self, path: Path) -> tuple[dict[str, Any], dict[str, Array]]:
        """Return the header and the arrays of a file, after all checks that need no more.

        Raises
        ------
        TensorFileError
            `error`, if there is no such file, or it is damaged, of another format or newer.
        """
        try:
            with path.open("rb") as file:
                return self.decode(file, path)
        except FileNotFoundError:
            raise self.error(f"There is no file {path}.") from None
        except OSError as error:
            raise self.error(f"{path} cannot be read: {error.strerror}.") from error

    def decode(self, file: BinaryIO, path: Path) -> tuple[dict[str, Any], dict[str, Array]]:
        """Return what `read` does, from a file that is open; `path` is for messages."""
        header_bytes, content = self._content(file, path)
        header = self._header(path, header_bytes)
        try:
            tensors = load(content)
        except (SafetensorError, ValueError, KeyError, TypeError, OverflowError) as error:
            raise self.damaged(path) from error
        if any(array.dtype.name not in self.dtypes for array in tensors.values()):
            raise self.damaged(path)
        if digest(tensors) != header.get("sha256"):
            raise self.error(
                f"{path}: the numbers do not match their checksum. "
                "The file is damaged; use another copy."
            )
        return header, tensors

    def damaged(self, path: Path) -> TensorFileError:
        return self.error(f"{path} is damaged. Use another copy, or make the {self.noun} again.")

    def _storable(self, array: Array) -> Array:
        name = array.dtype.name
        return np.ascontiguousarray(array, dtype=name if name in self.dtypes else self.dtypes[0])

    def _content(self, file: BinaryIO, path: Path) -> tuple[bytes, bytes]:
        """Return safetensors' header and the whole file, whose size was looked at first."""
        start = file.read(8)
        size = int.from_bytes(start, "little")
        if len(start) < 8 or not 2 <= size <= self.max_header_bytes:
            raise self._foreign(path)
        header = file.read(size)
        if len(header) < size or not header.startswith(b"{"):
            raise self._foreign(path)
        rest = file.read(self.max_file_bytes + 1)
        if len(start) + size + len(rest) > self.max_file_bytes:
            raise self.error(f"{path} is too large for a {self.noun}.")
        return header, start + header + rest

    def _header(self, path: Path, header: bytes) -> dict[str, Any]:
        """Return our part of the header, after a look at who wrote it."""
        try:
            seal, _, text = json.loads(header)["__metadata__"]["mnist-viz"].partition(" ")
            ours = json.loads(text)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise self._foreign(path) from None
        if not isinstance(ours, dict) or ours.get("format") != self.format:
            raise self._foreign(path)
        if hashlib.sha256(text.encode(errors="replace")).hexdigest() != seal:
            raise self.damaged(path)
        if ours.get("version") != self.version:
            raise self.error(
                f"{path} has format version {ours.get('version')}; this program reads "
                f"{self.version}. Update MNIST Viz to open it."
            )
        return ours

    def _foreign(self, path: Path) -> TensorFileError:
        return self.error(f"{path} is no MNIST Viz {self.noun}. {self.origin}")


def digest(tensors: Tensors) -> str:
    """Return a SHA-256 over names, types, shapes and values, as hexadecimal digits."""
    sha256 = hashlib.sha256()
    for name in sorted(tensors):
        array = tensors[name]
        array = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        # The first files held nothing but float32, and said nothing of it.
        kind = "" if array.dtype.name == "float32" else array.dtype.name
        sha256.update(f"{name}{array.shape}{kind}".encode())
        sha256.update(array.reshape(-1).view(np.uint8).data)
    return sha256.hexdigest()


def flat_parameters(slots: Mapping[str, tuple[int, ...]], tensors: Tensors) -> NDArray[np.float32]:
    """Return arrays one after another in the order of `slots`, which says their shapes.

    Raises
    ------
    MismatchError
        If one is missing, superfluous, of another shape or not finite.
    """
    if set(slots) != set(tensors):
        odd = ", ".join(sorted(set(slots) ^ set(tensors)))
        raise MismatchError(f"the arrays {odd} do not belong to it.")
    for name, shape in slots.items():
        found = tensors[name]
        if found.shape != shape:
            raise MismatchError(f"{name} has shape {found.shape}, not {shape}.")
    flat = np.concatenate([tensors[name].ravel() for name in slots])
    if not np.isfinite(flat).all():
        raise MismatchError("some weights are not finite; this network cannot read anything.")
    return flat
