"""A session written part by part: the parts make it again, whatever became of the last."""

import dataclasses
import errno
import os
import subprocess
import sys
from io import FileIO
from pathlib import Path

import numpy as np
import pytest

from mnist_viz.training import (
    SessionFileError,
    SessionRecord,
    encode_session,
    metrics,
    read_session,
    session_parts,
)
from mnist_viz.training.journal import (
    Journal,
    JournalInUseError,
    is_in_use,
    newest_part,
    read_journal,
)
from mnist_viz.training.session_parts import Written, part_of, pieces_of, whole_of
from tests.training.sessions import tiny_session
from tests.training.test_session_file import assert_equal, whole_metrics


@pytest.fixture(scope="module")
def moments() -> list[SessionRecord]:
    """The same session at three moments, each further than the one before."""
    return [tiny_session(steps) for steps in (30, 36, 44)]


def written_in_parts(path: Path, moments: list[SessionRecord]) -> list[int]:
    """Write a journal; return its size after each part."""
    written, sizes = Written(), []
    with Journal(path) as journal:
        for record in moments:
            part = part_of(record, written)
            journal.append(encode_session(part))
            written = written.with_part(part)
            sizes.append(journal.size)
    return sizes


def complete_only(record: SessionRecord) -> SessionRecord:
    runs = tuple(
        dataclasses.replace(run, snapshots=tuple(one for one in run.snapshots if one.complete))
        for run in record.runs
    )
    return dataclasses.replace(record, runs=runs)


def test_the_parts_make_the_session_that_a_whole_would(
    tmp_path: Path, moments: list[SessionRecord]
) -> None:
    # The branch leaves its parent at another step in each, so that only the first run grows.
    grown = [dataclasses.replace(one, runs=one.runs[:1], current=1) for one in moments]
    sizes = written_in_parts(tmp_path / "j", grown)
    back = read_journal(tmp_path / "j")
    steps = {one.step for moment in grown for one in complete_only(moment).runs[0].snapshots}
    assert {one.step for one in back.runs[0].snapshots} == steps
    assert len(back.runs[0].metrics) == 44
    assert [one.step for one in back.runs[0].analyses] == [30, 36, 44]
    assert sizes[2] - sizes[1] < sizes[0] / 2, "a part repeats what was written"


def test_a_branch_in_a_part_has_its_parents_metrics(
    tmp_path: Path, moments: list[SessionRecord]
) -> None:
    written_in_parts(tmp_path / "j", moments[:1])
    assert_equal(read_journal(tmp_path / "j"), complete_only(moments[0]))


