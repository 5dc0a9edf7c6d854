"""The diagram: true activations, true connections, true scores; and ways to point and choose."""

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mnist_viz.training import Connection, Connections, RunConfig, Selection, View
from mnist_viz.ui import numbers
from mnist_viz.ui.components import EmptyState, SegmentedControl
from mnist_viz.ui.look.theme import THEME_NAMES, theme
from mnist_viz.ui.network.wiring import OF_THE_UNIT, SIGNALS, WEIGHTS
from mnist_viz.ui.panels.network_panel import NetworkPanel
from mnist_viz.ui.pictures.cell_colors import STEPS
from tests.samples import sample_view
from tests.ui.panel_driver import show_panel

SIZE = (684, 190)


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    return show_panel(NetworkPanel(), *SIZE, qtbot)


def controls(panel: NetworkPanel) -> tuple[SegmentedControl, SegmentedControl]:
    counts, kinds = panel.header_controls()
    assert isinstance(counts, SegmentedControl)
    assert isinstance(kinds, SegmentedControl)
    return counts, kinds


def layers_by_hand(view: View, image: NDArray[np.uint8]) -> list[NDArray[np.float64]]:
    """Return pixels, activations and scores, in double precision."""
    flat, start, x = view.frame.parameters.astype(np.float64), 0, image.reshape(-1) / 255
    found = [x]
    for layer in view.frame.layout.layers:
        end = start + layer.inputs * layer.units
        z = x @ flat[start:end].reshape(layer.inputs, layer.units) + flat[end : end + layer.units]
        start = end + layer.units
        if layer.activation == "softmax":
            x = softmax(z)
        else:
            x = np.tanh(z) if layer.activation == "tanh" else np.maximum(z, 0)
        found.append(x)
    return found


