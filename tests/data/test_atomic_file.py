"""Rows F1 and F2: a file is written whole or not at all, and nothing is left lying about."""

import os
import sys
from pathlib import Path

import pytest

from mnist_viz.data import atomic_file
from mnist_viz.data.atomic_file import remove_stale_parts, replacing, scratch_file


def test_the_target_appears_only_once_all_is_written(tmp_path: Path) -> None:
    target = tmp_path / "Dätä 数.gz"
    with replacing(target) as file:
        file.write(b"whole")
        assert not target.exists()
    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]


def test_an_error_keeps_the_old_file_and_leaves_no_part(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")

    def fail_half_way() -> None:
        with replacing(target) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_half_way()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name == "nt", reason="permissions and links are POSIX's")
def test_links_and_permissions_are_kept(tmp_path: Path) -> None:
    target, link = tmp_path / "file", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    with replacing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_scratch_file_can_be_read_and_is_gone_afterwards(tmp_path: Path) -> None:
    with scratch_file(tmp_path / "archive") as file:
        file.write(b"bytes")
        file.seek(0)
        assert file.read() == b"bytes"
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "none" / "file"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no open file")
def test_only_parts_that_nobody_writes_are_stale(tmp_path: Path) -> None:
    stale, other = tmp_path / ".file.0123.part", tmp_path / "file.part"
    stale.touch()
    other.touch()
    with scratch_file(tmp_path / "file") as file:
        remove_stale_parts(tmp_path)
        assert set(tmp_path.iterdir()) == {Path(file.name), other}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_a_part_taken_for_stale_before_its_locking_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl  # noqa: PLC0415 - not on Windows

    locked: list[int] = []
    flock = fcntl.flock

    def remove_first(file: int, flags: int) -> None:
        if not locked:
            for part in tmp_path.iterdir():
                part.unlink()
        locked.append(flags)
        flock(file, flags)

    monkeypatch.setattr(fcntl, "flock", remove_first)
    with replacing(tmp_path / "file") as file:
        file.write(b"whole")
    assert (tmp_path / "file").read_bytes() == b"whole"
    assert len(locked) == 2


@pytest.mark.parametrize(("failures", "written"), [(3, True), (100, False)])
def test_a_target_held_by_another_program_on_windows_is_tried_again_but_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failures: int, written: bool
) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    replace, left = Path.replace, [failures]

    def held(self: Path, other: Path) -> Path:
        if left[0]:
            left[0] -= 1
            raise PermissionError(13, "Access is denied")
        return replace(self, other)

    def write() -> None:
        with replacing(target) as file:
            file.write(b"new")

    monkeypatch.setattr(atomic_file, "_IS_WINDOWS", True)
    monkeypatch.setattr(atomic_file, "_REPLACE_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(Path, "replace", held)
    if written:
        write()
        assert target.read_bytes() == b"new"
    else:
        with pytest.raises(PermissionError):
            write()
        assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_target_that_may_not_be_replaced_is_not_tried_again_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Path] = []

    def forbidden(self: Path, other: Path) -> Path:
        calls.append(other)
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(atomic_file, "_IS_WINDOWS", False)
    monkeypatch.setattr(Path, "replace", forbidden)
    with pytest.raises(PermissionError), replacing(tmp_path / "file") as file:
        file.write(b"new")
    assert len(calls) == 1
    assert list(tmp_path.iterdir()) == []
