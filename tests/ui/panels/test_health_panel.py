"""The health panel computes what it shows from gradients and activations alone."""

import csv
import dataclasses
import io
import itertools

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from mnist_viz.nn import OPTIMIZERS, logits_and_activations
from mnist_viz.training import Metrics, RunConfig, Trainer, View
from mnist_viz.training.health_record import GRADIENT_NORM, HealthRecord
from mnist_viz.training.layer_health import gradient_norm
from mnist_viz.training.stuck_units import stuck_units
from mnist_viz.ui import numbers
from mnist_viz.ui.components import SegmentedControl
from mnist_viz.ui.look.spacing import scaled
from mnist_viz.ui.look.theme import THEME_NAMES, theme
from mnist_viz.ui.panels.health_panel import HealthPanel
from mnist_viz.ui.tables.health_columns import GRADIENT, UNUSABLE, UPDATE
from mnist_viz.ui.tables.health_curves import HealthCurves
from tests.samples import sample_view, tiny_data
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


WATCHED = [*range(1, 21), 22, 25, 28, 32, 36, 41, 46, 52, 59]
"""The steps up to 60 that the rule looks at."""


def recomputed(step: int) -> dict[str, list[float]]:
    """Return each layer's numbers at a step, from the parameters before and after its update."""
    trainer = Trainer(RunConfig(batch_size=32), tiny_data())
    units = trainer.units()
    while trainer.step < step - 1:
        next(units)
    before = trainer.network.parameters.astype(np.float64)
    next(units)
    after, gradients = trainer.network.parameters, trainer.network.gradients.astype(np.float64)
    firsts = [int(np.flatnonzero(tiny_data().test.labels == label)[0]) for label in range(10)]
    x = tiny_data().test.images[firsts].reshape(10, -1) / np.float32(255)
    _, (tanh, relu, _) = logits_and_activations(trainer.network.layout, after, x)
    layers = trainer.network.layout.layers
    pairs = [(layer.weight.of(before), layer.weight.of(after)) for layer in layers]
    return {
        GRADIENT: [
            float(np.linalg.norm(np.append(one.weight.of(gradients), one.bias.of(gradients))))
            for one in layers
        ],
        UPDATE: [float(np.linalg.norm(new - old) / np.linalg.norm(old)) for old, new in pairs],
        UNUSABLE: [
            float((np.abs(tanh) > 0.99).all(axis=0).mean()),
            float((relu == 0).all(axis=0).mean()),
            np.nan,
        ],
    }


@pytest.mark.parametrize("what", [GRADIENT, UPDATE, UNUSABLE])
def test_the_curves_are_those_of_the_run_whenever_the_panel_was_looked_at(
    panel: HealthPanel, what: str
) -> None:
    choose(panel, what)
    panel.show_view(sample_view(60))
    curves = panel.table.curves
    assert curves.steps.tolist() == WATCHED
    for step in (1, 20, 41, 59):
        place = curves.place_of(step)
        assert place is not None
        np.testing.assert_allclose(curves.values[place], recomputed(step)[what], rtol=1e-4)


def test_in_the_past_the_curves_show_the_whole_run_and_where_one_is(panel: HealthPanel) -> None:
    newest, past = sample_view(60), sample_view(20)
    panel.show_view(dataclasses.replace(past, newest=newest.frame))
    then = panel.table.curves
    panel.show_view(newest)
    now = panel.table.curves
    assert (then.shown, now.shown) == (20, None)
    assert then.steps[-1] == now.steps[-1] == WATCHED[-1]


def test_a_shown_step_that_the_curves_lack_is_marked_at_their_end(panel: HealthPanel) -> None:
    panel.restyle(theme("dark"))
    panel.show_view(dataclasses.replace(sample_view(60), newest=sample_view(20).frame))
    table, columns = panel.table, panel.table._arranged()
    assert (table.curves.steps[-1], table.curves.shown) == (20, 60)
    picture, amber = table.grab().toImage(), theme("dark").color("past")
    pixels = itertools.product(range(table.width()), range(table.height()))
    marked = {x for x, y in pixels if picture.pixelColor(x, y) == amber}
    end = columns.curve_left + columns.curve_width
    assert marked == {end - 1, end}


