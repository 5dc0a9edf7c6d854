"""Test scores are kept fresh at a small share of the worker's time."""

import dataclasses
from collections.abc import Iterator
from itertools import pairwise

import pytest

from mnist_viz.session import examiner
from mnist_viz.session.examiner import (
    MOST_SAVED_SECONDS,
    OPENING_SECONDS,
    TIME_SHARE,
    Examiner,
)
from mnist_viz.training import Analysis, Frame, RunConfig, Trainer, analyse_at_once
from tests.samples import tiny_data

PIECE_SECONDS = 0.02


@pytest.fixture
def frame() -> Frame:
    return Trainer(RunConfig(), tiny_data()).frame()


@pytest.fixture
def slow_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each piece take `PIECE_SECONDS` by the examiner's clock."""
    let_pieces_take(PIECE_SECONDS, monkeypatch)


def let_pieces_take(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    def ticks() -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            now += seconds

    clock = ticks()
    monkeypatch.setattr(examiner, "thread_time", lambda: next(clock))


def examine(one: Examiner, frame: Frame) -> int:
    """Read all pieces; return how many there were."""
    one.begin(frame)
    pieces = 1
    while one.read_piece() is None:
        pieces += 1
    return pieces


def test_an_idle_worker_examines_each_step_once(frame: Frame) -> None:
    one = Examiner(tiny_data())
    assert one.is_due(0, 0.0, training=False)
    examine(one, frame)
    assert not one.is_due(0, 1.0, training=False)
    assert one.is_due(1, 1.0, training=False)


@pytest.mark.usefixtures("slow_pieces")
def test_a_training_worker_spends_its_share_and_a_head_start(frame: Frame) -> None:
    one, seconds, spent, now = Examiner(tiny_data()), 60.0, 0.0, 0.0
    step = 0
    while now < seconds:
        step = int(step * 1.1) + 1
        if one.is_due(step, now, training=True):
            spent += PIECE_SECONDS * examine(one, frame)
        now += 0.01
    longest, ahead = 10 * PIECE_SECONDS, MOST_SAVED_SECONDS + OPENING_SECONDS
    assert TIME_SHARE * seconds <= spent <= ahead + TIME_SHARE * seconds + longest


@pytest.mark.usefixtures("slow_pieces")
@pytest.mark.parametrize("first", [0, 9000])
def test_the_opening_is_spread_over_steps_that_lie_ever_further_apart(
    first: int, frame: Frame
) -> None:
    one, examined = Examiner(tiny_data()), []
    for step in range(first, first + 5000):
        if one.is_due(step, 0.0, training=step > first):
            examine(one, dataclasses.replace(frame, step=step))
            examined.append(step - first)
    assert examined[:5] == [0, 1, 3, 7, 15]
    assert len(examined) < 10


@pytest.mark.parametrize("seconds", [0.002, 0.01, 0.05])
def test_scores_are_never_older_than_their_share_of_the_time_allows(
    seconds: float, frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_pieces_take(seconds, monkeypatch)
    one, examined = Examiner(tiny_data()), [0.0]
    for tick in range(6000):
        now, step = 0.01 * tick, 100 * tick
        if one.is_due(step, now, training=tick > 0):
            pieces = examine(one, dataclasses.replace(frame, step=step))
            examined.append(now)
    longest = max(late - early for early, late in pairwise([*examined, 60.0]))
    assert longest <= 1.1 * seconds * pieces / TIME_SHARE + 0.05


@pytest.mark.usefixtures("slow_pieces")
def test_a_long_rest_earns_no_more_than_can_be_saved(frame: Frame) -> None:
    one = Examiner(tiny_data())
    assert one.is_due(1, 0.0, training=True)
    examined = 0
    for step in range(100, 10_000, 500):
        if one.is_due(step, 3600.0, training=True):
            examine(one, frame)
            examined += 1
    assert examined <= (MOST_SAVED_SECONDS + OPENING_SECONDS) / PIECE_SECONDS


def test_what_an_idle_worker_does_is_not_charged(frame: Frame) -> None:
    one = Examiner(tiny_data())
    for step in range(50):
        assert one.is_due(step + 1, 0.0, training=False)
        examine(one, frame)
    assert one.is_due(1000, 0.0, training=True)


@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
def test_the_images_held_out_of_the_training_set_are_scored_beside_the_test_images(
    loss: str,
) -> None:
    trainer = Trainer(RunConfig(validation=150, loss=loss), tiny_data())
    held_out = trainer.examples.validation
    assert held_out is not None
    one = Examiner(tiny_data(), lambda: held_out)
    frame = trainer.frame()
    one.begin(frame)
    found = None
    while found is None:
        found = one.read_piece()
    assert isinstance(found, Analysis)
    assert found.count == len(tiny_data().test)
    assert found.loss_name == loss
    alone = analyse_at_once(frame.layout, frame.parameters, held_out, loss)
    assert found.held_out is not None
    assert found.held_out.count == 150
    assert (found.held_out.loss, found.held_out.accuracy) == (alone.loss, alone.accuracy)
