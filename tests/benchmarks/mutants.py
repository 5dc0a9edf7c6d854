"""Damages files of every format at random, and counts what comes of each mutant.

``python -m tests.benchmarks.mutants --count N [--json] [--formats F…]``: N mutants a format. A
mutant is refused (with the one error of its format), loads equal to the original, loads silently
different, or ends in another error; the last two must never happen. ``idx`` is an unpacked file
read as the catalogue reads MNIST's, whose content has a published checksum: nothing in the format
itself could tell that a pixel has changed. ``gzip`` and ``npz`` carry checksums of their own, and
so do ``model``, ``session`` and ``digits``, My digits; a ``journal`` may also be read as far as it
is whole.
"""

import argparse
import gzip
import hashlib
import io
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np

from mnist_viz.data.catalogue import KnownDataset, PublishedFile
from mnist_viz.data.dataset import DataFileError
from mnist_viz.data.idx import idx_checksum
from mnist_viz.data.idx_folder import find_idx_files, load_idx_folder, load_known_idx
from mnist_viz.data.my_digits import MyDigits, TaughtDigit
from mnist_viz.data.my_digits_file import read_my_digits, write_my_digits
from mnist_viz.data.npz import load_npz
from mnist_viz.nn import Network, initial_parameters
from mnist_viz.training import (
    Model,
    ModelFileError,
    SessionFileError,
    SessionRecord,
    encode_session,
    read_model,
    read_session,
    save_model,
    save_session,
)
from mnist_viz.training.history import all_packed
from mnist_viz.training.journal import Journal, read_journal
from mnist_viz.training.packing import unpack
from mnist_viz.training.session_parts import Written, part_of, pieces_of
from tests.benchmarks.machine import machine
from tests.data.sample_files import (
    MNIST_NAMES,
    idx_bytes,
    sample_images,
    sample_labels,
    tiny_dataset,
)
from tests.training.sessions import LOOKS, tiny_session
from tests.training.tiny import tiny_config

OUTCOMES = ("refused", "equal", "silently_different", "other_errors")

_INTERESTING = (0, 1, 0x7F, 0x80, 0xFF)
_MOST_INSERTED = 64
_MEMORY = Path("/dev/shm")

Load: TypeAlias = Callable[[], str]
"""Reads a file, and returns what tells its content from any other."""


def mutate(content: bytes, rng: np.random.Generator) -> bytes:
    """Return a damaged copy: flipped bits, changed, cut, removed, doubled, moved or added bytes.

    Half of the places are among the first 64 bytes or the last, where headers and checksums are.
    """
    mutant = bytearray(content)
    for _ in range(int(rng.choice([1, 1, 1, 2, 5]))):
        if mutant:
            _mutate_once(mutant, rng)
    return bytes(mutant)


def _mutate_once(mutant: bytearray, rng: np.random.Generator) -> None:
    at = _place(len(mutant), rng)
    length = int(rng.integers(1, _MOST_INSERTED))
    match int(rng.integers(8)):
        case 0 | 1:
            mutant[at] ^= 1 << int(rng.integers(8))
        case 2:
            mutant[at] = int(rng.choice(_INTERESTING))
        case 3:
            mutant[at : at + length] = rng.bytes(len(mutant[at : at + length]))
        case 4:
            del mutant[at:]
        case 5:
            del mutant[at : at + length]
        case 6:
            mutant[at:at] = mutant[at : at + length] or b"\0"
        case _:
            mutant += rng.bytes(length)


def _place(length: int, rng: np.random.Generator) -> int:
    edge = min(64, length)
    match int(rng.integers(4)):
        case 0:
            return int(rng.integers(edge))
        case 1:
            return length - 1 - int(rng.integers(edge))
        case _:
            return int(rng.integers(length))


@dataclass(frozen=True)
class Target:
    """A file to be damaged.

    Attributes
    ----------
    path : Path
    load : Load
    error : type
        What refuses a damaged file.
    also_right : frozenset of str
        Other contents that a damaged file may be read as.
    """

    path: Path
    load: Load
    error: type[Exception] = DataFileError
    also_right: frozenset[str] = frozenset()


