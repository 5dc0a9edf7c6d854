"""A few kills in every run; the hundred are a command."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks import kills


def test_whatever_a_killed_program_wrote_last_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    status = kills.main(["--count", "2", "--json"])
    counts = json.loads(capsys.readouterr().out)
    assert counts.pop("machine")
    assert set(counts) == set(kills.FORMATS)
    for outcomes in counts.values():
        assert outcomes["said"] + outcomes["next"] == 2
    assert status == 0


def test_a_version_that_nobody_spoke_of_counts_as_lost(tmp_path: Path) -> None:
    outcome, _ = kills.kill_one("model", tmp_path, ["other"] * 4, np.random.default_rng(0))
    assert outcome == "lost"
