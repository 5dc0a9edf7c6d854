"""Everything that decides how a run goes, validated."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mnist_viz.nn import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    Layout,
)
from mnist_viz.training import augmentation
from mnist_viz.training.config_checks import (
    BOUNDS,
    MAX_PARAMETERS,
    MAX_WIDTH,
    ConfigError,
    check_choice,
    check_layers,
    check_range,
    check_type,
)

__all__ = [
    "AUGMENTATIONS",
    "BOUNDS",
    "LIVE_FIELDS",
    "MAX_PARAMETERS",
    "MAX_WIDTH",
    "ConfigError",
    "RunConfig",
]

AUGMENTATIONS = ("none", *augmentation.AUGMENTATIONS)

LIVE_FIELDS = ("learning_rate", "momentum", "weight_decay", "batch_size")
"""What a Change may alter while a run goes on."""


@dataclass(frozen=True)
class RunConfig:
    """The recipe of a run.

    Attributes
    ----------
    hidden : tuple of int
        Units of each hidden layer; may be empty.
    activation : tuple of str
        One a hidden layer, or one for all; see `mnist_viz.nn.ACTIVATIONS`.
    loss : str
        See `mnist_viz.nn.LOSSES`.
    optimizer : str
        See `mnist_viz.nn.OPTIMIZERS`.
    learning_rate : float
        η, above 0; the peak, where a schedule changes it.
    momentum : float
        μ of momentum and Nesterov, β₁ of Adam; from 0 to below 1.
    beta2 : float
        β₂ of Adam, the decay of RMSprop; from 0 to below 1.
    weight_decay : float
        λ of L2 regularisation (AdamW: of decoupled decay), on weights, not on biases.
    dropout : float
        Share of hidden units silenced for each image; from 0 to below 1.
    label_smoothing : float
        From 0 to below 1.
    schedule : str
        See `mnist_viz.nn.SCHEDULES`.
    augmentation : str
        ``none``, or a key of `mnist_viz.training.augmentation.AUGMENTATIONS`.
    init : str
        See `mnist_viz.nn.INITIALIZERS`.
    batch_size : int or ``full``
        Images per step; ``full`` is all of them.
    epochs : int
        Length of `train`, and of the schedule.
    seed : int
        Of everything that is random.
    validation : int
        Training images held out; results are then scored on them too.
    train_size : int
        Training images used, 0 for all.
    label_noise : float
        Share of training labels replaced by a random other one.
    """

    hidden: tuple[int, ...] = (64, 32)
    activation: tuple[str, ...] = ("tanh", "relu")
    loss: str = "cross_entropy"
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    momentum: float = 0.9
    beta2: float = 0.999
    weight_decay: float = 0.0
    dropout: float = 0.0
    label_smoothing: float = 0.0
    schedule: str = "constant"
    augmentation: str = "none"
    init: str = "xavier"
    batch_size: int | Literal["full"] = 64
    epochs: int = 10
    seed: int = 0
    validation: int = 0
    train_size: int = 0
    label_noise: float = 0.0

    def __post_init__(self) -> None:
        for check in (_check_types, _check_network, _check_choices, _check_numbers):
            check(self)

    def layout(self, image_shape: tuple[int, int], classes: int) -> Layout:
        """Return the layout of the network that this recipe makes for such data.

        Raises
        ------
        ConfigError
            If the network would not fit into memory.
        """
        names = self.activation
        if len(names) != len(self.hidden):
            names = names * len(self.hidden)
        layout = Layout.of(image_shape, (*self.hidden, classes), (*names, "softmax"))
        if layout.size > MAX_PARAMETERS:
            raise ConfigError(
                f"hidden makes a network of {layout.size:,} parameters; "
                f"at most {MAX_PARAMETERS:,} will do."
            )
        return layout

    def is_over(self, epoch: int) -> bool:
        """Return whether a run has ended after so many epochs: with a schedule it does."""
        return self.schedule != "constant" and epoch >= self.epochs

    def with_settings(self, settings: Mapping[str, str]) -> "RunConfig":
        """Return a copy with fields set from text, as ``--set`` gives them.

        Raises
        ------
        ConfigError
            If a field does not exist, or its value does not fit.
        """
        changes = {name: _parse(name, text) for name, text in settings.items()}
        if "hidden" in changes and "activation" not in changes:
            changes["activation"] = self._activations_for(len(changes["hidden"]))
        return dataclasses.replace(self, **changes)

    def _activations_for(self, layers: int) -> tuple[str, ...]:
        """Return the own activations, cut or continued by their last to fit so many layers."""
        last = self.activation[-1:] or ("relu",)
        return (self.activation + last * layers)[:layers]

    def to_json(self) -> dict[str, Any]:
        """Return the fields as JSON knows them."""
        fields = dataclasses.asdict(self)
        return {name: list(v) if isinstance(v, tuple) else v for name, v in fields.items()}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "RunConfig":
        """Return the config that `to_json` described.

        Raises
        ------
        ConfigError
            If a field is unknown, has another type or does not fit.
        """
        known = {field.name: field.default for field in dataclasses.fields(cls)}
        values = {}
        for name, value in fields.items():
            if name not in known:
                raise ConfigError(f"There is no setting {name!r}.")
            values[name] = _from_json(value, known[name])
        return cls(**values)


def _check_types(config: RunConfig) -> None:
    for field in dataclasses.fields(config):
        check_type(field.name, getattr(config, field.name), field.default)


def _check_network(config: RunConfig) -> None:
    check_layers(config.hidden, config.activation)


def _check_choices(config: RunConfig) -> None:
    for name in config.activation:
        check_choice("activation", name, ACTIVATIONS)
    check_choice("loss", config.loss, LOSSES)
    check_choice("optimizer", config.optimizer, OPTIMIZERS)
    check_choice("schedule", config.schedule, SCHEDULES)
    check_choice("augmentation", config.augmentation, AUGMENTATIONS)
    check_choice("init", config.init, INITIALIZERS)


def _check_numbers(config: RunConfig) -> None:
    for field in BOUNDS:
        value = getattr(config, field)
        if value != "full":
            check_range(field, value)


def _parse(name: str, text: str) -> Any:  # noqa: ANN401 - as many types as fields
    """Return the value of field `name` that `text` says."""
    defaults: dict[str, Any] = {
        field.name: field.default for field in dataclasses.fields(RunConfig)
    }
    if name not in defaults:
        raise ConfigError(f"There is no setting {name!r}; there are {', '.join(defaults)}.")
    words = [word.strip() for word in text.split(",") if word.strip()]
    try:
        if name == "hidden":
            return tuple(int(word) for word in words)
        if name == "activation":
            return tuple(words)
        if name == "batch_size":
            return text if text == "full" else int(text)
        return type(defaults[name])(text)
    except ValueError:
        kind = "a whole number" if isinstance(defaults[name], int) else "a number"
        kind = {"hidden": "whole numbers", "batch_size": "a whole number or 'full'"}.get(name, kind)
        raise ConfigError(f"{name} is {kind}, not {text!r}.") from None


def _from_json(value: Any, default: Any) -> Any:  # noqa: ANN401 - from a file
    """Return a JSON value as the setting's own type, where JSON has no such type."""
    return tuple(value) if isinstance(default, tuple) and isinstance(value, list) else value
