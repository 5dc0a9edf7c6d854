"""What is recorded of the layers' health, recomputed from the weights around an update."""

import numpy as np
import pytest

from mnist_viz.nn import OPTIMIZERS
from mnist_viz.training import DivergenceError, RunConfig, Trainer
from mnist_viz.training.health_record import (
    GRADIENT_NORM,
    STUCK,
    UPDATE_RATIO,
    HealthRecord,
    HealthRecorder,
)
from mnist_viz.training.layer_health import watched_after
from tests.samples import tiny_data


@pytest.mark.parametrize("weight_decay", [0.0, 0.01])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_update_ratio_is_the_difference_of_the_weights(
    optimizer: str, weight_decay: float
) -> None:
    config = RunConfig(
        optimizer=optimizer, learning_rate=0.002, weight_decay=weight_decay, batch_size=32
    )
    trainer = Trainer(config, tiny_data(), watched=True)
    units = trainer.units()
    for step in range(1, 6):
        before = trainer.network.parameters.astype(np.float64)
        next(units)
        after = trainer.network.parameters.astype(np.float64)
        known = trainer.metrics.so_far().health.at(step)
        assert known is not None
        assert known[0] == step
        for number, layer in enumerate(trainer.network.layout.layers):
            old, new = layer.weight.of(before), layer.weight.of(after)
            ratio = np.linalg.norm(new - old) / np.linalg.norm(old)
            assert known[1][UPDATE_RATIO, number] == pytest.approx(ratio, rel=1e-4)
            gradient = trainer.network.gradients[layer.weight.start : layer.bias.stop]
            norm = np.linalg.norm(gradient.astype(np.float64))
            assert known[1][GRADIENT_NORM, number] == pytest.approx(norm, rel=1e-5)


def test_an_update_that_is_lost_in_the_last_bits_of_the_weights_is_none() -> None:
    trainer = Trainer(RunConfig(learning_rate=1e-12, batch_size=32), tiny_data(), watched=True)
    before = trainer.network.layout.layers[0].weight.of(trainer.network.parameters).copy()
    next(trainer.units())
    after = trainer.network.layout.layers[0].weight.of(trainer.network.parameters)
    moved = np.linalg.norm((after - before).astype(np.float64))
    known = trainer.metrics.so_far().health.at(1)
    assert known is not None
    ratio = moved / np.linalg.norm(before.astype(np.float64))
    assert known[1][UPDATE_RATIO, 0] == pytest.approx(ratio, rel=1e-4)


def test_dead_units_are_counted_once_a_large_step_has_killed_them() -> None:
    trainer = Trainer(RunConfig(batch_size=32), tiny_data(), watched=True)
    trainer.network.layout.layers[1].bias.of(trainer.network.parameters)[:20] = -100.0
    next(trainer.units())
    known = trainer.metrics.so_far().health.at(1)
    assert known is not None
    assert known[1][STUCK, 1] >= 20
    assert np.isnan(known[1][STUCK, 2])  # the scores never get stuck


def test_a_batch_in_pieces_is_looked_at_around_its_update() -> None:
    config = RunConfig(batch_size="full")
    data = tiny_data(train=5000)
    trainer = Trainer(config, data, watched=True)
    before = trainer.network.parameters.copy()
    units = trainer.units()
    while trainer.step < 1:
        next(units)
    known = trainer.metrics.so_far().health.at(1)
    assert known is not None
    layer = trainer.network.layout.layers[0]
    moved = layer.weight.of(trainer.network.parameters) - layer.weight.of(before)
    ratio = np.linalg.norm(moved) / np.linalg.norm(layer.weight.of(before))
    assert known[1][UPDATE_RATIO, 0] == pytest.approx(float(ratio), rel=1e-4)


def test_the_rule_looks_at_few_steps_of_a_long_run_and_at_each_of_the_first() -> None:
    steps = [0]
    while steps[-1] < 1_000_000:
        steps.append(watched_after(steps[-1]))
    assert steps[:21] == list(range(21))
    assert len(steps) < 110
    assert all(watched_after(between - 1) == between for between in steps[1:])


def test_a_change_is_looked_at_from_its_first_step_on_and_never_too_often() -> None:
    steps = [5000]
    while steps[-1] < 1_000_000:
        steps.append(watched_after(steps[-1], 5000))
    assert [step - 5000 for step in steps[1:9]] == [1, 2, 3, 4, 6, 9, 13, 19]
    by_rule = [watched_after(step - 1) == step for step in steps]
    assert len(steps) - sum(by_rule) < 40


