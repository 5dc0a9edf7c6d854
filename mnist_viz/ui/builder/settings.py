"""What each setting is called, how it is chosen, and what it does in a sentence."""

from typing import NamedTuple

from mnist_viz.nn import ACTIVATIONS, INITIALIZERS, OPTIMIZERS, SCHEDULES, Optimizer
from mnist_viz.training import AUGMENTATIONS


class Setting(NamedTuple):
    """A field of `RunConfig`, for people.

    Attributes
    ----------
    field : str
        Of `RunConfig`.
    caption : str
    hint : str
        What it does.
    choices : tuple of (str, str)
        Key and title of each value it can have; empty for a number.
    zero : str
        What 0 is called, where it is no number of anything.
    word : str
        What else it can be than a number.
    """

    field: str
    caption: str
    hint: str
    choices: tuple[tuple[str, str], ...] = ()
    zero: str = "0"
    word: str = ""


ACTIVATION_CHOICES = tuple((name, kind.title) for name, kind in ACTIVATIONS.items())

_LOSSES = (("cross_entropy", "cross-entropy"), ("squared_error", "squared error"))
_OPTIMIZERS = tuple((name, kind.title) for name, kind in OPTIMIZERS.items())
_INITIALIZERS = tuple(
    (
        name,
        {"he": "He", "xavier": "Xavier", "lecun": "LeCun", "normal": "small normal"}.get(
            name, name
        ),
    )
    for name in INITIALIZERS
)
_SCHEDULES = tuple((name, name.replace("warmup_linear", "warm-up, linear")) for name in SCHEDULES)
_AUGMENTATIONS = tuple((name, name) for name in AUGMENTATIONS)

DATA_SETTINGS = (
    Setting("train_size", "Training images", "How many are used: a number, or all.", zero="all"),
    Setting("validation", "Held out", "Training images kept for validation."),
    Setting("label_noise", "Label noise", "Share of training labels made wrong, 0 to 1."),
)
"""What is done to a data set before a network trains on it."""

GROUPS: tuple[tuple[str, tuple[Setting, ...]], ...] = (
    (
        "Learning",
        (
            Setting("loss", "Loss", "What training makes small.", _LOSSES),
            Setting("optimizer", "Optimizer", "How a gradient becomes an update.", _OPTIMIZERS),
            Setting("learning_rate", "Learning rate", "How far each weight moves at a step."),
            Setting("momentum", "Momentum, β₁", "How much of the last updates is kept."),
            Setting("beta2", "β₂", "Memory of squared gradients (Adam, RMSprop)."),
            Setting("schedule", "Schedule", "How the rate changes over the epochs.", _SCHEDULES),
            Setting("epochs", "Epochs", "Length of the schedule, in passes over the data."),
            Setting("batch_size", "Batch", "Images per step: a number, or full.", word="full"),
        ),
    ),
    (
        "Generalising",
        (
            Setting("weight_decay", "Weight decay, L2", "Pulls weights towards zero."),
            Setting("dropout", "Dropout", "Share of hidden units silenced at each step."),
            Setting("label_smoothing", "Label smoothing", "Share of the target spread evenly."),
            Setting("augmentation", "Augmentation", "Moves or bends images.", _AUGMENTATIONS),
        ),
    ),
    (
        "Start and data",
        (
            Setting("init", "Initial weights", "How large random weights are.", _INITIALIZERS),
            Setting("seed", "Seed", "The same seed gives the same run, bit for bit."),
            *DATA_SETTINGS,
        ),
    ),
)
"""Every setting but the layers, in groups with a title."""

CONSTANTS = ("momentum", "beta2")
"""Fields that not every optimizer heeds."""


def unheeded(optimizer: type[Optimizer]) -> tuple[str, ...]:
    """Return the fields that have no effect with an optimizer."""
    return tuple(name for name in CONSTANTS if name not in optimizer.constants)
