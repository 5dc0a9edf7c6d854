"""From rows of uint8 pixels to the float batch that the network takes."""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.augmentation import AUGMENTATIONS
from mnist_viz.training.examples import Examples

_WHITE = np.float32(1 / 255)


class BatchReader:
    """Gathers batches into buffers that are allocated once per batch size.

    Parameters
    ----------
    examples : Examples
    image_shape : (int, int)
    augmentation : str
        ``none``, or a key of `mnist_viz.training.augmentation.AUGMENTATIONS`.
    """

    def __init__(
        self, examples: Examples, image_shape: tuple[int, int], augmentation: str = "none"
    ) -> None:
        self._examples = examples
        kind = AUGMENTATIONS.get(augmentation)
        self._augmentation = kind(image_shape) if kind else None
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
            Of the augmentation; needed if there is one.

        Returns
        -------
        x : float32, shape (n, inputs)
        labels : uint8, shape (n,)
        """
        pixels, x = self._buffers_for(len(rows))
        # "clip" skips NumPy's bounds check by copy; rows come from a permutation.
        np.take(self._examples.pixels, rows, axis=0, out=pixels, mode="clip")
        if self._augmentation is None:
            np.copyto(x, pixels)
            x *= _WHITE
        else:
            assert rng is not None, "augmentation needs a generator"
            self._augmentation.read(pixels, rng, x)
        return x, self._examples.labels[rows]

    def _buffers_for(self, n: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        found = self._buffers.get(n)
        if found is None:
            while len(self._buffers) > 2:
                del self._buffers[next(iter(self._buffers))]
            shape = (n, self._examples.pixels.shape[1])
            found = self._buffers[n] = np.empty(shape, np.uint8), np.empty(shape, np.float32)
        return found
