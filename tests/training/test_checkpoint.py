import dataclasses
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from mnist_viz.data import DataSplits
from mnist_viz.nn import OPTIMIZERS
from mnist_viz.training import (
    Change,
    Checkpoint,
    RunConfig,
    Step,
    Trainer,
    read_session,
    save_session,
)
from tests.training.sessions import session_at
from tests.training.tiny import tiny_config, tiny_data

# More images than one piece holds, so that a full batch can be left half done.
DATA = tiny_data(train=2300, test=10)

CONFIGS = st.builds(
    tiny_config,
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    loss=st.sampled_from(["cross_entropy", "squared_error"]),
    schedule=st.sampled_from(["constant", "warmup_linear"]),
    augmentation=st.sampled_from(["none", "shift", "elastic"]),
    dropout=st.sampled_from([0.0, 0.3]),
    batch_size=st.sampled_from([300, 700, "full"]),
    seed=st.integers(0, 3),
    learning_rate=st.just(0.01),
)
CHANGES = st.one_of(
    st.tuples(st.just("learning_rate"), st.sampled_from([0.001, 0.01, 0.02])),
    st.tuples(st.just("momentum"), st.sampled_from([0.0, 0.5, 0.9])),
    st.tuples(st.just("weight_decay"), st.sampled_from([0.0, 0.01])),
    st.tuples(st.just("batch_size"), st.sampled_from([300, 500, 2299, "full"])),
)


def saved_and_read(path: Path, config: RunConfig, trainer: Trainer, data: DataSplits) -> Checkpoint:
    """Return a trainer's checkpoint by way of a session in a file."""
    save_session(path, session_at(Trainer(config, data).checkpoint(), trainer.checkpoint()))
    record = read_session(path)
    newest = record.run.newest
    assert newest is not None
    return newest.checkpoint(0, record.run.metrics, record.to_come)


def _assert_same(a: Trainer, b: Trainer) -> None:
    """Fail unless both are the same to the last bit."""
    assert (a.step, a.epoch, a.offset, a.config) == (b.step, b.epoch, b.offset, b.config)
    assert np.array_equal(a.network.parameters, b.network.parameters)
    assert a.optimizer.updates == b.optimizer.updates
    for name, array in a.optimizer.state.items():
        assert np.array_equal(array, b.optimizer.state[name])
    one, other = a.frame(), b.frame()
    assert (one.loss, one.learning_rate, one.changes) == (
        other.loss,
        other.learning_rate,
        other.changes,
    )
    assert np.array_equal(one.metrics.loss, other.metrics.loss)
    assert np.array_equal(one.metrics.learning_rate, other.metrics.learning_rate)
    assert (one.gradients is None) == (other.gradients is None)
    if one.gradients is not None and other.gradients is not None:
        assert np.array_equal(one.gradients, other.gradients)


