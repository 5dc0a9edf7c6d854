import json
import os
from dataclasses import replace

import numpy as np
import pytest

from mnist_viz.data import DIGIT_NAMES, DataSplits, LabelledImages
from mnist_viz.training import RunConfig
from tests.benchmarks import engine, engine_workloads
from tests.benchmarks.engine_workloads import WORKLOADS


def _images(count: int) -> LabelledImages:
    rng = np.random.default_rng(count)
    images = rng.integers(0, 256, size=(count, 28, 28), dtype=np.uint8)
    return LabelledImages(images, rng.integers(0, 10, size=count, dtype=np.uint8))


def test_the_benchmark_prints_one_object_with_its_keys(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = DataSplits("noise", "Noise", _images(600), _images(320), DIGIT_NAMES, "a test")
    small = RunConfig(hidden=(8,), activation=("relu",), epochs=1)
    monkeypatch.setattr(engine, "load_dataset", lambda _: data)
    monkeypatch.setattr(os, "sched_setaffinity", lambda *_: None, raising=False)
    monkeypatch.setattr(engine_workloads, "IMAGES_PER_SLICE", 128)
    monkeypatch.setattr(engine, "SINGLE_IMAGES", 3)
    monkeypatch.setattr(engine, "WORKLOADS", {"small": small, "large": WORKLOADS["two-layer"]})
    monkeypatch.setattr(engine, "RECIPES", {"0.1": replace(small, schedule="cosine")})
    arguments = ["--data", "noise", "--peers", "textbook", "--rounds", "1", "--seeds", "1"]
    engine.main([*arguments, "--json"])
    results = json.loads(capsys.readouterr().out)
    over = ("step_over_gemm", "step_over_own_products")
    assert set(results) == {"ratios", "seconds_to", *over, "machine"}
    for name in over:
        assert set(results[name]) == {"small", "large"}
        assert min(results[name].values()) > 1
    for workload in ("small", "large"):
        assert results["ratios"][workload]["textbook"] > 0
    assert results["seconds_to"]["0.1"]["accuracy"] >= 0
    assert {"cpu", "cores", "numpy", "blas", "threads"} <= set(results["machine"])
    engine.main(arguments)
    assert "step_over_gemm" in capsys.readouterr().out
