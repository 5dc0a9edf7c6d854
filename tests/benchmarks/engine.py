"""Measures the engine against other ways to train the same networks.

``python -m tests.benchmarks.engine --data FOLDER [--peers torch,scikit-learn,jax] [--json]``
All contenders run interleaved on one core with one thread each, and what counts is CPU time: each
figure is the median, over rounds, of the ratio within a round. ``step_over_gemm`` is a step over
its matrix products repeated alone, so that all they read is in the cache; in
``step_over_own_products`` they are timed where they are. ``seconds_to`` trains the recipes of
`tests.benchmarks.engine_workloads` and scores them on the test set.
"""

import argparse
import importlib.util
import json
import os
import statistics
from time import process_time
from typing import Any

from threadpoolctl import threadpool_limits

from mnist_viz.data import DataSplits
from mnist_viz.data.loading import load_dataset
from mnist_viz.training import RunConfig, Trainer, analyse_at_once
from tests.benchmarks import engine_peers as peers
from tests.benchmarks.engine_products import products_alone, step_over_products
from tests.benchmarks.engine_workloads import (
    INFERENCE,
    LONG_RECIPES,
    RECIPES,
    WORKLOADS,
    Slice,
    engine,
    engine_inference,
)
from tests.benchmarks.machine import machine

SINGLE_IMAGES = 300

Workloads = dict[str, RunConfig]


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options = _parser().parse_args(arguments)
    described = machine()  # before peers load libraries of their own
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    data = load_dataset(options.data)
    asked = options.peers.split(",") if options.peers else list(peers.PEERS)
    installed = [name for name in asked if importlib.util.find_spec(peers.PEERS[name][0])]
    recipes = RECIPES | LONG_RECIPES if options.long else RECIPES
    workloads = {name: config for name, config in WORKLOADS.items() if options.only in name}
    with threadpool_limits(1):
        results = {
            "ratios": ratios(data, workloads, installed, options.rounds),
            "step_over_gemm": step_over_gemm(data, workloads, options.rounds),
            "step_over_own_products": step_over_own_products(data, workloads, options.rounds),
            "seconds_to": seconds_to(data, recipes, options.seeds),
        }
    if options.json:
        print(json.dumps({**results, "machine": described | {"threads": 1}}))
    else:
        _print_table(results, described | {"threads": 1})


def ratios(
    data: DataSplits, workloads: Workloads, names: list[str], rounds: int
) -> dict[str, dict[str, float]]:
    """Return our images per CPU second over each peer's, by workload and peer."""
    found = {}
    for workload, config in workloads.items():
        contenders = {name: peers.PEERS[name][1](config, data) for name in names}
        found[workload] = compare(engine(config, data), contenders, rounds)
    single = {
        name: make(data, SINGLE_IMAGES) for name, make in peers.INFERENCE.items() if name in names
    }
    found[INFERENCE] = compare(engine_inference(data, SINGLE_IMAGES), single, rounds)
    return found


def compare(ours: Slice, others: dict[str, Slice], rounds: int) -> dict[str, float]:
    """Return the median over rounds of our speed over each other's, measured just before it.

    A processor that others share changes its speed by a third from one second to the next.
    """
    for train in (ours, *others.values()):
        train()
    found: dict[str, list[float]] = {name: [] for name in others}
    for _ in range(rounds):
        for name, train in others.items():
            speed = _images_per_second(ours)
            found[name].append(speed / _images_per_second(train))
    return {name: round(statistics.median(values), 3) for name, values in found.items()}


def _images_per_second(train: Slice) -> float:
    began = process_time()
    images = train()
    return images / (process_time() - began)


def step_over_gemm(data: DataSplits, workloads: Workloads, rounds: int) -> dict[str, float]:
    """Return the time of a step over that of its matrix products alone, by workload."""
    found = {}
    for workload, config in workloads.items():
        ratio = compare(engine(config, data), {"gemm": products_alone(config, data)}, rounds)
        found[workload] = round(1 / ratio["gemm"], 2)
    return found


def step_over_own_products(data: DataSplits, workloads: Workloads, rounds: int) -> dict[str, float]:
    """Return the time of a step over that of the products where they are, by workload."""
    return {
        workload: round(step_over_products(config, data, 40 * rounds), 2)
        for workload, config in workloads.items()
    }


def seconds_to(
    data: DataSplits, recipes: dict[str, RunConfig], seeds: int
) -> dict[str, dict[str, float]]:
    """Return CPU seconds of training, and the test accuracy reached, by the accuracy aimed at."""
    found: dict[str, dict[str, float]] = {}
    for aim, recipe in recipes.items() if seeds else ():
        runs = [_train(recipe.with_settings({"seed": str(seed)}), data) for seed in range(seeds)]
        seconds, accuracies = zip(*runs, strict=True)
        found[aim] = {
            "seconds": round(statistics.median(seconds), 2),
            "accuracy": round(statistics.median(accuracies), 4),
        }
    return found


def _train(config: RunConfig, data: DataSplits) -> tuple[float, float]:
    began = process_time()
    trainer = Trainer(config, data)
    for _ in trainer.units():
        pass
    seconds = process_time() - began
    network = trainer.network
    accuracy = analyse_at_once(network.layout, network.parameters, data.test).accuracy
    assert accuracy is not None
    return seconds, accuracy


def _print_table(results: dict[str, Any], described: dict[str, object]) -> None:
    for name, table in results.items():
        print(name)
        for row, value in table.items():
            cells = value.items() if isinstance(value, dict) else [("", value)]
            print(f"  {row:<26}" + "".join(f"  {key} {cell}" for key, cell in cells))
    print(", ".join(f"{key} {value}" for key, value in described.items()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", default="mnist", help="a data set's name or folder")
    parser.add_argument(
        "--peers", help="of textbook,torch,torch-dataloader,scikit-learn,jax; else all installed"
    )
    parser.add_argument("--only", default="", help="workloads that have this in their name")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seeds", type=int, default=3, help="runs of each recipe; 0 for none")
    parser.add_argument("--long", action="store_true", help="train the longest recipe as well")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser


if __name__ == "__main__":
    main()
