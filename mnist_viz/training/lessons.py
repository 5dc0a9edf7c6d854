"""My digits in a batch: a share of its images gives way to drawings that were taught.

Twenty drawings among 60,000 images would be seen once an epoch and change nothing; one image in
sixteen makes them matter within a hundred steps, and costs the others next to nothing. (One in
eight teaches a hand no better, and loses more on MNIST.)
"""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.my_digits import MyDigits

BATCH_IMAGES_PER_DRAWING = 320
LARGEST_SHARE = 1 / 16


def share_of_batch(drawings: int) -> float:
    """Return the share of a batch that so many drawings take, 0 to `LARGEST_SHARE`."""
    return min(LARGEST_SHARE, drawings / BATCH_IMAGES_PER_DRAWING)


class Lessons:
    """Puts drawings into batches.

    Parameters
    ----------
    digits : MyDigits
        At least one.

    Attributes
    ----------
    share : float
        Of each batch.
    pixels : uint8, shape (n, inputs)
    labels : uint8, shape (n,)
        All pictures of all drawings.
    """

    def __init__(self, digits: MyDigits) -> None:
        pictures = digits.pictures
        self.share = share_of_batch(len(digits))
        self.pixels, self.labels = pictures.pixels, pictures.labels

    def choose(self, batch: int, rng: np.random.Generator) -> NDArray[np.intp]:
        """Return the pictures that take the first places of a batch, on average its share."""
        count = int(self.share * batch + rng.random())
        return rng.integers(len(self.labels), size=count)