class TrainingInAnyOrder(RuleBasedStateMachine):
    """Whatever a person does, the run is the one that its recipe and its Changes make."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.kept: list[Checkpoint] = []

    @initialize(config=CONFIGS)
    def begin(self, config: RunConfig) -> None:
        self.config = config
        self.trainer = Trainer(config, DATA)
        self.units: Iterator[Step | None] = self.trainer.units()

    @rule(count=st.integers(1, 6))
    def train(self, count: int) -> None:
        for _ in itertools.islice(self.units, count):
            pass

    @rule()
    def finish_the_step(self) -> None:
        next((unit for unit in self.units if unit is not None), None)

    @rule()
    def watch(self) -> None:
        assert self.trainer.frame().step == self.trainer.step

    @rule()
    def pause_and_resume(self) -> None:
        self.units = self.trainer.units()

    @rule(change=CHANGES)
    def change(self, change: tuple[str, float | str]) -> None:
        self.trainer.change(*change)

    @rule()
    def keep(self) -> None:
        self.kept.append(self.trainer.checkpoint())

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def go_back(self, data: st.DataObject) -> None:
        self.trainer.restore(data.draw(st.sampled_from(self.kept)))
        self.units = self.trainer.units()

    @rule()
    def save_and_load(self) -> None:
        checkpoint = saved_and_read(self.folder / "run", self.config, self.trainer, DATA)
        self.trainer = Trainer(self.config, DATA)
        self.trainer.restore(checkpoint)
        self.units = self.trainer.units()

    def teardown(self) -> None:
        shutil.rmtree(self.folder)
        if not hasattr(self, "trainer"):
            return
        again = Trainer(self.config, DATA, changes=self.trainer.frame().changes)
        for unit in again.units():
            if again.step == self.trainer.step and unit is not None:
                break
            if self.trainer.step == 0:
                break
        if self.trainer.step:
            _assert_same(self.trainer, again)


TestTrainingInAnyOrder = TrainingInAnyOrder.TestCase
TestTrainingInAnyOrder.settings = settings(
    max_examples=40,
    stateful_step_count=20,
    suppress_health_check=[HealthCheck.too_slow],
)


def _trained(steps: int = 5, **options: object) -> Trainer:
    trainer = Trainer(tiny_config(**options), tiny_data())
    for _ in itertools.islice(trainer.units(), steps):
        pass
    return trainer


@pytest.mark.parametrize("steps", [0, 5])
def test_a_checkpoint_in_a_file_comes_back_as_it_was(tmp_path: Path, steps: int) -> None:
    trainer = _trained(steps, optimizer="adam")
    trainer.change("batch_size", "full")
    back = saved_and_read(tmp_path / "run", tiny_config(optimizer="adam"), trainer, tiny_data())
    assert back.changes_to_come == (Change(steps, "batch_size", "full"),)
    again = Trainer(back.config, tiny_data())
    again.restore(back)
    _assert_same(again, trainer)


def test_a_checkpoint_stays_as_it_is_while_training_goes_on() -> None:
    trainer = _trained(optimizer="adam")
    checkpoint = trainer.checkpoint()
    before = {name: array.copy() for name, array in checkpoint.optimizer_state.items()}
    for _ in itertools.islice(trainer.units(), 5):
        pass
    for name, array in checkpoint.optimizer_state.items():
        assert np.array_equal(array, before[name])
        assert not array.flags.writeable


def test_a_checkpoint_of_another_network_or_data_is_refused() -> None:
    checkpoint = _trained().checkpoint()
    for trainer in (
        Trainer(tiny_config(hidden=(7, 5)), tiny_data()),
        Trainer(tiny_config(), tiny_data(train=50)),
    ):
        with pytest.raises(ValueError, match=r"of (another network|other data)"):
            trainer.restore(checkpoint)


def test_weights_that_were_large_at_the_checkpoint_are_guarded_from_the_first_step() -> None:
    trainer = _trained()
    checkpoint = trainer.checkpoint()
    huge = checkpoint.frame.parameters * np.float32(1e30)
    frame = dataclasses.replace(checkpoint.frame, parameters=huge)
    trainer.restore(dataclasses.replace(checkpoint, frame=frame))
    assert trainer._guard._wary


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_going_back_takes_the_settings_back_too(optimizer: str) -> None:
    trainer = _trained(optimizer=optimizer, learning_rate=0.01)
    checkpoint = trainer.checkpoint()
    for _ in itertools.islice(trainer.units(), 4):
        pass
    expected = trainer.network.parameters.copy()
    trainer.restore(checkpoint)
    for field, value in (("momentum", 0.1), ("learning_rate", 0.5), ("batch_size", 3)):
        trainer.change(field, value)
    for _ in itertools.islice(trainer.units(), 9):
        pass
    trainer.restore(checkpoint)
    for _ in itertools.islice(trainer.units(), 4):
        pass
    assert np.array_equal(trainer.network.parameters, expected)
    assert trainer.frame().changes == ()
