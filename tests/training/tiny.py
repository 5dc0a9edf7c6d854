"""Data sets small enough for a test: blurred bars that a network can learn in a few steps."""

import numpy as np

from mnist_viz.data import DataSplits, LabelledImages
from mnist_viz.training import RunConfig

SHAPE = (4, 5)
CLASSES = 4


def tiny_images(count: int, seed: int = 0, shape: tuple[int, int] = SHAPE) -> LabelledImages:
    """Return noisy images; in those of class k, row k is bright."""
    rng = np.random.default_rng((seed, count))
    labels = rng.integers(0, CLASSES, size=count, dtype=np.uint8)
    images = rng.integers(0, 60, size=(count, *shape), dtype=np.uint8)
    images[np.arange(count), labels % shape[0]] += 150
    return LabelledImages(images, labels)


def tiny_data(train: int = 96, test: int = 40, shape: tuple[int, int] = SHAPE) -> DataSplits:
    return DataSplits(
        name="tiny",
        title="Tiny bars",
        train=tiny_images(train, 1, shape),
        test=tiny_images(test, 2, shape),
        class_names=tuple("ABCD"),
        origin="a test",
    )


def tiny_config(**settings: object) -> RunConfig:
    """Return a recipe for `tiny_data`; 96 images in batches of 16 are 6 steps an epoch."""
    values: dict[str, object] = {"hidden": (6, 5), "batch_size": 16, "epochs": 3, **settings}
    return RunConfig(**values)  # type: ignore[arg-type]