def count_outcomes(
    target: Target, count: int, rng: np.random.Generator
) -> tuple[dict[str, int], list[str]]:
    """Load ``count`` mutants of a file.

    Returns
    -------
    outcomes : dict of str to int
    examples : list of str
        What some of the mutants that must not be did, with their bytes in hexadecimal digits.
    """
    path = target.path
    whole = path.read_bytes()
    right = {target.load(), *target.also_right}
    outcomes = dict.fromkeys(OUTCOMES, 0)
    examples: list[str] = []
    for _ in range(count):
        mutant = mutate(whole, rng)
        path.write_bytes(mutant)
        remark = ""
        try:
            outcome = "equal" if target.load() in right else "silently_different"
        except target.error:
            outcome = "refused"
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            outcome, remark = "other_errors", repr(error)
        outcomes[outcome] += 1
        if outcome in OUTCOMES[2:] and len(examples) < 5:
            examples.append(f"{path.name}: {outcome} {remark} {mutant.hex()}")
    path.write_bytes(whole)
    return outcomes, examples


def measure(
    count: int, seed: int = 0, formats: Sequence[str] = ()
) -> tuple[dict[str, dict[str, int]], list[str]]:
    """Count the outcomes of ``count`` mutants of each format, or of those named."""
    results, examples = {}, []
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        for name in formats or FORMATS:
            prepare = FORMATS[name]
            (Path(folder) / name).mkdir()
            targets = prepare(Path(folder) / name)
            totals = dict.fromkeys(OUTCOMES, 0)
            shares = np.diff(np.linspace(0, count, len(targets) + 1).round().astype(int))
            for number, (target, share) in enumerate(zip(targets, shares, strict=True)):
                rng = np.random.default_rng([seed, number, *name.encode()])
                outcomes, bad = count_outcomes(target, int(share), rng)
                totals = {key: totals[key] + outcomes[key] for key in OUTCOMES}
                examples += bad
            results[name] = totals
    return results, examples


def _known() -> tuple[KnownDataset, dict[str, bytes]]:
    arrays = (sample_images(40), sample_labels(40), sample_images(20, seed=1), sample_labels(20))
    contents = {name: idx_bytes(array) for name, array in zip(MNIST_NAMES, arrays, strict=True)}
    first, second, third, fourth = (
        PublishedFile(name, 0, None, idx_checksum(array), len(contents[name]))
        for name, array in zip(MNIST_NAMES, arrays, strict=True)
    )
    return replace(tiny_dataset(), files=(first, second, third, fourth)), contents


