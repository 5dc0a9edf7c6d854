"""From rows of uint8 pixels to the float batch that the network takes."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from mnist_viz.training.examples import Examples

SHIFT = 1
"""How far ``shift`` may move an image, in pixels, each way."""

_SCALE = np.float32(1 / 255)


class BatchReader:
    """Gathers batches into buffers that are allocated once per batch size.

    Parameters
    ----------
    examples : Examples
    image_shape : (int, int)
    shift : bool
        Whether images are moved at random.
    """

    def __init__(self, examples: Examples, image_shape: tuple[int, int], *, shift: bool) -> None:
        self._examples = examples
        self._shape = image_shape
        self._windows = self._padded_windows() if shift else None
        self._buffers: dict[int, tuple[NDArray[np.uint8], NDArray[np.float32]]] = {}

    def read(
        self, rows: NDArray[np.intp], rng: np.random.Generator | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return the images of `rows`, scaled to 0..1, and their labels.

        The arrays are overwritten by the next call with as many rows.

        Parameters
        ----------
        rows : int array, shape (n,)
        rng : numpy.random.Generator
            Chooses the shifts; needed if images are shifted.

        Returns
        -------
        x : float32, shape (n, inputs)
        labels : uint8, shape (n,)
        """
        pixels, x = self._buffers_for(len(rows))
        if self._windows is None:
            # "clip" skips NumPy's bounds check by copy; rows come from a permutation.
            np.take(self._examples.pixels, rows, axis=0, out=pixels, mode="clip")
        else:
            assert rng is not None, "shifting needs a generator"
            down, across = rng.integers(0, 2 * SHIFT + 1, size=(2, len(rows)))
            pixels = self._windows[rows, down, across].reshape(len(rows), -1)
        np.multiply(pixels, _SCALE, out=x)
        return x, self._examples.labels[rows]

    def _padded_windows(self) -> NDArray[np.uint8]:
        """Return every shifted view of every image, shape (n, 3, 3, height, width)."""
        images = self._examples.pixels.reshape(-1, *self._shape)
        padded = np.pad(images, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT)))
        return sliding_window_view(padded, self._shape, axis=(1, 2))

    def _buffers_for(self, n: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        found = self._buffers.get(n)
        if found is None:
            while len(self._buffers) > 2:
                del self._buffers[next(iter(self._buffers))]
            shape = (n, self._examples.pixels.shape[1])
            found = self._buffers[n] = np.empty(shape, np.uint8), np.empty(shape, np.float32)
        return found
