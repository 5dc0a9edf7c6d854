import dataclasses

import numpy as np
import pytest

from mnist_viz.nn import predict
from mnist_viz.training import History, Recording, Run, RunConfig, ScoreTrail, Snapshot, Trainer
from mnist_viz.training.score_trail import MOST_STEPS
from tests.samples import tiny_data

CONFIG = RunConfig(batch_size=32)
DRAWING = tiny_data().test.images[7]


def recorded_history(steps: int) -> History:
    """Return a history of every step of a run."""
    trainer = Trainer(CONFIG, tiny_data(), run_id=1)
    history = History()
    history.begin(Run(1, CONFIG, "tiny", "0"))
    units = trainer.units()
    while True:
        checkpoint = trainer.checkpoint()
        frame = checkpoint.frame
        snapshots = (Snapshot.of(checkpoint),)
        history.add(Recording(1, snapshots, frame.metrics, frame.changes))
        if trainer.step == steps:
            return history
        next(units)


def work_out(trail: ScoreTrail, history: History) -> None:
    while not trail.is_complete:
        trail.work_out_one(history)


def test_the_scores_are_those_of_each_recorded_network() -> None:
    history = recorded_history(12)
    trail = ScoreTrail(DRAWING, 1)
    trail.look_at(history.steps(1))
    work_out(trail, history)
    steps, scores = trail.table()
    assert steps.tolist() == list(range(13))
    for step, row in zip(steps.tolist(), scores, strict=True):
        snapshot = history.at_or_before(1, step)
        assert snapshot is not None
        frame = history.frame(1, snapshot)
        x = DRAWING.reshape(1, -1) / np.float32(255)
        expected = predict(frame.layout, frame.parameters, x)[0]
        assert row == pytest.approx(expected, abs=1e-6)


def test_ends_come_first_and_what_is_known_is_not_worked_out_again() -> None:
    history = recorded_history(30)
    trail = ScoreTrail(DRAWING, 1)
    trail.look_at(history.steps(1)[:20])
    trail.work_out_one(history)
    trail.work_out_one(history)
    assert trail.table()[0].tolist() == [0, 19]
    work_out(trail, history)
    known = trail.table()[1][5].copy()
    trail.look_at(history.steps(1))
    for _ in range(11):
        assert not trail.is_complete
        trail.work_out_one(history)
    assert trail.is_complete
    assert np.array_equal(trail.table()[1][5], known)


def test_of_very_many_steps_some_count() -> None:
    trail = ScoreTrail(DRAWING, 1)
    trail.look_at(np.arange(3 * MOST_STEPS))
    assert MOST_STEPS // 2 <= len(trail._open) <= MOST_STEPS + 1
    assert {0, 3 * MOST_STEPS - 1} <= set(trail._open)


def test_a_step_that_is_gone_is_left_out() -> None:
    history = recorded_history(4)
    trail = ScoreTrail(DRAWING, 1)
    trail.look_at(np.array([0, 2, 9]))
    work_out(trail, history)
    assert trail.table()[0].tolist() == [0, 2]


def test_nothing_recorded_makes_an_empty_table() -> None:
    trail = ScoreTrail(DRAWING, 1)
    trail.look_at(np.empty(0, dtype=np.int64))
    assert trail.is_complete
    trail.work_out_one(History())
    steps, scores = trail.table()
    assert len(steps) == len(scores) == 0


def test_a_broken_step_is_shown_as_it_is() -> None:
    history = recorded_history(1)
    track = history.track(1)
    assert track is not None
    last = track.snapshots[-1]
    broken = np.full_like(last.arrays["parameters"], np.nan)
    track.snapshots[-1] = dataclasses.replace(last, arrays={"parameters": broken})
    trail = ScoreTrail(DRAWING, 1)
    trail.look_at(history.steps(1))
    work_out(trail, history)
    assert np.isnan(trail.table()[1][-1]).all()