def softmax(z: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(z - z.max())
    return np.asarray(raised / raised.sum())


def pairs(part: Connections) -> list[tuple[int, int]]:
    return list(zip(part.sources.tolist(), part.targets.tolist(), strict=True))


@pytest.mark.parametrize("followed", [None, 4])
def test_every_unit_is_lit_by_its_activation_for_the_image_that_is_followed(
    panel: NetworkPanel, followed: int | None
) -> None:
    view = dataclasses.replace(sample_view(), followed=followed)
    panel.show_view(view)
    assert view.drawing is not None
    image = view.drawing if followed is None else view.probe.images[followed]
    for number, values in enumerate(layers_by_hand(view, image)[1:]):
        lit = panel.diagram.lit[number]
        assert lit.limit == view.limits.activations[number]
        top = STEPS - 1
        share = values / lit.limit
        wanted = top / 2 * (1 + share) if lit.signed else top * share
        assert np.abs(lit.entries - np.rint(wanted)).max() <= 1
    scores = layers_by_hand(view, image)[-1]
    rows = panel.diagram.lettering.scores
    assert [row.value for row in rows] == [numbers.score(float(score)) for score in scores]
    assert [row.wins for row in rows].index(True) == scores.argmax()


def test_the_pixels_on_the_screen_are_those_colours(panel: NetworkPanel) -> None:
    panel.show_view(sample_view())
    places = panel.diagram.places
    assert places is not None
    controls(panel)[0].pick("5")
    grabbed = panel.diagram.canvas.grab().toImage()
    image = panel.diagram._raster.image
    for layer, unit in ((0, 0), (1, 5), (2, 3)):
        place = places.grids[layer + 1].cell(unit).topLeft() + QPoint(1, 1)
        assert grabbed.pixelColor(place) == image.pixelColor(place)
    for layer, lit in enumerate(panel.diagram.lit):
        grid = places.grids[layer + 1]
        corners = [grid.cell(unit).topLeft() for unit in range(grid.units)]
        shown = np.array([image.pixel(corner) for corner in corners], dtype=np.uint32)
        # Over some of them runs a line.
        assert np.mean(shown == lit.colors[lit.entries]) > 0.5


@pytest.mark.parametrize("kind", [SIGNALS, WEIGHTS])
@pytest.mark.parametrize("count", ["5", "20"])
def test_the_strongest_connections_are_drawn_and_those_of_the_chosen_unit(
    panel: NetworkPanel, kind: str, count: str
) -> None:
    view = dataclasses.replace(sample_view(), selection=Selection(1, 6))
    panel.show_view(view)
    controls(panel)[0].pick(count)
    controls(panel)[1].pick(kind)
    assert view.drawing is not None
    inputs = layers_by_hand(view, view.drawing)
    for number, layer in enumerate(view.frame.layout.layers):
        weights = layer.weight.of(view.frame.parameters).astype(np.float64)
        strengths = np.abs(weights * inputs[number][:, None] if kind == SIGNALS else weights)
        bundle = panel.diagram.bundles[number]
        shown = {strengths[pair] for pair in pairs(bundle.strongest)}
        least = np.sort(strengths, axis=None)[-int(count)]
        assert len(bundle.strongest.values) == int(count)
        assert min(shown) == pytest.approx(least, rel=1e-5)
        assert panel.diagram.lettering.widths[number] == f"≤ {numbers.plain(bundle.largest)}"
    into, out_of = (panel.diagram.bundles[number].chosen for number in (1, 2))
    assert into is not None
    assert out_of is not None
    assert set(into.targets) == {6}
    assert len(into.values) == OF_THE_UNIT
    assert set(out_of.sources) <= {6}
    assert panel.diagram.bundles[0].chosen is None


def test_sign_is_told_by_colour_and_dash_and_strength_by_width(panel: NetworkPanel) -> None:
    panel.show_view(sample_view())
    wires = panel.diagram.wires
    assert wires.sample(positive=True).color() != wires.sample(positive=False).color()
    assert wires.sample(positive=True).style() == Qt.PenStyle.SolidLine
    assert wires.sample(positive=False).style() == Qt.PenStyle.CustomDashLine
    for layer in wires.drawn:
        for part in layer:
            order = np.argsort(np.abs(part.connections.values))
            assert (np.diff(part.levels[order]) >= 0).all()


def test_a_card_tells_the_unit_or_the_connection_with_its_value(panel: NetworkPanel) -> None:
    view = sample_view()
    panel.show_view(view)
    diagram = panel.diagram
    places = diagram.places
    assert places is not None
    assert view.drawing is not None
    inputs = layers_by_hand(view, view.drawing)
    diagram.canvas.hovered.emit(places.grids[1].cell(9).center())
    assert diagram.pointed == Selection(0, 9)
    value = inputs[1][9]
    sign = "+" if value > 0 else ""
    assert panel.card.text == f"Layer 1, unit 9 · your drawing · {sign}{numbers.plain(value)}"
    part = diagram.wires.drawn[1][0]
    source, target = pairs(part.connections)[0]
    line = diagram.wires.line_of(Connection(1, source, target), places.grids)
    between = (places.grids[1].rect.right() + places.grids[2].left) / 2
    share = (between - line.x1()) / line.dx()
    diagram.canvas.hovered.emit(line.pointAt(share).toPoint())
    pointed = diagram.pointed
    assert isinstance(pointed, Connection)
    assert pointed.layer == 1
    weight = view.frame.layout.layers[1].weight.of(view.frame.parameters)
    product = inputs[1][pointed.source] * weight[pointed.source, pointed.target]
    ends = f"Layer 1, unit {pointed.source} → Layer 2, unit {pointed.target} · "
    assert panel.card.text.startswith(ends)
    assert panel.card.text.endswith(numbers.signed(float(product)))
    diagram.canvas.hovered.emit(None)
    assert not panel.card.isVisible()


def test_a_click_chooses_and_opens_a_unit_or_a_score(panel: NetworkPanel) -> None:
    panel.show_view(sample_view())
    places = panel.diagram.places
    assert places is not None
    bar = QPoint(places.bars.center().x(), places.output.cell(7).center().y())
    viewport = panel.diagram.canvas.viewport()
    heard: list[Selection] = []
    for signal in (panel.unit_selected, panel.unit_opened):
        signal.connect(heard.append)
    for place in (places.grids[2].cell(30).center(), bar):
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert heard == [Selection(1, 30), Selection(1, 30), Selection(2, 7), Selection(2, 7)]


def test_arrows_go_from_unit_to_unit_and_layer_to_layer_and_enter_opens(
    panel: NetworkPanel, qtbot: QtBot
) -> None:
    view = dataclasses.replace(sample_view(), selection=Selection(0, 6))
    panel.show_view(view)
    chosen: list[Selection] = []

    def take(selection: Selection) -> None:
        chosen.append(selection)
        panel.show_view(dataclasses.replace(view, selection=selection))

    panel.unit_selected.connect(take)
    canvas = panel.diagram.canvas
    canvas.setFocus()
    keys = (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Left)
    for key in keys:
        QTest.keyClick(canvas, key)
    assert chosen[0] == Selection(0, 7)
    assert chosen[1].layer == 1
    assert chosen[1].unit % 6 == 0 or chosen[1].unit % 7 == 0
    assert chosen[2].layer == 1
    assert chosen[3] == Selection(1, 31)
    assert "Layer 2, unit" in canvas.accessibleDescription()
    with qtbot.waitSignal(panel.unit_opened) as opened:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert opened.args == [chosen[-1]]


def test_without_a_drawing_it_follows_an_image_of_the_probe(panel: NetworkPanel) -> None:
    view = sample_view(drawing=False)
    panel.show_view(view)
    assert panel.diagram.lettering.titles[0].startswith("Test image ")
    wanted = layers_by_hand(view, view.probe.images[0])[-1]
    rows = panel.diagram.lettering.scores
    assert [row.value for row in rows] == [numbers.score(float(score)) for score in wanted]


@pytest.mark.parametrize("hidden", [(), (1,), (10,), (100, 50, 20), (1000,)])
@pytest.mark.parametrize("size", [SIZE, (240, 106), (1500, 480)])
def test_any_network_is_drawn_or_says_that_there_is_too_little_room(
    panel: NetworkPanel, hidden: tuple[int, ...], size: tuple[int, int]
) -> None:
    panel.resize(*size)
    panel.show_view(sample_view(1, RunConfig(hidden=hidden, activation=("relu",), batch_size=32)))
    empty = panel.findChild(EmptyState)
    assert empty is not None
    assert empty.isVisible() == (panel.diagram.places is None)
    assert not empty.isVisible() or size == (240, 106)
    panel.grab()


def test_a_broken_network_is_drawn_too(panel: NetworkPanel) -> None:
    view = sample_view()
    broken = view.frame.parameters.copy()
    broken[::50], broken[1::70] = np.nan, np.inf
    frame = dataclasses.replace(view.frame, parameters=broken)
    panel.show_view(dataclasses.replace(view, frame=frame))
    panel.grab()
    assert {row.value for row in panel.diagram.lettering.scores} == {"not finite"}


def test_a_hidden_panel_draws_nothing_and_catches_up(panel: NetworkPanel) -> None:
    panel.hide()
    panel.show_view(sample_view())
    assert panel.diagram.bundles == ()
    panel.show()
    assert len(panel.diagram.bundles) == 3


def test_its_table_holds_every_connection_that_is_drawn(panel: NetworkPanel) -> None:
    view = sample_view()
    panel.show_view(view)
    table = panel.as_table()
    assert table is not None
    rows = table.encoded().decode().splitlines()
    assert rows[0] == "step,into,from,to,input,weight,input_times_weight"
    drawn = [{p for part in b.parts for p in pairs(part)} for b in panel.diagram.bundles]
    assert len(rows) - 1 == sum(map(len, drawn))
    for row in rows[1:]:
        *_, value, weight, product = row.split(",")
        assert float(product) == pytest.approx(float(value) * float(weight), rel=1e-5)


@pytest.mark.parametrize("name", THEME_NAMES)
def test_it_takes_on_a_theme(panel: NetworkPanel, name: str) -> None:
    panel.show_view(sample_view())
    panel.restyle(theme(name))
    corner = panel.diagram.canvas.grab().toImage().pixelColor(1, 1)
    assert corner == theme(name).color("panel")
