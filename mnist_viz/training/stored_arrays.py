"""Many arrays put one after another into a few tensors of a file, and had back by their places.

A session holds thousands of arrays; as tensors of their own they would make the file's header,
which is read first and whole, the largest part of it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.packing import PackedArray, Stored
from mnist_viz.training.tensor_file import Array, Tensors

DTYPES = ("float32", "float64", "int16", "uint8")

PACKED = "packed"
"""The tensor that holds what is packed, as bytes."""

_BASES_AT_HAND = 4
"""Of a snapshot, parameters, gradient and two arrays of an optimizer are packed."""

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
        self._bits: OrderedDict[tuple[int, int], NDArray[np.uint32]] = OrderedDict()

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
        if len(place) == 3:
            return self._base(place[1], place[2], size)
        _, start, length, base_start, base_length = place
        base = self._base(base_start, base_length, size)
        packed = PackedArray(self._slice(PACKED, start, length).tobytes(), base)
        bits = packed.bits(size, self._bits_of(base_start, base_length, base, size))
        _check_finite(bits.view(np.float32))
        return packed

    def _base(self, start: int, length: int, size: int) -> PackedArray:
        known = self._bases.get((start, length))
        if known is None:
            known = PackedArray(self._slice(PACKED, start, length).tobytes())
            _check_finite(self._bits_of(start, length, known, size).view(np.float32))
            self._bases[start, length] = known
        return known

    def _bits_of(self, start: int, length: int, base: PackedArray, size: int) -> NDArray[np.uint32]:
        """Return the bits of a base; several vectors in a row are packed against the same few."""
        bits = self._bits.get((start, length))
        if bits is None:
            bits = self._bits[start, length] = base.bits(size)
            while len(self._bits) > _BASES_AT_HAND:
                self._bits.popitem(last=False)
        if len(bits) != size:
            raise StoredArraysError(f"{len(bits)} numbers instead of {size}")
        return bits

    def _slice(self, tensor: str, start: int, size: int) -> Array:
        whole = self._tensors[tensor]
        if not (type(start) is int and type(size) is int and whole.ndim == 1):
            raise StoredArraysError(tensor)
        if not 0 <= start <= start + size <= len(whole):
            raise StoredArraysError(f"{tensor} {start} {size}")
        return whole[start : start + size]


def _check_finite(vector: NDArray[np.float32]) -> None:
    if not np.isfinite(vector).all():
        raise StoredArraysError("not finite")
