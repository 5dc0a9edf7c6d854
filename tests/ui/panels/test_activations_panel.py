"""The activations panel: true activations, honest readings, and what the pointer tells."""

import dataclasses
import itertools

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.training import Limits, Probe, RunConfig, Selection, View
from mnist_viz.ui.components import Choice, ColorBar, IconButton, SegmentedControl
from mnist_viz.ui.look.spacing import scaled
from mnist_viz.ui.look.theme import THEME_NAMES, theme
from mnist_viz.ui.panels.activations_panel import ActivationsPanel, DisplayedActivations
from mnist_viz.ui.pictures.cell_colors import GROUND, STEPS
from mnist_viz.ui.pictures.heatmap_layout import Spot
from mnist_viz.ui.pictures.image_canvas import ImageCanvas
from mnist_viz.ui.pictures.row_text import LEAST_FONT_PIXELS, row_font_pixels
from tests.samples import sample_view, tiny_data
from tests.ui.panel_driver import show_panel

SIZE = (684, 216)


@pytest.fixture
def panel(qtbot: QtBot) -> ActivationsPanel:
    return show_panel(ActivationsPanel(), *SIZE, qtbot)


def shown(panel: ActivationsPanel) -> DisplayedActivations:
    displayed = panel.displayed
    assert displayed is not None
    return displayed


def heatmap(panel: ActivationsPanel) -> ImageCanvas:
    canvas = panel.findChild(ImageCanvas, "activations_heatmap")
    assert canvas is not None
    return canvas


def forward(view: View, images: NDArray[np.uint8]) -> list[NDArray[np.float64]]:
    """Compute tanh, ReLU and softmax by hand, in double precision."""
    flat, start = view.frame.parameters.astype(np.float64), 0
    x = images.reshape(len(images), -1) / 255
    found = []
    for layer in view.frame.layout.layers:
        end = start + layer.inputs * layer.units
        z = x @ flat[start:end].reshape(layer.inputs, layer.units) + flat[end : end + layer.units]
        start = end + layer.units
        if layer.activation == "tanh":
            x = np.tanh(z)
        elif layer.activation == "relu":
            x = np.maximum(z, 0)
        else:
            x = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        found.append(x)
    return found


def as_entries(values: NDArray[np.float64], limit: float, *, signed: bool) -> NDArray[np.float64]:
    top = STEPS - 1
    if signed:
        return np.rint(top / 2 + top / 2 * np.clip(values / limit, -1, 1))
    return np.rint(top * np.clip(values / limit, 0, 1))


def test_every_cell_is_the_activation_of_its_unit_for_its_image(panel: ActivationsPanel) -> None:
    view = sample_view()
    panel.show_view(view)
    displayed = shown(panel)
    assert view.drawing is not None
    probe, drawing = forward(view, view.probe.images), forward(view, view.drawing[None])
    assert [layer.signed for layer in displayed.layers] == [True, False, False]
    for number, layer in enumerate(displayed.layers):
        assert layer.limit == view.limits.activations[number]
        for values, drawn in ((probe, layer.probe), (drawing, layer.drawing)):
            wanted = as_entries(values[number], layer.limit, signed=layer.signed)
            # Single precision may tip a half.
            assert np.abs(drawn - wanted).max() <= 1
            assert np.mean(drawn == wanted) > 0.98


def test_the_readings_are_the_highest_scores_and_the_marks_compare_them_with_the_labels(
    panel: ActivationsPanel,
) -> None:
    view = sample_view(steps=3)
    panel.show_view(view)
    drawing, *probe = shown(panel).readings
    winners = forward(view, view.probe.images)[-1].argmax(axis=1)
    assert [reading.predicted for reading in probe if reading] == winners.tolist()
    rights = [reading.is_right for reading in probe if reading]
    assert rights == (winners == view.probe.labels).tolist()
    assert not all(rights)
    assert view.drawing is not None
    assert drawing is not None
    assert drawing.predicted == forward(view, view.drawing[None])[-1].argmax()
    assert drawing.is_right is None


def test_the_pixels_on_the_screen_are_those_colours(panel: ActivationsPanel) -> None:
    panel.show_view(sample_view())
    layer = shown(panel).layers[0]
    grabbed = heatmap(panel).grab().toImage()
    columns = panel._layout
    assert columns is not None
    for row, unit in ((0, 0), (4, 30), (9, 63)):
        cells = columns.cells
        x = cells.margin + unit * cells.columns[0].cell + 1
        color = grabbed.pixelColor(x, cells.top(row + 1) + 2)
        wanted = layer.table[layer.probe[row, unit], :3].tolist()
        assert [color.red(), color.green(), color.blue()] == wanted


