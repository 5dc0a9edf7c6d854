"""The strongest connections, against sorting all of them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_viz.training import Connections, strongest_connections, unit_connections

Weights = NDArray[np.float32]


@pytest.fixture
def weights() -> Weights:
    return np.random.default_rng(0).normal(size=(40, 30)).astype(np.float32)


@pytest.fixture
def inputs() -> Weights:
    made = np.random.default_rng(1).normal(size=40).astype(np.float32)
    made[::3] = 0
    return made


def as_triples(found: Connections) -> list[tuple[int, int, float]]:
    parts = (part.tolist() for part in (found.sources, found.targets, found.values))
    return list(zip(*parts, strict=True))


def by_sorting(strengths: Weights, count: int) -> list[tuple[int, int, float]]:
    cells = [(i, j, float(strengths[i, j])) for i, j in np.ndindex(strengths.shape)]
    return sorted((one for one in cells if one[2]), key=lambda one: -abs(one[2]))[:count]


@pytest.mark.parametrize("count", [0, 1, 7, 100, 5000])
def test_they_are_the_first_of_all_sorted_by_weight(weights: Weights, count: int) -> None:
    assert as_triples(strongest_connections(weights, count)) == by_sorting(weights, count)


@pytest.mark.parametrize("count", [1, 7, 100, 5000])
def test_or_by_what_an_image_sends_over_them(weights: Weights, inputs: Weights, count: int) -> None:
    found = as_triples(strongest_connections(weights, count, inputs))
    assert found == by_sorting(weights * inputs[:, None], count)


def test_those_of_a_unit_begin_or_end_there(weights: Weights, inputs: Weights) -> None:
    sent = unit_connections(weights, 5, source=4, inputs=inputs)
    alone = np.zeros_like(weights)
    alone[4] = weights[4] * inputs[4]
    assert as_triples(sent) == by_sorting(alone, 5)
    received = unit_connections(weights, 5, target=9)
    alone = np.zeros_like(weights)
    alone[:, 9] = weights[:, 9]
    assert as_triples(received) == by_sorting(alone, 5)


def test_a_unit_that_is_silent_sends_nothing(weights: Weights, inputs: Weights) -> None:
    assert as_triples(unit_connections(weights, 5, source=3, inputs=inputs)) == []
    assert as_triples(strongest_connections(weights, 5, np.zeros_like(inputs))) == []


def test_what_is_not_finite_is_no_connection(weights: Weights) -> None:
    weights[2, 3], weights[5, 6] = np.nan, np.inf
    found = as_triples(strongest_connections(weights, 3))
    finite = np.where(np.isfinite(weights), weights, np.float32(0))
    assert found == by_sorting(finite, 3)
