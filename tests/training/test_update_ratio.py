"""How far an update moved the weights, told from what remains after it."""

import dataclasses

import numpy as np
import pytest

from mnist_viz.nn import OPTIMIZERS
from mnist_viz.training import RunConfig, Trainer, update_ratios_of
from tests.samples import tiny_data

STEPS = 7


def trained(config: RunConfig) -> tuple[Trainer, list[float]]:
    """Train for a few steps; return how far the last one moved each layer, by subtraction."""
    trainer = Trainer(config, tiny_data())
    units = trainer.units()
    before = trainer.network.parameters.copy()
    while trainer.step < STEPS:
        before = trainer.network.parameters.copy()
        next(units)
    after = trainer.network.parameters
    ratios = []
    for layer in trainer.network.layout.layers:
        old, new = (layer.weight.of(flat).astype(np.float64) for flat in (before, after))
        ratios.append(float(np.linalg.norm(new - old) / np.linalg.norm(old)))
    return trainer, ratios


@pytest.mark.parametrize("weight_decay", [0.0, 0.01])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_it_is_the_difference_of_the_weights(optimizer: str, weight_decay: float) -> None:
    rate = 0.1 if optimizer in {"sgd", "momentum", "nesterov"} else 0.002
    config = RunConfig(
        optimizer=optimizer, learning_rate=rate, weight_decay=weight_decay, batch_size=32
    )
    trainer, expected = trained(config)
    assert trainer.update_ratios() == pytest.approx(expected, rel=2e-3)
    assert min(expected) > 1e-5


def test_a_frame_of_plain_gradient_descent_tells_it_by_itself() -> None:
    trainer, expected = trained(RunConfig(batch_size=32, weight_decay=0.01))
    assert update_ratios_of(trainer.frame()) == pytest.approx(expected, rel=2e-3)


def test_a_frame_of_another_optimizer_tells_it_only_if_the_trainer_said_so() -> None:
    trainer, expected = trained(RunConfig(batch_size=32, optimizer="adam", learning_rate=0.002))
    frame = trainer.frame()
    assert update_ratios_of(frame) is None
    told = dataclasses.replace(frame, update_ratios=trainer.update_ratios())
    assert update_ratios_of(told) == pytest.approx(expected, rel=2e-3)


def test_before_the_first_update_there_is_none() -> None:
    trainer = Trainer(RunConfig(batch_size=32), tiny_data())
    assert trainer.update_ratios() is None
    assert update_ratios_of(trainer.frame()) is None


def test_to_look_changes_nothing() -> None:
    one, _ = trained(RunConfig(batch_size=32, optimizer="adam", learning_rate=0.002))
    other, _ = trained(RunConfig(batch_size=32, optimizer="adam", learning_rate=0.002))
    one.update_ratios()
    for trainer in (one, other):
        next(trainer.units())
    assert np.array_equal(one.network.parameters, other.network.parameters)
