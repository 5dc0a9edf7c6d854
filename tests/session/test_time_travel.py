"""The past of a session's runs: seen again, replayed, branched off, gone back to."""

import dataclasses
from functools import cache

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.session.replayer import ReplayTooLongError
from mnist_viz.training import Change, Checkpoint, ConfigError, Frame, RunConfig, Trainer
from mnist_viz.training.layer_health import watched_after
from tests.samples import tiny_data
from tests.session.test_session import begin, train_to, wait_for_rest

PLAIN = RunConfig(batch_size=32, hidden=(8, 6), activation=("tanh", "relu"))
RICH = dataclasses.replace(
    PLAIN, optimizer="adam", learning_rate=0.003, dropout=0.2, augmentation="shift"
)


@cache
def headless(
    config: RunConfig, step: int, changes: tuple[Change, ...] = (), run_id: int = 1
) -> Frame:
    trainer = Trainer(config, tiny_data(), run_id, changes, watched=True)
    units = trainer.units()
    while trainer.step < step:
        next(units)
    return trainer.frame()


def assert_same(one: Frame, other: Frame) -> None:
    assert (one.step, one.epoch, one.offset) == (other.step, other.epoch, other.offset)
    assert (one.loss, one.learning_rate) == (other.loss, other.learning_rate)
    assert np.array_equal(one.parameters, other.parameters)
    assert np.array_equal(one.metrics.loss, other.metrics.loss)
    assert_same_health(one, other)
    assert (one.gradients is None) == (other.gradients is None)
    if one.gradients is not None and other.gradients is not None:
        assert np.array_equal(one.gradients, other.gradients)
    assert one.changes == other.changes


def assert_same_health(one: Frame, other: Frame) -> None:
    """Compare what the rule looks at; which steps were taken by hand may differ."""
    (steps, values), (other_steps, other_values) = by_rule(one), by_rule(other)
    assert steps == other_steps
    assert values == other_values


def by_rule(frame: Frame) -> tuple[list[int], bytes]:
    record = frame.metrics.health
    is_due = [watched_after(step - 1) == step for step in record.steps.tolist()]
    assert sum(is_due) == sum(watched_after(step) == step + 1 for step in range(frame.step))
    return record.steps[is_due].tolist(), record.values[is_due].tobytes()


def trained(session: Session, qtbot: QtBot, config: RunConfig, step: int = 400) -> Frame:
    begin(session, qtbot, config)
    train_to(session, qtbot, step)
    return wait_for_rest(session, qtbot)


def replayed(session: Session, qtbot: QtBot, step: int) -> Checkpoint:
    with qtbot.waitSignal(session.past.replayed) as done:
        session.past.replay(session.tree.current, step)
    checkpoint: Checkpoint = done.args[0]
    return checkpoint


@pytest.mark.parametrize("config", [PLAIN, RICH], ids=["plain", "rich"])
def test_any_recorded_step_can_be_seen_again(
    config: RunConfig, session: Session, qtbot: QtBot
) -> None:
    trained(session, qtbot, config)
    history = session.past.history
    for step in (0, 1, 57, 100, 250):
        snapshot = history.at_or_before(1, step)
        assert snapshot is not None
        assert_same(history.frame(1, snapshot), headless(config, snapshot.step))


