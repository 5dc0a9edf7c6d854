"""The training examples of a run: chosen, held out and mislabelled as its config says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import DataError, DataSplits, LabelledImages
from mnist_viz.data.stream import ImageStream
from mnist_viz.training.config import RunConfig
from mnist_viz.training.pool import Pool
from mnist_viz.training.randomness import Purpose, generator


@dataclass(frozen=True)
class Examples:
    """What a run trains on, and what it is scored on.

    Attributes
    ----------
    gather : callable
        Returns the images that they are among, uint8, shape (m, inputs).
    labels : uint8, shape (n,)
    hold_out : callable or None
        Returns the images held out of the training set, where the config asks for them.
    test : LabelledImages
    pool : Pool or None
        What fills pixels and labels while they are trained on.
    rows : int array, shape (n,), or None
        Where each stands among those images; None if they are all of them, in their order.
    """

    gather: Callable[[], NDArray[np.uint8]]
    labels: NDArray[np.uint8]
    hold_out: Callable[[], LabelledImages] | None
    test: LabelledImages
    pool: Pool | None = None
    rows: NDArray[np.intp] | None = None

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def source(self) -> NDArray[np.uint8]:
        """The images that they are among, shape (m, inputs); waits for them to be read.

        The data set's own, however many runs are trained on a part of it.

        Raises
        ------
        DataFileError
            If they cannot be read.
        """
        return self.gather()

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """Their pixels, shape (n, inputs): a copy, where they are a part of the data set."""
        return self.source if self.rows is None else self.source[self.rows]

    def take(self, which: NDArray[np.intp], out: NDArray[np.uint8]) -> None:
        """Write the pixels of some of them into an array.

        Parameters
        ----------
        which : int array, shape (k,)
            Each at least 0, and less than n.
        out : uint8, shape (k, inputs)
        """
        rows = which if self.rows is None else self.rows[which]
        # "clip" skips NumPy's bounds check by copy.
        self.source.take(rows, axis=0, out=out, mode="clip")

    @cached_property
    def validation(self) -> LabelledImages | None:
        """The images held out of the training set, where the config asks for them."""
        return None if self.hold_out is None else self.hold_out()


def choose_examples(data: DataSplits, config: RunConfig) -> Examples:
    """Return the examples of a run.

    Raises
    ------
    DataError
        If `validation` and `train_size` ask for more images than there are.
    """
    check_size(data, config)
    return _fixed(data, config) if data.stream is None else _streamed(data, data.stream, config)


@dataclass(frozen=True, eq=False)
class FirstExamples:
    """What a run would train on first, to be looked at.

    Attributes
    ----------
    images : uint8, shape (n, height, width)
    labels : uint8, shape (n,)
        As they would be trained on.
    true_labels : uint8, shape (n,)
    count : int
        Images that an epoch trains on, at least n.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    true_labels: NDArray[np.uint8]
    count: int


def first_examples(data: DataSplits, config: RunConfig) -> FirstExamples:
    """Return what a run would train on: all of it, or the first of it if more is written later.

    Raises
    ------
    DataError
        If `validation` and `train_size` ask for more images than there are.
    """
    if data.stream is None:
        examples = choose_examples(data, config)
        images = examples.pixels.reshape(-1, *data.image_shape)
        _, rows = _split(data.train, config)
        true_labels = data.train.labels if rows is None else data.train.labels[rows]
        return FirstExamples(images, examples.labels, true_labels, len(examples))
    check_size(data, config)
    count = config.train_size or data.stream.size
    chunks = data.stream.first(min(count, data.stream.first_size))
    return FirstExamples(
        images=np.concatenate([chunk.images for chunk in chunks])[:count],
        labels=np.concatenate(
            [
                _with_noise(chunk.labels, number, classes=len(data.class_names), config=config)
                for number, chunk in enumerate(chunks)
            ]
        )[:count],
        true_labels=np.concatenate([chunk.labels for chunk in chunks])[:count],
        count=count,
    )


def has_enough(data: DataSplits, config: RunConfig) -> bool:
    """Return whether a data set has as many training images as a config asks for."""
    return _wanted(config) <= len(data.train)


def check_size(data: DataSplits, config: RunConfig) -> None:
    """Refuse a config that asks for more images than there are.

    Raises
    ------
    DataError
        If it does.
    """
    if not has_enough(data, config):
        raise DataError(
            f"{data.title} has {len(data.train):,} training images; validation and train_size ask "
            f"for {_wanted(config):,}. Make one of them smaller."
        )


def _wanted(config: RunConfig) -> int:
    return config.validation + (config.train_size or 1)


def _fixed(data: DataSplits, config: RunConfig) -> Examples:
    held_out, rows = _split(data.train, config)
    hold_out = partial(_part, data.train, held_out) if config.validation else None
    true_labels = data.train.labels if rows is None else data.train.labels[rows]
    labels = _with_noise(true_labels, 0, classes=len(data.class_names), config=config)
    return Examples(lambda: data.train.pixels, labels, hold_out, data.test, rows=rows)


def _split(
    train: LabelledImages, config: RunConfig
) -> tuple[NDArray[np.intp], NDArray[np.intp] | None]:
    """Return the rows that are held out, and those trained on; None for all of them."""
    if not (config.validation or config.train_size):
        return np.empty(0, np.intp), None
    order = generator(config.seed, Purpose.SPLIT).permutation(len(train))
    rest = order[config.validation :]
    return order[: config.validation], rest[: config.train_size or len(rest)]


def _streamed(data: DataSplits, stream: ImageStream, config: RunConfig) -> Examples:
    relabel = partial(_with_noise, classes=len(data.class_names), config=config)
    height, width = data.image_shape
    pool = Pool(stream, height * width, config.train_size or stream.size, relabel)
    hold_out = partial(stream.write_held_out, config.validation) if config.validation else None
    return Examples(lambda: pool.pixels, pool.labels, hold_out, data.test, pool)


def _part(images: LabelledImages, rows: NDArray[np.intp]) -> LabelledImages:
    return LabelledImages(images.images[rows], images.labels[rows])


def _with_noise(
    labels: NDArray[np.uint8], number: int, *, classes: int, config: RunConfig
) -> NDArray[np.uint8]:
    """Replace a share of the labels of a part of the images by another one, drawn evenly."""
    if not config.label_noise:
        return labels
    rng = generator(config.seed, Purpose.LABEL_NOISE, number)
    wrong = rng.random(len(labels)) < config.label_noise
    offset = rng.integers(1, classes, size=len(labels))
    noisy = labels.copy()
    noisy[wrong] = (labels + offset)[wrong] % classes
    return noisy
