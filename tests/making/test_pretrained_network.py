import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from mnist_viz.data.idx import write_idx
from mnist_viz.training import read_model
from tests.making import pretrained_network
from tests.pens import PenDigit
from tests.samples import tiny_data


@pytest.fixture
def mnist_folder(tmp_path: Path) -> Path:
    data = tiny_data(300, 60)
    for prefix, part in (("train", data.train), ("t10k", data.test)):
        write_idx(tmp_path / f"{prefix}-images-idx3-ubyte.gz", part.images)
        write_idx(tmp_path / f"{prefix}-labels-idx1-ubyte.gz", part.labels)
    return tmp_path


def test_the_command_trains_on_both_and_scores_writers_who_have_no_part_in_it(
    mnist_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pen = tmp_path / "pens.jsonl.gz"
    with gzip.open(pen, "wt") as lines:
        for writer in (1, 24, 25):
            for digit in (1, 7):
                strokes = [[[100, 100], [100 + 30 * digit, 110], [150, 400 + writer]]]
                line = {"digit": digit, "writer": writer, "strokes": strokes}
                lines.write(json.dumps(line) + "\n")
    out = tmp_path / "model.safetensors"
    settings = ["--set", "epochs=2", "--set", "hidden=12", "--set", "batch_size=20"]
    files = ["--mnist", str(mnist_folder), "--pen", str(pen), "--out", str(out)]
    pretrained_network.main([*files, *settings, "--set", "augmentation=none"])
    said = capsys.readouterr().out
    assert "'25'" in said
    assert "'24'" not in said
    model = read_model(out)
    assert model.config.hidden == (12,)
    assert model.data_name == "mnist"
    assert "CC BY 4.0" in model.data_origin


def test_drawn_digits_join_the_training_images_and_not_the_test_images() -> None:
    mnist = tiny_data(100, 40)
    pens = [
        PenDigit(4, 1, (np.array([[0.0, 0.0], [1.0, 3.0]]),)),
        PenDigit(6, 2, (np.array([[0.0, 5.0], [1.0, 3.0]]),)),
    ]
    data = pretrained_network.joined(mnist, pens, 3)
    assert len(data.train) == 106
    assert data.train.labels[100:].tolist() == [4, 4, 4, 6, 6, 6]
    assert data.test is mnist.test
