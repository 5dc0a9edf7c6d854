"""Any trained step can be taken apart, on the worker, from the checkpoint before it."""

import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.training import RunConfig, StepPhases
from tests.session.test_session import begin, train_to
from tests.session.test_time_travel import PLAIN, RICH, assert_same, headless, trained


def dissected(session: Session, qtbot: QtBot, step: int) -> StepPhases:
    with qtbot.waitSignal(session.past.dissected) as done:
        session.past.dissect(session.tree.current, step)
    phases: StepPhases = done.args[0]
    return phases


@pytest.mark.parametrize("config", [PLAIN, RICH], ids=["plain", "rich"])
def test_any_trained_step_is_taken_apart_as_it_was_trained(
    config: RunConfig, session: Session, qtbot: QtBot
) -> None:
    newest = trained(session, qtbot, config)
    for step in (newest.step, 1, 57, 203, 204):
        phases = dissected(session, qtbot, step)
        expected = newest if step == newest.step else headless(config, step)
        assert_same(phases.after, expected)
        assert_same(phases.before, headless(config, step - 1))
        assert phases.after.run_id == 1


def test_a_step_is_taken_apart_while_training_goes_on(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot, RICH)
    train_to(session, qtbot, 120)
    session.play()
    assert_same(dissected(session, qtbot, 77).after, headless(RICH, 77))
    session.pause()


def test_of_several_requests_the_last_is_answered(session: Session, qtbot: QtBot) -> None:
    trained(session, qtbot, PLAIN)
    answers: list[int] = []
    session.past.dissected.connect(lambda phases: answers.append(phases.step))
    session.past.dissect(session.tree.current, 150)
    session.past.replay(session.tree.current, 151)
    dissected(session, qtbot, 33)
    assert answers == [33]
    assert session.past.replaying is None


def test_a_large_batch_is_taken_apart_in_slices(session: Session, qtbot: QtBot) -> None:
    config = RunConfig(hidden=(512,), activation=("relu",), batch_size="full")
    begin(session, qtbot, config)
    with qtbot.waitSignal(session.frame_ready):
        session.step()
    phases = dissected(session, qtbot, 1)
    assert len(phases.rows) == phases.after.images_per_epoch
    assert_same(phases.after, headless(config, 1))
