"""What the past costs: recording it, and going back to it; part of the window's figures.

Recording is measured as a ratio within one run: two networks are trained side by
side, a few steps each in turn, and one of them is recorded.
"""

from statistics import median
from time import perf_counter, thread_time
from typing import TYPE_CHECKING

import numpy as np

from mnist_viz.data import DataSplits
from mnist_viz.training import (
    Arena,
    History,
    Recorder,
    Run,
    RunConfig,
    Trainer,
    ready_block,
)

if TYPE_CHECKING:
    from tests.benchmarks.window import Bench

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
    plain = Trainer(config, data, 2)
    recorded = Trainer(config, data, 1, watched=True)
    arena = Arena()
    recorder = Recorder(recorded, arena)
    spent = {"plain": 0.0, "recorded": 0.0}
    lines = {"plain": plain.units(), "recorded": recorded.units()}
    costs: list[float] = []
    while len(costs) < len(EPOCHS):
        for _ in range(arena.ask()):  # as the I/O thread does
            arena.add(ready_block(arena.block_size))
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


def rewind_times(bench: "Bench", *, training: bool, packed: bool, rounds: int = 60) -> list[float]:
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
