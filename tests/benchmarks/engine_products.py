"""How much of a step's time its matrix products take: repeated alone, and where they are."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter_ns
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import DataSplits
from mnist_viz.training import RunConfig, Trainer
from tests.benchmarks.engine_workloads import Slice, Steps


def products_alone(config: RunConfig, data: DataSplits) -> Slice:
    """Return a slice of a step's products and nothing else: what no step can go below.

    They are those of a real step, each into an array of its own. Repeated so, they find
    all that they read in the processor's cache, which in a step they do not.
    """
    steps, trainer = Steps.of(config), Trainer(config, data)
    next(step for step in trainer.units() if step)
    inputs, _ = trainer.batch_gradient.images_of(np.arange(steps.batch), config, 1)
    calls: list[tuple[NDArray[Any], ...]] = []
    layers = trainer.network.layers
    for layer, kept in zip(layers, trainer.network.trace(steps.batch), strict=True):
        weight, delta = layer.weight, kept.delta
        calls += [(inputs, weight, kept.z), (inputs.T, delta, layer.weight_gradient)]
        if layer is not layers[0]:
            calls.append((delta, weight.T, inputs))
        inputs = kept.a
    calls = [(a, b, np.empty_like(out)) for a, b, out in calls]

    def multiply() -> int:
        for _ in range(steps.count):
            for a, b, out in calls:
                np.matmul(a, b, out=out)
        return steps.images

    return multiply


def step_over_products(config: RunConfig, data: DataSplits, count: int) -> float:
    """Return the time of a step over that of the products within it; the median of some steps."""
    units, found = Trainer(config, data).units(), []
    next(step for step in units if step)
    with _timed_products() as spent:
        for _ in range(count):
            spent.clear()
            began = perf_counter_ns()
            next(units)
            found.append((perf_counter_ns() - began) / sum(spent))
    return statistics.median(found)


@contextmanager
def _timed_products() -> Iterator[list[int]]:
    """Collect the nanoseconds of each product of two matrices."""
    multiply, spent = np.matmul, list[int]()

    def timed(a: NDArray[Any], b: NDArray[Any], out: NDArray[Any]) -> NDArray[Any]:
        began = perf_counter_ns()
        multiply(a, b, out=out)
        if a.ndim == 2:  # the sums over a batch are products of a vector
            spent.append(perf_counter_ns() - began)
        return out

    with patch.object(np, "matmul", timed):
        yield spent
