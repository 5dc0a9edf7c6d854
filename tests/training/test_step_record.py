"""Numbers of steps: singly for the last, in bins before, and indexed as if all were there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_viz.training import metrics
from mnist_viz.training.metrics import Metrics, MetricsRecorder
from mnist_viz.training.step_record import BIN, HIGH, LOW, MEAN, StepRecord, binned, spread_of

RNG = np.random.default_rng(0)
VALUES = RNG.random(5 * BIN + 37).astype(np.float32)
SPLIT = 3 * BIN


def record() -> StepRecord:
    return StepRecord(VALUES[SPLIT:].copy(), binned(VALUES[:SPLIT]))


def as_shown() -> np.ndarray:
    """What each entry is read as: the mean of its bin, or itself."""
    means = np.repeat(VALUES[:SPLIT].reshape(-1, BIN).mean(axis=1), BIN)
    return np.concatenate([means, VALUES[SPLIT:]])


def test_bins_hold_smallest_mean_and_largest_of_their_steps() -> None:
    rows = VALUES[:SPLIT].reshape(-1, BIN)
    bins = record().bins
    assert np.array_equal(bins[:, LOW], rows.min(axis=1))
    assert np.array_equal(bins[:, HIGH], rows.max(axis=1))
    np.testing.assert_allclose(bins[:, MEAN], rows.mean(axis=1), rtol=1e-6)


def test_the_last_steps_are_read_exactly_and_the_others_as_means() -> None:
    whole = np.asarray(record())
    assert np.array_equal(whole[SPLIT:], VALUES[SPLIT:])
    np.testing.assert_allclose(whole, as_shown(), rtol=1e-6)
    assert len(record()) == len(VALUES)
    assert record().max() == VALUES.max()


@given(st.integers(0, len(VALUES)), st.integers(0, len(VALUES)))
def test_a_slice_is_what_an_array_of_all_would_give(start: int, stop: int) -> None:
    whole = np.asarray(record())
    assert np.array_equal(record()[start:stop], whole[start:stop])
    assert np.array_equal(record()[start - len(VALUES) :], whole[start - len(VALUES) :])
    if start < stop:
        low, mean, high = spread_of(record(), start, stop)
        assert np.array_equal(mean, whole[start:stop])
        assert (low <= mean).all()
        assert (mean <= high).all()


@given(st.lists(st.integers(0, len(VALUES) - 1), min_size=1, max_size=20))
def test_places_are_looked_up_one_by_one_or_together(places: list[int]) -> None:
    whole = np.asarray(record())
    assert np.array_equal(record()[np.array(places)], whole[places])
    assert record()[places[0]] == whole[places[0]]
    assert record()[places[0] - len(VALUES)] == whole[places[0]]


@given(st.integers(0, len(VALUES)))
def test_the_record_of_the_first_steps_goes_on_singly(step: int) -> None:
    part = record().up_to(step)
    assert len(part) == step
    assert np.array_equal(np.asarray(part), np.asarray(record())[:step])
    longer = part.extended(np.ones(3, dtype=np.float32))
    assert np.array_equal(np.asarray(longer)[:step], np.asarray(part))
    assert np.asarray(longer)[step:].tolist() == [1, 1, 1]


@pytest.fixture
def few_kept(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(metrics, "KEPT", 256)
    return 256


def test_a_long_run_keeps_its_last_steps_singly_and_all_before_in_bins(few_kept: int) -> None:
    recorder = MetricsRecorder()
    values = RNG.random(20_000).astype(np.float32)
    views: list[tuple[int, Metrics]] = []
    for step, value in enumerate(values, 1):
        recorder.add(float(value), 0.5)
        if step % 1777 == 0:
            views.append((step, recorder.so_far()))
    for step, view in views:  # what was handed out stays true
        assert len(view) == step
        loss = view.loss
        assert step - loss.split >= min(step, few_kept)
        assert np.array_equal(loss[loss.split :], values[loss.split : step])
        rows = values[: loss.split].reshape(-1, BIN)
        assert np.array_equal(loss.bins[:, HIGH], rows.max(axis=1))
        assert set(np.unique(np.asarray(view.learning_rate))) == {0.5}
    last = recorder.so_far().loss
    assert last.split
    assert len(last.single) + 3 * len(last.bins) < len(values) / 5


def test_recording_goes_on_from_a_record_with_bins_or_from_a_step_of_it(few_kept: int) -> None:
    recorder = MetricsRecorder()
    for step in range(3000):
        recorder.add(float(step), 0.1)
    whole = recorder.so_far()
    assert whole.loss.split
    for step in (3000, 2990, 200):
        again = MetricsRecorder(whole.up_to(step))
        again.add(-1.0, 0.2)
        view = again.so_far()
        assert len(view) == step + 1
        assert view.loss[step] == -1.0
        assert np.array_equal(view.loss[:step], whole.loss[:step])
