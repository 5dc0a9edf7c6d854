"""How large the pictures in an icon are, by their own headers, before any is unpacked.

An icon (ICO, ICNS) holds whole PNG, JPEG 2000 and BMP pictures. Its own index says how large they
are, and need not be true, so the index is no guard against a picture that fills the memory.
"""

import re
import struct

_BEFORE_SIZES = re.compile(rb"\x89PNG\r\n\x1a\n....IHDR|ihdr|\xff\x4f\xff\x51....", re.DOTALL)
"""What comes before width and height, or height and width, in PNG and JPEG 2000."""

_ICO = b"\x00\x00\x01\x00"
_PNG = b"\x89PNG"


def most_pixels(content: bytes) -> int:
    """Return the pixels of the largest picture that an icon declares.

    Parameters
    ----------
    content : bytes
        Of an ICO or an ICNS file.
    """
    found = [_product(content, match.end()) for match in _BEFORE_SIZES.finditer(content)]
    if content.startswith(_ICO):
        found += _bitmap_sizes(content)
    return max(found, default=0)


def _product(content: bytes, place: int) -> int:
    sizes = content[place : place + 8]
    if len(sizes) < 8:
        return 0
    one, other = struct.unpack(">II", sizes)
    return int(one) * int(other)


def _bitmap_sizes(content: bytes) -> list[int]:
    """Return the pixels of each bitmap that the index of an ICO file points to."""
    (count,) = struct.unpack_from("<H", content.ljust(6, b"\0"), 4)
    sizes = []
    for entry in range(min(count, (len(content) - 6) // 16)):
        (place,) = struct.unpack_from("<I", content, 6 + 16 * entry + 12)
        header = content[place : place + 12]
        if len(header) == 12 and not header.startswith(_PNG):
            width, height = struct.unpack_from("<ii", header, 4)
            sizes.append(abs(width * height))
    return sizes
