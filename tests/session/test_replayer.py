"""How long a replay may take, and what that time is counted from."""

import pytest

from mnist_viz.session import replayer as module
from mnist_viz.session.replayer import Replayer, ReplayTooLongError
from mnist_viz.session.requests import ReplayRequest
from mnist_viz.training import Checkpoint, RunConfig, RunTree, StepPhases, Trainer
from tests.samples import tiny_data

CONFIG = RunConfig(batch_size=32, hidden=(8,), activation=("relu",))
LIMIT = 2.0


class Clock:
    """Goes on by so many seconds whenever it is looked at."""

    def __init__(self) -> None:
        self.now = self.each = 0.0

    def __call__(self) -> float:
        self.now += self.each
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "perf_counter", made)
    return made


def begun(step: int, *, in_phases: bool = False) -> Replayer:
    """Return a replayer that is to come to a step from the run's start."""
    tree, data = RunTree(), tiny_data()
    run = tree.begin(CONFIG, data.name, data.checksum)
    start = Trainer(CONFIG, data, run.id, watched=True).checkpoint()
    replayer = Replayer()
    replayer.begin(ReplayRequest(1, run, data, start, step, LIMIT, in_phases=in_phases))
    return replayer


def finished(replayer: Replayer) -> Checkpoint | StepPhases:
    for _ in range(100):
        result = replayer.advance(0.0)
        if result is not None:
            return result
    raise AssertionError


def test_time_in_which_the_thread_did_something_else_does_not_count(clock: Clock) -> None:
    replayer = begun(5)
    for _ in range(4):
        assert replayer.advance(0.0) is None
        clock.now += 10 * LIMIT
    result = replayer.advance(0.0)
    assert isinstance(result, Checkpoint)
    assert result.frame.step == 5


def test_what_it_takes_to_have_the_first_step_does_not_count(clock: Clock) -> None:
    replayer = begun(5)
    clock.each = 10 * LIMIT
    assert replayer.advance(0.0) is None
    clock.each = 0.0
    result = finished(replayer)
    assert isinstance(result, Checkpoint)
    assert result.frame.step == 5


def test_one_that_takes_too_long_says_how_far_it_came_and_never_0(clock: Clock) -> None:
    replayer = begun(50)
    clock.each = 0.6 * LIMIT
    with pytest.raises(ReplayTooLongError, match=r"step 0; in 2 seconds 3 could be") as caught:
        finished(replayer)
    assert caught.value.reached == 3
    assert not replayer.at_work


def test_the_step_before_is_far_enough_to_take_one_apart(clock: Clock) -> None:
    replayer = begun(1, in_phases=True)
    clock.each = 10 * LIMIT
    assert isinstance(finished(replayer), StepPhases)
