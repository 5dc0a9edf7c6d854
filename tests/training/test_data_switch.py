import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest

from mnist_viz.data import DataError, DataSplits
from mnist_viz.training import Change, ConfigError, Run, RunConfig, Step, Trainer, data_after
from tests.streams import part, streamed_data

CONFIG = RunConfig(hidden=(5,), activation=("tanh",), batch_size=32, learning_rate=0.05)


def _fixed(name: str = "fixed", count: int = 480) -> DataSplits:
    names = ("a", "b", "c")
    return DataSplits(name, name.title(), part((7,), count), part((8,), 90), names, "tests")


def _to(trainer: Trainer, step: int, units: Iterator[Step | None] | None = None) -> Trainer:
    units = trainer.units() if units is None else units
    while trainer.step < step:
        next(units)
    return trainer


def test_a_run_goes_on_with_other_data_and_the_change_is_recorded() -> None:
    trainer = Trainer(CONFIG, streamed_data())
    units = trainer.units()
    _to(trainer, 4, units)
    before = trainer.network.parameters.copy()
    trainer.switch_data(_fixed())
    assert trainer.data.name == "fixed"
    assert len(trainer.examples.test) == 90
    assert np.array_equal(trainer.network.parameters, before)
    _to(trainer, 6, units)
    assert trainer.frame().changes == (Change(4, "data", "fixed"),)
    assert trainer.frame().images_per_epoch == 480


def test_the_place_in_the_pass_is_kept_as_a_share() -> None:
    trainer = _to(Trainer(CONFIG, streamed_data()), 11)
    assert (trainer.epoch, trainer.offset) == (1, 96)
    trainer.switch_data(_fixed())
    assert (trainer.epoch, trainer.offset) == (1, 192)


def test_a_run_with_a_switch_can_be_trained_again_from_its_record() -> None:
    first = Trainer(CONFIG, streamed_data())
    _to(first, 5).switch_data(_fixed())
    _to(first, 9).change("learning_rate", 0.01)
    _to(first, 12).switch_data(streamed_data())
    _to(first, 30)
    changes = first.frame().changes
    assert [(one.step, one.field) for one in changes] == [
        (5, "data"),
        (9, "learning_rate"),
        (12, "data"),
    ]
    again = _to(Trainer(CONFIG, streamed_data(), 0, changes, [_fixed()]), 30)
    assert np.array_equal(again.network.parameters, first.network.parameters)


@pytest.mark.parametrize("at", [3, 8, 20])
def test_a_checkpoint_knows_its_data(at: int) -> None:
    first = Trainer(CONFIG, streamed_data())
    _to(first, 5).switch_data(_fixed())
    _to(first, 40)
    changes = first.frame().changes
    half = _to(Trainer(CONFIG, streamed_data(), 0, changes, [_fixed()]), at)
    other = _to(Trainer(CONFIG, streamed_data(), others=[_fixed()]), 10)
    other.restore(half.checkpoint())
    assert other.data.name == ("stream" if at < 5 else "fixed")
    assert np.array_equal(_to(other, 40).network.parameters, first.network.parameters)


def test_a_switch_in_mid_step_waits_for_the_step() -> None:
    config = dataclasses.replace(CONFIG, batch_size="full")
    big = _fixed("big", 5000)
    trainer = Trainer(config, big)
    units = trainer.units()
    assert next(units) is None
    trainer.switch_data(_fixed())
    assert trainer.data is big
    _to(trainer, 2, units)
    assert trainer.data.name == "fixed"
    assert trainer.frame().changes == (Change(1, "data", "fixed"),)


def test_switching_to_the_same_data_is_no_change() -> None:
    trainer = Trainer(CONFIG, _fixed())
    trainer.switch_data(trainer.data)
    assert _to(trainer, 2).frame().changes == ()


def test_data_of_other_classes_are_refused() -> None:
    trainer = Trainer(CONFIG, _fixed())
    with pytest.raises(ConfigError, match="Begin a new run"):
        trainer.switch_data(dataclasses.replace(_fixed("other"), class_names=("x", "y", "z")))
    with pytest.raises(ConfigError, match="has not been loaded"):
        _to(Trainer(CONFIG, _fixed(), 0, (Change(0, "data", "none"),)), 1)


def test_data_with_too_few_images_are_refused() -> None:
    trainer = Trainer(dataclasses.replace(CONFIG, train_size=300), _fixed())
    with pytest.raises(DataError, match="Small has 100 training images"):
        trainer.switch_data(_fixed("small", 100))
    assert trainer.data.name == "fixed"


def test_a_run_knows_its_data_at_every_step() -> None:
    changes = (Change(3, "learning_rate", 0.2), Change(5, "data", "b"), Change(9, "data", "c"))
    run = Run(1, CONFIG, "a", "", changes)
    assert [run.data_at(step) for step in (0, 4, 5, 8, 9, 99)] == ["a", "a", "b", "b", "c", "c"]
    assert data_after("a", (), 4) == "a"
    assert run.config_at(9).learning_rate == 0.2