def test_a_sparse_part_keeps_the_last_step_of_each_run_as_far_as_they_are_small(
    moments: list[SessionRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    part = part_of(moments[0], Written(), sparse=True)
    assert [[one.step for one in run.snapshots] for run in part.runs] == [[30], [30]]
    assert whole_of([part]).steps == 30
    # Without room for others, only the run at hand has its last step.
    monkeypatch.setattr(session_parts, "LAST_STEPS_BYTES", 10)
    part = part_of(moments[0], Written(), sparse=True)
    assert [[one.step for one in run.snapshots] for run in part.runs] == [[], [30]]
    back = whole_of([part])
    assert [len(run.metrics) for run in back.runs] == [30, 30]


def test_weights_that_were_given_are_in_a_sparse_part(moments: list[SessionRecord]) -> None:
    first, branch = moments[0].runs
    given = dataclasses.replace(first, run=dataclasses.replace(first.run, given_weights=True))
    session = dataclasses.replace(moments[0], runs=(given, branch))
    part = part_of(session, Written(), sparse=True)
    assert [[one.step for one in run.snapshots] for run in part.runs] == [[0, 30], [30]]
    again = part_of(session, Written().with_part(part), sparse=True)
    assert [len(run.snapshots) for run in again.runs] == [0, 0]


def test_a_sparse_part_keeps_the_last_step_of_a_parent_of_which_earlier_ones_are_written(
    moments: list[SessionRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_parts, "LAST_STEPS_BYTES", 10)
    parent = moments[0].runs[0]
    early = dataclasses.replace(parent, snapshots=parent.snapshots[:1])
    before = dataclasses.replace(moments[0], runs=(early,), current=parent.run.id)
    written = Written().with_part(before)
    back = whole_of([before, part_of(moments[0], written, sparse=True)])
    assert [one.known_steps for one in back.runs] == [30, 30]
    assert back.steps == 30


@pytest.mark.parametrize("most_bytes", [1, 3000])
def test_any_number_of_the_first_pieces_make_the_session_without_some_of_its_past(
    tmp_path: Path, moments: list[SessionRecord], most_bytes: int
) -> None:
    grown = [dataclasses.replace(one, runs=one.runs[:1], current=1) for one in moments]
    whole = complete_only(moments[0])
    for session in ([moments[0]], grown):
        path, written, before = tmp_path / f"{len(session)}", Written(), 0
        with Journal(path) as journal:
            for record in session:
                pieces = list(pieces_of(part_of(record, written), written, most_bytes))
                assert len(pieces) > 1
                for piece in pieces:
                    journal.append(encode_session(piece))
                    written = written.with_part(piece)
                    back = read_journal(path)
                    assert back.steps == record.steps
                    kept = [(one.run.id, len(one.metrics)) for one in back.runs]
                    assert kept == [
                        (one.run.id, len(whole_metrics(record, one.run.id).loss))
                        for one in record.runs
                    ]
                    stored = sum(len(one.snapshots) for one in back.runs)
                    assert stored > before
                    before = stored
                    newest = newest_part(path)
                    assert newest is not None
                    assert newest.run.known_steps == record.steps
        nothing = part_of(record, written)
        assert not any(one.snapshots or one.analyses for one in nothing.runs)
    assert_equal(read_journal(tmp_path / "1"), whole)


@pytest.mark.parametrize("lost", [1, 100, 5000])
def test_a_part_that_was_cut_off_is_passed_over(
    tmp_path: Path, moments: list[SessionRecord], lost: int
) -> None:
    path = tmp_path / "j"
    grown = [dataclasses.replace(one, runs=one.runs[:1], current=1) for one in moments]
    written_in_parts(path, grown)
    os.truncate(path, path.stat().st_size - lost)
    assert read_journal(path).steps == 36
    part = newest_part(path)
    assert part is not None
    assert part.steps == 36


def test_what_follows_damage_is_passed_over_and_damage_at_the_start_is_told_of(
    tmp_path: Path, moments: list[SessionRecord]
) -> None:
    path = tmp_path / "j"
    grown = [dataclasses.replace(one, runs=one.runs[:1], current=1) for one in moments]
    sizes = written_in_parts(path, grown)
    content = bytearray(path.read_bytes())
    content[sizes[0] + 5000] ^= 1
    path.write_bytes(content)
    assert read_journal(path).steps == 30
    content[5000] ^= 1
    path.write_bytes(content)
    with pytest.raises(SessionFileError, match="damaged"):
        read_journal(path)
    path.write_bytes(b"")
    with pytest.raises(SessionFileError, match="damaged"):
        read_journal(path)
    assert newest_part(path) is None


def test_a_disk_that_is_full_at_any_write_leaves_what_was_written(
    tmp_path: Path, moments: list[SessionRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    grown = [dataclasses.replace(one, runs=one.runs[:1], current=1) for one in moments]
    whole = encode_session(part_of(grown[0], Written()))
    for room in (0, 4, 8, 100, len(whole) - 1):
        path = tmp_path / f"j{room}"
        with Journal(path) as journal:
            journal.append(whole)
            _fill_disk_after(journal, room, monkeypatch)
            with pytest.raises(OSError, match="No space left"):
                journal.append(whole)
            monkeypatch.undo()
            assert path.stat().st_size == journal.size
            assert read_journal(path).steps == 30
            journal.append(whole)
        assert read_journal(path).steps == 30


def _fill_disk_after(journal: Journal, room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next writes find so much room on the disk."""
    left = room

    class FullDisk:
        def __init__(self, file: FileIO) -> None:
            self._file = file

        def write(self, content: memoryview) -> int:
            nonlocal left
            if not left:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            taken = min(left, len(content))
            left -= taken
            return self._file.write(content[:taken])

        def truncate(self, size: int) -> int:
            return self._file.truncate(size)

        def close(self) -> None:
            self._file.close()

    monkeypatch.setattr(journal, "_file", FullDisk(journal._file))


def test_two_programs_never_write_the_same_journal(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with Journal(path):
        with pytest.raises(JournalInUseError):
            Journal(path)
        assert is_in_use(path)
    assert not is_in_use(path)


def test_a_program_that_was_killed_holds_its_journal_no_more(tmp_path: Path) -> None:
    path = tmp_path / "j"
    code = (
        "import sys, pathlib; from mnist_viz.training.journal import Journal;"
        "journal = Journal(pathlib.Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        assert is_in_use(path)
        child.kill()
        child.wait()
        assert not is_in_use(path)


def test_metrics_in_bins_come_back_whole_or_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "KEPT", 128)
    grown = [dataclasses.replace(tiny_session(steps), current=1) for steps in (900, 1300, 1310)]
    assert not grown[0].runs[0].metrics.loss.split
    assert grown[1].runs[0].metrics.loss.split
    path = tmp_path / "j"
    written_in_parts(path, [dataclasses.replace(one, runs=one.runs[:1]) for one in grown])
    (tmp_path / "s").write_bytes(encode_session(grown[2]))
    for back in (read_journal(path), read_session(tmp_path / "s")):
        for one, other in zip(back.runs, grown[2].runs, strict=False):
            loss = whole_metrics(grown[2], other.run.id).loss
            assert np.array_equal(one.metrics.loss, loss)
            assert np.array_equal(one.metrics.loss.bins, loss.bins)
