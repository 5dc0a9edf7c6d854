import itertools

import numpy as np
import pytest

from mnist_viz.training import Change, Run, Trainer
from mnist_viz.training.metrics import MetricsRecorder
from tests.training.tiny import SHAPE, tiny_config, tiny_data


def test_the_first_frame_knows_no_loss_and_no_gradient() -> None:
    frame = Trainer(tiny_config(), tiny_data(), run_id=3).frame()
    assert (frame.run_id, frame.step, frame.epoch, frame.offset) == (3, 0, 0, 0)
    assert frame.gradients is None
    assert (frame.loss, frame.learning_rate) == (None, None)
    assert len(frame.metrics) == 0
    assert frame.filters.shape == (6, *SHAPE)


def test_a_frame_stays_as_it_is_while_training_goes_on() -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    units = trainer.units()
    next(units)
    frame = trainer.frame()
    assert frame.gradients is not None
    parameters, gradients = frame.parameters.copy(), frame.gradients.copy()
    losses = np.array(frame.metrics.loss)
    for _ in range(10):
        next(units)
    assert np.array_equal(frame.parameters, parameters)
    assert np.array_equal(frame.gradients, gradients)
    assert np.array_equal(frame.metrics.loss, losses)
    for array in (frame.parameters, frame.gradients, frame.metrics.loss.single):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_a_frame_counts_the_batches_of_its_epoch() -> None:
    trainer = Trainer(tiny_config(batch_size=40), tiny_data())
    units = trainer.units()
    counts = []
    for _ in range(4):
        next(units)
        frame = trainer.frame()
        counts.append((*frame.place, frame.steps_per_epoch))
    assert counts == [(1, 1, 3), (1, 2, 3), (1, 3, 3), (2, 1, 3)]


def test_a_frame_in_the_midst_of_a_large_batch_shows_the_last_finished_step() -> None:
    config = tiny_config(hidden=(1500, 1500), activation=("relu",), batch_size="full")
    trainer = Trainer(config, tiny_data(train=200))
    units = trainer.units()
    for _ in range(4):
        assert trainer.frame().gradients is None
        next(units)
    finished = trainer.frame()
    for _ in range(3):
        assert next(units) is None
        midway = trainer.frame()
        assert midway.step == 1
        assert midway.gradients is not None
        assert finished.gradients is not None
        assert np.array_equal(midway.gradients, finished.gradients)


def test_the_record_of_every_step_is_kept_and_views_of_it_stay_true() -> None:
    recorder = MetricsRecorder()
    views = []
    for step in range(3000):
        recorder.add(float(step), 0.5)
        if step % 500 == 0:
            views.append((step + 1, recorder.so_far()))
    for count, view in views:
        assert len(view) == count
        assert np.array_equal(view.loss, np.arange(count))
        assert (view.learning_rate.single == 0.5).all()
        assert not view.loss.single.flags.writeable


def test_a_record_goes_on_from_another() -> None:
    first = MetricsRecorder()
    for step in range(1500):
        first.add(float(step), 1.0)
    second = MetricsRecorder(first.so_far())
    for step in range(1500, 1600):
        second.add(float(step), 2.0)
    record = second.so_far()
    assert np.array_equal(record.loss, np.arange(1600))
    assert record.learning_rate[1499:1501].tolist() == [1.0, 2.0]
    assert len(first.so_far()) == 1500


def test_metrics_of_a_run_are_what_its_steps_said() -> None:
    trainer = Trainer(tiny_config(schedule="cosine"), tiny_data())
    steps = [unit for unit in itertools.islice(trainer.units(), 10) if unit]
    record = trainer.frame().metrics
    assert record.loss == pytest.approx([step.loss for step in steps])
    assert record.learning_rate == pytest.approx([step.learning_rate for step in steps])


def test_a_frame_bears_the_config_that_its_own_update_was_made_with() -> None:
    changes = (
        Change(2, "learning_rate", 0.05),
        Change(3, "momentum", 0.5),
        Change(3, "batch_size", 8),
    )
    config = tiny_config(optimizer="momentum")
    run = Run(1, config, "tiny", "", changes)
    trainer = Trainer(config, tiny_data(), 1, changes)
    assert trainer.frame().config == config
    for step in itertools.islice(trainer.units(), 6):
        assert step is not None
        frame = trainer.frame()
        assert frame.config == run.config_at(frame.step - 1)
        assert frame.config.learning_rate == step.learning_rate


def test_a_change_made_at_rest_leaves_the_frame_of_the_step_before_as_it_was() -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    next(trainer.units())
    before = trainer.frame()
    trainer.change("weight_decay", 0.1)
    trainer.make_due_changes()
    assert trainer.config.weight_decay == 0.1
    assert trainer.frame().config == before.config == tiny_config()
