"""Pictures as grey arrays, decoded by Pillow: the one decoder of image files."""

import io
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from mnist_viz.data.dataset import DataFileError, UInt8Array
from mnist_viz.data.file_errors import damaged, resemblance, unreadable, unusable
from mnist_viz.data.icon_file import most_pixels
from mnist_viz.data.shades import shades_of

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
RARE_FORMATS = (
    *("AVIF", "BLP", "CUR", "DCX", "DDS", "DIB", "FITS", "FLI", "FTEX", "GBR", "IM"),
    *("JPEG2000", "MCIDAS", "MSP", "PCX", "PIXAR", "PSD", "QOI", "SGI", "SUN", "TGA"),
    *("XBM", "XPM", "XVTHUMB"),
)
"""Read too, where it is none of `FORMATS`. EPS is not: it is a program, for which Pillow would
run another one."""
ICONS = ("ICO", "ICNS")
"""Read as well, once the pictures in them have been found to be of a reasonable size."""
MOST_PIXELS = 1 << 24

_POSTSCRIPT = (b"%!PS", b"\xc5\xd0\xd3\xc6")
_MOST_ICON_BYTES = 1 << 26
_HEAD = 4096  # bytes; SVG may begin with a long remark
_ENOUGH = 1024  # pixels of a side: a larger JPEG is decoded at an eighth, a quarter or a half
_SMALLER = "Make it smaller."
_REMEDY = "Save it again as a PNG file, or remove it."


def read_grey_image(path: Path) -> UInt8Array:
    """Read a picture as shades of grey, 0 black and 255 white.

    See `mnist_viz.data.shades` for what becomes of colours, transparent parts and deeper shades.
    Of an animation the first picture is taken; a turned photograph is set upright, and a large
    JPEG may come out at half its size or less.

    Parameters
    ----------
    path : Path
        A file of one of `FORMATS`, `RARE_FORMATS` or `ICONS`; of an icon the largest
        picture is taken.

    Returns
    -------
    uint8 array, shape (height, width)

    Raises
    ------
    DataFileError
        If the file is missing, damaged, no such picture, or larger than ``MOST_PIXELS``.
    """
    if not path.exists():
        raise DataFileError(f"{path} is missing: there is no such file.")
    try:
        with path.open("rb") as file:
            return _read(path, file)
    except OSError as error:
        raise unreadable(path, error, _REMEDY) from error


def grey_image_of(content: bytes, name: str) -> UInt8Array:
    """Read the content of a picture file as `read_grey_image` does.

    Parameters
    ----------
    content : bytes
    name : str
        What it is called in an error.

    Returns
    -------
    uint8 array, shape (height, width)

    Raises
    ------
    DataFileError
        If it is damaged, no such picture, or larger than ``MOST_PIXELS``.
    """
    return _read(Path(name), io.BytesIO(content))


def grey_of_rgba(pixels: UInt8Array) -> UInt8Array:
    """Return decoded pixels as shades of grey, as `read_grey_image` does.

    Parameters
    ----------
    pixels : uint8, shape (height, width, 4)
        Red, green, blue and alpha.

    Returns
    -------
    uint8 array, shape (height, width)
    """
    return shades_of(Image.fromarray(np.ascontiguousarray(pixels)))


def _read(path: Path, file: BinaryIO) -> UInt8Array:
    try:
        head = file.read(_HEAD)
        file.seek(0)
        return _decode(path, file, head)
    except DataFileError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        why = f"has far more pixels than the {MOST_PIXELS:,} that are read"
        raise unusable(path, why, _SMALLER) from error
    except OSError as error:
        if error.errno is not None:
            raise unreadable(path, error, _REMEDY) from error
        raise damaged(path, "the picture ends early or cannot be decoded", _REMEDY) from error
    except Exception as error:  # Pillow's decoders raise many types for damage
        raise damaged(path, "the picture cannot be decoded", _REMEDY) from error


def _decode(path: Path, file: BinaryIO, head: bytes) -> UInt8Array:
    if head.startswith(_POSTSCRIPT):
        why = "is PostScript (EPS), a program that another one would have to run"
        raise unusable(path, why, _REMEDY)
    if _is_svg(head):
        why = "is a vector drawing (SVG), lines to be drawn rather than a picture"
        raise unusable(path, why, "Export it as a PNG file.")
    try:
        picture = _opened(path, file)
    except UnidentifiedImageError as error:
        raise unusable(
            path, f"is no picture that can be read{resemblance(head)}", _REMEDY
        ) from error
    with picture:
        picture.draft(None, (_ENOUGH, _ENOUGH))
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise unusable(
                path,
                f"has {width:,} × {height:,} pixels; at most {MOST_PIXELS:,} are read",
                _SMALLER,
            )
        return shades_of(ImageOps.exif_transpose(picture))


def _is_svg(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_page = b"<html" in text or b"<!doctype html" in text
    return text.startswith(b"<") and b"<svg" in text and not is_page


def _opened(path: Path, file: BinaryIO) -> Image.Image:
    try:
        return Image.open(file, formats=FORMATS)
    except UnidentifiedImageError:
        Image.init()  # the others are registered only now: it takes a moment
        file.seek(0)
    try:
        return Image.open(file, formats=RARE_FORMATS)
    except UnidentifiedImageError:
        file.seek(0)
    content = file.read(_MOST_ICON_BYTES + 1)
    if len(content) > _MOST_ICON_BYTES or most_pixels(content) > MOST_PIXELS:
        raise unusable(path, f"holds a picture of more than {MOST_PIXELS:,} pixels", _SMALLER)
    return Image.open(io.BytesIO(content), formats=ICONS)
