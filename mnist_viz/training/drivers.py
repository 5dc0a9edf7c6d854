"""Which images drive a unit most: those with the highest weighted sum, z."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import LabelledImages
from mnist_viz.nn import FloatArray, activation
from mnist_viz.training.analysis import TEST_IMAGES
from mnist_viz.training.batch_gradient import piece_rows
from mnist_viz.training.frame import Frame

MOST = 10
"""How many images are looked for."""


@dataclass(frozen=True)
class DriversRequest:
    """The unit whose driving images are looked for, with the parameters of a frame.

    Attributes
    ----------
    frame : Frame
    layer, unit : int
    at_once : bool
        Whether a person waits for them: another unit was opened, or another step.
    """

    frame: Frame
    layer: int
    unit: int
    at_once: bool = True


@dataclass(frozen=True, eq=False)
class Drivers:
    """The images with the highest z of a unit.

    Attributes
    ----------
    run_id, step : int
        Whose parameters.
    layer, unit : int
    indices : int64, shape (n,)
        Places of the images in their set, the highest z first.
    z : float32, shape (n,)
        What the unit's activation is applied to.
    images : uint8, shape (n, height, width)
    labels : uint8, shape (n,)
    looked_at : int
        How many images there are.
    images_title : str
        What they are.
    """

    run_id: int
    step: int
    layer: int
    unit: int
    indices: NDArray[np.int64]
    z: NDArray[np.float32]
    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    looked_at: int
    images_title: str = TEST_IMAGES


def find_drivers(
    request: DriversRequest, images: LabelledImages, images_title: str = TEST_IMAGES
) -> Generator[None, None, Drivers]:
    """Look at all images, a bounded piece at each `next()`; return the Drivers.

    Parameters
    ----------
    request : DriversRequest
    images : LabelledImages
    images_title : str
        What the result bears.
    """
    frame, count, rows = request.frame, len(images), piece_rows(request.frame.layout)
    layers = frame.layout.layers[: request.layer]
    last = frame.layout.layers[request.layer]
    # One column, next to one another in memory: a matrix product for the layer is not needed.
    weights = np.ascontiguousarray(last.weight.of(frame.parameters)[:, request.unit])
    bias = last.bias.of(frame.parameters)[request.unit]
    found = np.empty(count, dtype=np.float32)
    for start in range(0, count, rows):
        piece = slice(start, start + rows)
        x: FloatArray = images.pixels[piece] * np.float32(1 / 255)
        with np.errstate(all="ignore"):  # a broken network has no such images
            for layer in layers:
                z = x @ layer.weight.of(frame.parameters)
                z += layer.bias.of(frame.parameters)
                x = np.empty_like(z)
                activation(layer.activation).forward(z, x)
            found[piece] = x @ weights + bias
        yield
    order = _highest(found, MOST)
    highest: NDArray[np.float32] = found[order]
    pictures, labels = images.images[order], images.labels[order]
    _freeze(order, highest, pictures, labels)
    return Drivers(
        frame.run_id,
        frame.step,
        request.layer,
        request.unit,
        order,
        highest,
        pictures,
        labels,
        count,
        images_title,
    )


def _highest(z: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Return the places of the highest finite values, the highest first."""
    ranked = np.where(np.isfinite(z), z, -np.inf)
    count = min(count, int(np.isfinite(z).sum()))
    if not count:
        return np.empty(0, dtype=np.int64)
    few = np.argpartition(-ranked, count - 1)[:count]
    return few[np.lexsort((few, -ranked[few]))].astype(np.int64)


def _freeze(*arrays: NDArray[np.generic]) -> None:
    for array in arrays:
        array.flags.writeable = False
