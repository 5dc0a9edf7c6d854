"""How fast training goes at each speed."""

import math

import pytest

from mnist_viz.session.pacing import FIRST_STEPS, Pace, steps_per_second


def seconds_to_reach(step: int, steps_per_epoch: int) -> float:
    return sum(1 / steps_per_second("watch", n, steps_per_epoch) for n in range(step))


def test_full_speed_has_no_limit() -> None:
    assert math.isinf(steps_per_second("full", 0, 938))


def test_slow_is_the_same_at_every_step() -> None:
    assert steps_per_second("slow", 0, 938) == steps_per_second("slow", 5000, 938) == 2.0


@pytest.mark.parametrize("steps_per_epoch", [469, 938, 60_000])
def test_watch_takes_about_half_a_minute_for_the_first_epoch(steps_per_epoch: int) -> None:
    assert 28 <= seconds_to_reach(steps_per_epoch, steps_per_epoch) <= 32


def test_watch_shows_the_first_steps_one_by_one() -> None:
    rates = {steps_per_second("watch", n, 938) for n in range(FIRST_STEPS + 1)}
    assert rates == {4.0}


def test_watch_never_slows_down() -> None:
    rates = [steps_per_second("watch", n, 938) for n in range(0, 20_000, 50)]
    assert rates == sorted(rates)
    assert rates[-1] > 1000


def test_a_pace_gives_as_many_steps_as_are_due() -> None:
    pace = Pace()
    pace.speed = "slow"
    pace.restart(now=10.0)
    times = [10.0 + k / 100 for k in range(501)]
    taken = sum(pace.take(now, step=0, steps_per_epoch=938) for now in times)
    assert taken == 11  # one at once, then two a second for five seconds


def test_a_pace_that_was_held_up_does_not_rush() -> None:
    pace = Pace()
    pace.speed = "slow"
    pace.restart(now=0.0)
    assert pace.take(100.0, step=0, steps_per_epoch=938)
    assert not pace.take(100.0, step=1, steps_per_epoch=938)


def test_a_pace_tells_when_the_next_step_is_due() -> None:
    pace = Pace()
    pace.speed = "slow"
    pace.restart(now=0.0)
    assert pace.take(0.0, step=0, steps_per_epoch=938)
    assert pace.seconds_to_next(step=1, steps_per_epoch=938) == pytest.approx(0.5)
