"""Test images are read where training waits anyway, and otherwise within a share of the time."""

from collections.abc import Iterator

import pytest

from mnist_viz.session import trained_run
from mnist_viz.session.pacing import Pace
from mnist_viz.session.requests import RunRequest
from mnist_viz.session.trained_run import TrainedRun
from mnist_viz.training import Analysis, Arena, Drivers, Run, RunConfig
from tests.samples import tiny_data


@pytest.fixture
def pace() -> Pace:
    made = Pace()
    made.speed = "full"
    return made


@pytest.fixture
def run(pace: Pace) -> Iterator[TrainedRun]:
    data = tiny_data()
    config = RunConfig(batch_size=8)
    made = TrainedRun(RunRequest(Run(1, config, data.name, ""), data), Arena(), pace)
    made.play()
    made.train(0.0)
    yield made
    made.close()


def read_all(run: TrainedRun, *, resting: bool) -> Analysis | Drivers | None:
    """Read until something is found; None if nothing is being read."""
    while (found := run.examine(resting=resting)) is None and run._examiner.at_work:
        pass
    return found


def test_who_trains_as_fast_as_it_can_reads_while_it_rests(run: TrainedRun) -> None:
    found = read_all(run, resting=True)
    assert isinstance(found, Analysis)
    assert found.step == run.trainer.step


def test_between_rests_it_does_not_read(run: TrainedRun) -> None:
    read_all(run, resting=True)
    for _ in range(20):
        run.train(0.0)
    assert run.examine() is None
    assert not run._examiner.at_work
    assert read_all(run, resting=True) is not None


def test_where_rests_are_too_short_it_reads_on_between_them(
    pace: Pace, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tiny_data(test=2000)
    run = TrainedRun(RunRequest(Run(1, RunConfig(), data.name, ""), data), Arena(), pace)
    run.play()
    run.train(0.0)
    assert run.examine(resting=True) is None
    assert run.examine() is None
    assert run._examiner.at_work
    monkeypatch.setattr(trained_run, "_LONGEST_READING_SECONDS", 0.0)
    found = read_all(run, resting=False)
    assert isinstance(found, Analysis)
    assert found.step == 1
    run.close()


def test_where_no_rest_comes_it_reads_nevertheless(run: TrainedRun) -> None:
    assert read_all(run, resting=False) is not None


def test_what_is_asked_for_is_read_at_once(run: TrainedRun) -> None:
    asked = run.trainer.frame()
    read_all(run, resting=True)
    run.train(0.0)
    run.ask(asked)
    found = read_all(run, resting=False)
    assert isinstance(found, Analysis)
    assert found.step == asked.step


def test_with_time_until_the_next_step_each_is_scored(run: TrainedRun, pace: Pace) -> None:
    pace.speed = "slow"
    run.play()
    run.train(0.0)  # the step that is due at once
    for _ in range(30):
        run.take_steps(1)
        run.train(0.0)
        found = read_all(run, resting=False)
        assert isinstance(found, Analysis)
        assert found.step == run.trainer.step


def test_a_rest_is_slept_through_once_there_is_nothing_to_read(run: TrainedRun) -> None:
    assert run.wait_ms(0.02) == 20
    run.examine(resting=True)
    assert run._examiner.at_work == (run.wait_ms(0.02) == 0)
    read_all(run, resting=True)
    assert run.wait_ms(0.02) == 20
