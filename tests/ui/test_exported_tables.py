"""Each panel's CSV holds the very numbers that the panel shows; files are whole or not there."""

import csv
import dataclasses
import io
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.nn import predict
from mnist_viz.session import Session
from mnist_viz.training import UNREADABLE, Metrics, View
from mnist_viz.ui.panels.activations_panel import ActivationsPanel
from mnist_viz.ui.panels.drawing_panel import DrawingPanel
from mnist_viz.ui.panels.filters_panel import FiltersPanel
from mnist_viz.ui.panels.health_panel import HealthPanel
from mnist_viz.ui.panels.loss_panel import LossPanel
from mnist_viz.ui.panels.scores_panel import ScoresPanel
from mnist_viz.ui.table import Table
from tests.samples import sample_view, tiny_data

PANELS = (DrawingPanel, FiltersPanel, ActivationsPanel, LossPanel, ScoresPanel, HealthPanel)
Shown = DrawingPanel | FiltersPanel | ActivationsPanel | LossPanel | ScoresPanel | HealthPanel


def show(panel: Shown, view: View, qtbot: QtBot) -> None:
    qtbot.addWidget(panel)
    for control in panel.header_controls():
        qtbot.addWidget(control)
    panel.resize(684, 246)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.show_view(view)


def rows_of(panel: Shown) -> list[list[str]]:
    """Return what the panel's file holds, read back as another program would."""
    table = panel.as_table()
    assert table is not None
    return list(csv.reader(io.StringIO(table.encoded().decode(), newline="")))


def test_filters_are_a_row_a_unit(qtbot: QtBot) -> None:
    panel, view = FiltersPanel(), sample_view(3)
    show(panel, view, qtbot)
    header, *rows = rows_of(panel)
    assert header[:3] == ["unit", "bias", "weights 0, 0"]
    numbers = np.array(rows, dtype=np.float32)
    layer = view.frame.layout.layers[0]
    np.testing.assert_array_equal(numbers[:, 1], layer.bias.of(view.frame.parameters))
    np.testing.assert_array_equal(numbers[:, 2:], view.frame.filters.reshape(layer.units, -1))


def test_activations_are_a_row_for_each_unit_and_image(qtbot: QtBot) -> None:
    panel, view = ActivationsPanel(), sample_view(3)
    show(panel, view, qtbot)
    _, *rows = rows_of(panel)
    drawn = view.drawing_activations
    assert drawn is not None
    expected = np.concatenate(
        [
            np.concatenate([mine, probe.ravel()])
            for mine, probe in zip(drawn, view.probe_activations, strict=True)
        ]
    )
    np.testing.assert_array_equal(np.array([row[4] for row in rows], np.float32), expected)
    assert rows[0][:4] == ["Layer 1", "drawing", "", "0"]
    assert rows[-1][:4] == ["Output", f"test image {view.probe.indices[-1]}", "9", "9"]


def test_the_loss_is_a_row_a_point_of_each_line(qtbot: QtBot) -> None:
    panel, view = LossPanel(), sample_view(60)
    show(panel, view, qtbot)
    _, *rows = rows_of(panel)
    batches = [(float(step), float(loss)) for line, step, _, loss in rows if line == "batches"]
    losses = np.asarray(view.frame.metrics.loss, dtype=float)
    assert batches == list(zip(np.arange(1.0, 61.0), losses, strict=True))
    tests = [(float(step), float(loss)) for line, step, _, loss in rows if line == "test"]
    assert tests == [(one.step, one.loss) for one in view.analyses]


@pytest.mark.parametrize("steps", [60, 6221])
def test_a_smoothed_loss_names_the_steps_that_it_is_the_mean_of(steps: int, qtbot: QtBot) -> None:
    panel, view = LossPanel(), sample_view(60)
    losses = np.random.default_rng(0).gamma(2.0, 0.1, steps).astype(np.float32)
    metrics = Metrics.of(losses, np.full(steps, 0.1, dtype=np.float32))
    frame = dataclasses.replace(view.frame, step=steps, metrics=metrics)
    show(panel, dataclasses.replace(view, frame=frame, ghost=metrics.up_to(40)), qtbot)
    _, *rows = rows_of(panel)
    for name, length in (("train, mean", steps), ("ghost, mean", 40)):
        means = [(int(one), int(to), float(loss)) for line, one, to, loss in rows if line == name]
        assert means[-1][1] == length
        for first, last, mean in means:
            assert mean == pytest.approx(losses[first - 1 : last].mean(dtype=float), rel=1e-5)
    newest = next(
        loss for line, _, to, loss in reversed(rows) if (line, to) == ("train, mean", str(steps))
    )
    assert f"train {float(newest):.3f}, " in panel.legend.text


