"""Photographs of handwriting, made: strokes on paper or a board, in bad light; for tests."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter


@dataclass(frozen=True)
class Scene:
    """What was photographed, and how.

    Attributes
    ----------
    paper, ink : int
        Shades, 0 black to 255 white.
    width : float
        Of the pen, as a share of the digit's height.
    size : float
        Of the digit, as a share of the picture's height.
    middle : (float, float)
        Of the digit, as shares of the picture's width and height.
    fading : float
        Share of the light that is lost from one side to the other.
    shadow, ruled, table : bool
        A hard shadow over a corner; lines; the edge of a dark table on two sides.
    noise : float
        Standard deviation, in shades.
    shape : (int, int)
        Width and height in pixels.
    """

    paper: int = 225
    ink: int = 50
    width: float = 0.05
    size: float = 0.5
    middle: tuple[float, float] = (0.5, 0.5)
    fading: float = 0.0
    shadow: bool = False
    ruled: bool = False
    table: bool = False
    noise: float = 3.0
    shape: tuple[int, int] = (480, 360)


def photograph(strokes: Sequence[NDArray[np.float64]], scene: Scene) -> NDArray[np.uint8]:
    """Return a picture of strokes, uint8 (height, width)."""
    across, down = scene.shape
    covered = _covered(strokes, scene)
    sheet = np.full((down, across), float(scene.paper))
    if scene.ruled:
        sheet[20::30] += 45 if scene.paper < 128 else -45
    picture = sheet * (1 - covered) + scene.ink * covered
    if scene.table:
        picture[: down // 20] = picture[:, : across // 16] = 40
    y, x = np.mgrid[0 : 1 : down * 1j, 0 : 1 : across * 1j]
    light = 1 - scene.fading * (0.6 * x + 0.4 * y)
    if scene.shadow:
        light = np.where(x + 0.6 * y > 0.9, 0.55 * light, light)
    noise = np.random.default_rng(0).normal(0, scene.noise, picture.shape)
    exposed = np.clip(picture * light + noise, 0, 255).astype(np.uint8)
    return np.array(Image.fromarray(exposed).filter(ImageFilter.GaussianBlur(0.7)))


def _covered(strokes: Sequence[NDArray[np.float64]], scene: Scene) -> NDArray[np.float64]:
    """Return how much of each pixel the pen covered, 0 to 1, drawn at twice the size."""
    across, down = (2 * side for side in scene.shape)
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = scene.size * down / float((high - low).max())
    middle = np.array([scene.middle[0] * across, scene.middle[1] * down])
    mask = Image.new("L", (across, down))
    pen, width = ImageDraw.Draw(mask), max(1.0, scene.width * scene.size * down)
    for stroke in strokes:
        places = [tuple(p) for p in ((stroke - (low + high) / 2) * scale + middle).tolist()]
        pen.line(places, fill=255, width=round(width), joint="curve")
        for x, y in (places[0], places[-1]):
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    return np.array(mask.resize(scene.shape, Image.Resampling.BOX), dtype=np.float64) / 255
