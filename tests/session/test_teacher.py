"""My digits: kept in their file, taught to the run at hand, and replayed."""

import dataclasses
import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.data.my_digits import MyDigits, TaughtDigit
from mnist_viz.data.my_digits_file import (
    EXPORTED,
    my_digits_path,
    read_my_digits,
    write_my_digits,
)
from mnist_viz.session import Session
from mnist_viz.training import TAUGHT_FIELD, RunConfig, Trainer
from tests.samples import tiny_data
from tests.session.test_session import train_to, wait_for_rest
from tests.training.tiny import tiny_data as tiny_bars

CONFIG = RunConfig(hidden=(5,), activation=("tanh",), batch_size=32, learning_rate=0.05)
ONE = [np.array([[0.5, 0.1], [0.5, 0.9]])]
SEVEN = [np.array([[0.2, 0.2], [0.8, 0.2], [0.45, 0.9]])]


def _begin(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.run_started):
        session.begin(CONFIG, tiny_data())


def _keep(session: Session, qtbot: QtBot, label: int, strokes: list[np.ndarray]) -> TaughtDigit:
    with qtbot.waitSignal(session.teacher.changed):
        digit = TaughtDigit.of(label, strokes)
        session.teacher.keep(digit)
        return digit


def _is_unsaved(session: Session) -> bool:
    return session.teacher.outcome.is_unsaved


def test_a_drawing_is_kept_in_the_file_and_taught_from_then_on(
    session: Session, qtbot: QtBot
) -> None:
    _begin(session, qtbot)
    train_to(session, qtbot, 20)
    wait_for_rest(session, qtbot)
    _keep(session, qtbot, 7, SEVEN)
    _keep(session, qtbot, 1, ONE)
    train_to(session, qtbot, 60)
    frame = wait_for_rest(session, qtbot)
    kept = session.teacher.my_digits
    assert kept is not None
    assert [one.label for one in kept.digits] == [7, 1]
    assert session.taught is kept
    fields = {(change.field, change.value) for change in frame.changes}
    assert (TAUGHT_FIELD, kept.name) in fields
    sets = session.library.taught
    again = Trainer(CONFIG, tiny_data(), 1, frame.changes, taught=sets)
    units = again.units()
    while again.step < frame.step:
        next(units)
    np.testing.assert_array_equal(again.network.parameters, frame.parameters)
    assert session.close()
    assert read_my_digits(my_digits_path()).checksum == kept.checksum


def test_a_taught_step_can_be_replayed_and_gone_on_from(session: Session, qtbot: QtBot) -> None:
    _begin(session, qtbot)
    train_to(session, qtbot, 150)
    wait_for_rest(session, qtbot)
    _keep(session, qtbot, 7, SEVEN)
    train_to(session, qtbot, 400)
    frame = wait_for_rest(session, qtbot)
    at = frame.changes[0].step
    for step in (at - 3, at + 25):
        with qtbot.waitSignal(session.past.replayed) as replayed:
            session.past.replay(session.tree.current, step)
        again = Trainer(CONFIG, tiny_data(), 1, frame.changes, taught=session.library.taught)
        units = again.units()
        while again.step < step:
            next(units)
        parameters = replayed.args[0].frame.parameters
        np.testing.assert_array_equal(again.network.parameters, parameters)
    with qtbot.waitSignal(session.run_started):
        session.branches.continue_from(at - 3)
    assert len(session.taught) == 0
    with qtbot.waitSignal(session.run_started):
        session.branches.resume(1)
    assert len(session.taught) == 1


def test_a_new_run_goes_on_being_taught(session: Session, qtbot: QtBot) -> None:
    _begin(session, qtbot)
    _keep(session, qtbot, 7, SEVEN)
    _begin(session, qtbot)
    train_to(session, qtbot, 5)
    frame = wait_for_rest(session, qtbot)
    assert [(one.step, one.field) for one in frame.changes] == [(0, TAUGHT_FIELD)]
    with qtbot.waitSignal(session.run_started):
        session.begin(dataclasses.replace(CONFIG, hidden=(4,)), tiny_bars())
    assert len(session.taught) == 0
    assert not session.can_be_taught