def test_of_many_test_losses_each_is_a_row_with_its_own_step(qtbot: QtBot) -> None:
    panel, view = LossPanel(), sample_view(60)
    losses = np.random.default_rng(0).random(5000).astype(np.float32)
    metrics = Metrics.of(losses, np.full(5000, 0.1, dtype=np.float32))
    last = view.analyses[-1]
    tests = [dataclasses.replace(last, step=5 * k, loss=float(losses[k])) for k in range(1000)]
    frame = dataclasses.replace(view.frame, step=5000, metrics=metrics)
    show(panel, dataclasses.replace(view, frame=frame, analyses=tuple(tests)), qtbot)
    assert len(panel.displayed.lines["test"][0]) < 1000
    found = [(int(one), float(loss)) for line, one, _, loss in rows_of(panel)[1:] if line == "test"]
    assert found == [(one.step, one.loss) for one in tests]


def test_scores_are_the_confusion_matrix_and_what_it_comes_to(qtbot: QtBot) -> None:
    panel, view = ScoresPanel(), sample_view(3)
    analysis, frame, test = view.analysis, view.frame, tiny_data().test
    assert analysis is not None
    held_out = dataclasses.replace(analysis, loss=1.5)
    known = dataclasses.replace(analysis, held_out=held_out)
    show(panel, dataclasses.replace(view, analyses=(known,)), qtbot)
    header, *rows = rows_of(panel)
    assert header[:2] == ["at step 3", "read as 0"]
    x = test.images.reshape(len(test), -1) / np.float32(255)
    scores = predict(frame.layout, frame.parameters, x)
    counts = np.zeros((10, 11), dtype=int)
    np.add.at(counts, (test.labels, scores.argmax(axis=1)), 1)
    assert [row[1:] for row in rows[:10]] == counts.astype(str).tolist()
    found = {row[0]: float(row[1]) for row in rows[10:]}
    right = float((scores.argmax(axis=1) == test.labels).mean())
    loss = float(-np.log(scores[np.arange(len(test)), test.labels]).mean())
    assert found == pytest.approx(
        {
            "test accuracy": right,
            "test loss": loss,
            "held-out accuracy": right,
            "held-out loss": 1.5,
        },
        rel=1e-4,
    )


def test_images_that_cannot_be_read_are_counted_apart(qtbot: QtBot) -> None:
    panel, view = ScoresPanel(), sample_view(3)
    analysis = view.analysis
    assert analysis is not None
    nothing = dataclasses.replace(
        analysis, predictions=np.full_like(analysis.predictions, UNREADABLE), loss=float("nan")
    )
    show(panel, dataclasses.replace(view, analyses=(nothing,)), qtbot)
    header, *rows = rows_of(panel)
    assert header[-1] == "not read"
    assert [row[-1] for row in rows[:10]] == ["20"] * 10
    assert rows[10] == ["test accuracy", *[""] * 11]
    assert rows[11][:2] == ["test loss", "nan"]


def test_the_drawing_is_its_pixels_and_its_scores(qtbot: QtBot) -> None:
    panel, view = DrawingPanel(), sample_view(3)
    show(panel, view, qtbot)
    _, *rows = rows_of(panel)
    assert view.drawing is not None
    pixels = [int(row[3]) for row in rows if row[0] == "pixel"]
    assert pixels == view.drawing.ravel().tolist()
    scores = np.array([row[3] for row in rows if row[0].startswith("score of")], np.float32)
    np.testing.assert_array_equal(scores, view.scores)


@pytest.mark.parametrize("kind", PANELS)
def test_a_panel_that_shows_nothing_has_no_table(kind: type[Shown], qtbot: QtBot) -> None:
    panel = kind()
    for widget in (panel, *panel.header_controls()):
        qtbot.addWidget(widget)
    assert panel.as_table() is None


def test_numbers_that_are_not_finite_are_written_as_such() -> None:
    table = Table(("value",), (np.array([np.nan, np.inf, -np.inf, 0.1], dtype=np.float32),))
    assert table.encoded().decode().split() == ["value", "nan", "inf", "-inf", "0.1"]


def test_a_file_is_written_on_the_io_thread_or_its_failure_told(
    tmp_path: Path, qtbot: QtBot
) -> None:
    session = Session()
    try:
        with qtbot.waitSignal(session.file_written) as told:
            session.write_file("The table", tmp_path / "new" / "a.csv", b"1".strip)
        assert told.args == ["The table", str(tmp_path / "new" / "a.csv")]
        assert (tmp_path / "new" / "a.csv").read_bytes() == b"1"
        with qtbot.waitSignal(session.write_failed) as told:
            session.write_file("The table", tmp_path / "new" / "a.csv" / "b.csv", b"2".strip)
        with qtbot.waitSignal(session.write_failed):
            session.write_file("The table", tmp_path / "c.csv", partial(bytes.fromhex, "x"))
        assert [path.name for path in tmp_path.rglob("*")] == ["new", "a.csv"]
    finally:
        session.close()
