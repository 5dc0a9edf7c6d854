"""Many arrays put one after another into a few tensors of a file, and had back by their places.

A session holds thousands of arrays; as tensors of their own they would make the file's header,
which is read first and whole, the largest part of it.
"""

import zlib
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.packing import PackedArray, Stored
from mnist_viz.training.tensor_file import Array, Tensors

DTYPES = ("float32", "float64", "int16", "uint8")

PACKED = "packed"
"""The tensor that holds what is packed, as bytes."""

Place: TypeAlias = list[Any]
"""Name of the tensor, first entry, number of entries; if packed against another array, also the
first entry and number of entries of that."""


class StoredArraysError(ValueError):
    """A place lies outside, or what is there is not what it should be."""


class ArrayWriter:
    """Collects arrays; one that was put before is not stored twice."""

    def __init__(self) -> None:
        self._parts: dict[str, list[Array]] = {}
        self._sizes: dict[str, int] = {}
        self._places: dict[int, Place] = {}
        self._kept: list[object] = []  # as long as they live, no other object has their id

    def put(self, array: Array) -> Place:
        """Store an array, of any shape; return its place."""
        return self._put(array, array.dtype.name, array)

    def put_stored(self, stored: Stored) -> Place:
        """Store a vector however it is kept; return its place."""
        if not isinstance(stored, PackedArray):
            return self.put(stored)
        own = self._put(stored, PACKED, np.frombuffer(stored.data, dtype=np.uint8))
        return own if stored.base is None else [*own, *self.put_stored(stored.base)[1:]]

    def tensors(self) -> dict[str, Array]:
        """Return what was collected."""
        return {name: np.concatenate(parts) for name, parts in self._parts.items()}

    def _put(self, key: object, tensor: str, array: Array) -> Place:
        place = self._places.get(id(key))
        if place is None:
            start = self._sizes.get(tensor, 0)
            self._parts.setdefault(tensor, []).append(array.reshape(-1))
            self._sizes[tensor] = start + array.size
            place = self._places[id(key)] = [tensor, start, array.size]
            self._kept.append(key)
        return place


class ArrayReader:
    """Gives back what an `ArrayWriter` stored, checked.

    Parameters
    ----------
    tensors : mapping of str to array
    """

    def __init__(self, tensors: Tensors) -> None:
        self._tensors = tensors
        self._bases: dict[tuple[int, int], PackedArray] = {}

    def array(self, place: Sequence[Any], dtype: str, shape: tuple[int, ...]) -> Array:
        """Return a read-only copy of an array; −1 in its shape is what there is.

        Raises
        ------
        StoredArraysError
            If there is no such array.
        """
        tensor, start, size = place
        if tensor != dtype:
            raise StoredArraysError(tensor)
        copy = self._slice(tensor, start, size).reshape(shape).copy()
        copy.flags.writeable = False
        return copy

    def stored(self, place: Sequence[Any], size: int) -> Stored:
        """Return a vector of finite float32 numbers, packed if it was stored so.

        Raises
        ------
        StoredArraysError
            If there is no such vector.
        """
        if place[0] != PACKED:
            vector: NDArray[np.float32] = self.array(place, "float32", (size,))
            _check_finite(vector)
            return vector
        base = None if len(place) == 3 else self._packed(place[3:], None, size)
        return self._packed(place[1:3], base, size)

    def _packed(self, place: Sequence[Any], base: PackedArray | None, size: int) -> PackedArray:
        start, length = place
        known = self._bases.get((start, length)) if base is None else None
        if known is not None:
            return known
        packed = PackedArray(self._slice(PACKED, start, length).tobytes(), base)
        _check_length(packed.data, 4 * size)
        _check_finite(packed.unpacked())
        if base is None:
            self._bases[start, length] = packed
        return packed

    def _slice(self, tensor: str, start: int, size: int) -> Array:
        whole = self._tensors[tensor]
        if not (type(start) is int and type(size) is int and whole.ndim == 1):
            raise StoredArraysError(tensor)
        if not 0 <= start <= start + size <= len(whole):
            raise StoredArraysError(f"{tensor} {start} {size}")
        return whole[start : start + size]


def _check_length(data: bytes, length: int) -> None:
    """Refuse what does not unpack to so many bytes, without unpacking more than that."""
    opened = zlib.decompressobj()
    try:
        found = len(opened.decompress(data, length + 1))
    except zlib.error as error:
        raise StoredArraysError(str(error)) from error
    if found != length or not opened.eof or opened.unused_data:
        raise StoredArraysError(f"{found} bytes instead of {length}")


def _check_finite(vector: NDArray[np.float32]) -> None:
    if not np.isfinite(vector).all():
        raise StoredArraysError("not finite")
