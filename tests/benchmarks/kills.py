"""Kills programs that write files, at random moments, and looks at what they leave.

``python -m tests.benchmarks.kills --count N [--json] [--formats F…]``: N programs a format, each of
which writes one version of a file after the other until it is killed. What it leaves is the
version that it last said was written, or the next one; whether it is lost, or is neither, must
never happen. ``model`` and ``session`` are saved over the file that is there; a ``journal`` is
begun, grows by parts, and makes way for the next one, as autosave writes it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from threading import Event

import numpy as np

from mnist_viz.data.atomic_file import remove_stale_parts
from mnist_viz.nn import Network, initial_parameters
from mnist_viz.session.autosave import JournalWriter
from mnist_viz.training import (
    Model,
    read_model,
    read_session,
    save_model,
    save_session,
)
from mnist_viz.training.journal import is_in_use, newest_part, read_journal
from mnist_viz.training.tensor_file import TensorFileError
from tests.benchmarks.machine import machine
from tests.benchmarks.mutants import of_model, of_session, small_session
from tests.training.tiny import tiny_config

OUTCOMES = ("said", "next", "lost", "left_behind")
"""The version that was said to be written, or the one after it; neither; a file too many."""

_CUT = "cut_short"
"""So many kills, of whatever outcome, came in the middle of a file."""

VERSIONS = 4
"""After so many, they come again."""

_LONGEST_SECONDS = 0.05
"""Of writing, before the kill."""


@dataclass(frozen=True)
class Format:
    """How one kind of file is written and read.

    Attributes
    ----------
    write : callable
        Writes a version, by its number, into a folder.
    read : callable
        Returns what tells the version in a folder from the others, or raises `TensorFileError`.
    is_cut : callable
        Returns whether a file in a folder was not written to its end.
    end : callable
        Lets go of what was written.
    """

    write: Callable[[Path, int], object]
    read: Callable[[Path], str]
    is_cut: Callable[[Path], bool]
    end: Callable[[], object] = lambda: None


def _models() -> Format:
    config = tiny_config(hidden=(60,), activation=("tanh",))
    layout = config.layout((4, 5), 4)

    def write(folder: Path, number: int) -> None:
        weights = initial_parameters(layout, "he", np.random.default_rng(number))
        model = Model(Network(layout, weights), config, "tiny", tuple("ABCD"), "a test")
        save_model(folder / "model.safetensors", model)

    return Format(
        write, lambda folder: of_model(read_model(folder / "model.safetensors")), _has_part
    )


def _sessions() -> Format:
    records = [small_session(steps) for steps in (6, 9, 12, 15)]

    def write(folder: Path, number: int) -> None:
        save_session(folder / "a.mnistviz", records[number])

    return Format(write, lambda folder: of_session(read_session(folder / "a.mnistviz")), _has_part)


def _journals() -> Format:
    records = [small_session(steps) for steps in (6, 9, 12, 15)]
    writer, begun = JournalWriter(), count(1)
    numbers = {0: 0}
    errors: list[OSError] = []
    writer.failed.connect(errors.append)

    def write(folder: Path, number: int) -> None:
        if number == 0:  # another session
            numbers[0] = next(begun)
        writer.use(str(folder))
        writer.write(numbers[0], records[number])
        if errors:
            raise errors[0]

    def read(folder: Path) -> str:
        newest = sorted(folder.glob("*.journal"), key=lambda path: path.stat().st_mtime_ns)
        for path in reversed(newest):
            if not is_in_use(path) and newest_part(path) is not None:
                return _of_journal(path)
        raise TensorFileError("no journal has a whole part")

    return Format(
        write,
        read,
        lambda folder: any(map(_ends_early, folder.iterdir())),
        lambda: writer.write_last(None),
    )


def _of_journal(path: Path) -> str:
    """Return what tells a journal from others, whenever it was written."""
    return of_session(replace(read_journal(path), saved_at=0.0, environment={}))


def _has_part(folder: Path) -> bool:
    return any(folder.glob(".*.part"))


def _ends_early(journal: Path) -> bool:
    """Return whether a journal is shorter than its last length says."""
    content, at = journal.read_bytes(), 0
    while at + 8 <= len(content):
        at += 8 + int.from_bytes(content[at : at + 8], "little")
    return at != len(content)


FORMATS = {"model": _models, "session": _sessions, "journal": _journals}


def write_until_killed(name: str, folder: Path) -> None:
    """Write version after version, and say so after each."""
    kind = FORMATS[name]()
    for number in count():
        kind.write(folder, number % VERSIONS)
        print(number, flush=True)


def kill_one(
    name: str, folder: Path, right: Sequence[str], rng: np.random.Generator
) -> tuple[str, bool]:
    """Let a program write into an empty folder, and kill it.

    Returns
    -------
    outcome : str
    is_cut : bool
        Whether that was in the middle of a file.
    """
    command = [sys.executable, "-m", __spec__.name, "--child", name, "--folder", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        Event().wait(rng.uniform(0, _LONGEST_SECONDS))
        child.kill()
        rest = child.stdout.read()
    lines = [line for line in (said + rest).split("\n")[:-1] if line]
    last = int(lines[-1])
    kind = FORMATS[name]()
    is_cut = kind.is_cut(folder)
    try:
        found = kind.read(folder)
    except TensorFileError:
        return "lost", is_cut
    remove_stale_parts(folder)
    if len(list(folder.iterdir())) > 1 + (name == "journal"):
        return "left_behind", is_cut
    if found == right[last % len(right)]:
        return "said", is_cut
    return "next" if found == right[(last + 1) % len(right)] else "lost", is_cut


def measure(kills: int, seed: int = 0, formats: Sequence[str] = ()) -> dict[str, dict[str, int]]:
    """Count the outcomes of so many kills of each format, or of those named."""
    results = {}
    for name in formats or FORMATS:
        rng = np.random.default_rng([seed, *name.encode()])
        outcomes = dict.fromkeys((*OUTCOMES, _CUT), 0)
        with tempfile.TemporaryDirectory() as scratch:
            right = _versions(name, Path(scratch))
        for _ in range(kills):
            with tempfile.TemporaryDirectory() as scratch:
                outcome, is_cut = kill_one(name, Path(scratch), right, rng)
            outcomes[outcome] += 1
            outcomes[_CUT] += is_cut
        results[name] = outcomes
    return results


def _versions(name: str, folder: Path) -> list[str]:
    """Return what tells each version from the others."""
    kind = FORMATS[name]()
    found = []
    for number in range(VERSIONS):
        kind.write(folder, number)
        # A journal that its writer has open counts as another program's.
        path = next(folder.iterdir())
        found.append(_of_journal(path) if name == "journal" else kind.read(folder))
    kind.end()
    return found


def main(arguments: list[str] | None = None) -> int:
    """Print the counts; 1 if a kill did what it must not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=100, help="kills of each format")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--formats", nargs="*", choices=FORMATS, default=(), metavar="FORMAT")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--child", choices=FORMATS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        write_until_killed(options.child, options.folder)
    results = measure(options.count, options.seed, options.formats)
    if options.json:
        print(json.dumps({**results, "machine": machine()}))
    else:
        print(f"{'format':8}" + "".join(f"{key:>14}" for key in (*OUTCOMES, _CUT)))
        for name, outcomes in results.items():
            print(f"{name:8}" + "".join(f"{number:>14,}" for number in outcomes.values()))
    bad = any(outcomes["lost"] or outcomes["left_behind"] for outcomes in results.values())
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
