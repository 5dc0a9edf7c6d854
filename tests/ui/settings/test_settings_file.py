"""The settings file: whatever is in it, the program starts, and nothing of it is lost."""

import json
import os
from pathlib import Path

import pytest

from mnist_viz.ui.settings import Settings, SettingsFile, settings_path

DAMAGED = {
    "empty": b"",
    "NUL": b"\0" * 300,
    "garbage": os.urandom(64).replace(b"{", b"["),
    "truncated": json.dumps(Settings().as_document()).encode()[:-1],
    "an INI file": b"[General]\ntheme=dark\n",
    "a list": b"[]",
    "null": b"null",
    "nested": b"[" * 100_000,
    "a huge number": b'{"place": ' + b"9" * 5000 + b"}",
    "huge": b'{"theme": "' + b"x" * 1_000_001 + b'"}',
    "not UTF-8": b'{"theme": "\xff\xfe"}',
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_gives_the_defaults_and_is_kept(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    file = SettingsFile(path)
    assert file.read() == Settings()
    kept = tmp_path / "settings.damaged.json"
    assert kept.read_bytes() == content
    assert str(kept) in file.complaint


def test_every_beginning_of_a_file_is_damaged_or_whole(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    file = SettingsFile(path)
    whole = file.encoded(Settings(theme="light"))
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        is_whole = length == len(whole) - 1  # only the last line's end is missing
        assert file.read() == (Settings(theme="light") if is_whole else Settings())


def test_no_file_is_no_complaint(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "none" / "settings.json")
    assert file.read() == Settings()
    assert file.complaint == ""


def test_a_folder_in_its_place_is_told_and_left(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.mkdir()
    file = SettingsFile(path)
    assert file.read() == Settings()
    assert "settings.json" in file.complaint
    assert path.is_dir()


def test_a_newer_files_unknown_settings_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"format": 99, "theme": "dark", "holograms": true}')
    assert SettingsFile(path).read() == Settings(theme="dark")


def test_tests_have_settings_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert settings_path().is_relative_to(tmp_path_factory.getbasetemp())
