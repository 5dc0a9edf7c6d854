"""The loss panel draws what was recorded, and its legend is the read-out."""

import dataclasses
import itertools

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mnist_viz.nn import predict
from mnist_viz.training import Change, Metrics, RunConfig, Trainer, View
from mnist_viz.ui.charts.change_marks import change_marks
from mnist_viz.ui.charts.curves import SMOOTHING_STEPS
from mnist_viz.ui.components import Toggle
from mnist_viz.ui.look.theme import THEME_NAMES, theme
from mnist_viz.ui.panels.loss_panel import LossPanel
from tests.samples import sample_view, tiny_data
from tests.ui.panel_driver import show_panel


@pytest.fixture
def panel(qtbot: QtBot) -> LossPanel:
    return show_panel(LossPanel(), 312, 168, qtbot)


def with_losses(view: View, losses: np.ndarray, **changes: object) -> View:
    """Return the view of a frame that has such a record."""
    losses = np.asarray(losses, dtype=np.float32)
    metrics = Metrics.of(losses, np.full(len(losses), 0.1, dtype=np.float32))
    frame = dataclasses.replace(
        view.frame,
        **({"metrics": metrics, "step": len(losses)} | changes),  # type: ignore[arg-type]
    )
    return dataclasses.replace(view, frame=frame)


def playhead(panel: LossPanel) -> tuple[float, str]:
    return panel.chart.playhead


def is_log(panel: LossPanel) -> bool:
    return panel.chart.scale.log


def written(panel: LossPanel) -> str:
    return panel.legend.text


