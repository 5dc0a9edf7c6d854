import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from mnist_viz.data.builtin import CHUNK_SIZE, held_out_part
from mnist_viz.data.dataset import DIGIT_NAMES, DataSplits, LabelledImages
from mnist_viz.nn import Network
from mnist_viz.training.config import RunConfig
from tests.benchmarks import builtin


@pytest.fixture
def small_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = RunConfig(activation=("relu",), optimizer="adam", learning_rate=3e-3, epochs=2)
    monkeypatch.setattr(builtin, "RECIPE", recipe)
    monkeypatch.setattr(builtin, "POOL", 5 * CHUNK_SIZE)


@pytest.mark.usefixtures("small_pool")
@pytest.mark.parametrize("fresh", [True, False])
def test_a_network_learns_from_fresh_and_from_fixed_digits(fresh: bool) -> None:
    network, seconds = builtin.train_on_builtin((32,), fresh=fresh)
    assert builtin.accuracy(network, held_out_part(count=500)) > 0.6
    assert seconds > 0


def test_only_writers_whom_the_model_does_not_know_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pens.jsonl.gz"
    with gzip.open(path, "wt") as lines:
        for writer in (20, 21, 30):
            stroke = [[10, 0], [12, 50], [writer, 90]]
            lines.write(json.dumps({"digit": 1, "writer": writer, "strokes": [stroke]}) + "\n")
    pens = builtin.read_unknown_pens(path)
    assert pens.labels.tolist() == [1, 1]
    assert pens.images.shape == (2, 28, 28)


def test_accuracy_is_the_share_of_right_answers() -> None:
    config = RunConfig(hidden=(), activation=())
    layout = config.layout((28, 28), 10)
    network = Network(layout, np.zeros(layout.size, np.float32))
    images = LabelledImages(np.zeros((4, 28, 28), np.uint8), np.array([0, 0, 0, 5], np.uint8))
    assert builtin.accuracy(network, images) == 0.75


def test_throughput_is_compared_epoch_by_epoch() -> None:
    part = held_out_part(count=200)
    data = DataSplits("other", "Other", part, part, DIGIT_NAMES, "tests")
    assert builtin.throughput_ratio(data, epochs=1) > 0
