"""The command that is copied trains the same run again."""

import dataclasses
import shlex

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_viz.cli.arguments import parse
from mnist_viz.cli.train_command import config_of
from mnist_viz.nn import INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES
from mnist_viz.training import (
    AUGMENTATIONS,
    LIVE_FIELDS,
    PRESETS,
    Change,
    Frame,
    Run,
    RunConfig,
    Trainer,
)
from mnist_viz.training.run_command import RunCommand, run_command
from tests.training.tiny import tiny_config, tiny_data

CONFIGS = st.builds(
    RunConfig,
    hidden=st.sampled_from([(), (5,), (7, 6)]),
    activation=st.sampled_from([("relu",), ("gelu",)]),
    loss=st.sampled_from(sorted(LOSSES)),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    learning_rate=st.floats(1e-9, 10.0),
    momentum=st.floats(0.0, 0.99),
    weight_decay=st.floats(0.0, 1.0),
    dropout=st.floats(0.0, 0.9),
    label_smoothing=st.floats(0.0, 0.5),
    schedule=st.sampled_from(sorted(SCHEDULES)),
    augmentation=st.sampled_from(AUGMENTATIONS),
    init=st.sampled_from(sorted(INITIALIZERS)),
    batch_size=st.sampled_from([1, 64, "full"]),
    epochs=st.integers(1, 50),
    seed=st.integers(0, 2**40),
    train_size=st.integers(0, 50),
)


def command_of(
    config: RunConfig, changes: tuple[Change, ...] = (), steps: int = 0
) -> tuple[RunCommand, Frame]:
    trainer = Trainer(config, tiny_data())
    first, units = trainer.frame(), trainer.units()
    while trainer.step < steps:
        next(units)
    run = Run(1, config, "tiny", "", changes)
    return run_command(run, trainer.frame(), first, "a folder/of images"), trainer.frame()


def parsed(command: RunCommand) -> tuple[RunConfig, str]:
    words = shlex.split(command.line)
    assert words[:2] == ["main.py", "train"]
    arguments = parse(words[1:])
    return config_of(arguments), arguments.data


@given(CONFIGS)
@settings(max_examples=60)
def test_the_line_says_the_same_recipe(config: RunConfig) -> None:
    command, _ = command_of(config)
    expected = config
    if config.schedule == "constant":  # then epochs only say how long it trains
        expected = dataclasses.replace(config, epochs=1)
    assert parsed(command) == (expected, "a folder/of images")
    assert command.unsaid == ()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_said_by_its_name(name: str) -> None:
    config = PRESETS[name].config
    data = tiny_data(shape=(4, 5))
    frame = Trainer(config, data).frame()
    line = run_command(Run(1, config, "mnist", ""), frame, frame, "mnist").line
    assert f"--preset {name} " in line
    assert "--set" not in line


def test_the_line_trains_as_many_epochs_as_the_run_has_begun() -> None:
    command, frame = command_of(tiny_config(), steps=8)  # six steps are an epoch
    assert frame.place[0] == 2
    assert parsed(command)[0].epochs == 2


def test_what_was_set_before_the_first_step_is_said_and_trains_the_same() -> None:
    config = tiny_config(optimizer="adam", learning_rate=30.0)
    expected = dataclasses.replace(
        config, epochs=1, learning_rate=0.01, momentum=0.5, weight_decay=0.1, batch_size=50
    )
    changes = tuple(Change(0, field, getattr(expected, field)) for field in LIVE_FIELDS)
    command, _ = command_of(config, (*changes, Change(0, "data", "other")))
    said = parsed(command)[0]
    assert said == expected
    assert command.unsaid == ("data other from step 0",)
    changed, begun = Trainer(config, tiny_data(), changes=changes), Trainer(said, tiny_data())
    for trainer in (changed, begun):
        units = trainer.units()
        while trainer.step < 8:
            next(units)
    np.testing.assert_array_equal(changed.frame().parameters, begun.frame().parameters)


def test_what_the_line_cannot_say_is_said() -> None:
    command, _ = command_of(tiny_config(), (Change(1200, "learning_rate", 0.5),))
    assert command.unsaid == ("learning rate 0.5 from step 1,200",)
    frame = Trainer(tiny_config(), tiny_data()).frame()
    other = dataclasses.replace(frame, parameters=np.zeros_like(frame.parameters))
    command = run_command(Run(1, tiny_config(), "tiny", ""), frame, other, "tiny")
    assert "came from a model" in command.unsaid[0]
