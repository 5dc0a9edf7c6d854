"""A bounded reader of gzip files.

``gzip.open`` inflates whatever it is given, goes on into concatenated members and skips padding.
A data file is one member, and no more of it is inflated than is asked for.
"""

import zlib
from typing import BinaryIO

GZIP_MAGIC = b"\x1f\x8b"
MOST_INFLATION = 1032  # deflate's limit: 258 bytes from a quarter of a byte (zlib's manual)

CHUNK_BYTES = 1 << 16  # larger pieces are mapped and unmapped one by one, at twice the time


class GzipMember:
    """The first gzip member of a file, inflated piece by piece.

    Parameters
    ----------
    file : binary file
        Open for reading, at the member's first byte.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    def read(self, most_bytes: int) -> bytes:
        """Return the next bytes, at least one and at most ``most_bytes``, or none at the end.

        Raises
        ------
        EOFError
            If the file ends before the member does.
        zlib.error
            If the stream is damaged, or at its end the checksum or the length disagrees.
        """
        while not self._inflate.eof:
            chunk = self._inflate.unconsumed_tail or self._file.read(CHUNK_BYTES)
            inflated = self._inflate.decompress(chunk, min(most_bytes, CHUNK_BYTES))
            if inflated:
                return inflated
            if not chunk and not self._inflate.eof:
                raise EOFError
        return b""

    def followed_by_bytes(self) -> bool:
        """Tell, once ``read`` has come to the end, whether the file goes on after the member."""
        return bool(self._inflate.unused_data) or bool(self._file.read(1))
