"""Damages files of every data format at random, and counts what comes of each mutant.

``python -m tests.benchmarks.mutants --count N [--json]``: N mutants a format. A mutant is refused
(with a DataFileError), loads equal to the original, loads silently different, or ends in another
error; the last two must never happen. ``idx`` is an unpacked file read as the catalogue reads
MNIST's, whose content has a published checksum: nothing in the format itself could tell that a
pixel has changed. ``gzip`` and ``npz`` carry checksums of their own.
"""

import argparse
import gzip
import io
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import numpy as np

from mnist_viz.data.catalogue import KnownDataset, PublishedFile
from mnist_viz.data.dataset import DataFileError, DataSplits
from mnist_viz.data.idx import idx_checksum
from mnist_viz.data.idx_folder import find_idx_files, load_idx_folder, load_known_idx
from mnist_viz.data.npz import load_npz
from tests.benchmarks.machine import machine
from tests.data.sample_files import (
    MNIST_NAMES,
    idx_bytes,
    sample_images,
    sample_labels,
    tiny_dataset,
)

OUTCOMES = ("refused", "equal", "silently_different", "other_errors")

_INTERESTING = (0, 1, 0x7F, 0x80, 0xFF)
_MOST_INSERTED = 64
_MEMORY = Path("/dev/shm")

Load: TypeAlias = Callable[[], DataSplits]


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


def count_outcomes(
    path: Path, load: Load, count: int, rng: np.random.Generator
) -> tuple[dict[str, int], list[str]]:
    """Load ``count`` mutants of the file at ``path``.

    Returns
    -------
    outcomes : dict of str to int
    examples : list of str
        What some of the mutants that must not be did, with their bytes in hexadecimal digits.
    """
    whole = path.read_bytes()
    expected = load().checksum
    outcomes = dict.fromkeys(OUTCOMES, 0)
    examples: list[str] = []
    for _ in range(count):
        mutant = mutate(whole, rng)
        path.write_bytes(mutant)
        remark = ""
        try:
            outcome = "equal" if load().checksum == expected else "silently_different"
        except DataFileError:
            outcome = "refused"
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            outcome, remark = "other_errors", repr(error)
        outcomes[outcome] += 1
        if outcome in OUTCOMES[2:] and len(examples) < 5:
            examples.append(f"{path.name}: {outcome} {remark} {mutant.hex()}")
    path.write_bytes(whole)
    return outcomes, examples


def measure(count: int, seed: int = 0) -> tuple[dict[str, dict[str, int]], list[str]]:
    """Count the outcomes of ``count`` mutants of each format."""
    results, examples = {}, []
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        for name, prepare in {"idx": _idx, "gzip": _gzip, "npz": _npz}.items():
            (Path(folder) / name).mkdir()
            targets = prepare(Path(folder) / name)
            totals = dict.fromkeys(OUTCOMES, 0)
            shares = np.diff(np.linspace(0, count, len(targets) + 1).round().astype(int))
            for number, ((path, load), share) in enumerate(zip(targets, shares, strict=True)):
                rng = np.random.default_rng([seed, number, *name.encode()])
                outcomes, bad = count_outcomes(path, load, int(share), rng)
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


def _idx(folder: Path) -> list[tuple[Path, Load]]:
    known, contents = _known()
    paths = [folder / name.removesuffix(".gz") for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_bytes(content)
    files = find_idx_files(folder)[""]
    return [(path, lambda: load_known_idx(known, files, remedy="")) for path in paths]


def _gzip(folder: Path) -> list[tuple[Path, Load]]:
    _, contents = _known()
    for name, content in contents.items():
        (folder / name).write_bytes(gzip.compress(content))
    return [(folder / name, lambda: load_idx_folder(folder)) for name in contents]


def _npz(folder: Path) -> list[tuple[Path, Load]]:
    arrays = {
        "x_train": sample_images(40),
        "y_train": sample_labels(40),
        "x_test": sample_images(20, seed=1),
        "y_test": sample_labels(20),
    }
    targets: list[tuple[Path, Load]] = []
    saves: dict[str, Callable[..., None]] = {"plain": np.savez, "packed": np.savez_compressed}
    for kind, save in saves.items():
        content = io.BytesIO()
        save(content, **arrays)
        path = folder / f"{kind}.npz"
        path.write_bytes(content.getvalue())
        targets.append((path, _loader_of_npz(path)))
    return targets


def _loader_of_npz(path: Path) -> Load:
    return lambda: load_npz(path)


def main(arguments: list[str] | None = None) -> int:
    """Print the counts; 1 if a mutant did what it must not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=2_000, help="mutants of each format")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args(arguments)
    results, examples = measure(options.count, options.seed)
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
