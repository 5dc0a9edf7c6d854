"""The health panel computes what it shows from gradients and activations alone."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from mnist_viz.training import RunConfig, View
from mnist_viz.ui import numbers
from mnist_viz.ui.components import SegmentedControl
from mnist_viz.ui.panels.health_panel import HealthPanel
from mnist_viz.ui.pictures.stuck_units import stuck_units
from mnist_viz.ui.tables.health_table import GRADIENT, UPDATE
from mnist_viz.ui.tables.layer_health import gradient_norm
from mnist_viz.ui.tables.size_history import SizeHistory
from mnist_viz.ui.theme import THEME_NAMES, theme
from tests.samples import sample_view
from tests.ui.panel_driver import show_panel


@pytest.fixture
def panel(qtbot: QtBot) -> HealthPanel:
    return show_panel(HealthPanel(), 312, 106, qtbot)


def at_step(view: View, step: int, **changes: object) -> View:
    frame = dataclasses.replace(view.frame, step=step, **changes)  # type: ignore[arg-type]
    return dataclasses.replace(view, frame=frame)


def test_the_numbers_are_those_of_the_gradients_and_activations(panel: HealthPanel) -> None:
    view = sample_view(60)
    panel.show_view(view)
    gradients = view.frame.gradients
    assert gradients is not None
    assert [layer.title for layer in panel.displayed] == ["Layer 1", "Layer 2", "Output"]
    for layer, shown in zip(view.frame.layout.layers, panel.displayed, strict=True):
        parts = [slot.of(gradients).astype(float) for slot in (layer.weight, layer.bias)]
        norm = np.sqrt(sum((part**2).sum() for part in parts))
        assert shown.gradient == pytest.approx(norm, rel=1e-5)
        assert shown.units == layer.units
    tanh, relu, _ = view.probe_activations
    assert panel.displayed[0].unusable == np.count_nonzero((np.abs(tanh) > 0.99).all(axis=0))
    assert panel.displayed[1].unusable == np.count_nonzero((relu == 0).all(axis=0))
    assert panel.displayed[2].unusable is None
    assert [row.unusable for row in panel.table.rows] == [
        f"{panel.displayed[0].unusable} of 64",
        f"{panel.displayed[1].unusable} of 32",
        "–",
    ]


@pytest.mark.parametrize(
    ("name", "columns", "stuck"),
    [
        ("relu", [[0, 0], [0, 1], [3, 3]], [True, False, False]),
        ("tanh", [[0.999, -0.999], [0.999, 0.5], [1, 1]], [True, False, True]),
        ("sigmoid", [[0.001, 0.999], [0.999, 0.5], [0, 0]], [True, False, True]),
        ("leaky_relu", [[0, 0]], None),
        ("gelu", [[0, 0]], None),
        ("softmax", [[1, 1]], None),
    ],
)
def test_a_unit_is_unusable_if_no_image_can_teach_it(
    name: str, columns: list[list[float]], stuck: list[bool] | None
) -> None:
    found = stuck_units(name, np.array(columns, dtype=np.float32).T)
    assert (None if found is None else found.tolist()) == stuck


def test_a_layer_of_which_most_units_are_stuck_is_marked(panel: HealthPanel) -> None:
    view = sample_view(60)
    parameters = view.frame.parameters.copy()
    view.frame.layout.layers[1].bias.of(parameters)[:] = -100.0
    panel.show_view(at_step(view, 61, parameters=parameters))
    assert panel.displayed[1].unusable == 32
    assert [row.alarming for row in panel.table.rows] == [False, True, False]
    error = theme("dark").color("error").name()
    panel.restyle(theme("dark"))
    picture = panel.grab().toImage()
    size = picture.size()
    colors = {
        picture.pixelColor(x, y).name() for x in range(size.width()) for y in range(size.height())
    }
    assert error in colors


def test_gradients_too_large_for_float32_still_have_a_size() -> None:
    layer = sample_view(1).frame.layout.layers[0]
    gradients = np.zeros(layer.bias.stop, dtype=np.float32)
    gradients[:2] = 3e30, 4e30
    assert gradient_norm(layer, gradients) == pytest.approx(5e30)
    gradients[:2] = 3e-25, 4e-25
    assert gradient_norm(layer, gradients) == pytest.approx(5e-25)
    gradients[0] = np.nan
    assert np.isnan(gradient_norm(layer, gradients))


def test_a_gradient_that_is_not_finite_is_called_so(panel: HealthPanel) -> None:
    view = sample_view(60)
    assert view.frame.gradients is not None
    gradients = np.full_like(view.frame.gradients, np.nan)
    panel.show_view(view)
    panel.show_view(at_step(view, 61, gradients=gradients))
    panel.show_view(at_step(view, 62, gradients=gradients))
    assert [row.sizes[GRADIENT] for row in panel.table.rows] == ["not finite"] * 3
    assert not panel.grab().isNull()


def test_before_the_first_step_the_panel_says_what_is_missing(panel: HealthPanel) -> None:
    panel.show_view(sample_view(0))
    assert not panel.table.isVisible()
    assert panel.displayed == []
    panel.show_view(sample_view(1))
    assert panel.table.isVisible()


def test_a_frame_without_gradients_has_no_size_of_them(panel: HealthPanel) -> None:
    panel.show_view(at_step(sample_view(60), 60, gradients=None))
    assert [row.sizes[GRADIENT] for row in panel.table.rows] == ["–"] * 3


def test_the_curves_show_the_frames_seen_up_to_the_shown_step(panel: HealthPanel) -> None:
    views = {steps: sample_view(steps) for steps in (10, 20, 30)}
    norms = []
    for view in views.values():
        panel.show_view(view)
        norms.append([layer.gradient for layer in panel.displayed])
    steps, curves = panel.table.curves
    np.testing.assert_array_equal(steps, [10, 20, 30])
    np.testing.assert_array_equal(curves, norms)
    panel.show_view(views[20])
    np.testing.assert_array_equal(panel.table.curves[0], [10, 20])
    panel.show_view(at_step(views[30], 5, run_id=2))
    np.testing.assert_array_equal(panel.table.curves[0], [5])


def test_an_old_history_is_thinned_and_keeps_its_peaks() -> None:
    history = SizeHistory()
    for step in range(1, 5001):
        history.add(1, step, [9.0 if step == 777 else 1.0, 2.0])
    steps, norms = history.until(5000)
    assert 40 <= len(steps) <= 100
    assert steps[-1] == 5000
    assert (np.diff(steps) > 0).all()
    assert np.diff(steps).max() <= 5000 / 40, "the first steps are told of as fully as the last"
    assert norms[:, 0].max() == 9.0
    assert (norms[:, 1] == 2.0).all()


def test_twenty_layers_can_be_scrolled_to(panel: HealthPanel, qtbot: QtBot) -> None:
    panel.show_view(sample_view(2, RunConfig(hidden=(8,) * 19, activation=("relu",))))
    assert len(panel.table.rows) == 20
    bar = panel._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert panel.table.height() >= panel.table.minimumSizeHint().height()


def test_a_hidden_panel_draws_the_last_view_when_it_is_shown(qtbot: QtBot) -> None:
    panel = HealthPanel()
    qtbot.addWidget(panel)
    panel.show_view(sample_view(60))
    assert panel.displayed == []
    with qtbot.waitExposed(panel):
        panel.show()
    assert len(panel.displayed) == 3


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_panel_takes_on_every_theme(panel: HealthPanel, name: str) -> None:
    panel.show_view(sample_view(60))
    look = theme(name)
    panel.restyle(look)
    picture = panel.table.grab().toImage()
    size = picture.size()
    colors = {
        picture.pixelColor(x, y).name() for x in range(size.width()) for y in range(size.height())
    }
    assert look.color("panel").name() in colors
    assert look.color("text").name() in colors


def choose(panel: HealthPanel, key: str) -> None:
    (sizes,) = panel.header_controls()
    assert isinstance(sizes, SegmentedControl)
    sizes.pick(key)


def test_updates_are_shown_instead_of_gradients_with_a_curve_of_their_own(
    panel: HealthPanel,
) -> None:
    views = [sample_view(step) for step in (3, 20, 60)]
    for view in views:
        panel.show_view(view)
    choose(panel, UPDATE)
    frame = views[-1].frame
    assert frame.gradients is not None
    for layer, shown in zip(frame.layout.layers, panel.displayed, strict=True):
        moved = 0.1 * layer.weight.of(frame.gradients).astype(float)
        before = layer.weight.of(frame.parameters) + moved
        ratio = np.linalg.norm(moved) / np.linalg.norm(before)
        assert shown.update == pytest.approx(ratio, rel=1e-4)
    assert [row.sizes[UPDATE] for row in panel.table.rows] == [
        numbers.plain(layer.update) for layer in panel.displayed
    ]
    steps, curves = panel.table.curves
    assert steps.tolist() == [3, 20, 60]
    assert curves[-1].tolist() == [layer.update for layer in panel.displayed]
    choose(panel, GRADIENT)
    assert panel.table.curves[1][-1].tolist() == [layer.gradient for layer in panel.displayed]


def test_an_update_that_nobody_has_looked_at_is_absent(panel: HealthPanel) -> None:
    config = RunConfig(optimizer="adam", learning_rate=0.002, batch_size=32)
    view = sample_view(3, config)
    choose(panel, UPDATE)
    panel.show_view(view)
    assert [row.sizes[UPDATE] for row in panel.table.rows] == ["–"] * 3
    panel.show_view(at_step(view, 4, update_ratios=(0.001, 0.002, 0.003)))
    assert [row.sizes[UPDATE] for row in panel.table.rows] == ["1.0e−3", "2.0e−3", "3.0e−3"]


def test_each_column_of_the_table_has_its_own_card(panel: HealthPanel) -> None:
    panel.show_view(sample_view(30))
    table = panel._table
    columns = table._arranged()
    middle = table.height() // 2
    assert table.card_at(None) is None
    assert table.card_at(QPoint(1, middle)) is None
    assert table.card_at(QPoint(columns.curve_left + 1, middle)) == "gradient"
    assert table.card_at(QPoint(columns.sizes[GRADIENT] - 2, middle)) == "gradient"
    assert table.card_at(QPoint(columns.sizes[UPDATE] - 2, middle)) == "update_ratio"
    assert table.card_at(QPoint(table.width() - 2, middle)) == "dead_unit"
