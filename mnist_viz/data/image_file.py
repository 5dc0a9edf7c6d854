"""Pictures as grey arrays, decoded by Pillow: the one decoder of image files."""

import io
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from mnist_viz.data.dataset import DataFileError, UInt8Array
from mnist_viz.data.file_errors import damaged, resemblance, unreadable, unusable

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
RARE_FORMATS = (
    *("AVIF", "DDS", "DIB", "FITS", "FLI", "IM", "JPEG2000", "MSP"),
    *("PCX", "PSD", "QOI", "SGI", "SUN", "TGA", "XBM", "XPM"),
)
"""Read too, where it is none of `FORMATS`. Icons are not: they hold pictures of undeclared size;
nor is what Pillow would run another program for."""
SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".pbm"}
)
MOST_PIXELS = 1 << 24

_ENOUGH = 1024  # pixels of a side: a larger JPEG is decoded at an eighth, a quarter or a half
_REMEDY = "Save it again as a PNG file, or remove it."


def read_grey_image(path: Path) -> UInt8Array:
    """Read a picture as shades of grey, 0 black and 255 white.

    Transparent parts are taken as white paper, or as black where what is drawn is light; 16 bits
    a pixel are brought to 8; of an animation the first picture is taken; a turned photograph is
    set upright, and a large JPEG may come out at half its size or less.

    Parameters
    ----------
    path : Path
        A file of one of `FORMATS` or `RARE_FORMATS`.

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
    return _as_grey(Image.fromarray(np.ascontiguousarray(pixels)))


def _read(path: Path, file: BinaryIO) -> UInt8Array:
    try:
        head = file.read(64)
        file.seek(0)
        return _decode(path, file, head)
    except DataFileError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        why = f"has far more pixels than the {MOST_PIXELS:,} that are read"
        raise unusable(path, why, "Make it smaller.") from error
    except OSError as error:
        if error.errno is not None:
            raise unreadable(path, error, _REMEDY) from error
        raise damaged(path, "the picture ends early or cannot be decoded", _REMEDY) from error
    except Exception as error:  # Pillow's decoders raise many types for damage
        raise damaged(path, "the picture cannot be decoded", _REMEDY) from error


def _decode(path: Path, file: BinaryIO, head: bytes) -> UInt8Array:
    try:
        picture = _opened(file)
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
                "Make it smaller.",
            )
        return _as_grey(ImageOps.exif_transpose(picture))


def _opened(file: BinaryIO) -> Image.Image:
    try:
        return Image.open(file, formats=FORMATS)
    except UnidentifiedImageError:
        Image.init()  # the others are registered only now: it takes a moment
        file.seek(0)
        return Image.open(file, formats=RARE_FORMATS)


def _as_grey(picture: Image.Image) -> UInt8Array:
    if picture.mode.startswith("I") or picture.mode == "F":
        return _deep_as_grey(np.asarray(picture, dtype=np.float64), picture.mode)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "black" if _is_light(picture) else "white")
        picture = Image.alpha_composite(paper, picture)
    return np.array(picture.convert("L"), dtype=np.uint8)


def _is_light(picture: Image.Image) -> bool:
    """Tell whether what is not transparent is light, so that it would be lost on white paper."""
    tiny = picture.reduce(max(1, max(picture.size) // 256))
    opaque = np.asarray(tiny.getchannel("A"), dtype=np.float64)
    shades = np.asarray(tiny.convert("L"), dtype=np.float64)
    return bool((opaque * shades).sum() > 192 * opaque.sum())


def _deep_as_grey(shades: NDArray[np.float64], mode: str) -> UInt8Array:
    """Bring 16-bit shades, or floats in 0..1 or 0..255, to 0..255."""
    if mode != "F":
        return np.rint(np.clip(shades, 0, 65535) / 257).astype(np.uint8)
    shades = np.nan_to_num(shades)
    scale = 255.0 if shades.max(initial=0) <= 1 else 1.0
    return np.rint(np.clip(shades * scale, 0, 255)).astype(np.uint8)
