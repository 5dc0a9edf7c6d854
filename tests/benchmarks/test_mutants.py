"""A small count of mutants in every run; the large one is a command."""

import json
from pathlib import Path

import numpy as np
import pytest

from mnist_viz.data.dataset import DataFileError
from mnist_viz.data.idx_folder import load_idx_folder
from tests.benchmarks import mutants
from tests.data.sample_files import MNIST_NAMES, write_idx_set


def test_no_mutant_of_a_file_loads_wrong_or_raises_another_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = mutants.main(["--count", "667", "--json"])
    printed = capsys.readouterr()
    counts = json.loads(printed.out)
    assert set(counts.pop("machine")) >= {"cpu", "cores", "python", "numpy", "blas", "threads"}
    assert set(counts) == set(mutants.FORMATS)
    for outcomes in counts.values():
        assert sum(outcomes.values()) == 667
        assert outcomes["refused"] + outcomes["equal"] == 667, printed.err
        assert outcomes["refused"] > 250
        assert outcomes["silently_different"] == outcomes["other_errors"] == 0, printed.err
    assert status == 0


def _count(path: Path, load: mutants.Load) -> dict[str, int]:
    target = mutants.Target(path, load)
    outcomes, examples = mutants.count_outcomes(target, 60, np.random.default_rng(0))
    assert bool(examples) == bool(outcomes["silently_different"] + outcomes["other_errors"])
    return outcomes


def test_a_reader_that_lets_mutants_through_is_caught(tmp_path: Path) -> None:
    path = write_idx_set(tmp_path) / MNIST_NAMES[0]

    def careless() -> str:
        try:
            return load_idx_folder(tmp_path).checksum
        except DataFileError:
            raise ValueError from None

    assert _count(path, careless)["other_errors"] > 20

    unpacked = write_idx_set(
        tmp_path / "unpacked", tuple(name.removesuffix(".gz") for name in MNIST_NAMES)
    )
    # Without a checksum a changed pixel cannot be told from another picture.
    path = unpacked / MNIST_NAMES[0].removesuffix(".gz")
    assert _count(path, lambda: load_idx_folder(unpacked).checksum)["silently_different"] > 5
