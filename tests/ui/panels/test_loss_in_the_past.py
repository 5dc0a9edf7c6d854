"""The loss panel when a past step is shown, and beside a run that was left."""

import dataclasses

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.training import Metrics
from mnist_viz.ui import numbers
from mnist_viz.ui.panels.loss_panel import LossPanel
from tests.samples import sample_view
from tests.ui.panel_driver import show_panel


@pytest.fixture
def panel(qtbot: QtBot) -> LossPanel:
    return show_panel(LossPanel(), 312, 202, qtbot)


def test_in_the_past_the_whole_curve_stays_and_the_values_are_of_the_step(panel: LossPanel) -> None:
    newest, past = sample_view(60), sample_view(20)
    panel.show_view(past)
    then = panel.displayed
    panel.show_view(newest)
    whole = panel.displayed
    panel.show_view(
        dataclasses.replace(past, newest=newest.frame, later_analyses=newest.analyses[-1:])
    )
    shown = panel.displayed
    for name in ("train", "test"):
        assert shown.lines[name][0][-1] == whole.lines[name][0][-1]
    assert np.array_equal(shown.lines["train"][1], whole.lines["train"][1])
    assert (shown.train, shown.test) == (then.train, then.test)


def test_a_ghost_that_diverged_does_not_press_the_losses_flat(panel: LossPanel) -> None:
    view = sample_view(60)
    panel.show_view(view)
    alone = panel.chart.scale.high
    losses = np.concatenate([np.linspace(2.3, 0.5, 40), np.geomspace(10, 1e9, 20)])
    ghost = losses.astype(np.float32)
    panel.show_view(dataclasses.replace(view, ghost=Metrics.of(ghost, ghost)))
    assert panel.chart.scale.high <= 10 * alone
    assert len(panel.chart.exits) == 1
    highest = panel.displayed.lines["ghost"][1].max()
    assert panel.legend.text.endswith(f"ghost, up to {numbers.loss(highest)}")
    panel.chart.read(60)
    assert panel.legend.text.startswith(f"step 60, ghost {numbers.loss(highest)}, batch ")
    panel.chart.read(20)
    assert "ghost" not in panel.legend.text


def test_the_run_that_was_left_is_drawn_as_a_ghost(panel: LossPanel) -> None:
    ghost = np.linspace(2.3, 0.5, 80).astype(np.float32)
    panel.show_view(dataclasses.replace(sample_view(60), ghost=Metrics.of(ghost, ghost)))
    steps, losses = panel.displayed.lines["ghost"]
    assert len(steps) > 5
    assert losses.min() >= 0.5
    assert "ghost" in panel.legend.text