def test_my_digits_come_back_and_are_taught_only_when_wanted(
    session: Session, qtbot: QtBot
) -> None:
    write_my_digits(my_digits_path(), MyDigits((TaughtDigit.of(1, ONE),)))
    _begin(session, qtbot)
    with qtbot.waitSignal(session.teacher.changed) as changed:
        session.teacher.read()
    assert len(changed.args[0]) == 1
    assert len(session.taught) == 0
    for wanted in (True, False):
        with qtbot.waitSignal(session.teacher.changed):
            session.teacher.use(wanted=wanted)
        assert len(session.taught) == wanted
        train_to(session, qtbot, session.frame.step + 3 if session.frame else 3)
        wait_for_rest(session, qtbot)
    assert session.frame is not None
    assert [bool(one.value) for one in session.frame.changes] == [True, False]


def test_what_is_removed_is_taught_no_longer(session: Session, qtbot: QtBot) -> None:
    _begin(session, qtbot)
    seven, one = _keep(session, qtbot, 7, SEVEN), _keep(session, qtbot, 1, ONE)
    with qtbot.waitSignal(session.teacher.changed):
        session.teacher.remove((seven.checksum,))
    assert [left.checksum for left in session.taught.digits] == [one.checksum]
    with qtbot.waitSignal(session.teacher.changed):
        session.teacher.remove((one.checksum,))
    assert len(session.taught) == 0
    assert session.close()
    assert len(read_my_digits(my_digits_path())) == 0


def test_two_windows_do_not_lose_each_others_digits(session: Session, qtbot: QtBot) -> None:
    _keep(session, qtbot, 7, SEVEN)
    other = Session()
    with qtbot.waitSignal(other.teacher.changed):
        other.teacher.keep(TaughtDigit.of(1, ONE))
    assert other.close()
    _keep(session, qtbot, 2, [ONE[0] * 0.5])
    assert session.close()
    assert [one.label for one in read_my_digits(my_digits_path()).digits] == [7, 1, 2]


def test_a_damaged_file_is_told_once_and_kept_beside_the_new_one(
    session: Session, qtbot: QtBot
) -> None:
    path = my_digits_path()
    path.parent.mkdir(parents=True)
    path.write_text('{"format": "mnist-viz-my-dig')
    told: list[tuple[str, Exception]] = []
    session.teacher.damaged.connect(lambda copy, error: told.append((copy, error)))
    with qtbot.waitSignal(session.teacher.changed):
        session.teacher.read()
    _keep(session, qtbot, 7, SEVEN)
    assert len(told) == 1
    assert Path(told[0][0]).read_text() == '{"format": "mnist-viz-my-dig'
    assert "damaged" in str(told[0][1])
    assert session.close()
    assert len(read_my_digits(path)) == 1


def test_what_cannot_be_written_is_taught_all_the_same_and_written_later(
    session: Session, qtbot: QtBot
) -> None:
    folder = my_digits_path().parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    _begin(session, qtbot)
    _keep(session, qtbot, 7, SEVEN)
    assert _is_unsaved(session)
    assert session.teacher.outcome.failure.startswith(f"{my_digits_path()}: ")
    assert [one.label for one in session.taught.digits] == [7]
    folder.unlink()
    _keep(session, qtbot, 1, ONE)
    assert not _is_unsaved(session)
    assert [one.label for one in session.taught.digits] == [7, 1]
    assert session.close()
    fields = json.loads(my_digits_path().read_text())
    assert [one["label"] for one in fields["digits"]] == [7, 1]


def test_what_was_taken_back_before_it_could_be_written_is_not_missing(
    session: Session, qtbot: QtBot
) -> None:
    folder = my_digits_path().parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    seven = _keep(session, qtbot, 7, SEVEN)
    with qtbot.waitSignal(session.teacher.changed):
        session.teacher.remove((seven.checksum,))
    assert not _is_unsaved(session)
    folder.unlink()
    assert session.close()
    assert not my_digits_path().exists()


def test_a_file_that_can_neither_be_read_nor_copied_is_left_alone(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = my_digits_path()
    path.parent.mkdir(parents=True)
    path.write_text("{")

    def no_room(_: Path) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("mnist_viz.session.teacher.keep_copy", no_room)
    with qtbot.waitSignal(session.teacher.changed):
        session.teacher.read()
    assert os.strerror(errno.ENOSPC) in session.teacher.outcome.failure
    assert not _is_unsaved(session)
    _keep(session, qtbot, 7, SEVEN)
    assert _is_unsaved(session)
    assert path.read_text() == "{"


def test_my_digits_are_exported_as_idx_files(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    _keep(session, qtbot, 7, SEVEN)
    with qtbot.waitSignal(session.teacher.exported):
        session.teacher.export(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(EXPORTED)
    with qtbot.waitSignal(session.teacher.export_failed):
        session.teacher.export(tmp_path / "none")
