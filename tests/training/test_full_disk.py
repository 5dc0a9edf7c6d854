"""A disk that is really full, at any page of a file: what was there stays, and it is said."""

import contextlib
import dataclasses
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from mnist_viz.data.my_digits import MyDigits
from mnist_viz.data.my_digits_file import read_my_digits, write_my_digits
from mnist_viz.nn import Network, initial_parameters
from mnist_viz.training import (
    Model,
    encode_session,
    read_model,
    read_session,
    save_model,
    save_session,
)
from mnist_viz.training.journal import Journal, read_journal
from tests.training.sessions import TAUGHT, tiny_session
from tests.training.tiny import tiny_config

_PAGE = 4096


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of its own, of 1 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"a disk cannot be mounted here: {error}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path, free_pages: int) -> None:
    """Leave so many pages of a disk free."""
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\1" * _PAGE)
        except OSError:
            size = file.seek(0, 2)
        file.truncate(max(0, size // _PAGE - free_pages) * _PAGE)


def fails_until_there_is_room(disk: Path, write: Callable[[], object], path: Path) -> int:
    """Write on a disk with ever more room until it succeeds; return how often it did not."""
    before = path.read_bytes()
    for free_pages in range(200):
        fill(disk, free_pages)
        with contextlib.suppress(OSError):
            write()
            return free_pages
        assert path.read_bytes() == before
        assert {one.name for one in disk.iterdir()} == {path.name, "filler"}
    raise AssertionError("it never succeeds")


def test_a_model_is_kept_until_there_is_room_for_the_next(disk: Path) -> None:
    config, path = tiny_config(hidden=(200,), activation=("tanh",)), disk / "model.safetensors"
    layout = config.layout((4, 5), 4)
    models = [
        Model(
            Network(layout, initial_parameters(layout, "he", np.random.default_rng(seed))),
            config,
            "tiny",
            tuple("ABCD"),
        )
        for seed in range(2)
    ]
    save_model(path, models[0])
    assert fails_until_there_is_room(disk, lambda: save_model(path, models[1]), path) >= 4
    kept = read_model(path).network.parameters
    assert np.array_equal(kept, models[1].network.parameters)


def test_a_session_is_kept_until_there_is_room_for_the_next(disk: Path) -> None:
    record, path = tiny_session(20), disk / "a.mnistviz"
    save_session(path, record)
    other = dataclasses.replace(record, current=1)
    assert fails_until_there_is_room(disk, lambda: save_session(path, other), path) >= 4
    assert read_session(path).current == 1


def test_a_journal_keeps_its_parts_until_there_is_room_for_the_next(disk: Path) -> None:
    record, path = tiny_session(20), disk / "a.journal"
    with Journal(path) as journal:
        journal.append(encode_session(dataclasses.replace(record, to_come=())))
        other = encode_session(dataclasses.replace(record, current=1, to_come=()))
        assert fails_until_there_is_room(disk, lambda: journal.append(other), path) >= 4
    assert read_journal(path).current == 1


def test_my_digits_are_kept_until_there_is_room_for_more(disk: Path) -> None:
    path = disk / "my_digits.json"
    many = MyDigits(tuple(TAUGHT.digits) * 400)
    write_my_digits(path, MyDigits(TAUGHT.digits))
    assert fails_until_there_is_room(disk, lambda: write_my_digits(path, many), path) >= 1
    assert len(read_my_digits(path)) >= 1
