"""What the past costs: recording it, and going back to it; part of the window's figures.

Recording is measured as a ratio within one run: two networks are trained side by
side, a few steps each in turn, and one of them is recorded. Every round records the same steps,
so that of each turn the median of all rounds counts: what else the machine did then is left out.
"""

from collections.abc import Iterator
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
    Step,
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
    seconds, history = [], History()
    for _ in range(rounds):
        history = History()
        history.begin(Run(1, config, data.name, ""))
        turns, ends = _turns_of_a_run(data, config, history)
        seconds.append(turns)
    plain, recording = np.median(seconds, axis=0).cumsum(axis=0)[np.array(ends) - 1].T
    costs = (recording / plain - 1.0).tolist()
    recorded = history.steps(1)
    raw = history.memory_bytes
    began = perf_counter()
    while (job := history.next_packing_job()) is not None:
        history.replace(job.run_id, job.done())
    return {
        **{
            f"recording_cost, {epochs} epochs": cost
            for epochs, cost in zip(EPOCHS, costs, strict=True)
        },
        "snapshots": len(recorded),
        "raw_mb": raw / 2**20,
        "packed_mb": history.memory_bytes / 2**20,
        "packing_ms_a_snapshot": 1000 * (perf_counter() - began) / len(recorded),
    }


def _turns_of_a_run(
    data: DataSplits, config: RunConfig, history: History
) -> tuple[list[tuple[float, float]], list[int]]:
    """Return the seconds of each turn, plain and recorded, and how many turns the epochs take."""
    plain = Trainer(config, data, 2)
    recorded = Trainer(config, data, 1, watched=True)
    arena = Arena()
    recorder = Recorder(recorded, arena)
    turns: list[tuple[float, float]] = []
    lines = {"plain": plain.units(), "recorded": recorded.units()}
    ends: list[int] = []
    while len(ends) < len(EPOCHS):
        for _ in range(arena.ask()):  # as the I/O thread does
            arena.add(ready_block(arena.block_size))
        began = thread_time()
        for _ in range(_TURN):
            _take_step(lines["plain"])
        between = thread_time()
        for _ in range(_TURN):
            _take_step(lines["recorded"])
            recorder.look()
        turns.append((between - began, thread_time() - between))
        recording = recorder.take_fresh()
        if recording is not None:
            history.add(recording)
        if recorded.epoch == EPOCHS[len(ends)]:
            ends.append(len(turns))
    return turns, ends


def _take_step(units: Iterator[Step | None]) -> None:
    """Train one step; the first of all may take more than one unit."""
    while next(units) is None:
        pass


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