def test_the_lines_are_the_losses_of_the_batches_and_of_the_test_images(panel: LossPanel) -> None:
    view = sample_view(60)
    panel.show_view(view)
    shown, losses = panel.displayed, view.frame.metrics.loss
    steps, batches = shown.lines["batches"]
    np.testing.assert_array_equal(steps, np.arange(1, 61))
    np.testing.assert_array_equal(batches, losses)
    for step, mean in zip(*shown.lines["train"], strict=True):
        recent = losses[int(step) - min(max(int(step) // 4, 1), SMOOTHING_STEPS) : int(step)]
        assert mean == pytest.approx(recent.mean(dtype=float))
    np.testing.assert_array_equal(
        shown.lines["test"], [[a.step for a in view.analyses], [a.loss for a in view.analyses]]
    )


def test_the_losses_of_other_test_images_are_another_line(panel: LossPanel) -> None:
    view = sample_view(60)
    first = [dataclasses.replace(view.analyses[-1], step=step, loss=0.5) for step in (20, 40)]
    other = dataclasses.replace(first[0], labels=first[0].labels[:-7], step=50, loss=0.3)
    last = dataclasses.replace(other, step=60, loss=0.2)
    panel.show_view(dataclasses.replace(view, analyses=(*first, other, last)))
    steps, losses = panel.displayed.lines["test"]
    assert steps.tolist() == [20, 40, 50, 50, 60]
    np.testing.assert_array_equal(losses, [0.5, 0.5, np.nan, 0.3, 0.2])
    table = panel.as_table()
    assert table is not None
    lines, values = table.columns[0], table.columns[-1]
    told = [float(y) for name, y in zip(lines, values, strict=True) if name == "test"]
    assert told == [0.5, 0.5, 0.3, 0.2], "in the table there are no gaps"


def test_the_test_line_is_of_the_loss_that_the_run_trains_with(panel: LossPanel) -> None:
    view, test = sample_view(60, RunConfig(batch_size=32, loss="squared_error")), tiny_data().test
    panel.show_view(view)
    layout, parameters = view.frame.layout, view.frame.parameters
    x = test.images.reshape(len(test), -1) / np.float32(255)
    errors = predict(layout, parameters, x) - np.eye(10)[test.labels]
    expected = pytest.approx(np.square(errors).sum(axis=1).mean(), rel=1e-4)
    assert panel.displayed.test == panel.displayed.lines["test"][1][-1] == expected
    assert panel.displayed.train is not None
    assert panel.displayed.train < 1


def test_a_test_loss_of_another_kind_is_neither_drawn_nor_written(panel: LossPanel) -> None:
    """Older files have cross-entropy beside whatever was trained with."""
    view = sample_view(60, RunConfig(batch_size=32, loss="squared_error"))
    old = [dataclasses.replace(one, loss_name="cross_entropy") for one in view.analyses]
    panel.show_view(dataclasses.replace(view, analyses=tuple(old)))
    assert len(panel.displayed.lines["test"][0]) == 0
    assert panel.displayed.test is None
    assert written(panel).endswith("test –")


@pytest.mark.parametrize("width", [312, 1100])
def test_the_smoothed_line_has_no_corners_of_its_own(width: int, qtbot: QtBot) -> None:
    panel = show_panel(LossPanel(), width, 168, qtbot)
    panel.show_view(with_losses(sample_view(3), 2 * np.exp(-np.arange(6000) / 1000)))
    steps, _ = panel.displayed.lines["train"]
    scale, pixels = panel.chart.scale, panel.chart.pixels
    assert np.diff(steps).max() * pixels / (scale.last - scale.first) <= 4
    assert len(steps) <= pixels


def test_the_losses_are_those_of_the_network_on_its_batches() -> None:
    """What the panel draws of a step can be computed again from parameters and data."""
    data, config = tiny_data(), RunConfig(batch_size=600)
    view = sample_view(3, config, data)
    trainer = Trainer(config, data)
    losses = []
    for _ in range(3):
        frame = trainer.frame()
        x = data.train.images.reshape(600, -1) / np.float32(255)
        scores = trainer.network.predict(x)
        losses.append(-np.log(scores[np.arange(600), data.train.labels]).mean(dtype=float))
        units = trainer.units()
        while trainer.step == frame.step:
            next(units)
    np.testing.assert_allclose(view.frame.metrics.loss, losses, rtol=1e-4)


def test_the_legend_tells_the_values_at_the_shown_step(panel: LossPanel) -> None:
    view = sample_view(60)
    panel.show_view(view)
    assert view.analysis is not None
    train = view.frame.metrics.loss[45:].mean(dtype=float)
    assert written(panel) == f"train {train:.3f}, test {view.analysis.loss:.3f}"
    assert panel.displayed.train == pytest.approx(train)
    assert panel.displayed.test == view.analysis.loss


def test_an_old_test_loss_bears_its_step(panel: LossPanel) -> None:
    view = sample_view(60)
    panel.show_view(dataclasses.replace(view, analyses=view.analyses[:1]))
    assert written(panel).endswith(f"test {view.analyses[0].loss:.3f}, at 0")
    panel.show_view(view)
    assert "at " not in written(panel)


def test_before_the_first_step_the_panel_says_what_to_press(panel: LossPanel) -> None:
    view = sample_view(0)
    panel.show_view(view)
    assert not panel.chart.isVisible()
    assert view.analysis is not None
    assert written(panel) == f"train –, test {view.analysis.loss:.3f}"
    panel.show_view(dataclasses.replace(view, analyses=()))
    assert written(panel) == "train –, test –"
    panel.show_view(sample_view(1))
    assert panel.chart.isVisible()


def test_the_playhead_stands_at_the_shown_step(panel: LossPanel) -> None:
    view = sample_view(60)
    panel.show_view(view)
    assert playhead(panel) == (60, "accent")
    rewound = dataclasses.replace(view, frame=dataclasses.replace(view.frame, step=20))
    panel.show_view(rewound)
    assert playhead(panel) == (20, "past")
    assert len(panel.displayed.lines["batches"][0]) == 60
    assert panel.displayed.train == pytest.approx(view.frame.metrics.loss[15:20].mean(dtype=float))


def test_the_playhead_is_whole_at_the_start_and_of_the_theme(panel: LossPanel) -> None:
    view = sample_view(60)
    frame = dataclasses.replace(view.frame, step=0)
    panel.show_view(dataclasses.replace(view, frame=frame, newest=view.frame))
    panel.restyle(theme("light"))
    assert playhead(panel) == (0, "warning")
    canvas = panel.chart._canvas
    row = canvas.grab().toImage()
    seen = [row.pixelColor(x, canvas.height() // 2) for x in range(4)]
    assert [color == theme("light").color("warning") for color in seen] == [
        True,
        True,
        False,
        False,
    ]


def test_the_axis_holds_still_while_an_earlier_step_is_shown(panel: LossPanel) -> None:
    view = sample_view(60)
    panel.show_view(view)
    end = panel.chart.scale.last
    earlier = with_losses(view, view.frame.metrics.loss[:20])
    panel.show_view(earlier)
    assert panel.chart.scale.last == end
    assert playhead(panel) == (20, "past")
    assert len(panel.displayed.lines["batches"][0]) == 20


def test_another_run_begins_anew(panel: LossPanel) -> None:
    view = sample_view(60)
    panel.show_view(view)
    panel.chart.zoom(2)
    other = with_losses(view, view.frame.metrics.loss[:5] + 1, run_id=2)
    panel.show_view(dataclasses.replace(other, analyses=()))
    assert panel.chart.following
    assert panel.chart.scale.last == 10
    assert playhead(panel) == (5, "accent")
    assert len(panel.displayed.lines["test"][0]) == 0
    np.testing.assert_array_equal(
        panel.displayed.lines["batches"][1], np.asarray(other.frame.metrics.loss, dtype=float)
    )


def test_a_loss_that_is_not_finite_is_marked(panel: LossPanel) -> None:
    losses = np.linspace(2.0, 1.0, 60)
    losses[[20, 40]] = np.nan, np.inf
    view = with_losses(sample_view(60), losses)
    assert view.analysis is not None
    broken = dataclasses.replace(view.analysis, loss=float("nan"))
    panel.show_view(dataclasses.replace(view, analyses=(*view.analyses, broken)))
    assert panel.displayed.broken == [21, 41, 60]
    assert "not finite" in written(panel)
    assert written(panel).startswith("train 1.")


def test_the_step_at_which_training_stopped_by_itself_is_marked(panel: LossPanel) -> None:
    view = sample_view(steps=60)
    panel.show_view(view)
    assert panel.displayed.broken == []
    panel.show_view(dataclasses.replace(view, warnings=((61, "not finite"),)))
    assert panel.displayed.broken == [61]
    assert panel.chart.scale.last >= 61
    assert written(panel).endswith("not finite")


def test_nothing_is_clipped_in_silence(panel: LossPanel) -> None:
    losses = np.full(100_000, 0.2)
    losses[70_123], losses[80_456] = 61.5, 1e-6
    panel.show_view(with_losses(sample_view(1), losses))
    for log in (True, False):
        panel._log.setChecked(log)
        _, y = panel.displayed.lines["batches"]
        assert y.max() == np.float32(61.5)
        assert y.min() == np.float32(1e-6)
        down = panel.chart.scale.down(y)
        assert (down >= 0).all()
        held = y > 0.01 if log else np.full(len(y), True)
        assert (down[held] <= panel.chart.scale.height).all()
        assert len(panel.chart.sinks) == (not held.all())
        assert panel.legend.text.endswith("batches down to 1.0e−6") == log
    panel._log.setChecked(True)
    assert panel.chart.sinks == [pytest.approx(panel.chart.scale.across(80_457.0), abs=1)]
    panel.chart.read(80_457)
    assert panel.legend.text.startswith("step 80,457, lowest batch 1.0e−6, batch ")
    panel.chart.read(40_000)
    assert "lowest" not in panel.legend.text


def test_the_least_batches_of_a_long_run_do_not_press_the_other_lines_together(
    panel: LossPanel,
) -> None:
    losses = 0.03 * np.exp(np.random.default_rng(1).normal(-2, 2, 100_000))
    panel.show_view(with_losses(sample_view(1), losses))
    chart, lines = panel.chart, panel.displayed.lines
    lowest = min(np.nanmin(lines[name][1]) for name in ("train", "test"))
    assert losses.min() < lowest / 300
    assert lowest / 40 < chart.scale.low <= lowest / 10
    assert 1 <= len(chart.sinks) <= chart.scale.width / 24 + 1


def test_changes_are_marked_with_what_was_before() -> None:
    changes = (
        Change(10, "learning_rate", 0.4),
        Change(20, "batch_size", 128),
        Change(30, "learning_rate", 0.05),
        Change(40, "momentum", 0.5),
        Change(50, "batch_size", "full"),
        Change(55, "data", "other"),
    )
    view = sample_view(60)
    view = dataclasses.replace(view, frame=dataclasses.replace(view.frame, changes=changes))
    assert change_marks(view) == [
        (10.0, "rate 0.1 → 0.4"),
        (20.0, "batch 32 → 128"),
        (30.0, "rate 0.4 → 0.05"),
        (40.0, "momentum 0.9 → 0.5"),
        (50.0, "batch 128 → full"),
        (55.0, "data tiny → other"),
    ]


def test_a_change_before_the_first_step_is_marked_with_what_the_run_began_with() -> None:
    view = sample_view(1, RunConfig(learning_rate=30.0))
    changes = (Change(0, "learning_rate", 0.1), Change(0, "batch_size", 32))
    frame = dataclasses.replace(view.frame, changes=changes)
    assert change_marks(dataclasses.replace(view, frame=frame)) == [
        (0.0, "rate 30 → 0.1"),
        (0.0, "batch 64 → 32"),
    ]


def test_on_a_schedule_the_marks_are_of_its_peak_as_what_is_set_is() -> None:
    view = sample_view(6, RunConfig(schedule="cosine", learning_rate=0.2, epochs=2))
    changes = (Change(5, "learning_rate", 0.1),)
    view = dataclasses.replace(view, frame=dataclasses.replace(view.frame, changes=changes))
    assert view.frame.learning_rate is not None
    assert view.frame.learning_rate < 0.2
    assert change_marks(view) == [(5.0, "rate 0.2 → 0.1")]


def test_pointing_at_a_step_reads_it(panel: LossPanel) -> None:
    view = sample_view(60)
    panel.show_view(view)
    panel.chart.read(30)
    loss = view.frame.metrics.loss[29]
    test = f"test {view.analyses[0].loss:.3f}"
    smoothed = view.frame.metrics.loss[30 - 30 // 4 : 30].mean()
    assert written(panel) == f"step 30, batch {loss:.3f}, train {smoothed:.3f}, {test}"
    panel.chart.read(0)
    assert written(panel) == f"step 0, batch –, train –, {test}"
    panel.chart.read(None)
    assert written(panel).startswith("train ")


def test_a_reading_stays_while_training_goes_on(panel: LossPanel) -> None:
    view = sample_view(60)
    panel.show_view(with_losses(view, view.frame.metrics.loss[:50]))
    panel.chart.read(30)
    panel.show_view(view)
    assert written(panel).startswith("step 30")


def test_l_switches_the_axis_and_so_does_the_toggle(panel: LossPanel) -> None:
    panel.show_view(sample_view(60))
    (toggle,) = panel.header_controls()
    assert isinstance(toggle, Toggle)
    assert is_log(panel)
    QTest.keyClick(panel.chart, Qt.Key.Key_L)
    assert not is_log(panel)
    toggle.click()
    assert is_log(panel)


def test_a_button_leads_back_to_the_newest_step(panel: LossPanel) -> None:
    panel.show_view(sample_view(60))
    assert not panel._follow.isVisible()
    panel.chart.zoom(3)
    assert panel._follow.isVisible()
    QTest.mouseClick(panel._follow, Qt.MouseButton.LeftButton)
    assert panel.chart.following
    assert not panel._follow.isVisible()


def test_zooming_in_shows_every_step_of_a_long_record(panel: LossPanel) -> None:
    losses = np.random.default_rng(0).gamma(2, 0.1, 50_000)
    panel.show_view(with_losses(sample_view(1), losses))
    panel.chart.zoom(400, 30_000)
    first, last = panel.chart.scale.first, panel.chart.scale.last
    assert last - first < 300
    steps, values = panel.displayed.lines["batches"]
    assert steps[0] <= first
    assert last <= steps[-1]
    np.testing.assert_array_equal(values, losses.astype(np.float32)[steps.astype(int) - 1])


def test_a_table_of_a_long_record_tells_the_steps_that_each_value_is_of(panel: LossPanel) -> None:
    losses = np.random.default_rng(0).gamma(2, 0.1, 50_001).astype(np.float32)
    panel.show_view(with_losses(sample_view(1), losses))
    table = panel.as_table()
    assert table is not None
    assert table.header == ("line", "step", "to step", "loss")
    rows = [row for row in zip(*table.columns, strict=True) if row[0].startswith("batches")]
    assert {row[0] for row in rows} >= {"batches, lowest", "batches, highest"}
    ends = []
    for line, first, last, loss in rows:
        among = losses[first - 1 : last]
        assert loss == (among.max() if line.endswith("highest") else among.min())
        ends.append((first, last))
    assert ends[0][0] == 1
    assert ends[-1][1] == len(losses)
    whole = sorted(set(ends))
    assert all(after[0] == before[1] + 1 for before, after in itertools.pairwise(whole))


def test_a_hidden_panel_draws_the_last_view_when_it_is_shown(qtbot: QtBot) -> None:
    panel = LossPanel()
    qtbot.addWidget(panel)
    panel.show_view(sample_view(30))
    panel.show_view(sample_view(60))
    assert panel.displayed.lines == {}
    with qtbot.waitExposed(panel):
        panel.show()
    assert len(panel.displayed.lines["batches"][0]) == 60


def test_the_same_view_is_not_drawn_twice(panel: LossPanel) -> None:
    view = sample_view(60)
    panel.show_view(view)
    lines = panel.chart.lines
    panel.show_view(dataclasses.replace(view, drawing=None))
    assert panel.chart.lines is lines


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_panel_takes_on_every_theme(panel: LossPanel, name: str) -> None:
    panel.show_view(sample_view(60))
    look = theme(name)
    panel.restyle(look)
    picture = panel.chart.grab().toImage()
    colors = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    for token in ("panel", "train", "test", "accent", "grid"):
        assert look.color(token).name() in colors, token


def test_a_test_loss_of_built_in_digits_says_so(qtbot: QtBot) -> None:
    panel = LossPanel()
    qtbot.addWidget(panel)
    view = sample_view(steps=5)
    panel.show_view(view)
    assert panel.subtitle == "by step"
    analyses = tuple(dataclasses.replace(one, images_title="held-out x") for one in view.analyses)
    panel.show_view(dataclasses.replace(view, analyses=analyses))
    assert panel.subtitle == "by step; test: held-out x"


def test_the_chart_is_made_ahead_of_the_first_step_once_there_are_test_scores(
    panel: LossPanel, qtbot: QtBot
) -> None:
    assert panel._chart is None
    panel.show_view(dataclasses.replace(sample_view(steps=0), analyses=()))
    assert not panel._make_soon.isActive()
    panel.show_view(sample_view(steps=0))
    assert panel._chart is None
    qtbot.waitUntil(lambda: panel._chart is not None)
    assert not panel.chart.isVisible()
    panel.show_view(sample_view(steps=30))
    assert panel.chart.isVisible()
    assert panel.chart.scale.log == panel._log.isChecked()
