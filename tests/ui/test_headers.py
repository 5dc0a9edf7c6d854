"""The header of every panel tells of what the panel shows, however late that is drawn."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.training import RunConfig, View
from mnist_viz.ui.display import panel_turns
from mnist_viz.ui.docks.panel_dock import PanelDock
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.panel import Panel
from mnist_viz.ui.panels.filters_panel import FiltersPanel
from mnist_viz.ui.panels.loss_panel import LossPanel
from mnist_viz.ui.panels.scores_panel import ScoresPanel
from tests.samples import sample_view
from tests.ui.window_runs import begin, newest

CONFIG = RunConfig(batch_size=32)

ROOMY = (700, 400)


def header(dock: PanelDock) -> str:
    return dock._header._subtitle.text


def shown(panel: Panel, qtbot: QtBot) -> PanelDock:
    dock = PanelDock(panel)
    qtbot.addWidget(dock)
    dock.resize(*ROOMY)
    dock.show()
    return dock


def saturated(view: View) -> View:
    parameters = np.float32(1e3) * view.frame.parameters
    return dataclasses.replace(view, frame=dataclasses.replace(view.frame, parameters=parameters))


def unscored(view: View) -> View:
    return dataclasses.replace(view, analyses=())


def scored_elsewhere(view: View) -> View:
    analyses = [dataclasses.replace(one, images_title="held-out digits") for one in view.analyses]
    return dataclasses.replace(view, analyses=tuple(analyses))


@pytest.mark.parametrize(
    ("panel", "changed"),
    [(FiltersPanel, saturated), (ScoresPanel, unscored), (LossPanel, scored_elsewhere)],
)
def test_a_header_changes_with_what_its_panel_draws(
    panel: type[FiltersPanel | ScoresPanel | LossPanel],
    changed: Callable[[View], View],
    qtbot: QtBot,
) -> None:
    dock = shown(panel(), qtbot)
    view = sample_view(5)
    said = []
    for one in (view, changed(view), view):
        dock.panel.show_view(one)
        assert header(dock) == dock.panel.subtitle
        said.append(header(dock))
    assert said[0] == said[2] != said[1]


def test_the_header_of_the_filters_follows_a_draw_that_was_put_off(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot, CONFIG, steps=2)
    dock = next(dock for dock in window.docks if isinstance(dock.panel, FiltersPanel))
    qtbot.waitUntil(lambda: header(dock) == "64 units")
    parameters = np.float32(1e3) * newest(window).parameters
    ruined = dataclasses.replace(newest(window), step=1, parameters=parameters)
    window.display.show_past(ruined)
    qtbot.waitUntil(lambda: header(dock).endswith(" saturated"))
    monkeypatch.setattr(panel_turns, "INTERVAL_SECONDS", 0.2)
    window.display.show_warnings(())  # all panels have just been drawn: it waits
    window.display.show_newest()
    qtbot.waitUntil(lambda: header(dock) == "64 units")


def test_the_header_of_the_filters_tells_of_a_change_of_room(qtbot: QtBot) -> None:
    dock = shown(FiltersPanel(), qtbot)
    dock.panel.show_view(sample_view())
    assert header(dock) == "64 units"
    dock.resize(240, 140)
    qtbot.waitUntil(lambda: header(dock).endswith("weights a pixel"))
    dock.resize(*ROOMY)
    qtbot.waitUntil(lambda: header(dock) == "64 units")