def test_every_layer_has_a_legend_with_its_limits(panel: ActivationsPanel) -> None:
    view = dataclasses.replace(sample_view(), limits=Limits(1.0, (1.0, 6.0, 1.0)))
    panel.show_view(view)
    bars = [bar for bar in panel.findChildren(ColorBar) if bar.isVisible()]
    texts = [[text for _, text in bar.limits] for bar in bars]
    assert texts == [["−1", "0", "1"], ["0", "6"], ["0", "1"]]


def test_a_hidden_panel_points_at_nothing_of_the_network_before(panel: ActivationsPanel) -> None:
    panel.show_view(sample_view())
    canvas, layout = heatmap(panel), panel._layout
    assert layout is not None
    place = layout.cells.cell_rect(Spot(0, 1, 60)).center()
    canvas.hovered.emit(place)
    assert "unit 60" in shown(panel).card
    panel.hide()
    small = RunConfig(hidden=(8,), activation=("tanh",), batch_size=16)
    panel.show_view(sample_view(config=small))
    canvas.focus_changed.emit()
    canvas.hovered.emit(place)
    panel.show()
    assert shown(panel).card == ""
    canvas.hovered.emit(layout.cells.cell_rect(Spot(0, 1, 0)).center())
    assert "Layer 1" in shown(panel).card


def test_in_a_low_panel_the_legends_leave_the_rows_room_for_their_names(
    panel: ActivationsPanel,
) -> None:
    panel.resize(scaled(698), scaled(133))
    panel.show_view(sample_view())
    layout = panel._layout
    assert layout is not None
    assert layout.legends_beside
    assert row_font_pixels(layout.names[-1].height()) >= LEAST_FONT_PIXELS
    assert layout.names[-1].bottom() < panel.height()
    for number, legend in enumerate(layout.legends):
        title = layout.titles[number]
        assert title.right() < legend.left()
        assert legend.width() >= scaled(48)
        assert legend.bottom() <= layout.cells.top(0) + layout.canvas.top()
        assert not any(legend.intersects(other) for other in layout.titles)
    assert [texts[0] for texts in legends(panel)] == ["−1", "0", "0"]
    panel.resize(scaled(698), scaled(240))
    panel.show_view(sample_view())
    layout = panel._layout
    assert layout is not None
    assert not layout.legends_beside
    assert all(legend.top() > layout.names[-1].bottom() for legend in layout.legends)


def test_without_a_drawing_its_row_is_empty_ground(panel: ActivationsPanel) -> None:
    panel.show_view(sample_view(drawing=False))
    displayed = shown(panel)
    assert displayed.readings[0] is None
    assert all((layer.drawing == GROUND).all() for layer in displayed.layers)
    panel.grab()


@pytest.mark.parametrize("activation", ["tanh", "gelu", "leaky_relu", "linear"])
def test_signed_activations_have_two_sided_colours(
    panel: ActivationsPanel, activation: str
) -> None:
    config = RunConfig(hidden=(12,), activation=(activation,), batch_size=32)
    panel.show_view(sample_view(2, config))
    assert [layer.signed for layer in shown(panel).layers] == [True, False]


@pytest.mark.parametrize(
    "hidden", [(), (10,), (1,), (512, 256), (1000,), (64, 64, 64, 32, 16), (20,) * 12]
)
@pytest.mark.parametrize("size", [SIZE, (240, 106), (1500, 420)])
def test_any_network_fits(
    panel: ActivationsPanel, hidden: tuple[int, ...], size: tuple[int, int]
) -> None:
    panel.resize(*size)
    view = sample_view(1, RunConfig(hidden=hidden, activation=("relu",), batch_size=32))
    panel.show_view(view)
    panel.grab()
    displayed = shown(panel)
    assert len(displayed.layers) == len(hidden) + 1
    for part in panel.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        assert not part.isVisible() or panel.rect().contains(part.geometry())
    for layer, width in zip(displayed.layers, (*hidden, 10), strict=True):
        assert layer.probe.shape[1] <= width
        assert layer.drawing.shape[1] == layer.probe.shape[1]


