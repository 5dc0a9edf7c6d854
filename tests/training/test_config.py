import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_viz.nn import INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES
from mnist_viz.training import AUGMENTATIONS, LIVE_FIELDS, PRESETS, ConfigError, RunConfig

BAD_VALUES: dict[str, list[Any]] = {
    "hidden": [(0,), (-1,), (10_001,), (1,) * 21, [64, 32], (64, 3.5), 64, "64"],
    "activation": [("swish", "relu"), ("softmax", "relu"), ("relu",) * 3, (), "relu", (1, 2)],
    "loss": ["hinge", "", None],
    "optimizer": ["lbfgs", 3],
    "learning_rate": [0, -0.1, float("nan"), float("inf"), 1e7, "0.1", True, None, 10**400],
    "momentum": [1.0, -0.1, float("nan"), "0"],
    "beta2": [1.0, -1e-9],
    "weight_decay": [-1e-9, 1e4, float("inf")],
    "dropout": [1.0, -0.1],
    "label_smoothing": [1.0, -0.1],
    "schedule": ["exponential", None],
    "augmentation": ["mirror", True],
    "init": ["orthogonal", 0],
    "batch_size": [0, -1, 10**7, "all", 64.0, True],
    "epochs": [0, 10**7, 1.5],
    "seed": [-1, 2**63, 0.0],
    "validation": [-1, 0.5],
    "train_size": [-1, None],
    "label_noise": [-0.1, 1.1],
}
GOOD_VALUES: dict[str, list[Any]] = {
    "hidden": [(64, 1), (10_000, 10)],
    "activation": [("gelu",), ("relu", "linear")],
    "learning_rate": [1, 1e-9, 1e6],
    "momentum": [0, 0.999],
    "batch_size": [1, "full", 10**6],
    "label_noise": [0, 1],
    "seed": [0, 2**63 - 1],
    "loss": list(LOSSES),
    "optimizer": list(OPTIMIZERS),
    "schedule": list(SCHEDULES),
    "augmentation": list(AUGMENTATIONS),
    "init": list(INITIALIZERS),
}


def test_every_setting_has_bad_values_that_are_tried_here() -> None:
    assert set(BAD_VALUES) == {field.name for field in dataclasses.fields(RunConfig)}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in BAD_VALUES.items() for value in values]
)
def test_a_bad_value_is_one_error_that_names_the_setting(field: str, value: object) -> None:
    with pytest.raises(ConfigError, match=rf"^{field}\b"):
        RunConfig(**{field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value"),
    [(field, value) for field, values in GOOD_VALUES.items() for value in values],
)
def test_a_good_value_is_taken(field: str, value: object) -> None:
    assert getattr(RunConfig(**{field: value}), field) == value  # type: ignore[arg-type]


def test_there_may_be_no_hidden_layer() -> None:
    layout = RunConfig(hidden=(), activation=()).layout((28, 28), 10)
    assert layout.describe() == "784 → 10 softmax"


def test_one_activation_serves_all_layers() -> None:
    layout = RunConfig(hidden=(5, 4, 3), activation=("gelu",)).layout((2, 2), 2)
    assert layout.describe() == "4 → 5 GELU → 4 GELU → 3 GELU → 2 softmax"


def test_a_network_too_large_for_memory_is_refused_before_anything_is_allocated() -> None:
    config = RunConfig(hidden=(10_000,) * 20, activation=("relu",))
    with pytest.raises(ConfigError, match="hidden makes a network of 1,9"):
        config.layout((28, 28), 10)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"hidden": "128,64"}, {"hidden": (128, 64), "activation": ("tanh", "relu")}),
        ({"hidden": "128"}, {"hidden": (128,), "activation": ("tanh",)}),
        ({"hidden": "9, 8, 7"}, {"hidden": (9, 8, 7), "activation": ("tanh", "relu", "relu")}),
        ({"hidden": ""}, {"hidden": (), "activation": ()}),
        ({"hidden": "9", "activation": "gelu"}, {"hidden": (9,), "activation": ("gelu",)}),
        ({"activation": "relu"}, {"activation": ("relu",)}),
        ({"batch_size": "full", "epochs": "3"}, {"batch_size": "full", "epochs": 3}),
        ({"batch_size": "32", "learning_rate": "1e-3"}, {"batch_size": 32, "learning_rate": 1e-3}),
        ({"optimizer": "adam", "seed": "7"}, {"optimizer": "adam", "seed": 7}),
    ],
)
def test_settings_come_from_text(texts: dict[str, str], expected: dict[str, Any]) -> None:
    config = RunConfig().with_settings(texts)
    assert dataclasses.replace(RunConfig(), **expected) == config


def test_a_network_without_hidden_layers_gets_relu_when_it_is_given_some() -> None:
    config = RunConfig(hidden=(), activation=()).with_settings({"hidden": "8"})
    assert config.activation == ("relu",)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("hidden", "64,x", "hidden is whole numbers, not '64,x'"),
        ("epochs", "ten", "epochs is a whole number, not 'ten'"),
        ("train_size", "1e3", "train_size is a whole number, not '1e3'"),
        ("dropout", "half", "dropout is a number, not 'half'"),
        ("batch_size", "half", "batch_size is a whole number or 'full', not 'half'"),
        ("learning_rate", "nan", "learning_rate is a number above 0 to 1,000,000"),
        ("optimizer", "sdg", "optimizer is one of sgd, momentum"),
        ("speed", "9", "There is no setting 'speed'; there are hidden, activation"),
    ],
)
def test_text_that_does_not_fit_is_refused_with_what_would(
    name: str, text: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        RunConfig().with_settings({name: text})


@given(st.text(max_size=20), st.sampled_from(sorted(BAD_VALUES)))
@settings(max_examples=50)
def test_any_text_is_a_setting_or_one_error(text: str, name: str) -> None:
    message = ""
    try:
        RunConfig().with_settings({name: text})
    except ConfigError as error:
        message = str(error)
    assert not message or name in message or "activation" in message


@pytest.mark.parametrize("name", PRESETS)
def test_a_recipe_survives_json(name: str) -> None:
    config = PRESETS[name].config
    assert RunConfig.from_json(json.loads(json.dumps(config.to_json()))) == config


def test_json_may_leave_settings_out_and_write_whole_numbers() -> None:
    assert RunConfig.from_json({"learning_rate": 1}) == RunConfig(learning_rate=1.0)


@pytest.mark.parametrize(
    "fields",
    [{"colour": 1}, {"hidden": [64, None]}, {"hidden": 3}, {"seed": "0"}, {"loss": ["x"]}],
)
def test_json_of_another_program_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(fields))):
        RunConfig.from_json(fields)


def test_what_can_change_while_training_is_a_setting() -> None:
    assert set(LIVE_FIELDS) <= set(BAD_VALUES)
