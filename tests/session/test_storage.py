"""Sessions saved and opened again: the same past, and training that goes on bit for bit."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.data import DataSplits, LabelledImages
from mnist_viz.data.builtin import load_builtin
from mnist_viz.data.my_digits import MyDigits, TaughtDigit
from mnist_viz.session import Session
from mnist_viz.training import Frame, RunConfig, SessionFileError, read_session
from mnist_viz.training.opening import OpenedSession
from tests.samples import tiny_data
from tests.session.test_session import begin, train_to, wait_for_rest
from tests.session.test_time_travel import assert_same, replayed

PLAIN = RunConfig(batch_size=32, hidden=(6,), activation=("tanh",))
RICH = dataclasses.replace(
    PLAIN, optimizer="adam", learning_rate=0.003, dropout=0.2, augmentation="shift"
)
FULL = dataclasses.replace(PLAIN, batch_size="full", optimizer="momentum")


@pytest.fixture
def sessions(qtbot: QtBot) -> Iterator[tuple[Session, Session]]:
    made = (Session(), Session())
    for one in made:
        one.set_speed("full")
    yield made
    for one in made:
        assert one.close(), "a thread did not stop"


def save(session: Session, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(session.storage.saved):
        session.storage.save(path)


def open_in(session: Session, qtbot: QtBot, path: Path, data: DataSplits | None = None) -> Frame:
    """Open a session whose data set is at hand."""
    session.library.add(data or tiny_data())
    with qtbot.waitSignal(session.storage.opened) as read:
        session.storage.open(path)
    opened = read.args[1]
    assert isinstance(opened, OpenedSession)
    with qtbot.waitSignal(session.run_started) as started:
        session.storage.take_over(opened)
    frame: Frame = started.args[0]
    return frame


def go_on(session: Session, qtbot: QtBot, step: int) -> Frame:
    """Train to exactly a step, by hand."""
    while (frame := session.frame) is None or frame.step < step:
        with qtbot.waitSignal(session.frame_ready):
            session.step()
    return frame


def assert_same_run(one: Frame, other: Frame) -> None:
    assert_same(one, dataclasses.replace(other, run_id=one.run_id))


@pytest.mark.parametrize("config", [PLAIN, RICH, FULL], ids=["plain", "rich", "full"])
def test_a_session_that_is_opened_trains_on_as_if_it_had_not_been_closed(
    config: RunConfig, sessions: tuple[Session, Session], qtbot: QtBot, tmp_path: Path
) -> None:
    session, other = sessions
    begin(session, qtbot, config)
    train_to(session, qtbot, 40)
    wait_for_rest(session, qtbot)
    session.change("learning_rate", 0.002)
    train_to(session, qtbot, 60)
    wait_for_rest(session, qtbot)
    with qtbot.waitSignal(session.run_started):
        session.branches.continue_from(30, learning_rate=0.004)
    train_to(session, qtbot, 50)
    newest = wait_for_rest(session, qtbot)
    session.change("batch_size", 48)
    save(session, qtbot, tmp_path / "s")
    opened = open_in(other, qtbot, tmp_path / "s")
    # The change that was asked for last is due before the next step: it is made by now.
    assert_same_run(dataclasses.replace(opened, changes=newest.changes), newest)
    assert other.config == session.config
    k = newest.step + 12
    assert_same_run(go_on(other, qtbot, k), go_on(session, qtbot, k))
    for step in (0, 3, 30, newest.step):
        assert_same_run(replayed(other, qtbot, step).frame, replayed(session, qtbot, step).frame)


def test_saving_while_training_keeps_a_moment_from_which_it_goes_on_alike(
    sessions: tuple[Session, Session], qtbot: QtBot, tmp_path: Path
) -> None:
    session, other = sessions
    begin(session, qtbot, RICH)
    session.play()
    save(session, qtbot, tmp_path / "s")
    assert session.training
    session.pause()
    reached = wait_for_rest(session, qtbot)
    opened = open_in(other, qtbot, tmp_path / "s")
    assert opened.step <= reached.step
    k = reached.step + 5
    assert_same_run(go_on(other, qtbot, k), go_on(session, qtbot, k))


def test_all_runs_come_back_and_each_can_be_gone_on_with(
    sessions: tuple[Session, Session], qtbot: QtBot, tmp_path: Path
) -> None:
    session, other = sessions
    begin(session, qtbot, RICH)
    train_to(session, qtbot, 30)
    left = wait_for_rest(session, qtbot)
    begin(session, qtbot, PLAIN)
    train_to(session, qtbot, 20)
    wait_for_rest(session, qtbot)
    save(session, qtbot, tmp_path / "s")
    # Whatever was there before makes way, and its ids are not given again.
    begin(other, qtbot, PLAIN)
    open_in(other, qtbot, tmp_path / "s")
    assert list(other.tree.runs) == [2, 3]
    assert other.branches.ghost is not None
    assert len(other.branches.ghost) == left.step
    assert other.branches.can_resume(2)
    with qtbot.waitSignal(other.run_started) as started:
        other.branches.resume(2)
    assert_same_run(started.args[0], left)
    with qtbot.waitSignal(session.run_started):
        session.branches.resume(1)
    k = left.step + 6
    assert_same_run(go_on(other, qtbot, k), go_on(session, qtbot, k))


def test_analyses_come_back_to_their_steps(
    sessions: tuple[Session, Session], qtbot: QtBot, tmp_path: Path
) -> None:
    session, other = sessions
    with qtbot.waitSignal(session.analysis_ready):
        begin(session, qtbot, PLAIN)
    train_to(session, qtbot, 20)
    wait_for_rest(session, qtbot)
    save(session, qtbot, tmp_path / "s")
    kept = session.analyses
    open_in(other, qtbot, tmp_path / "s")
    for one, back in zip(kept, other.analyses, strict=False):
        assert (one.step, one.loss) == (back.step, back.loss)
        assert np.array_equal(one.predictions, back.predictions)
        assert back.run_id == other.tree.current.id


def test_a_session_opened_and_saved_again_is_the_same(
    sessions: tuple[Session, Session], qtbot: QtBot, tmp_path: Path
) -> None:
    session, other = sessions
    begin(session, qtbot, RICH)
    train_to(session, qtbot, 150)
    wait_for_rest(session, qtbot)
    save(session, qtbot, tmp_path / "first")
    open_in(other, qtbot, tmp_path / "first")
    save(other, qtbot, tmp_path / "second")
    first, second = (read_session(tmp_path / name) for name in ("first", "second"))
    assert np.array_equal(first.run.metrics.loss, second.run.metrics.loss)
    for one, again in zip(first.run.snapshots, second.run.snapshots, strict=True):
        assert_same(one.frame(1, first.run.metrics), again.frame(1, second.run.metrics))


def test_a_session_whose_data_are_missing_is_looked_at_until_they_come(
    sessions: tuple[Session, Session], qtbot: QtBot, tmp_path: Path
) -> None:
    session, other = sessions
    begin(session, qtbot, RICH)
    train_to(session, qtbot, 120)
    reached = wait_for_rest(session, qtbot).step
    session.change("learning_rate", 0.002)
    newest = go_on(session, qtbot, reached + 3)
    save(session, qtbot, tmp_path / "s")
    begin(other, qtbot, PLAIN, tiny_data(seed=5))  # of the same name, with other images
    opened = look_at(other, qtbot, tmp_path / "s")
    lacking = opened.lacking
    assert isinstance(lacking, SessionFileError)
    assert f"needs Tiny (--data tiny, SHA-256 {tiny_data().checksum[:12]}…)" in str(lacking)
    assert f"other images (SHA-256 {tiny_data(seed=5).checksum[:12]}…)" in str(lacking)
    # What was recorded is shown.
    assert other.frame is not None
    assert_same_run(other.frame, newest)
    for step in (0, 50):
        kept = other.past.history.at_or_before(other.tree.current.id, step)
        live = session.past.history.at_or_before(1, step)
        assert kept is not None
        assert live is not None
        assert_same_run(
            other.past.history.frame(other.tree.current.id, kept),
            session.past.history.frame(1, live),
        )
    # It is not trained on, nor replayed, on other images.
    assert not other.can_train
    assert not other.can_be_taught
    assert not other.can_switch_to(tiny_data(seed=5))
    with qtbot.waitSignal(other.data_lacking):
        other.play()
    with qtbot.waitSignal(other.data_lacking):
        other.step()
    assert not other.training
    with qtbot.waitSignal(other.past.replay_refused):
        other.past.replay(other.tree.current, 110)
    # Saved again, it is whole.
    save(other, qtbot, tmp_path / "again")
    assert read_session(tmp_path / "again").steps == newest.step
    # With its images it goes on, from wherever they came.
    assert not other.without_data.supply(tiny_data(seed=6))
    elsewhere = dataclasses.replace(tiny_data(), name="/some/folder")
    with qtbot.waitSignal(other.run_started):
        assert other.without_data.supply(elsewhere)
    k = newest.step + 8
    assert_same_run(go_on(other, qtbot, k), go_on(session, qtbot, k))


def look_at(session: Session, qtbot: QtBot, path: Path) -> OpenedSession:
    """Open a session whose data set is not at hand."""
    with qtbot.waitSignal(session.storage.opened) as read:
        session.storage.open(path)
    opened: OpenedSession = read.args[1]
    with qtbot.waitSignal(session.run_started):
        session.storage.take_over(opened)
    return opened


def test_a_session_that_is_looked_at_is_closed_and_leaves_its_journal(
    qtbot: QtBot, tmp_path: Path, sessions: tuple[Session, Session]
) -> None:
    session, _ = sessions
    begin(session, qtbot, PLAIN)
    go_on(session, qtbot, 4)
    save(session, qtbot, tmp_path / "s")
    other = Session()
    look_at(other, qtbot, tmp_path / "s")
    assert other.model() is not None
    assert other.model().data_name == "tiny"  # type: ignore[union-attr]
    assert other.close()


def test_a_session_that_nothing_can_stand_in_for_is_refused_and_nothing_is_lost(
    sessions: tuple[Session, Session], qtbot: QtBot, tmp_path: Path
) -> None:
    session, other = sessions
    whole = tiny_data()
    small = dataclasses.replace(
        whole,
        train=LabelledImages(whole.train.images[:, ::2, ::2].copy(), whole.train.labels),
        test=LabelledImages(whole.test.images[:, ::2, ::2].copy(), whole.test.labels),
    )
    begin(session, qtbot, PLAIN, small)
    save(session, qtbot, tmp_path / "s")
    with qtbot.waitSignal(other.storage.open_failed) as failed:
        other.storage.open(tmp_path / "s")
    error = failed.args[1]
    assert isinstance(error, SessionFileError)
    assert "needs Tiny" in str(error)
    assert not other.tree.runs


def test_a_session_without_a_network_cannot_be_saved_and_says_so(
    sessions: tuple[Session, Session], qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(sessions[0].storage.save_failed):
        sessions[0].storage.save(tmp_path / "s")
    assert not (tmp_path / "s").exists()


def test_a_file_that_cannot_be_written_is_told_of(
    sessions: tuple[Session, Session], qtbot: QtBot, tmp_path: Path
) -> None:
    begin(sessions[0], qtbot, PLAIN)
    with qtbot.waitSignal(sessions[0].storage.save_failed) as failed:
        sessions[0].storage.save(tmp_path / "none" / "s")
    assert isinstance(failed.args[1], OSError)


def test_data_switches_built_in_digits_and_what_was_taught_come_back(
    sessions: tuple[Session, Session], qtbot: QtBot, tmp_path: Path
) -> None:
    session, other = sessions
    builtin = load_builtin(chunks=2, test_size=40)
    begin(session, qtbot, RICH)
    go_on(session, qtbot, 12)
    session.switch_data(builtin)
    go_on(session, qtbot, 20)
    session.teach(MyDigits((TaughtDigit.of(7, [np.array([[0.2, 0.2], [0.8, 0.2], [0.4, 0.9]])]),)))
    session.change("learning_rate", 0.001)
    newest = go_on(session, qtbot, 40)
    assert {change.field for change in newest.changes} == {"data", "my_digits", "learning_rate"}
    save(session, qtbot, tmp_path / "s")
    other.library.add(load_builtin(chunks=2, test_size=40))
    assert_same_run(open_in(other, qtbot, tmp_path / "s"), newest)
    assert len(other.taught) == 1
    assert other.data is not None
    assert other.data.name == "builtin"
    assert_same_run(go_on(other, qtbot, 47), go_on(session, qtbot, 47))
    history = session.past.history
    for step in (5, 12, 15, 20, 33, 40):
        kept = history.at_or_before(1, step)
        assert kept is not None
        assert kept.step == step
        again = replay_from_start(other, qtbot, step)
        assert_same_run(again, history.frame(1, kept))


def replay_from_start(session: Session, qtbot: QtBot, step: int) -> Frame:
    """Return a frame that was trained again from the first step, whatever else is recorded."""
    history, run = session.past.history, session.tree.current
    track = history.track(run.id)
    assert track is not None
    kept, track.snapshots = track.snapshots, track.snapshots[:1]
    try:
        return replayed(session, qtbot, step).frame
    finally:
        track.snapshots = kept


def test_what_is_being_saved_when_the_program_ends_is_saved(qtbot: QtBot, tmp_path: Path) -> None:
    session = Session()
    session.set_speed("full")
    begin(session, qtbot, PLAIN)
    train_to(session, qtbot, 20)
    frame = wait_for_rest(session, qtbot)
    session.storage.save(tmp_path / "s")
    assert session.close()
    assert read_session(tmp_path / "s").steps == frame.step
