"""Float32 arrays packed without loss, best against one that differs little.

Of two moments of a run, most weights share sign, exponent and the first bits of
the mantissa; XOR turns what is shared into zeros, and gathering the bytes by
their place in the number brings the zeros together, for zlib to squeeze out.
"""

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LEVEL = 1  # higher levels take several times as long for some per cent


@dataclass(frozen=True, eq=False)
class PackedArray:
    """A float32 vector, squeezed.

    Attributes
    ----------
    data : bytes
    base : PackedArray or None
        What it was packed against, itself packed against nothing.
    """

    data: bytes
    base: "PackedArray | None" = None

    @property
    def nbytes(self) -> int:
        """Memory taken, without that of the base."""
        return len(self.data)

    def bits(self, size: int, base: NDArray[np.uint32] | None = None) -> NDArray[np.uint32]:
        """Return the bits of the vector, unpacking no more than it should have.

        Parameters
        ----------
        size : int
            Its length.
        base : uint32, shape (size,)
            The bits of the base, where there is one.

        Raises
        ------
        ValueError
            If what is packed is not of that length.
        """
        opened = zlib.decompressobj()
        try:
            planes = opened.decompress(self.data, 4 * size + 1)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        if len(planes) != 4 * size or not opened.eof or opened.unused_data:
            raise ValueError(f"{len(planes)} bytes instead of {4 * size}")
        bits = _gathered(planes)
        return bits if base is None else np.bitwise_xor(bits, base, out=bits)

    def unpacked(self) -> NDArray[np.float32]:
        """Return the vector, bit for bit, as a new read-only array."""
        bits = _bits(self.data)
        if self.base is not None:
            bits ^= _bits(self.base.data)
        array = bits.view(np.float32)
        array.flags.writeable = False
        return array


Stored = NDArray[np.float32] | PackedArray
"""A vector as it is kept: as it is, or packed."""


def pack(array: NDArray[np.float32], base: PackedArray | None = None) -> PackedArray:
    """Pack a vector.

    Parameters
    ----------
    array : float32, shape (n,)
    base : PackedArray
        Of a vector of the same length, packed against nothing itself.
    """
    assert base is None or base.base is None, "a base must not need another one"
    bits = np.ascontiguousarray(array).view(np.uint32)
    if base is not None:
        bits = bits ^ _bits(base.data)
    planes = np.ascontiguousarray(bits.view(np.uint8).reshape(-1, 4).T)
    return PackedArray(zlib.compress(planes.data, _LEVEL), base)


def unpack(stored: Stored) -> NDArray[np.float32]:
    """Return a vector however it is kept."""
    return stored.unpacked() if isinstance(stored, PackedArray) else stored


def _bits(data: bytes) -> NDArray[np.uint32]:
    return _gathered(zlib.decompress(data))


def _gathered(data: bytes) -> NDArray[np.uint32]:
    planes = np.frombuffer(data, dtype=np.uint8).reshape(4, -1)
    return np.ascontiguousarray(planes.T).view(np.uint32).ravel()