@pytest.mark.parametrize("config", [PLAIN, RICH], ids=["plain", "rich"])
def test_a_step_between_is_replayed_exactly_with_changes_on_the_way(
    config: RunConfig, session: Session, qtbot: QtBot
) -> None:
    begin(session, qtbot, config)
    train_to(session, qtbot, 300)
    wait_for_rest(session, qtbot)
    session.change("learning_rate", 0.01)
    session.change("batch_size", 48)
    train_to(session, qtbot, 600)
    newest = wait_for_rest(session, qtbot)
    recorded = set(session.past.history.steps(1).tolist())
    between = [step for step in range(200, newest.step) if step not in recorded]
    for step in (between[0], between[len(between) // 2], between[-1]):
        changes = tuple(change for change in newest.changes if change.step < step)
        assert_same(replayed(session, qtbot, step).frame, headless(config, step, changes))


def test_a_step_is_replayed_while_training_goes_on(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot, RICH)
    session.play()
    qtbot.waitUntil(lambda: _reached(session, 400))
    checkpoint = replayed(session, qtbot, 301)
    assert session.training
    assert_same(checkpoint.frame, headless(RICH, 301))
    session.pause()
    newest = wait_for_rest(session, qtbot)
    assert_same(newest, headless(RICH, newest.step))


def _reached(session: Session, step: int) -> bool:
    session.request_frame()
    return session.frame is not None and session.frame.step >= step


def test_a_replayed_step_is_recorded_from_then_on(session: Session, qtbot: QtBot) -> None:
    trained(session, qtbot, RICH)
    replayed(session, qtbot, 301)
    assert 301 in session.past.history.steps(1)


def test_the_network_that_replayed_a_step_is_let_go_and_another_replays_as_well(
    session: Session, qtbot: QtBot
) -> None:
    trained(session, qtbot, RICH)
    worker = session._worker
    worker._copy_clock.setInterval(0)
    for step in (301, 257):
        found = replayed(session, qtbot, step)
        assert_same(found.frame, headless(RICH, step))
        qtbot.waitUntil(lambda: worker._replayer._copy is None)


def test_of_many_runs_old_ones_keep_their_curve_and_can_be_trained_again(
    session: Session, qtbot: QtBot
) -> None:
    history = session.past.history
    begin(session, qtbot, RICH)
    train_to(session, qtbot, 20)
    wait_for_rest(session, qtbot)
    session.change("learning_rate", 0.02)
    train_to(session, qtbot, 60)
    first = wait_for_rest(session, qtbot)
    history.limit_bytes = history.memory_bytes // 10
    for number in range(2, 9):
        trained(session, qtbot, dataclasses.replace(RICH, seed=number), 60)
        assert history.memory_bytes <= history.limit_bytes
    assert not session.branches.can_resume(1)
    curve = history.metrics(1)
    assert curve is not None
    assert np.array_equal(curve.loss, first.metrics.loss)
    with qtbot.waitSignal(session.run_started):
        session.branches.repeat(1)
    with qtbot.waitSignal(session.settings_changed):
        train_to(session, qtbot, first.step)
    assert session.config.learning_rate == 0.02
    again = wait_for_rest(session, qtbot)
    assert again.changes == first.changes
    assert_same(replayed(session, qtbot, first.step).frame, first)


def test_a_run_without_its_first_step_gets_it_back_when_it_is_gone_on_with(
    session: Session, qtbot: QtBot
) -> None:
    left = trained(session, qtbot, RICH, 60)
    history = session.past.history
    start = history.at_or_before(1, 0)
    assert start is not None
    first = history.frame(1, start)
    begin(session, qtbot, PLAIN)
    track = history.track(1)
    assert track is not None
    del track.snapshots[:-1]
    with qtbot.waitSignal(session.run_started) as started:
        session.branches.resume(1)
    assert_same(started.args[0], left)
    assert session.first_frame is not None
    assert_same(session.first_frame, first)
    assert history.steps(1).tolist() == [0, left.step]
    assert_same(replayed(session, qtbot, 33).frame, headless(RICH, 33))


def test_what_went_of_a_run_from_given_weights_is_refused_with_the_reason(
    session: Session, qtbot: QtBot
) -> None:
    begin(session, qtbot, PLAIN)
    assert session.frame is not None
    weights = 0.5 * session.frame.parameters
    with qtbot.waitSignal(session.run_started):
        session.begin(PLAIN, tiny_data(), weights)
    train_to(session, qtbot, 60)
    wait_for_rest(session, qtbot)
    begin(session, qtbot, PLAIN)
    track = session.past.history.track(2)
    assert track is not None
    del track.snapshots[:-1]
    assert not session.branches.can_repeat(2)
    with qtbot.waitSignal(session.run_started):
        session.branches.resume(2)
    with qtbot.waitSignal(session.past.replay_refused) as refused:
        session.past.replay(session.tree.current, 33)
    assert refused.args[0] == 33
    assert "no longer there" in str(refused.args[1])


def test_a_step_that_would_take_too_long_is_refused_with_the_reason(
    session: Session, qtbot: QtBot
) -> None:
    trained(session, qtbot, RICH)
    with qtbot.waitSignal(session.past.replay_refused) as refused:
        session.past.replay(session.tree.current, 301, limit_seconds=-1.0)
    step, error = refused.args
    assert step == 301
    assert isinstance(error, ReplayTooLongError)
    assert "checkpoint before it" in str(error)


def test_of_several_replays_the_last_is_answered(session: Session, qtbot: QtBot) -> None:
    trained(session, qtbot, RICH)
    data = session.data
    seen: list[Checkpoint] = []
    assert data is not None
    session.past.replayed.connect(seen.append)
    for step in (301, 305, 302):
        session.past.replay(session.tree.current, step)
    qtbot.waitUntil(lambda: bool(seen))
    session.past.replay(session.tree.current, 303)
    session.past.cancel_replay()
    replayed(session, qtbot, 304)
    assert [checkpoint.frame.step for checkpoint in seen] == [302, 304]


@pytest.mark.parametrize("step", [40, 100, 301])
@pytest.mark.parametrize("config", [PLAIN, RICH], ids=["plain", "rich"])
def test_a_branch_trains_as_if_the_run_had_gone_on_from_there(
    config: RunConfig, step: int, session: Session, qtbot: QtBot
) -> None:
    trained(session, qtbot, config)
    with qtbot.waitSignal(session.run_started) as started:
        session.branches.continue_from(step)
    frame: Frame = started.args[0]
    assert (frame.run_id, frame.step) == (2, step)
    assert_same(frame, headless(config, step))
    train_to(session, qtbot, step + 60)
    newest = wait_for_rest(session, qtbot)
    assert_same(newest, headless(config, newest.step))
    assert session.tree.current.parent == 1
    assert session.branches.ghost is not None
    assert len(session.branches.ghost) >= 400


def test_a_branch_with_another_rate_is_the_run_with_that_change(
    session: Session, qtbot: QtBot
) -> None:
    trained(session, qtbot, RICH)
    with qtbot.waitSignal(session.run_started):
        session.branches.continue_from(120, learning_rate=0.0005)
    assert session.config.learning_rate == 0.0005
    train_to(session, qtbot, 180)
    newest = wait_for_rest(session, qtbot)
    change = Change(120, "learning_rate", 0.0005)
    assert_same(newest, headless(RICH, newest.step, (change,)))
    assert session.tree.current.changes == (change,)


def test_a_branch_of_a_branch_shows_the_steps_of_all_its_ancestors(
    session: Session, qtbot: QtBot
) -> None:
    trained(session, qtbot, PLAIN)
    for step in (80, 50):
        with qtbot.waitSignal(session.run_started):
            session.branches.continue_from(step)
        train_to(session, qtbot, step + 20)
        newest = wait_for_rest(session, qtbot)
    history = session.past.history
    assert session.tree.current.id == 3
    for step in (10, 50, 60):
        snapshot = history.at_or_before(3, step)
        assert snapshot is not None
        assert snapshot.step == step
        expected = dataclasses.replace(headless(PLAIN, step), run_id=3)
        assert_same(history.frame(3, snapshot), expected)
    assert history.steps(3)[-1] == newest.step


def test_an_impossible_setting_of_a_branch_is_refused_and_changes_nothing(
    session: Session, qtbot: QtBot
) -> None:
    trained(session, qtbot, PLAIN)
    with pytest.raises(ConfigError):
        session.branches.continue_from(50, learning_rate=-1.0)
    assert session.tree.current.id == 1


def test_a_run_that_was_left_goes_on_as_if_it_had_not_been(session: Session, qtbot: QtBot) -> None:
    left = trained(session, qtbot, RICH)
    begin(session, qtbot, RICH)
    assert session.branches.can_resume(1)
    with qtbot.waitSignal(session.run_started) as started:
        session.branches.resume(1)
    assert_same(started.args[0], left)
    train_to(session, qtbot, left.step + 50)
    newest = wait_for_rest(session, qtbot)
    assert newest.run_id == 1
    assert_same(newest, headless(RICH, newest.step))


def test_what_was_asked_for_before_a_run_was_left_holds_when_it_goes_on(
    session: Session, qtbot: QtBot
) -> None:
    left = trained(session, qtbot, PLAIN)
    session.change("learning_rate", 0.02)
    begin(session, qtbot, PLAIN)
    with qtbot.waitSignal(session.run_started):
        session.branches.resume(1)
    assert session.config.learning_rate == 0.02
    train_to(session, qtbot, left.step + 10)
    newest = wait_for_rest(session, qtbot)
    assert newest.changes == (Change(left.step, "learning_rate", 0.02),)


def test_steps_taken_by_hand_and_resting_places_are_recorded(
    session: Session, qtbot: QtBot
) -> None:
    frame = trained(session, qtbot, PLAIN)
    for _ in range(3):
        with qtbot.waitSignal(session.frame_ready):
            session.step()
    steps = session.past.history.steps(1)
    assert steps[-4:].tolist() == [frame.step + k for k in range(4)]


def test_where_a_setting_is_changed_is_recorded_in_a_run_that_repeats_it_too(
    session: Session, qtbot: QtBot
) -> None:
    begin(session, qtbot, PLAIN)
    train_to(session, qtbot, 300)
    session.change("learning_rate", 0.05)
    train_to(session, qtbot, 400)
    first = wait_for_rest(session, qtbot)
    (change,) = first.changes
    history = session.past.history
    found = history.at_or_before(1, change.step)
    assert found is not None
    assert (found.step, found.complete, found.config.learning_rate) == (
        change.step,
        True,
        PLAIN.learning_rate,
    )
    with qtbot.waitSignal(session.run_started):
        session.branches.repeat(1)
    train_to(session, qtbot, first.step)
    wait_for_rest(session, qtbot)
    assert change.step in history.steps(2)


def test_the_last_good_step_before_a_divergence_is_recorded(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot, RunConfig(batch_size=32, activation=("leaky_relu",)))
    train_to(session, qtbot, 150)
    wait_for_rest(session, qtbot)
    session.change("learning_rate", 1e6)
    with qtbot.waitSignal(session.failed) as failed:
        session.play()
    wait_for_rest(session, qtbot)
    assert session.past.history.steps(1)[-1] == failed.args[0].step - 1


def test_little_memory_makes_the_worker_pack_and_the_history_thin(
    session: Session, qtbot: QtBot
) -> None:
    begin(session, qtbot, PLAIN)
    session.past.history.limit_bytes = 1024**2
    train_to(session, qtbot, 500)
    newest = wait_for_rest(session, qtbot)
    history = session.past.history
    qtbot.waitUntil(lambda: history.next_packing_job() is None or not session.past._packing)
    assert history.memory_bytes <= history.limit_bytes
    steps = history.steps(1)
    assert (steps[0], steps[-1]) == (0, newest.step)
    for step in steps[:: len(steps) // 5].tolist():
        snapshot = history.at_or_before(1, step)
        assert snapshot is not None
        assert_same(history.frame(1, snapshot), headless(PLAIN, step))
