"""The classic teaching networks, and the most accurate ones, ready to train."""

from dataclasses import dataclass, replace

from mnist_viz.training.config import RunConfig

PRETRAINED = "pretrained"
"""The word for the network that comes with the program, where a preset or a model is asked for."""


@dataclass(frozen=True)
class Preset:
    """A recipe with a name.

    Attributes
    ----------
    name, title : str
        For the command line; for people.
    sentence : str
        What it is for.
    config : RunConfig
    """

    name: str
    title: str
    sentence: str
    config: RunConfig


_ACCURATE = RunConfig(
    hidden=(512, 256),
    activation=("relu",),
    optimizer="adamw",
    learning_rate=5e-3,
    beta2=0.99,
    weight_decay=0.02,
    label_smoothing=0.1,
    schedule="warmup_linear",
    augmentation="shift",
    init="he",
    batch_size=256,
    epochs=6,
)
"""Chosen on 10,000 training images that were held out."""

_ALL = (
    Preset(
        "intro",
        "Introduction",
        "One hidden layer of 64 sigmoid units: the network of the textbooks' first chapter.",
        RunConfig(hidden=(64,), activation=("sigmoid",), learning_rate=0.5),
    ),
    Preset(
        "two-layer",
        "Two-layer",
        "Ten ReLU units and ten outputs: the smallest network that people write from scratch.",
        RunConfig(hidden=(10,), activation=("relu",), init="he"),
    ),
    Preset(
        "three-layer",
        "Three-layer",
        "Sixty-four tanh units, then 32 ReLU units: small enough to see every weight.",
        RunConfig(),
    ),
    Preset(
        "accurate",
        "Accurate",
        "Two wide ReLU layers, AdamW and shifted images: about 99 % in six epochs.",
        _ACCURATE,
    ),
    Preset(
        "accurate-long",
        "Most accurate",
        "Wider layers and images bent anew each time: about 99.4 % in forty epochs.",
        replace(
            _ACCURATE,
            hidden=(800, 400),
            optimizer="adam",
            learning_rate=2e-3,
            weight_decay=0.0,
            augmentation="elastic",
            epochs=40,
        ),
    ),
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in _ALL}
"""The presets, by name."""

DEFAULT_PRESET = "three-layer"
