from .cache import cache_root
from .dataset import (
    DIGIT_NAMES,
    DataError,
    DataFileError,
    DataSplits,
    LabelledImages,
)
from .download import DownloadCancelledError, DownloadError, download
from .image_file import grey_image_of, grey_of_rgba, read_grey_image
from .ink import InkSteps, ink_steps, ink_to_image, raw_ink_to_image
from .loading import DatasetStatus, dataset_statuses, load_dataset
from .picture import PictureSteps, picture_steps, picture_to_image
from .resizing import resized
from .survey import Survey, survey

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
