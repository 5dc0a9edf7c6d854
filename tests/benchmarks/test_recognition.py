import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from mnist_viz.data import DIGIT_NAMES, ink_to_image
from mnist_viz.data.ink import HALF_WIDTH
from mnist_viz.nn import Network
from mnist_viz.training import Model, RunConfig, save_model
from tests.benchmarks import recognition
from tests.benchmarks.ink_ways import WAYS, with_pen
from tests.pens import PenFileError, drawn, numbers, read_pens

ONE = [[[250, 100], [250, 250], [250, 400]]]
MINUS = [[[100, 250], [250, 250], [400, 250]]]


def written(path: Path, lines: list[object]) -> Path:
    with gzip.open(path, "wt") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    return path


@pytest.fixture
def pens(tmp_path: Path) -> Path:
    """Writer 1 writes ones; writer 2 one of them, and lies about three lines."""
    lines = [{"digit": 1, "writer": 1, "strokes": ONE}] * 2
    lines += [{"digit": 1, "writer": 2, "strokes": ONE}]
    lines += [{"digit": 4, "writer": 2, "strokes": MINUS}] * 3
    return written(tmp_path / "pens.jsonl.gz", list(lines))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Reads an upright line as a 1, and everything else as a 7."""
    config = RunConfig(hidden=(), activation=("relu",))
    layout = config.layout((28, 28), 10)
    parameters = np.zeros(layout.size, dtype=np.float32)
    weights, biases = (slot.of(parameters) for slot in layout.slots)
    upright = ink_to_image([np.array(stroke) for stroke in ONE])
    column = np.zeros((28, 28), dtype=np.float32)
    column[4:10, 13:16] = 1.0  # where a level line leaves no ink
    assert upright[4:10, 13:16].any()
    weights.reshape(784, 10)[:, 1] = column.ravel()
    biases[7] = 0.5
    network = Network(layout, parameters)
    path = tmp_path / "model.safetensors"
    save_model(path, Model(network, config, "mnist", DIGIT_NAMES))
    return path


def test_digits_and_writers_are_counted_each_on_their_own(
    pens: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recognition.main([str(pens), str(model), "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert results.pop("machine")["numpy"] == np.__version__
    assert results == {
        "accuracy": 0.5,
        "per_digit": {"1": 1.0, "4": 0.0},
        "per_writer": {"1": 1.0, "2": 0.25},
    }


def test_the_table_shows_the_same_figures(
    pens: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recognition.main([str(pens), str(model), "--writers", "2"]) == 0
    table = capsys.readouterr().out
    assert "25.00 %  of 4" in table
    assert "digit  4  0.00 %" in table
    assert "writer  1" not in table


def test_each_way_of_drawing_is_counted_on_its_own(
    pens: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recognition.main([str(pens), str(model), "--ways", "--json"]) == 0
    shares = json.loads(capsys.readouterr().out)["by_way"]
    assert set(shares) == set(WAYS)
    assert shares["as the pad does"] == 0.5
    for way, draw in WAYS.items():
        images = drawn(read_pens(pens), draw)
        upright = images.images[:, 4:10, 13:16].sum(axis=(1, 2)) > 0.5 * 255
        assert shares[way] == np.mean((images.labels == 1) & upright)


def test_the_ways_differ_from_the_pads_in_what_they_say() -> None:
    strokes = tuple(np.array(stroke, dtype=float) for stroke in ONE)
    np.testing.assert_array_equal(with_pen(HALF_WIDTH, strokes), ink_to_image(strokes))
    widths = [(with_pen(width, strokes)[14] > 64).sum() for width in (0.6, 1.1, 1.8)]
    assert widths == sorted(set(widths))
    lowest = [np.flatnonzero(WAYS[way](strokes).any(axis=1))[0] for way in WAYS]
    assert lowest[-1] == pytest.approx(100 * 28 / 500, abs=1.5)


def test_the_pretrained_network_is_meant_by_its_word(
    pens: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recognition.main([str(pens), "pretrained", "--writers", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] == 1.0


@pytest.mark.parametrize(
    "line",
    [
        {"digit": 10, "writer": 1, "strokes": ONE},
        {"digit": 1, "writer": 1, "strokes": []},
        {"digit": 1, "writer": 1, "strokes": [[1, 2, 3]]},
        {"digit": 1, "strokes": ONE},
        ["digit"],
    ],
)
def test_a_line_that_is_no_digit_is_refused_with_its_number(
    tmp_path: Path, line: object, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {"digit": 1, "writer": 1, "strokes": ONE}
    path = written(tmp_path / "pens.jsonl.gz", [good, line])
    assert recognition.main([str(path), "pretrained"]) == 1
    assert "line 2" in capsys.readouterr().err


def test_a_file_without_these_writers_or_none_at_all_is_refused(pens: Path) -> None:
    with pytest.raises(PenFileError, match="no digits of these writers"):
        read_pens(pens, {9})
    with pytest.raises(PenFileError, match="cannot be read"):
        read_pens(pens.with_name("none.gz"))


def test_writers_are_named_by_numbers_and_ranges() -> None:
    assert numbers("3,7,21-24") == {3, 7, 21, 22, 23, 24}
    with pytest.raises(ValueError, match="x"):
        numbers("x")
