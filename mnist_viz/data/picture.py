"""From a picture of a digit, of any size, ground and light, to what the network reads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_viz.data.dataset import UInt8Array
from mnist_viz.data.ink import CENTRE, HALF_WIDTH
from mnist_viz.data.paper import INK, Float32Array, ink_of
from mnist_viz.data.rendering import SIDE, centre_of_mass

MOST_SIDE = 320
"""Pixels of the longer side at which a picture is looked at: enough for a digit in a corner."""

_BOX = 20
_BLACK = 16  # a shade, up to which a border counts as MNIST's black ground
_CLEAR = (
    51  # a shade from which a pixel of a ready-made picture counts as ink: a JPEG's noise is less
)
_LEAST_BOX = 17  # MNIST's digits have 20 pixels, or a few less without their soft rims
_MOST_OFF = 0.75  # pixels from the middle to the centre of mass; MNIST's are off by 0.52 at most
_TURN, _SLANT, _STRETCH = np.deg2rad(6.0), 0.12, 0.08  # standard deviations, as for ink
_FAINT = 8 * INK  # what ink is multiplied by so that a box holds an eighth of it
_THIN = 1.8  # pixels of the 28 × 28 frame, below which a line is broadened


@dataclass(frozen=True, eq=False)
class PictureSteps:
    """What becomes of a picture on its way to the network, array by array.

    Attributes
    ----------
    grey : uint8, shape (height, width), read-only
        The picture, at most `MOST_SIDE` pixels long.
    ink : float32, shape (height + 2 m, width + 2 m), read-only
        0 ground, 1 full ink, with a margin where thin lines were broadened to a pen's width;
        the picture itself where it is ready-made.
    box : (int, int, int, int) or None
        Left, top, right and bottom of the ink, in those pixels; None if there is none.
    fitted : float32, shape (h, w), read-only
        The ink in the box, scaled so that its longer side has 20 pixels.
    image : uint8, shape (28, 28), read-only
        With the centre of mass in the middle.
    """

    grey: UInt8Array
    ink: Float32Array
    box: tuple[int, int, int, int] | None
    fitted: Float32Array
    image: UInt8Array

    @property
    def raw(self) -> UInt8Array:
        """The picture shrunk to 28 × 28 and no more, uint8."""
        height, width = self.grey.shape
        longer = max(height, width)
        shade = int(np.median(_border(self.grey)))
        square = np.full((longer, longer), shade, dtype=np.uint8)
        top, left = (longer - height) // 2, (longer - width) // 2
        square[top : top + height, left : left + width] = self.grey
        shrunk = Image.fromarray(square).resize((SIDE, SIDE), Image.Resampling.BOX)
        return np.array(shrunk, dtype=np.uint8)


def picture_to_image(grey: UInt8Array, *, as_it_is: bool = False) -> UInt8Array:
    """Bring a picture into MNIST's form: light ink on black, fitted into 20 × 20, centred by mass.

    A picture that is in this form already is taken as it is: of 28 × 28 pixels, black around,
    with ink that fits closely into 20 × 20 and has its centre of mass in the middle. So is
    its negative, turned about.

    Parameters
    ----------
    grey : uint8, shape (height, width)
        0 black, 255 white; ink may be darker or lighter than its ground, and the light
        on it uneven.
    as_it_is : bool
        Take any picture of 28 × 28 for ready-made, as other things than digits may be; only
        its negative is turned about.

    Returns
    -------
    uint8, shape (28, 28)
        All 0 if nothing stands out in the picture.
    """
    return picture_steps(grey, as_it_is=as_it_is).image.copy()


def picture_steps(grey: UInt8Array, *, as_it_is: bool = False) -> PictureSteps:
    """Do what `picture_to_image` does, and return every array on the way."""
    ready = _ready_made(grey, as_it_is)
    if ready is not None:
        return ready
    small = _at_most(grey, MOST_SIDE)
    ink = ink_of(small)
    box = _box(ink)
    if box is None:
        nothing = np.zeros((SIDE, SIDE), dtype=np.uint8)
        return _frozen(small, ink, None, np.zeros((0, 0), dtype=np.float32), nothing)
    ink = _broadened(ink, box)
    left, top, right, bottom = box = _box(ink) or box
    fitted = _fitted(ink[top:bottom, left:right])
    return _frozen(small, ink, box, fitted, _centred(fitted))


def _ready_made(grey: UInt8Array, as_it_is: bool) -> PictureSteps | None:
    """Return the steps of a picture that needs none; None if it does."""
    if grey.shape != (SIDE, SIDE):
        return None
    image = (255 - grey).astype(np.uint8) if np.median(_border(grey)) > 127 else grey.copy()
    if not (as_it_is or _is_normalised(image)):
        return None
    ink = image * np.float32(1 / 255)
    return _frozen(grey.copy(), ink, _box(ink), ink.copy(), image)


def _is_normalised(image: UInt8Array) -> bool:
    """Tell whether light ink on black lies in 28 × 28 pixels as MNIST's does."""
    box = _box(image * np.float32(INK / _CLEAR))
    if box is None or np.median(_border(image)) > _BLACK:
        return False
    left, top, right, bottom = box
    fits = _LEAST_BOX <= max(right - left, bottom - top) <= _BOX
    off = np.abs(centre_of_mass(image[None] / 255.0)[0] - CENTRE)
    return bool(fits and off.max() <= _MOST_OFF)


