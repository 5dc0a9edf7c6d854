"""What a drop or the clipboard offers: one picture, or a reason why there is none to take."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage

from mnist_viz.session.pictures import PictureSource

MOST_SIDE = 1024
"""Pixels of a decoded picture's longer side, which is thinned out to it before it is copied."""

_MOST_KINDS = 4  # of those that one picture is offered in; each may take a while to be handed over
_READ_BEST = ("image/png", "image/jpeg", "image/webp", "image/bmp", "image/tiff", "image/gif")
_TAKE = "Copy or drop one picture of a digit, or open a file from the menu."


class Refusal(NamedTuple):
    """Why nothing can be taken.

    Attributes
    ----------
    what, why : str
        As in a message: what is the matter, and what to do.
    """

    what: str
    why: str


def offered(data: QMimeData) -> PictureSource | Refusal:
    """Return the one picture in a drop or on the clipboard."""
    urls = data.urls()
    if len(urls) > 1:
        return Refusal("Only one picture fits on the pad.", f"These are {len(urls)}. Take one.")
    if urls and urls[0].isLocalFile():
        return _local(Path(urls[0].toLocalFile()))
    picture = _picture_in(data)
    if picture is not None:
        return picture
    if urls:
        return Refusal("That is a link, not a picture.", "Save the picture, then open its file.")
    if data.hasText():
        return Refusal("That is text, not a picture.", _TAKE)
    return Refusal("There is no picture to take.", _TAKE)


def _picture_in(data: QMimeData) -> PictureSource | None:
    kinds = sorted(filter(_is_encoded, data.formats()), key=_likely_readable)[:_MOST_KINDS]
    contents = tuple(content for kind in kinds if (content := bytes(data.data(kind).data())))
    if contents:
        return contents
    image = data.imageData() if data.hasImage() else None
    return rgba_of(image) if isinstance(image, QImage) and not image.isNull() else None


def rgba_of(image: QImage) -> NDArray[np.uint8]:
    """Return an image's pixels, red, green, blue and alpha: uint8 (height, width, 4)."""
    if max(image.width(), image.height()) > MOST_SIDE:
        image = image.scaled(MOST_SIDE, MOST_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8)
    rows = rows.reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)
    return pixels.copy()


def _local(path: Path) -> PictureSource | Refusal:
    if path.is_dir():
        why = "Take a single picture. To train on a folder of pictures, use Open data folder."
        return Refusal("That is a folder, not a picture.", why)
    return path


def _likely_readable(kind: str) -> int:
    return _READ_BEST.index(kind) if kind in _READ_BEST else len(_READ_BEST)


def _is_encoded(kind: str) -> bool:
    return kind.startswith("image/") and not kind.startswith("image/svg")