def test_a_run_that_is_replayed_over_a_change_is_looked_at_at_the_same_steps() -> None:
    trainer = Trainer(RunConfig(batch_size=32), tiny_data(), watched=True)
    units = trainer.units()
    for step in range(1, 80):
        next(units)
        if step == 45:
            trainer.change("learning_rate", 0.2)
        if step == 52:
            checkpoint = trainer.checkpoint()
    steps = trainer.metrics.so_far().health.steps.tolist()
    assert {46, 47, 48, 49, 51, 54, 58, 64, 73} <= set(steps)
    again = Trainer(RunConfig(batch_size=32), tiny_data(), watched=True)
    again.restore(checkpoint)
    units = again.units()
    while again.step < 79:
        next(units)
    assert again.metrics.so_far().health.steps.tolist() == steps


def test_to_look_changes_nothing_and_what_is_asked_for_is_looked_at_too() -> None:
    plain, watched = (
        Trainer(RunConfig(batch_size=32), tiny_data(), watched=watched) for watched in (False, True)
    )
    for trainer in (plain, watched):
        units = trainer.units()
        for step in range(1, 32):
            if step == 29:
                trainer.watch_next()
            next(units)
    assert np.array_equal(plain.network.parameters, watched.network.parameters)
    assert len(plain.metrics.so_far().health) == 0
    assert watched.metrics.so_far().health.steps.tolist() == [*range(1, 21), 22, 25, 28, 29]


def _thrown(config: RunConfig, *, asked: bool) -> tuple[Trainer, DivergenceError]:
    """Train until weights that were thrown far after step 22 are refused."""
    trainer = Trainer(config, tiny_data(), watched=True)
    units = trainer.units()
    while trainer.step < 22:
        next(units)
    trainer.network.parameters *= np.float32(-1e11)  # and every image is misread
    if asked:
        trainer.watch_next()
    next(units)
    with pytest.raises(DivergenceError) as caught:
        next(units)
    return trainer, caught.value


@pytest.mark.parametrize("weight_decay", [0.0, 0.01])
def test_the_leap_before_a_divergence_is_recorded_though_the_rule_passes_over_it(
    weight_decay: float,
) -> None:
    config = RunConfig(activation=("leaky_relu",), weight_decay=weight_decay, batch_size=32)
    trainer, error = _thrown(config, asked=False)
    leapt = error.step - 1
    assert watched_after(leapt - 1) != leapt
    record = trainer.metrics.so_far().health
    assert record.steps[-1] == leapt == trainer.step == len(trainer.metrics.so_far())
    twin, _ = _thrown(config, asked=True)
    expected = twin.metrics.so_far().health
    assert expected.steps.tolist() == record.steps.tolist()
    found, wanted = record.values[-1], expected.values[-1]
    assert found[UPDATE_RATIO] == pytest.approx(wanted[UPDATE_RATIO], rel=1e-3)
    assert np.array_equal(found[STUCK], wanted[STUCK], equal_nan=True)
    told = found[UPDATE_RATIO] >= 1e-3
    assert told.any()
    # With weight decay an update is not the gradient alone.
    known = told if weight_decay == 0.0 else np.zeros_like(told)
    assert np.isfinite(found[GRADIENT_NORM]).tolist() == known.tolist()
    gradients = found[GRADIENT_NORM][known]
    assert gradients == pytest.approx(wanted[GRADIENT_NORM][known], rel=1e-3)


def test_a_record_is_cut_and_put_together_by_steps() -> None:
    recorder = HealthRecorder(HealthRecord())
    for step in range(3, 903, 3):
        recorder.add(step, np.full((3, 2), step, dtype=np.float32))
    early = recorder.so_far()
    recorder.add(1000, np.zeros((3, 2), dtype=np.float32))
    assert len(early) == 300
    assert early.at(2) is None
    found = early.at(8)
    assert found is not None
    assert (found[0], found[1].tolist()) == (6, [[6.0, 6.0]] * 3)
    joined = early.up_to(450).extended(early.after(450))
    assert joined.steps.tolist() == early.steps.tolist()
    assert np.array_equal(joined.values, early.values)
    with pytest.raises(ValueError, match="read-only"):
        early.values[0] = 1.0
