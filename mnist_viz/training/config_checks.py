"""What each setting of a run may be."""

from collections.abc import Iterable
from typing import Any, NamedTuple

MAX_WIDTH = 10_000
MAX_LAYERS = 20
MAX_BATCH = 1_000_000
MAX_PARAMETERS = 50_000_000


class ConfigError(ValueError):
    """A setting has a value that it cannot have; the message says what it can."""


class Bounds(NamedTuple):
    """What a number may be: low..high; `above` and `below` leave the ends out."""

    low: float
    high: float
    above: bool = False
    below: bool = False

    def hold(self, value: float) -> bool:
        """Return whether a number is within."""
        is_at_end = (self.above and value == self.low) or (self.below and value == self.high)
        return self.low <= value <= self.high and not is_at_end


_SHARE = Bounds(0, 1, below=True)
_ANY_COUNT = Bounds(0, 2**63 - 1)

BOUNDS = {
    "learning_rate": Bounds(0, 1_000_000, above=True),
    "momentum": _SHARE,
    "beta2": _SHARE,
    "dropout": _SHARE,
    "label_smoothing": _SHARE,
    "weight_decay": Bounds(0, 1000),
    "label_noise": Bounds(0, 1),
    "batch_size": Bounds(1, MAX_BATCH),
    "epochs": Bounds(1, 1_000_000),
    "seed": _ANY_COUNT,
    "validation": _ANY_COUNT,
    "train_size": _ANY_COUNT,
}
"""Of each setting that is a number."""


def check_type(field: str, value: Any, default: Any) -> None:  # noqa: ANN401 - any setting
    """Refuse a value of another type than the setting's default; whole numbers are numbers.

    Raises
    ------
    ConfigError
    """
    if field == "batch_size":
        fits, kind = value == "full" or type(value) is int, "a whole number or 'full'"
    elif isinstance(default, tuple):
        item_type = type(default[0])
        fits = type(value) is tuple and all(type(item) is item_type for item in value)
        kind = "whole numbers" if item_type is int else "names"
    elif isinstance(default, float):
        fits, kind = type(value) in {int, float}, "a number"
    else:
        fits = type(value) is type(default)
        kind = "a whole number" if type(default) is int else "a name"
    if not fits:
        raise ConfigError(f"{field} is {kind}, not {value!r}.")


def check_choice(field: str, value: str, choices: Iterable[str]) -> None:
    """Refuse a name that is none of the choices.

    Raises
    ------
    ConfigError
    """
    if value not in choices:
        raise ConfigError(f"{field} is one of {', '.join(choices)}, not {value!r}.")


def check_range(field: str, value: float) -> None:
    """Refuse a number outside of a setting's bounds.

    Raises
    ------
    ConfigError
    """
    bounds = BOUNDS[field]
    if not bounds.hold(value):
        low, high, above, below = bounds
        ends = f"{'above' if above else 'from'} {low:,} {'to below' if below else 'to'} {high:,}"
        raise ConfigError(f"{field} is a number {ends}, not {value}.")


def check_layers(hidden: tuple[int, ...], activation: tuple[str, ...]) -> None:
    """Refuse layers that are too many, too wide, or not as many as their activations.

    Raises
    ------
    ConfigError
    """
    if len(hidden) > MAX_LAYERS:
        raise ConfigError(f"hidden has {len(hidden)} layers; at most {MAX_LAYERS} will do.")
    for units in hidden:
        if not 1 <= units <= MAX_WIDTH:
            raise ConfigError(f"hidden: a layer has 1 to {MAX_WIDTH:,} units, not {units}.")
    if len(activation) not in {1, len(hidden)}:
        raise ConfigError(
            f"activation names {len(activation)} layers, but hidden has {len(hidden)}; "
            "give one for all or one a layer."
        )
