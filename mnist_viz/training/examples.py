"""The training examples of a run: chosen, held out and mislabelled as its config says."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import DataError, DataSplits, LabelledImages
from mnist_viz.training.config import RunConfig
from mnist_viz.training.randomness import Purpose, generator


@dataclass(frozen=True)
class Examples:
    """What a run trains on, and what it is scored on.

    Attributes
    ----------
    pixels : uint8, shape (n, inputs)
    labels : uint8, shape (n,)
    validation : LabelledImages or None
        Held out of the training set, where the config asks for it.
    test : LabelledImages
    """

    pixels: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    validation: LabelledImages | None
    test: LabelledImages

    def __len__(self) -> int:
        return len(self.labels)


def choose_examples(data: DataSplits, config: RunConfig) -> Examples:
    """Return the examples of a run.

    Raises
    ------
    DataError
        If `validation` and `train_size` ask for more images than there are.
    """
    train, count = data.train, len(data.train)
    wanted = config.validation + (config.train_size or 1)
    if wanted > count:
        raise DataError(
            f"{data.title} has {count:,} training images; validation and train_size ask for "
            f"{wanted:,}. Make one of them smaller."
        )
    if config.validation == 0 and config.train_size == 0:
        chosen, held_out = train, None
    else:
        order = generator(config.seed, Purpose.SPLIT).permutation(count)
        held_out = _part(train, order[: config.validation]) if config.validation else None
        rest = order[config.validation :]
        chosen = _part(train, rest[: config.train_size or len(rest)])
    labels = _with_noise(chosen.labels, len(data.class_names), config)
    return Examples(chosen.pixels, labels, held_out, data.test)


def _part(images: LabelledImages, rows: NDArray[np.intp]) -> LabelledImages:
    return LabelledImages(images.images[rows], images.labels[rows])


def _with_noise(labels: NDArray[np.uint8], classes: int, config: RunConfig) -> NDArray[np.uint8]:
    """Replace a share of the labels by another one, drawn evenly."""
    if not config.label_noise:
        return labels
    rng = generator(config.seed, Purpose.LABEL_NOISE)
    wrong = rng.random(len(labels)) < config.label_noise
    offset = rng.integers(1, classes, size=len(labels))
    noisy = labels.copy()
    noisy[wrong] = (labels + offset)[wrong] % classes
    return noisy