def test_several_units_in_a_pixel_show_the_activation_farthest_from_zero(
    panel: ActivationsPanel,
) -> None:
    view = sample_view(1, RunConfig(hidden=(1000,), activation=("tanh",), batch_size=32))
    panel.show_view(view)
    layer = shown(panel).layers[0]
    values = view.probe_activations[0]
    cells = layer.probe.shape[1]
    assert cells < 1000
    bounds = [cell * 1000 // cells for cell in range(cells + 1)]
    for row in (0, 9):
        groups = (values[row, low:high] for low, high in itertools.pairwise(bounds))
        extremes = np.array([group[np.abs(group).argmax()] for group in groups])
        wanted = as_entries(extremes.astype(np.float64), layer.limit, signed=True)
        assert np.abs(layer.probe[row] - wanted).max() <= 1


def test_the_title_of_a_layer_explains_it(panel: ActivationsPanel) -> None:
    panel.show_view(sample_view(1, RunConfig(hidden=(1000,), activation=("relu",), batch_size=32)))
    titles = [panel.childAt(bar.x() + 5, 8) for bar in panel._legends]
    texts = [title.toolTip() for title in titles if title is not None]
    assert "1,000 units, several a pixel" in texts[0]
    assert "10 units." in texts[1]


def test_the_pointer_tells_unit_image_and_activation(panel: ActivationsPanel) -> None:
    view = sample_view()
    panel.show_view(view)
    layout = panel._layout
    assert layout is not None
    cells = layout.cells
    place = QPoint(cells.margin + 23 * cells.columns[0].cell + 1, cells.top(3) + 2)
    heatmap(panel).hovered.emit(place)
    value = forward(view, view.probe.images)[0][2, 23]
    image = view.probe.indices[2]
    text = f"Layer 1, unit 23 · test image {image} (a 2) · {value:+.2f}"
    assert shown(panel).card == text.replace("-", "−")
    heatmap(panel).hovered.emit(QPoint(0, 0))
    assert shown(panel).card == ""


def test_the_card_follows_the_training_and_names_classes_and_the_drawing(
    panel: ActivationsPanel,
) -> None:
    panel.show_view(sample_view(3))
    layout = panel._layout
    assert layout is not None
    output = layout.cells.columns[-1]
    place = QPoint(layout.cells.margin + output.left + 7 * output.cell, layout.cells.top(0) + 1)
    heatmap(panel).hovered.emit(place)
    view = sample_view(60)
    panel.show_view(view)
    assert view.drawing is not None
    score = forward(view, view.drawing[None])[-1][0, 7]
    assert shown(panel).card == f"Output, class 7 · your drawing · {score:.2f}"
    heatmap(panel).hovered.emit(None)
    assert shown(panel).card == ""


def test_a_click_chooses_the_unit(panel: ActivationsPanel, qtbot: QtBot) -> None:
    panel.show_view(sample_view())
    layout = panel._layout
    assert layout is not None
    column = layout.cells.columns[1]
    place = QPoint(layout.cells.margin + column.left + 5 * column.cell, layout.cells.top(4) + 1)
    with qtbot.waitSignal(panel.unit_selected) as selected:
        QTest.mouseClick(heatmap(panel).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert selected.args == [Selection(1, 5)]


def test_arrow_keys_read_one_activation_after_another(
    panel: ActivationsPanel, qtbot: QtBot
) -> None:
    panel.show_view(dataclasses.replace(sample_view(), selection=Selection(0, 62)))
    canvas = heatmap(panel)
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert shown(panel).card.startswith("Layer 1, unit 62 · test image ")
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert shown(panel).card.startswith("Layer 2, unit 0 · test image 1 (a 1) · ")
    assert canvas.accessibleDescription() == shown(panel).card
    with qtbot.waitSignal(panel.unit_selected) as selected:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert selected.args == [Selection(1, 0)]
    canvas.clearFocus()
    assert shown(panel).card == ""


def test_the_selected_unit_is_marked_where_there_are_no_data(panel: ActivationsPanel) -> None:
    panel.restyle(theme("dark"))
    view = dataclasses.replace(sample_view(), selection=Selection(0, 20))
    panel.show_view(view)
    layout = panel._layout
    assert layout is not None
    cells = layout.cells
    grabbed = heatmap(panel).grab().toImage()
    x = cells.margin + 20 * cells.columns[0].cell + 1
    between = range(cells.top(0) + cells.pitch - 1, cells.top(1))
    accent = theme("dark").color("accent")
    assert accent in [grabbed.pixelColor(x, y) for y in between]
    panel.show_view(dataclasses.replace(view, selection=Selection(7, 700)))
    assert panel._overlay.selected is None


def test_activations_that_are_not_finite_are_drawn_as_ground(panel: ActivationsPanel) -> None:
    view = sample_view()
    broken = view.frame.parameters.copy()
    broken[view.frame.layout.layers[1].weight.start] = np.nan
    frame = dataclasses.replace(view.frame, parameters=broken)
    view = View(frame, view.probe, view.class_names, view.reference, view.drawing)
    panel.show_view(view)
    panel.grab()
    displayed = shown(panel)
    assert (displayed.layers[1].probe[:, 0] == GROUND).all()
    assert (displayed.layers[-1].probe == GROUND).all()
    assert {reading.predicted for reading in displayed.readings if reading} == {None}
    assert [reading.is_right for reading in displayed.readings[1:] if reading] == [False] * 10
    layout = panel._layout
    assert layout is not None
    column = layout.cells.columns[1]
    place = QPoint(layout.cells.margin + column.left, layout.cells.top(1))
    heatmap(panel).hovered.emit(place)
    assert shown(panel).card.endswith("not finite")


def test_views_without_limits_get_limits_of_their_own(panel: ActivationsPanel) -> None:
    view = dataclasses.replace(sample_view(), limits=Limits())
    panel.show_view(view)
    for layer, values in zip(shown(panel).layers, view.probe_activations, strict=True):
        assert layer.limit >= np.abs(values).max()


def test_long_class_names_are_cut_so_that_they_differ(panel: ActivationsPanel) -> None:
    names = ("T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker")
    view = dataclasses.replace(sample_view(), class_names=(*names, "Bag", "Ankle boot"))
    panel.show_view(view)
    assert panel._overlay.names == ("T-", "Tr", "Pu", "Dr", "Co", "Sa", "Sh", "Sn", "Ba", "An")
    layout = panel._layout
    assert layout is not None
    heatmap(panel).hovered.emit(QPoint(layout.cells.margin, layout.cells.top(10)))
    assert "(Ankle boot)" in shown(panel).card


def test_other_probes_and_other_networks_may_follow(panel: ActivationsPanel) -> None:
    view = sample_view()
    panel.show_view(view)
    few = Probe(tiny_data().test.images[:3], tiny_data().test.labels[:3], (0, 1, 2))
    small = View(view.frame, few, view.class_names, view.reference, view.drawing)
    panel.show_view(small)
    panel.grab()
    assert [layer.probe.shape[0] for layer in shown(panel).layers] == [3, 3, 3]
    panel.show_view(sample_view(2, RunConfig(hidden=(), activation=("relu",), batch_size=32)))
    panel.grab()
    assert len(shown(panel).layers) == 1


def test_a_hidden_panel_draws_nothing_and_catches_up_when_it_is_shown(
    panel: ActivationsPanel,
) -> None:
    panel.hide()
    view = sample_view()
    panel.show_view(view)
    assert panel.displayed is None
    panel.show()
    assert shown(panel).layers[1].limit == view.limits.activations[1]


@pytest.mark.parametrize("name", THEME_NAMES)
def test_it_takes_on_a_theme(panel: ActivationsPanel, name: str) -> None:
    panel.show_view(sample_view())
    panel.restyle(theme(name))
    panel.grab()
    tables = [layer.table for layer in shown(panel).layers]
    assert np.array_equal(tables[0][0], theme(name).diverging[0])
    assert np.array_equal(tables[1][0], theme(name).sequential[0])


def test_the_heatmap_can_be_named_and_reached(panel: ActivationsPanel) -> None:
    assert heatmap(panel).accessibleName()
    assert heatmap(panel).focusPolicy() == Qt.FocusPolicy.StrongFocus
    for control in panel.header_controls():
        assert control.accessibleName()


def controls(panel: ActivationsPanel) -> tuple[Choice, IconButton, SegmentedControl]:
    images, another, scale = panel.header_controls()
    assert isinstance(images, Choice)
    assert isinstance(another, IconButton)
    assert isinstance(scale, SegmentedControl)
    return images, another, scale


def legends(panel: ActivationsPanel) -> list[list[str]]:
    bars = [bar for bar in panel.findChildren(ColorBar) if bar.isVisible()]
    return [[text for _, text in bar.limits] for bar in bars]


def test_by_network_all_colours_end_at_the_largest_limit(panel: ActivationsPanel) -> None:
    view = dataclasses.replace(sample_view(), limits=Limits(1.0, (1.0, 6.0, 1.0)))
    controls(panel)[2].pick("network")
    panel.show_view(view)
    probe = forward(view, view.probe.images)
    for number, layer in enumerate(shown(panel).layers):
        assert layer.limit == 6.0
        wanted = as_entries(probe[number], 6.0, signed=layer.signed)
        assert np.abs(layer.probe - wanted).max() <= 1
    assert legends(panel) == [["−6", "0", "6"], ["0", "6"], ["0", "6"]]


def test_by_unit_the_colours_of_each_end_at_its_own_largest(panel: ActivationsPanel) -> None:
    early, view = sample_view(20), sample_view()
    controls(panel)[2].pick("unit")
    panel.show_view(early)
    panel.show_view(view)
    seen = [forward(each, each.probe.images) for each in (early, view)]
    drawn = forward(view, view.drawing[None]) if view.drawing is not None else []
    for number, layer in enumerate(shown(panel).layers):
        limits = np.abs(np.concatenate([each[number] for each in seen])).max(axis=0)
        assert layer.unit_limits is not None
        np.testing.assert_allclose(layer.unit_limits, limits, rtol=1e-4, atol=1e-6)
        alive = limits > 1e-5
        for values, entries in ((seen[1], layer.probe), (drawn, layer.drawing)):
            share = values[number][:, alive] / limits[alive]
            wanted = as_entries(share, 1.0, signed=layer.signed)
            assert np.abs(entries[:, alive] - wanted).max() <= 1
    assert [texts[0] for texts in legends(panel)] == ["−1", "0", "0"]
    assert all("×" in texts[-1] or "largest" in texts[-1] for texts in legends(panel))


def test_in_the_past_the_limits_of_units_hold_still(panel: ActivationsPanel) -> None:
    late, early = sample_view(60), sample_view(5)
    controls(panel)[2].pick("unit")
    panel.show_view(early)
    before = [layer.unit_limits for layer in shown(panel).layers]
    panel.show_view(dataclasses.replace(late, newest=late.frame))
    for layer, limits in zip(shown(panel).layers, before, strict=True):
        assert layer.unit_limits is not None
        assert limits is not None
        assert np.array_equal(layer.unit_limits, limits)


def test_a_folded_cell_is_pointed_at_as_the_unit_that_it_shows(panel: ActivationsPanel) -> None:
    view = sample_view(3, RunConfig(hidden=(1000,), activation=("tanh",), batch_size=32))
    controls(panel)[2].pick("unit")
    panel.show_view(view)
    layout = panel._layout
    assert layout is not None
    column, layer = layout.cells.columns[0], shown(panel).layers[0]
    assert column.is_folded
    limits = layer.unit_limits
    assert limits is not None
    heatmap(panel).hovered.emit(QPoint(layout.cells.margin + 5, layout.cells.top(2) + 1))
    units = range(int(column.firsts[5]), int(column.firsts[6]))
    values = forward(view, view.probe.images)[0][1]
    wanted = max(units, key=lambda unit: abs(values[unit]) / limits[unit])
    assert f"unit {wanted} " in shown(panel).card


def test_the_drawing_can_be_shown_alone(panel: ActivationsPanel, qtbot: QtBot) -> None:
    view = sample_view()
    panel.show_view(view)
    images, another, _ = controls(panel)
    with qtbot.assertNotEmitted(panel.probe_wanted, wait=0):
        images.pick("drawing")
    displayed = shown(panel)
    assert [len(layer.probe) for layer in displayed.layers] == [0, 0, 0]
    assert len(displayed.readings) == 1
    assert view.drawing is not None
    for number, values in enumerate(forward(view, view.drawing[None])):
        layer = displayed.layers[number]
        wanted = as_entries(values, layer.limit, signed=layer.signed)
        assert np.abs(layer.drawing - wanted).max() <= 1
    for name in THEME_NAMES:
        panel.restyle(theme(name))
        assert not panel.grab().isNull()
    heatmap(panel).setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(heatmap(panel), Qt.Key.Key_Down)
    assert "your drawing" in shown(panel).card
    assert not another.isEnabled()
    images.pick("each")
    assert [len(layer.probe) for layer in shown(panel).layers] == [10, 10, 10]


def test_other_images_are_asked_for(panel: ActivationsPanel) -> None:
    images, another, _ = controls(panel)
    asked: list[str] = []
    panel.probe_wanted.connect(asked.append)
    images.pick("random")
    another.click()
    images.pick("each")
    assert asked == ["random", "random", "each"]


def test_a_random_batch_is_of_the_test_set_and_the_same_for_the_same_number() -> None:
    test = tiny_data().test
    first, again, other = (Probe.random_batch(test, number) for number in (1, 1, 2))
    assert first.indices == again.indices != other.indices
    assert len(set(first.indices)) == 10
    assert np.array_equal(first.images, test.images[list(first.indices)])
    assert np.array_equal(first.labels, test.labels[list(first.indices)])
