"""What a session keeps of a run beside its record stays small, however long it trains."""

import numpy as np

from mnist_viz.session.run_state import (
    MOST_ANALYSES,
    MOST_OF_ALL_LEFT,
    MOST_WHEN_LEFT,
    RunState,
)
from mnist_viz.training import Analysis

NONE = np.empty(0, dtype=np.int16)


def analysis(step: int) -> Analysis:
    return Analysis(1, step, 0.5, NONE, NONE.astype(np.uint8), 10)


def test_old_analyses_get_sparse_and_the_first_and_the_newest_stay() -> None:
    state = RunState()
    for step in range(10 * MOST_ANALYSES):
        state.add(analysis(step))
        assert len(state.analyses) <= MOST_ANALYSES
    steps = np.array([one.step for one in state.analyses])
    assert steps[0] == 0
    assert steps[-1] == 10 * MOST_ANALYSES - 1
    assert (np.diff(steps) > 0).all()
    assert (np.diff(steps)[-MOST_ANALYSES // 4 :] == 1).all()


def test_an_analysis_of_the_past_takes_its_place() -> None:
    state = RunState()
    for step in (0, 20, 10):
        state.add(analysis(step))
    assert [one.step for one in state.analyses] == [0, 10, 20]


def test_a_run_that_is_left_keeps_few_of_its_scores_from_its_first_to_its_last() -> None:
    state = RunState()
    for step in range(MOST_ANALYSES):
        state.add(analysis(step))
    state.shorten()
    steps = [one.step for one in state.analyses]
    assert MOST_WHEN_LEFT // 2 < len(steps) <= MOST_WHEN_LEFT
    assert (steps[0], steps[-1]) == (0, MOST_ANALYSES - 1)
    assert steps == sorted(steps)
    state.shorten()
    assert [one.step for one in state.analyses] == steps


def test_of_many_runs_each_keeps_its_first_its_best_and_its_last_scores() -> None:
    labels = np.zeros(10, dtype=np.uint8)
    state = RunState()
    for step in range(50):
        read = np.full(10, step != 31, dtype=np.int16)
        state.add(Analysis(1, step, 0.5, read, labels, 10))
    state.shorten(runs=2)
    assert len(state.analyses) == 50
    for runs in (40, 3000):
        state.shorten(runs)
        steps = [one.step for one in state.analyses]
        assert {0, 31, 49} <= set(steps)
        assert len(steps) <= max(4, MOST_OF_ALL_LEFT // runs)
