"""Images to learn from: files, data sets and where they come from, the built-in digits, ink."""

from mnist_viz.data.cache import cache_root
from mnist_viz.data.dataset import (
    DIGIT_NAMES,
    DataError,
    DataFileError,
    DataSplits,
    LabelledImages,
)
from mnist_viz.data.download import DownloadCancelledError, DownloadError, download
from mnist_viz.data.image_file import grey_image_of, grey_of_rgba, read_grey_image
from mnist_viz.data.ink import InkSteps, ink_steps, ink_to_image, raw_ink_to_image
from mnist_viz.data.loading import DatasetStatus, dataset_statuses, load_dataset
from mnist_viz.data.picture import PictureSteps, picture_steps, picture_to_image, resized
from mnist_viz.data.survey import Survey, survey

__all__ = [
    "DIGIT_NAMES",
    "DataError",
    "DataFileError",
    "DataSplits",
    "DatasetStatus",
    "DownloadCancelledError",
    "DownloadError",
    "InkSteps",
    "LabelledImages",
    "PictureSteps",
    "Survey",
    "cache_root",
    "dataset_statuses",
    "download",
    "grey_image_of",
    "grey_of_rgba",
    "ink_steps",
    "ink_to_image",
    "load_dataset",
    "picture_steps",
    "picture_to_image",
    "raw_ink_to_image",
    "read_grey_image",
    "resized",
    "survey",
]
