"""Which step of a run that went wrong is gone back to."""

import numpy as np
import pytest

from mnist_viz.training import Metrics, last_good_step


def metrics_of(*parts: np.ndarray) -> Metrics:
    losses = np.concatenate(parts).astype(np.float32)
    return Metrics.of(losses, losses)


def noisy(level: float, steps: int) -> np.ndarray:
    """Return losses of single batches, which mostly are small and now and then large."""
    return np.random.default_rng(3).exponential(level, steps)


FALL = np.geomspace(2.3, 0.02, 500)
LEAP = np.geomspace(0.5, 400.0, 6)


def test_it_is_the_last_at_which_the_loss_was_near_its_least() -> None:
    assert 480 <= last_good_step(metrics_of(FALL, LEAP)) <= 500
    assert last_good_step(metrics_of(FALL[:0])) == 0


@pytest.mark.parametrize("calm", [1, 2, 5, 12, 19, 25])
@pytest.mark.parametrize("wild", [1, 3, 30])
@pytest.mark.parametrize("height", [40.0, 1e7, 1e36])
def test_a_loss_that_leaps_near_the_start_is_not_good(calm: int, wild: int, height: float) -> None:
    good = last_good_step(metrics_of(np.linspace(2.3, 2.1, calm), np.full(wild, height)))
    assert good < calm


def test_losses_after_one_that_leapt_count_as_they_are() -> None:
    run = metrics_of(FALL, np.array([1e36]), np.full(40, 9.0))
    assert last_good_step(run) < len(FALL)


def test_after_a_change_it_is_where_that_was_made_though_the_loss_was_not_at_its_least() -> None:
    run = metrics_of(FALL, noisy(0.02, 1000), LEAP)
    assert last_good_step(run) < 1499
    assert last_good_step(run, [700, 1499]) == 1499


@pytest.mark.parametrize("changed_at", [503, 505, 2000])
def test_a_change_of_a_run_that_was_already_on_its_way_up_is_not_gone_back_to(
    changed_at: int,
) -> None:
    assert last_good_step(metrics_of(FALL, LEAP), [changed_at]) <= 500


def test_a_loss_that_is_not_finite_is_never_good() -> None:
    assert last_good_step(metrics_of(np.full(3, np.nan))) == 0
    assert last_good_step(metrics_of(np.full(40, np.inf))) == 0
    assert last_good_step(metrics_of(FALL, np.full(60, np.nan)), [530]) < 500


def test_one_lucky_batch_at_the_start_does_not_spoil_what_follows() -> None:
    run = metrics_of(np.array([1e-6]), noisy(0.02, 1000), LEAP)
    assert last_good_step(run, [1000]) == 1000


@pytest.mark.parametrize("calm", [12, 30, 60, 200])
@pytest.mark.parametrize("later", [4, 20, 60])
def test_a_change_in_the_midst_of_an_early_leap_is_not_gone_back_to(calm: int, later: int) -> None:
    run = metrics_of(np.linspace(2.3, 2.2, calm), np.full(100, 50.0))
    assert last_good_step(run, [calm + later]) < calm
    assert last_good_step(run, [calm - 1]) == calm - 1
