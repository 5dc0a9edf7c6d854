"""What the past costs: ``python -m tests.benchmarks.time_travel [--data D] [--json]``.

Recording is measured as a ratio within one run: two networks are trained side by
side, a few steps each in turn, and one of them is recorded.
"""

import argparse
import json
import os
import sys
from statistics import median
from time import perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from threadpoolctl import threadpool_limits

from mnist_viz.data import DataSplits, load_dataset
from mnist_viz.training import (
    PRESETS,
    Arena,
    History,
    Recorder,
    Run,
    RunConfig,
    Trainer,
    ready_block,
)
from tests.benchmarks.machine import machine
from tests.benchmarks.window import FIRST_NETWORK, Bench, percentile, resident_mb

EPOCHS = (2, 5, 10)
"""How many are trained: what is recorded thins out, so that the cost falls."""

_TURN = 20


def recording_cost(data: DataSplits, config: RunConfig, rounds: int) -> dict[str, float]:
    """Return the share of time that recording takes, and the memory it fills."""
    costs, history = [], History()
    for _ in range(rounds):
        history = History()
        history.begin(Run(1, config, data.name, ""))
        costs.append(_costs_of_a_run(data, config, history))
    recorded = history.steps(1)
    raw = history.memory_bytes
    began = perf_counter()
    while (job := history.next_packing_job()) is not None:
        history.replace(job.run_id, job.done())
    return {
        **{
            f"recording_cost, {epochs} epochs": median(cost)
            for epochs, cost in zip(EPOCHS, zip(*costs, strict=True), strict=True)
        },
        "snapshots": len(recorded),
        "raw_mb": raw / 2**20,
        "packed_mb": history.memory_bytes / 2**20,
        "packing_ms_a_snapshot": 1000 * (perf_counter() - began) / len(recorded),
    }


def _costs_of_a_run(data: DataSplits, config: RunConfig, history: History) -> list[float]:
    """Return the cost up to each number of epochs."""
    plain, recorded = (Trainer(config, data, run_id) for run_id in (2, 1))
    arena = Arena()
    recorder = Recorder(recorded, arena)
    spent = {"plain": 0.0, "recorded": 0.0}
    lines = {"plain": plain.units(), "recorded": recorded.units()}
    costs: list[float] = []
    while len(costs) < len(EPOCHS):
        for _ in range(arena.ask()):  # as the I/O thread does
            arena.add(ready_block())
        began = thread_time()
        for _ in range(_TURN):
            next(lines["plain"])
        between = thread_time()
        for _ in range(_TURN):
            next(lines["recorded"])
            recorder.look()
        spent["plain"] += between - began
        spent["recorded"] += thread_time() - between
        recording = recorder.take_fresh()
        if recording is not None:
            history.add(recording)
        if recorded.epoch == EPOCHS[len(costs)]:
            costs.append(spent["recorded"] / spent["plain"] - 1.0)
    return costs


def rewind_times(bench: Bench, *, training: bool, packed: bool, rounds: int) -> list[float]:
    """Return the milliseconds from asking for a recorded step to all panels painted."""
    rewinder, history = bench.window.rewinder, bench.session.past.history
    run = bench.session.tree.current.id
    if packed:
        while (job := history.next_packing_job()) is not None:
            history.replace(job.run_id, job.done())
    if training:
        bench.session.play()
    rng = np.random.default_rng(0)
    times = []
    for step in rng.choice(history.steps(run)[:-1], rounds).tolist():
        began = perf_counter()
        rewinder.go_to(step, exact=False)
        bench.app.processEvents()
        times.append(1000 * (perf_counter() - began))
        assert bench.window.display.view is not None
        assert bench.window.display.view.frame.step == step
        bench.run_for(0.03)
    bench.session.pause()
    rewinder.go_live()
    return times


def measure(data: DataSplits, rounds: int) -> dict[str, object]:
    """Return every figure."""
    result: dict[str, object] = {
        "recording": {
            "first network": recording_cost(data, FIRST_NETWORK, rounds),
            "three-layer": recording_cost(data, PRESETS["three-layer"].config, rounds),
        }
    }
    bench = Bench(data)
    for size in ((1280, 720), (1920, 1080)):
        bench.window.resize(*size)
        bench.begin(PRESETS["three-layer"].config)
        before = resident_mb()
        bench.session.play()
        bench.wait_until(lambda: bench.newest_step() > 3000)
        bench.session.pause()
        bench.run_for(0.5)
        for name, training, packed in (
            ("paused", False, False),
            ("training", True, False),
            ("paused, packed", False, True),
        ):
            times = rewind_times(bench, training=training, packed=packed, rounds=60)
            result[f"rewind {size[0]} × {size[1]}, {name}"] = {
                "rewind_ms_p50": percentile(times, 50),
                "rewind_ms_p95": percentile(times, 95),
            }
        result[f"history_mb {size[0]}"] = bench.session.past.history.memory_bytes / 2**20
        result[f"resident_growth_mb {size[0]}"] = resident_mb() - before
    bench.close()
    return result


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", help="as of main.py")
    parser.add_argument("--rounds", type=int, default=3, help="runs to take the median of")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args(arguments)
    with threadpool_limits(1, user_api="blas"):
        result = measure(load_dataset(options.data), options.rounds)
        result["machine"] = machine()
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:34}", json.dumps(value) if isinstance(value, dict) else value)
    return 0


if __name__ == "__main__":
    sys.exit(main())
