"""What the engine's benchmark trains, and the engine as one of those that train it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from mnist_viz.data import DataSplits
from mnist_viz.training import PRESETS, RunConfig, Trainer

Slice = Callable[[], int]
"""Trains for a while; returns how many images it took."""

MEDIUM = RunConfig(hidden=(128, 64), activation=("tanh", "relu"))
WIDE = RunConfig(hidden=(512, 256), activation=("relu",), init="he")


def _adam(config: RunConfig, batch: int) -> RunConfig:
    return replace(config, optimizer="adam", learning_rate=1e-3, batch_size=batch)


WORKLOADS: dict[str, RunConfig] = {
    "intro": PRESETS["intro"].config,
    "two-layer": PRESETS["two-layer"].config,
    "three-layer": PRESETS["three-layer"].config,
    "784-128-64-10 sgd 64": replace(MEDIUM, batch_size=64),
    "784-128-64-10 sgd 128": replace(MEDIUM, batch_size=128),
    "784-128-64-10 adam 64": _adam(MEDIUM, 64),
    "784-128-64-10 adam 128": _adam(MEDIUM, 128),
    "784-512-256-10 adam 128": _adam(WIDE, 128),
}
_ACCURATE = PRESETS["accurate"].config
_SHORT = replace(
    _ACCURATE, optimizer="adam", weight_decay=0.0, label_smoothing=0.05, batch_size=256
)
RECIPES: dict[str, RunConfig] = {
    "0.980": replace(_SHORT, hidden=(128,), learning_rate=0.012, augmentation="none", epochs=3),
    "0.985": replace(_SHORT, hidden=(256,), learning_rate=0.01, epochs=4),
    "0.990": _ACCURATE,
}
"""Recipes for a test accuracy, chosen on 10,000 training images held out."""

LONG_RECIPES = {"0.994": PRESETS["accurate-long"].config}

INFERENCE = "one image, 784-128-64-10"

IMAGES_PER_SLICE = 6_400


@dataclass(frozen=True)
class Steps:
    """How many steps of which size a slice holds."""

    count: int
    batch: int

    @classmethod
    def of(cls, config: RunConfig) -> "Steps":
        assert config.batch_size != "full"
        return cls(IMAGES_PER_SLICE // config.batch_size, config.batch_size)

    @property
    def images(self) -> int:
        return self.count * self.batch


def engine(config: RunConfig, data: DataSplits) -> Slice:
    """Return a slice of our own training."""
    trainer, steps = Trainer(config, data), Steps.of(config)
    units = trainer.units()

    def train() -> int:
        for _ in range(steps.count):
            while next(units) is None:  # images that are not there yet
                pass
        return steps.images

    return train


def engine_inference(data: DataSplits, count: int) -> Slice:
    """Return a slice that reads images one by one."""
    network = Trainer(MEDIUM, data).network
    images = data.test.pixels[:count].astype("float32") / 255

    def read() -> int:
        for image in images:
            network.predict(image[None])
        return count

    return read