def _idx(folder: Path) -> list[Target]:
    known, contents = _known()
    paths = [folder / name.removesuffix(".gz") for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_bytes(content)
    files = find_idx_files(folder)[""]
    return [
        Target(path, lambda: load_known_idx(known, files, remedy="").checksum) for path in paths
    ]


def _gzip(folder: Path) -> list[Target]:
    _, contents = _known()
    for name, content in contents.items():
        (folder / name).write_bytes(gzip.compress(content))
    return [Target(folder / name, lambda: load_idx_folder(folder).checksum) for name in contents]


def _npz(folder: Path) -> list[Target]:
    arrays = {
        "x_train": sample_images(40),
        "y_train": sample_labels(40),
        "x_test": sample_images(20, seed=1),
        "y_test": sample_labels(20),
    }
    targets: list[Target] = []
    saves: dict[str, Callable[..., None]] = {"plain": np.savez, "packed": np.savez_compressed}
    for kind, save in saves.items():
        content = io.BytesIO()
        save(content, **arrays)
        path = folder / f"{kind}.npz"
        path.write_bytes(content.getvalue())
        targets.append(Target(path, _loader_of_npz(path)))
    return targets


def _loader_of_npz(path: Path) -> Load:
    return lambda: load_npz(path).checksum


def _model(folder: Path) -> list[Target]:
    config = tiny_config(hidden=(3,), activation=("tanh",))
    layout = config.layout((4, 5), 4)
    weights = initial_parameters(layout, "he", np.random.default_rng(0))
    path = folder / "model.safetensors"
    save_model(path, Model(Network(layout, weights), config, "tiny", tuple("ABCD"), "a test"))
    return [Target(path, lambda: of_model(read_model(path)), ModelFileError)]


def of_model(model: Model) -> str:
    weights = model.network.parameters.tobytes()
    told = (model.network.layout, model.config, model.data_name, model.class_names)
    return hashlib.sha256(weights + repr((told, model.data_origin)).encode()).hexdigest()


def _session(folder: Path) -> list[Target]:
    record = small_session(6)
    targets = []
    several = {"plain": record, "packed": _packed(record), "branched": _packed(_branched(6))}
    for name, written in several.items():
        path = folder / f"{name}.mnistviz"
        save_session(path, written)
        targets.append(Target(path, _loaderof_session(path), SessionFileError))
    return targets


def _loaderof_session(path: Path) -> Load:
    return lambda: of_session(read_session(path))


def _journal(folder: Path) -> list[Target]:
    path, moments = folder / "a.journal", [small_session(6), small_session(9)]
    written, wholes = Written(), []
    with Journal(path) as journal:
        for record in moments:
            for piece in pieces_of(part_of(record, written), written, most_bytes=4096):
                journal.append(encode_session(piece))
                written = written.with_part(piece)
                wholes.append(of_session(read_journal(path)))
    return [
        Target(path, lambda: of_session(read_journal(path)), SessionFileError, frozenset(wholes))
    ]


def small_session(steps: int) -> SessionRecord:
    config = tiny_config(hidden=(3,), activation=("tanh",), optimizer="adam")
    record = tiny_session(steps, config)
    return replace(record, runs=record.runs[:1], current=1, looks=replace(LOOKS, shown=2))


def _branched(steps: int) -> SessionRecord:
    """Return a session of two runs, one of which left the other, and of one that lost its steps."""
    config = tiny_config(hidden=(3,), activation=("tanh",), optimizer="adam")
    record = tiny_session(steps, config)
    first, branch = record.runs
    lost = replace(first, run=replace(first.run, id=3), layout=None, snapshots=(), analyses=())
    return replace(record, runs=(first, branch, lost), looks=replace(LOOKS, shown=2))


def _packed(record: SessionRecord) -> SessionRecord:
    runs = tuple(replace(one, snapshots=all_packed(one.snapshots)) for one in record.runs)
    return replace(record, runs=runs)


def of_session(record: SessionRecord) -> str:
    """Return a SHA-256 over all that a session is."""
    digest = hashlib.sha256()
    for run in record.runs:
        for snapshot in run.snapshots:
            frame = snapshot.frame(run.run.id, run.metrics)
            digest.update(repr((snapshot.outline, snapshot.config, snapshot.updates)).encode())
            digest.update(np.asarray(frame.metrics.loss).tobytes())
            digest.update(np.asarray(frame.metrics.learning_rate).tobytes())
            for name in sorted(snapshot.arrays):
                digest.update(name.encode() + unpack(snapshot.arrays[name]).tobytes())
        for one in run.analyses:
            digest.update(repr((one.step, one.loss)).encode() + one.predictions.tobytes())
            digest.update(one.labels.tobytes())
        told = (run.run, run.layout, dict(run.asked), run.ghost, run.data, run.taught)
        digest.update(repr(told).encode())
    for stroke in record.looks.drawing.strokes:
        pressure = b"" if stroke.pressure is None else stroke.pressure.tobytes()
        digest.update(stroke.points.tobytes() + pressure)
    borrowed = record.looks.drawing.borrowed
    if borrowed is not None:
        digest.update(borrowed.image.tobytes() + borrowed.class_name.encode())
    looks = record.looks
    told_too = (record.current, record.to_come, record.data, dict(record.environment))
    seen = (looks.shown, looks.selection, looks.limits, dict(looks.presets), record.saved_at)
    taught = [digits.checksum for digits in record.taught]
    digest.update(repr((told_too, seen, taught)).encode())
    return digest.hexdigest()


def _digits(folder: Path) -> list[Target]:
    path = folder / "my_digits.json"
    seven = [np.array([[0.2, 0.2], [0.8, 0.2], [0.45, 0.9]]), np.array([[0.35, 0.55], [0.7, 0.5]])]
    digits = (TaughtDigit.of(7, seven), TaughtDigit.of(1, seven[:1]))
    write_my_digits(path, MyDigits(digits))
    return [Target(path, lambda: read_my_digits(path).checksum)]


FORMATS: dict[str, Callable[[Path], list[Target]]] = {
    "idx": _idx,
    "gzip": _gzip,
    "npz": _npz,
    "model": _model,
    "session": _session,
    "journal": _journal,
    "digits": _digits,
}


def main(arguments: list[str] | None = None) -> int:
    """Print the counts; 1 if a mutant did what it must not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=2_000, help="mutants of each format")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--formats", nargs="*", choices=FORMATS, default=(), metavar="FORMAT")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args(arguments)
    results, examples = measure(options.count, options.seed, options.formats)
    if options.json:
        print(json.dumps({**results, "machine": machine()}))
    else:
        print(f"{'format':8}" + "".join(f"{outcome:>20}" for outcome in OUTCOMES))
        for name, outcomes in results.items():
            print(f"{name:8}" + "".join(f"{outcomes[outcome]:>20,}" for outcome in OUTCOMES))
    for example in examples:
        print(example, file=sys.stderr)
    return 1 if examples else 0


if __name__ == "__main__":
    sys.exit(main())