def test_a_point_of_a_curve_is_read_out_by_mouse_and_by_keys(
    panel: HealthPanel, qtbot: QtBot
) -> None:
    panel.show_view(sample_view(60))
    table, shown = panel.table, [row.sizes for row in panel.table.rows]
    qtbot.waitUntil(lambda: table._ground is not None)  # what is not painted cannot be read
    columns = table._arranged()
    QTest.mouseMove(table, QPoint(columns.curve_left, table.height() // 2))
    qtbot.waitUntil(lambda: table.reading == 0)
    expected = recomputed(1)
    assert [row.sizes[GRADIENT] for row in table.rows] == [
        numbers.plain(value) for value in expected[GRADIENT]
    ]
    assert [row.sizes[UPDATE] for row in table.rows] == [
        numbers.plain(value) for value in expected[UPDATE]
    ]
    table.setFocus()
    readings: list[int | None] = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Escape):
        QTest.keyClick(table, key)
        readings.append(table.reading)
        assert not table.grab().isNull()
    assert readings == [1, None]
    assert [row.sizes for row in table.rows] == shown
    QTest.keyClick(table, Qt.Key.Key_Left)
    assert table.reading == len(table.curves.steps) - 1


def test_no_tooltip_covers_a_curve_that_is_read(panel: HealthPanel, qtbot: QtBot) -> None:
    panel.show_view(sample_view(60))
    table, curve = panel.table, QPoint(panel.table._arranged().curve_left + 5, 30)

    def asked_at(point: QPoint) -> None:
        event = QHelpEvent(QEvent.Type.ToolTip, point, table.mapToGlobal(point))
        QApplication.sendEvent(table, event)

    assert not table.grab().isNull()
    asked_at(QPoint(2, 30))
    qtbot.waitUntil(QToolTip.isVisible)
    QTest.mouseMove(table, curve)
    qtbot.waitUntil(lambda: table.reading is not None)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    asked_at(curve)
    assert not QToolTip.isVisible()


def test_sizes_have_a_logarithmic_axis_that_leaves_none_out() -> None:
    values = np.array([[0.02, 2.0], [0.0, np.nan], [0.2, np.inf]])
    curves = HealthCurves(np.array([1.0, 2.0, 3.0]), values)
    assert curves.limits == (0.02, 2.0)
    expected = np.array([[0.0, 1.0], [0.0, np.nan], [0.5, np.nan]])
    np.testing.assert_allclose(curves.heights, expected, atol=1e-12)
    assert curves.captions[0] == "0.020 – 2.00, log"
    steady = HealthCurves(np.array([1.0, 2.0]), np.array([[1.0], [1.01]]))
    assert steady.limits == pytest.approx((0.101, 1.01))
    shares = HealthCurves(np.array([1.0, 2.0]), np.array([[0.0], [0.2]]), is_share=True)
    assert shares.captions == ("0 – 25 %",)
    assert shares.heights.ravel().tolist() == pytest.approx([0.0, 0.8])


def test_an_axis_gives_way_to_a_size_beyond_its_ends_by_round_numbers() -> None:
    curves = HealthCurves(np.array([1.0, 2.0]), np.array([[0.02], [2.0]]))
    assert curves.holding([0.02, None, 2.0001, 0.0, np.nan, np.inf]) is curves
    lower = curves.holding([0.0025, 1.0])
    assert (lower.limits, lower.captions[0]) == ((1e-3, 2.0), "1.0e−3 – 2.00, log")
    assert lower.heights.ravel().tolist() == pytest.approx([np.log10(20) / np.log10(2000), 1.0])
    assert lower.holding([0.0011]) is lower
    assert lower.holding([2.1]).limits == (1e-3, 3.0)
    assert curves.holding([4e-12]).limits == (4e-12, 2.0)
    shares = HealthCurves(np.array([1.0]), np.array([[0.0]]), is_share=True)
    assert shares.holding([0.0, 0.31]).captions == ("0 – 50 %",)


@pytest.mark.parametrize("factor", [0.1, 1e3])
@pytest.mark.parametrize("what", [GRADIENT, UPDATE])
def test_the_axis_of_the_curves_holds_the_numbers_beside_them_and_holds_still(
    panel: HealthPanel, what: str, factor: float
) -> None:
    choose(panel, what)
    usual, gradients = sample_view(60), sample_view(60).frame.gradients
    assert gradients is not None
    unusual = at_step(usual, 61, gradients=np.float32(factor) * gradients)
    panel.show_view(usual)
    before = panel.table.curves
    panel.show_view(unusual)
    low, high = panel.table.curves.limits
    assert low < before.limits[0] or high > before.limits[1]
    for layer in panel.displayed:
        size = layer.gradient if what == GRADIENT else layer.update
        assert size is not None
        assert low <= size <= high
    held = panel.table.curves
    panel.show_view(at_step(usual, 62))
    assert panel.table.curves is held, "else they are painted again"
    panel.show_view(dataclasses.replace(sample_view(20), newest=usual.frame))
    assert panel.table.curves.limits == (low, high), "it holds still while one goes through steps"
    panel.show_view(at_step(usual, 60, run_id=usual.frame.run_id + 1))
    assert panel.table.curves.limits == before.limits


def test_the_axis_of_the_curves_of_units_holds_the_share_that_is_shown(panel: HealthPanel) -> None:
    choose(panel, UNUSABLE)
    view = sample_view(60)
    panel.show_view(view)
    assert panel.table.curves.limits[1] < 1.0
    parameters = view.frame.parameters.copy()
    view.frame.layout.layers[1].bias.of(parameters)[:] = -100.0
    panel.show_view(at_step(view, 61, parameters=parameters))
    assert panel.displayed[1].unusable == 32
    assert panel.table.curves.captions == ("0 – 100 %",)


def test_numbers_of_recorded_steps_leave_the_axis_to_the_curves(panel: HealthPanel) -> None:
    for step in range(1, 21):
        panel.show_view(sample_view(step))
        curves = panel.table.curves
        known = curves.values[np.isfinite(curves.values)]
        assert curves.limits[1] == known.max()


def test_many_single_steps_are_thinned_and_keep_their_peaks() -> None:
    steps = np.arange(1.0, 5001.0)
    values = np.full((5000, 1), 0.1)
    values[777] = 1.0
    x, heights = HealthCurves(steps, values).line(0, 100)
    assert len(x) <= 102
    assert heights.max() == 1.0


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


def test_headings_stand_apart_where_a_curve_with_its_caption_leaves_room(
    panel: HealthPanel,
) -> None:
    table = panel.table
    between: list[int] = []
    panel.show_view(sample_view(60))
    for width in range(300, 1000, 10):
        panel.resize(width, 106)
        table.grab()
        columns = table._columns
        if columns.heading != "unusable on shown images" or UPDATE not in columns.sizes:
            continue
        heading = table._small.horizontalAdvance(columns.heading)
        between.append(table.width() - heading - columns.sizes[UPDATE])
        assert between[-1] == between[0] or columns.curve_width >= scaled(130)
    assert between == sorted(between)
    assert 0 < between[0] < scaled(20) <= between[-1]


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


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_update_ratio_is_there_with_every_optimizer_and_bears_its_step(
    panel: HealthPanel, optimizer: str
) -> None:
    config = RunConfig(optimizer=optimizer, learning_rate=0.002, batch_size=32, weight_decay=0.01)
    panel.resize(480, 106)
    panel.show_view(sample_view(20, config))
    assert panel.table._heading(UPDATE) == UPDATE
    at_20 = [row.sizes[UPDATE] for row in panel.table.rows]
    assert numbers.ABSENT not in at_20
    panel.show_view(sample_view(21, config))
    assert panel.table._heading(UPDATE) == "update at 20"
    assert [row.sizes[UPDATE] for row in panel.table.rows] == at_20


def test_plain_gradient_descent_tells_the_update_ratio_of_any_step(panel: HealthPanel) -> None:
    before, after = sample_view(59).frame, sample_view(60)
    assert 60 not in after.frame.metrics.health.steps
    panel.show_view(after)
    assert panel.table._heading(UPDATE) == UPDATE
    for layer, shown in zip(after.frame.layout.layers, panel.displayed, strict=True):
        old, new = (
            layer.weight.of(frame.parameters).astype(float) for frame in (before, after.frame)
        )
        ratio = np.linalg.norm(new - old) / np.linalg.norm(old)
        assert shown.update == pytest.approx(ratio, rel=1e-4)


def test_a_run_of_which_no_health_is_known_has_no_update_ratios(panel: HealthPanel) -> None:
    view = sample_view(3, RunConfig(optimizer="adam", learning_rate=0.002, batch_size=32))
    losses = view.frame.metrics.loss[:]
    panel.show_view(at_step(view, 3, metrics=Metrics.of(losses, losses)))
    assert [row.sizes[UPDATE] for row in panel.table.rows] == ["–"] * 3
    assert not panel.grab().isNull()


def test_a_recorded_gradient_that_nobody_knows_is_absent(panel: HealthPanel) -> None:
    view = sample_view(60)
    metrics = view.frame.metrics
    values = metrics.health.values.copy()
    values[-1, GRADIENT_NORM] = np.nan
    health = HealthRecord(metrics.health.steps, values)
    panel.show_view(at_step(view, 60, metrics=dataclasses.replace(metrics, health=health)))
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Left)
    assert [row.sizes[GRADIENT] for row in panel.table.rows] == 3 * [numbers.ABSENT]
    assert not panel.table.grab().isNull()
    *_, last = csv.DictReader(io.StringIO(exported(panel).decode()))
    assert last["gradient"] == ""


def test_the_table_of_numbers_holds_the_curves(panel: HealthPanel) -> None:
    panel.show_view(sample_view(25))
    rows = list(csv.DictReader(io.StringIO(exported(panel).decode())))
    assert len(rows) == 3 + 3 * 22
    assert [row["images"] for row in rows[:4]] == [*3 * ["shown"], "first of each class"]
    for row in rows[3:6] + rows[-3:]:
        numbers_then = recomputed(int(row["step"]))
        layer = ["Layer 1", "Layer 2", "Output"].index(row["layer"])
        assert float(row["gradient"]) == pytest.approx(numbers_then[GRADIENT][layer], rel=1e-4)
        assert float(row["update ratio"]) == pytest.approx(numbers_then[UPDATE][layer], rel=1e-4)
        if layer < 2:
            share = int(row["unusable units"]) / int(row["units"])
            assert share == pytest.approx(numbers_then[UNUSABLE][layer])
        else:
            assert row["unusable units"] == ""


def exported(panel: HealthPanel) -> bytes:
    table = panel.as_table()
    assert table is not None
    return table.encoded()


def test_each_column_of_the_table_has_its_own_card(panel: HealthPanel) -> None:
    panel.resize(480, 106)
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
