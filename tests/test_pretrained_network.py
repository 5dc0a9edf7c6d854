"""The network that comes with the program reads what it promises to; small enough to ship."""

import os
from pathlib import Path

import pytest

from mnist_viz.data import load_dataset
from mnist_viz.training import PRETRAINED, analyse_at_once, model_path, read_model
from tests.benchmarks.recognition import measure
from tests.making.pretrained_network import NEVER_SEEN, RECIPE, WRITERS
from tests.pens import numbers, read_pens

_PEN = os.environ.get("MNIST_VIZ_PEN")


def test_it_is_the_network_of_the_recipe_and_under_two_megabytes() -> None:
    path = model_path(PRETRAINED)
    assert path.stat().st_size < 2_000_000
    assert read_model(path).config == RECIPE
    assert not numbers(WRITERS) & numbers(NEVER_SEEN)


@pytest.mark.skipif(_PEN is None, reason="MNIST_VIZ_PEN names no file of pen strokes")
def test_it_reads_writers_whom_it_has_never_seen() -> None:
    pens = read_pens(Path(str(_PEN)), numbers(NEVER_SEEN))
    shares = measure(read_model(model_path(PRETRAINED)), pens)
    assert isinstance(shares["accuracy"], float)
    assert shares["accuracy"] >= 0.985
    assert isinstance(shares["per_digit"], dict)
    assert min(shares["per_digit"].values()) >= 0.94


def test_it_reads_mnist(real_mnist: Path) -> None:
    network = read_model(model_path(PRETRAINED)).network
    test = load_dataset(real_mnist).test
    accuracy = analyse_at_once(network.layout, network.parameters, test).accuracy
    assert accuracy is not None
    assert accuracy >= 0.992
