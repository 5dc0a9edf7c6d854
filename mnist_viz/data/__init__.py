"""Images to learn from: files, data sets and where they come from, the built-in digits, ink."""

from mnist_viz.data.dataset import (
    DIGIT_NAMES,
    DataError,
    DataFileError,
    DataSplits,
    LabelledImages,
)
from mnist_viz.data.ink import ink_to_image

__all__ = [
    "DIGIT_NAMES",
    "DataError",
    "DataFileError",
    "DataSplits",
    "LabelledImages",
    "ink_to_image",
]