def _frozen(
    grey: UInt8Array,
    ink: Float32Array,
    box: tuple[int, int, int, int] | None,
    fitted: Float32Array,
    image: UInt8Array,
) -> PictureSteps:
    for array in (grey, ink, fitted, image):
        array.flags.writeable = False
    return PictureSteps(grey, ink, box, fitted, image)


def bend_again(image: UInt8Array, count: int, rng: np.random.Generator) -> UInt8Array:
    """Return variations of a ready-made picture: turned, slanted, stretched, and brought in form.

    Of a picture no strokes are known, so that it varies less than `write_again` varies ink.

    Parameters
    ----------
    image : uint8, shape (28, 28)
        As `picture_to_image` returns it, with some ink.
    count : int
        How many pictures.
    rng : numpy.random.Generator

    Returns
    -------
    uint8, shape (count, 28, 28)
    """
    ink = Image.fromarray(image * np.float32(1 / 255))
    bent = np.zeros((count, SIDE, SIDE), dtype=np.uint8)
    for one in bent:
        angle, shear, aspect = rng.standard_normal(3) * (_TURN, _SLANT, _STRETCH)
        cosine, sine, stretch = np.cos(angle), np.sin(angle), np.exp(aspect)
        matrix = np.array([[cosine, -sine], [sine, cosine]]) @ [[stretch, shear], [0, 1 / stretch]]
        middle = np.full(2, SIDE / 2)
        across, down = np.column_stack([matrix, middle - matrix @ middle])
        moved = ink.transform(
            (SIDE, SIDE),
            Image.Transform.AFFINE,
            (*across.tolist(), *down.tolist()),
            Image.Resampling.BILINEAR,
        )
        one[:] = _in_form(np.array(moved, dtype=np.float32))
    return bent


def _in_form(ink: Float32Array) -> UInt8Array:
    left, top, right, bottom = _box(ink * np.float32(_FAINT)) or (0, 0, SIDE, SIDE)
    return _centred(_fitted(ink[top:bottom, left:right]))


def _border(grey: UInt8Array) -> UInt8Array:
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])


def _at_most(grey: UInt8Array, side: int) -> UInt8Array:
    height, width = grey.shape
    scale = side / max(height, width)
    if scale >= 1:
        return grey.copy()
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.array(Image.fromarray(grey).resize(size, Image.Resampling.BOX), dtype=np.uint8)


def _box(ink: Float32Array) -> tuple[int, int, int, int] | None:
    rows = np.flatnonzero((ink > INK).any(axis=1))
    columns = np.flatnonzero((ink > INK).any(axis=0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _broadened(ink: Float32Array, box: tuple[int, int, int, int]) -> Float32Array:
    """Make lines as broad as the pen of `ink_to_image`, where they are much thinner.

    A ball pen's line is a fiftieth of a digit's height. Shrunk, it would all but vanish.
    """
    left, top, right, bottom = box
    pixel = max(right - left, bottom - top) / _BOX  # of the 28 × 28 frame
    width = _line_width(ink[top:bottom, left:right] > INK)
    reach = round((2 * HALF_WIDTH * pixel - width) / 2)
    if width >= _THIN * pixel or reach < 1:
        return ink
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    broad = np.pad(ink, reach)
    height, across = broad.shape
    spread = broad.copy()
    for down, right_by in zip(*np.nonzero(x * x + y * y <= reach * (reach + 1)), strict=True):
        dy, dx = int(down) - reach, int(right_by) - reach
        to = spread[max(0, dy) : height + min(0, dy), max(0, dx) : across + min(0, dx)]
        of = broad[max(0, -dy) : height + min(0, -dy), max(0, -dx) : across + min(0, -dx)]
        np.maximum(to, of, out=to)
    return spread


def _line_width(mask: NDArray[np.bool_]) -> float:
    """Estimate the width of lines as their area over half their rim, in pixels."""
    padded = np.pad(mask, 1)
    crossings = np.count_nonzero(padded[1:] != padded[:-1])
    crossings += np.count_nonzero(padded[:, 1:] != padded[:, :-1])
    rim = np.pi / 4 * crossings  # what a grid counts too much of lines in all directions
    return float(2 * np.count_nonzero(mask) / rim)


def _fitted(ink: Float32Array) -> Float32Array:
    """Scale so that the longer side has 20 pixels."""
    height, width = ink.shape
    scale = _BOX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR
    resized = Image.fromarray(np.ascontiguousarray(ink)).resize(size, method)
    return np.array(resized, dtype=np.float32)


def _centred(ink: Float32Array) -> UInt8Array:
    """Place the ink with its centre of mass in the middle, at fractions of a pixel too."""
    height, width = ink.shape
    total = max(float(ink.sum()), 1e-6)
    down = CENTRE - float(ink.sum(axis=1) @ (np.arange(height) + 0.5)) / total
    across = CENTRE - float(ink.sum(axis=0) @ (np.arange(width) + 0.5)) / total
    down = min(max(down, 0.0), SIDE - height)
    across = min(max(across, 0.0), SIDE - width)
    moved = _spread(SIDE, height, down) @ ink @ _spread(SIDE, width, across).T
    return np.rint(255.0 * np.clip(moved, 0.0, 1.0)).astype(np.uint8)


def _spread(side: int, length: int, offset: float) -> Float32Array:
    """Return the matrix that moves `length` pixels by `offset`, sharing each between two."""
    matrix = np.zeros((side + 1, length), dtype=np.float32)
    whole, part = int(offset), offset - int(offset)
    places = np.arange(length)
    matrix[places + whole, places] = 1.0 - part
    matrix[places + whole + 1, places] = part
    return matrix[:side]
