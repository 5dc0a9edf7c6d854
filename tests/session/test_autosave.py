"""What is trained survives a crash, and costs training next to nothing."""

import dataclasses
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session, autosave
from mnist_viz.session.autosave import LAST, JournalWriter
from mnist_viz.training import Checkpoint, Frame, SessionRecord
from mnist_viz.training.journal import Journal, is_in_use, read_journal
from tests.session.test_session import begin, train_to, wait_for_rest
from tests.session.test_storage import PLAIN, RICH, assert_same_run, go_on, open_in
from tests.training.sessions import tiny_session
from tests.training.test_session_file import whole_metrics


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "sessions"


@pytest.fixture
def session(qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(autosave, "FIRST_MS", 1)
    monkeypatch.setattr(autosave, "LEAST_INTERVAL_MS", 1)
    made = Session()
    made.set_speed("full")
    made.autosave.begin(folder)
    yield made
    assert made.close(), "a thread did not stop"


def journals(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.journal") if path.name != LAST)


def trained(session: Session, qtbot: QtBot) -> Frame:
    """Train until something was written, and rest until all was."""
    begin(session, qtbot, RICH)
    with qtbot.waitSignal(session.autosave.saved):
        session.play()
    session.pause()
    frame = wait_for_rest(session, qtbot)
    qtbot.waitUntil(lambda: session.autosave._place[1] == frame.step)
    qtbot.waitUntil(lambda: not session.autosave._asked)
    return frame


def test_nothing_is_kept_before_the_first_step(
    session: Session, qtbot: QtBot, folder: Path
) -> None:
    begin(session, qtbot, PLAIN)
    session.autosave._save()
    qtbot.waitUntil(lambda: not session.autosave._asked)
    assert not folder.exists()


def test_the_journal_of_a_session_under_way_opens_as_the_session(
    session: Session, qtbot: QtBot, folder: Path
) -> None:
    frame = trained(session, qtbot)
    (path,) = journals(folder)
    assert is_in_use(path)
    assert read_journal(path).steps == frame.step
    other = Session()
    other.set_speed("full")
    try:
        assert_same_run(open_in(other, qtbot, path), frame)
        k = frame.step + 5
        assert_same_run(go_on(other, qtbot, k), go_on(session, qtbot, k))
    finally:
        assert other.close()


def test_a_later_part_holds_only_what_is_new(session: Session, qtbot: QtBot, folder: Path) -> None:
    frame = trained(session, qtbot)
    (path,) = journals(folder)
    size = path.stat().st_size
    with qtbot.waitSignal(session.autosave.saved):
        go_on(session, qtbot, frame.step + 1)
    assert journals(folder) == [path]
    assert path.stat().st_size - size < size / 2
    assert read_journal(path).steps == frame.step + 1


def test_a_clean_end_leaves_the_last_session_with_its_last_step(qtbot: QtBot, folder: Path) -> None:
    session = Session()
    session.set_speed("full")
    session.autosave.begin(folder)
    begin(session, qtbot, RICH)
    train_to(session, qtbot, 120)
    frame = wait_for_rest(session, qtbot)
    assert session.close()
    assert journals(folder) == []
    record = read_journal(folder / LAST)
    assert record.steps == frame.step
    assert not is_in_use(folder / LAST)
    other = Session()
    try:
        assert_same_run(open_in(other, qtbot, folder / LAST), frame)
    finally:
        assert other.close()


def test_at_the_end_what_was_written_is_not_written_anew(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session()
    session.set_speed("full")
    session.autosave.begin(folder)
    frame = trained(session, qtbot)
    (path,) = journals(folder)
    steps = [one.step for one in read_journal(path).runs[0].snapshots]
    monkeypatch.setattr(autosave, "_SPARE_BYTES", -(10**9))
    assert session.close()
    back = read_journal(folder / LAST).runs[0]
    assert back.newest is not None
    assert back.newest.step >= frame.step
    assert set(steps) <= {one.step for one in back.snapshots}
    assert len(steps) > 2


def test_a_session_without_a_step_leaves_the_one_before(qtbot: QtBot, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / LAST).write_bytes(b"the one before")
    session = Session()
    session.autosave.begin(folder)
    begin(session, qtbot, PLAIN)
    assert session.close()
    assert (folder / LAST).read_bytes() == b"the one before"


def left_by_a_crash(folder: Path, name: str = "a.journal") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    from mnist_viz.training import encode_session  # noqa: PLC0415

    with Journal(folder / name) as journal:
        journal.append(encode_session(tiny_session()))
    return folder / name


def test_what_a_crash_left_is_found_and_what_others_write_is_not(
    session: Session, qtbot: QtBot, folder: Path
) -> None:
    trained(session, qtbot)
    left = left_by_a_crash(folder)
    (folder / "cut.journal").write_bytes(b"\x09\0\0\0\0\0\0\0x")
    with Journal(folder / "other window.journal"):
        with qtbot.waitSignal(session.autosave.found) as found:
            session.autosave.begin(folder)
        assert found.args[0] == str(left)
        assert isinstance(found.args[1], SessionRecord)
        assert found.args[1].steps == 30
        session.autosave.discard(str(left))
        qtbot.waitUntil(lambda: not left.exists())
        writer = JournalWriter()
        writer.use(str(folder))
        writer.look()
        assert (folder / "other window.journal").exists()
        assert not (folder / "cut.journal").exists()


def test_what_was_recovered_goes_only_once_it_is_written_again(
    session: Session, qtbot: QtBot, folder: Path
) -> None:
    frame = trained(session, qtbot)
    left = folder / "left.journal"
    left.write_bytes(journals(folder)[0].read_bytes())
    open_in(session, qtbot, left)
    with qtbot.waitSignal(session.autosave.saved):
        session.autosave.adopt(str(left))
    qtbot.waitUntil(lambda: not left.exists())
    (path,) = journals(folder)
    assert read_journal(path).steps == frame.step
    assert list(read_journal(path).runs[0].snapshots)


def test_a_full_disk_is_told_of_once_and_training_goes_on(
    session: Session, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Journal] = []

    def full(journal: Journal, content: bytes) -> None:
        tried.append(journal)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    told: list[OSError] = []
    session.autosave.failed.connect(told.append)
    begin(session, qtbot, PLAIN)
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "append", full)
        session.play()
        qtbot.waitUntil(lambda: len(tried) > 2)
        assert len(told) == 1
        assert session.training
        assert not (folder / LAST).exists()
    with qtbot.waitSignal(session.autosave.saved):
        session.play()
    assert len(journals(folder)) == 1
    session.pause()


def test_the_time_between_two_parts_grows_with_what_they_take(session: Session) -> None:
    session.autosave._on_written(0.5)
    assert session.autosave._interval_ms >= 0.5 * 1000 * 100


def test_a_journal_full_of_old_checkpoints_is_written_anew(
    session: Session, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "_SPARE_BYTES", -(10**9))
    frame = trained(session, qtbot)
    (path,) = journals(folder)
    with qtbot.waitSignal(session.autosave.saved):
        go_on(session, qtbot, frame.step + 1)
    (new,) = journals(folder)
    assert new != path
    assert read_journal(new).steps == frame.step + 1


def stopped_after(
    pieces: int, writer: JournalWriter, monkeypatch: pytest.MonkeyPatch
) -> list[Journal]:
    """Have a writer told to stop while it writes; return what it wrote each piece to."""
    told: list[Journal] = []
    append = Journal.append

    def append_and_stop(journal: Journal, content: bytes) -> None:
        append(journal, content)
        told.append(journal)
        if len(told) == pieces:
            writer.stop()

    monkeypatch.setattr(autosave, "PIECE_BYTES", 1)
    monkeypatch.setattr(Journal, "append", append_and_stop)
    return told


def writer_to(folder: Path) -> JournalWriter:
    writer = JournalWriter()
    writer.use(str(folder))
    return writer


def last_checkpoint(record: SessionRecord) -> Checkpoint:
    newest = record.run.newest
    assert newest is not None
    return newest.checkpoint(record.current, whole_metrics(record, record.current))


@pytest.mark.parametrize("pieces", [1, 2])
def test_an_end_while_a_journal_is_begun_waits_for_one_piece_of_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, pieces: int
) -> None:
    first, later = (one_run(steps) for steps in (30, 36))
    writer = writer_to(folder)
    told = stopped_after(pieces, writer, monkeypatch)
    ends: list[float] = []
    writer.written.connect(ends.append)
    writer.write(1, first)
    assert len(told) == pieces
    assert len(journals(folder)) == 1
    writer.prepare_last(1, later)
    writer.write_last(last_checkpoint(later))
    assert [path.name for path in folder.iterdir()] == [LAST]
    back = read_journal(folder / LAST)
    assert back.steps == 36
    assert len(back.runs[0].metrics) == 36
    assert len(back.runs[0].snapshots) == pieces + 1
    assert not ends, "what was left off counts as written"


def test_an_end_while_a_journal_is_written_anew_leaves_the_one_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, later = (one_run(steps) for steps in (30, 36))
    writer = writer_to(folder)
    writer.write(1, first)
    whole = {one.step for one in read_journal(*journals(folder)).runs[0].snapshots}
    monkeypatch.setattr(autosave, "_SPARE_BYTES", -(10**9))
    told = stopped_after(1, writer, monkeypatch)
    writer.write(1, later)
    assert len(told) == 1
    writer.prepare_last(1, later)
    writer.write_last(last_checkpoint(later))
    assert [path.name for path in folder.iterdir()] == [LAST]
    back = read_journal(folder / LAST)
    assert {one.step for one in back.runs[0].snapshots} == whole | {36}


def test_what_waits_to_be_written_at_the_end_is_left_to_the_last_step(folder: Path) -> None:
    record, writer = one_run(30), writer_to(folder)
    writer.stop()
    writer.write(1, record)
    assert not folder.exists()
    writer.prepare_last(1, record)
    writer.write_last(last_checkpoint(record))
    assert read_journal(folder / LAST).steps == 30


def one_run(steps: int) -> SessionRecord:
    record = tiny_session(steps)
    return dataclasses.replace(record, runs=record.runs[:1], current=1)


def test_half_of_a_new_journal_that_a_crash_left_is_removed(folder: Path) -> None:
    folder.mkdir(parents=True)
    half = folder / ".a.journal.0123.part"
    half.write_bytes(b"half")
    writer_to(folder).look()
    assert not half.exists()
