"""While a step is told, every panel shows what is known by then, for the image that is followed."""

from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.nn import logits_and_activations
from mnist_viz.session import Session
from mnist_viz.training import (
    Connection,
    ParameterPlace,
    RunConfig,
    Selection,
    StepPhases,
    View,
    moved_furthest,
    moved_most,
)
from mnist_viz.training.layer_health import gradient_norm
from mnist_viz.ui import numbers
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.panels.activations_panel import ActivationsPanel
from mnist_viz.ui.panels.filters_panel import FiltersPanel
from mnist_viz.ui.panels.health_panel import HealthPanel
from mnist_viz.ui.panels.loss_panel import LossPanel
from mnist_viz.ui.panels.network_panel import NetworkPanel
from mnist_viz.ui.phases.account import Account
from mnist_viz.ui.pictures.filter_values import FilterValues, filter_values
from tests.samples import tiny_data
from tests.ui.window_runs import begin, view

CONFIG = RunConfig(batch_size=32)
SIZE = 1600, 1200

Kind = TypeVar("Kind", bound=QWidget)


@pytest.fixture
def speed() -> str:
    return "full"


@pytest.fixture
def window(window: MainWindow, session: Session, qtbot: QtBot) -> MainWindow:
    """Tell the third step of a run, from its first phase."""
    window.resize(*SIZE)
    begin(window, qtbot, CONFIG, 2)
    QTest.keyClick(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: window.stepper.is_open)
    return window


def panel(window: MainWindow, kind: type[Kind]) -> Kind:
    return next(one for one in window.panels if isinstance(one, kind))


def step(window: MainWindow) -> StepPhases:
    assert window.stepper.phases is not None
    return window.stepper.phases


def account(window: MainWindow) -> Account:
    told = window.stepper.strip.account
    assert told is not None
    return told


def go_to(window: MainWindow, phase: int) -> None:
    window.stepper.go_to(phase)
    assert window.stepper.strip.phase == phase


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window.stepper.strip, key)


def test_the_panels_show_the_network_before_the_update_until_it_is_made(
    window: MainWindow,
) -> None:
    phases = step(window)
    for phase in range(4):
        go_to(window, phase)
        expected = phases.after if phase == 3 else phases.before
        assert np.array_equal(view(window).frame.parameters, expected.parameters)


@pytest.mark.parametrize("phase", [1, 2])
def test_the_gradient_is_the_told_steps_once_it_goes_backward(
    phase: int, window: MainWindow, qtbot: QtBot
) -> None:
    phases, health, filters = step(window), panel(window, HealthPanel), panel(window, FiltersPanel)
    gradient = phases.before.gradients if phase == 1 else phases.gradient
    assert gradient is not None
    layers = phases.before.layout.layers
    go_to(window, phase)
    norms = [gradient_norm(layer, gradient) for layer in layers]
    qtbot.waitUntil(lambda: [one.gradient for one in health.displayed] == norms)
    if phase == 2:  # the update is yet to come
        assert [one.update for one in health.displayed] == [None] * 3
    values = filter_values(view(window), "gradient")
    assert isinstance(values, FilterValues)
    assert np.array_equal(values.weights, layers[0].weight.of(gradient))
    assert (filters.kind == "gradient") == (phase == 2)


def test_the_loss_panel_shows_the_batchs_loss_from_the_second_phase_on(
    window: MainWindow, qtbot: QtBot
) -> None:
    phases, loss = step(window), panel(window, LossPanel)
    assert phases.before.loss != phases.loss
    for phase in range(4):
        go_to(window, phase)
        qtbot.waitUntil(lambda: loss._view is view(window))
        expected = phases.before.loss if phase == 0 else phases.loss
        texts = {entry.name: entry.text for entry in loss.legend.entries}
        assert texts["batch"].endswith(f" {numbers.loss(expected)}")
        losses = phases.after.metrics.loss[: phases.before.step if phase == 0 else phases.step]
        assert loss.displayed.train == pytest.approx(float(losses[-1:].mean()))
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "batch" not in loss.legend.text)


def test_the_panels_follow_the_batchs_image_and_say_so(window: MainWindow, qtbot: QtBot) -> None:
    window.pad_images.borrow(3)
    assert view(window).drawing is not None
    heatmap, followed = panel(window, ActivationsPanel), account(window).image
    assert_subject(view(window), step(window), followed)
    qtbot.waitUntil(lambda: heatmap._view is view(window))
    assert f"batch image {followed + 1} (" in heatmap.subtitle
    dock = next(dock for dock in window.docks if dock.panel is heatmap)
    assert dock._header._subtitle.text == heatmap.subtitle
    drawn = heatmap.displayed
    assert drawn is not None
    reading = drawn.readings[0]
    assert reading is not None
    assert reading.predicted == int(view(window).subject.activations[-1].argmax())
    right = int(step(window).labels[followed])
    assert reading.is_right == (reading.predicted == right)
    window.commands.show_network()
    window.inspector.open(Selection(0, 1))
    press(window, Qt.Key.Key_Down)
    following = (followed + 1) % 32
    assert_subject(view(window), step(window), following)
    diagram, neuron = panel(window, NetworkPanel), window.neuron_panel
    qtbot.waitUntil(
        lambda: diagram._seen.view is view(window) and neuron._seen.view is view(window)
    )
    name = f"atch image {following + 1} ("
    assert diagram.diagram.lettering.titles[0][1:].startswith(name)
    assert neuron.facts is not None
    assert neuron.facts.image[1:].startswith(name)
    assert neuron.body.followed.currentText()[1:].startswith(name)
    press(window, Qt.Key.Key_Escape)
    drawing = view(window).drawing
    assert drawing is not None
    assert np.array_equal(view(window).subject.image, drawing)


def assert_subject(shown: View, phases: StepPhases, image: int) -> None:
    """Compute again what the panels show of an image of the batch."""
    pixels = tiny_data().train.images[int(phases.rows[image])]
    assert np.array_equal(shown.subject.image, pixels)
    x = pixels.reshape(1, -1) * np.float32(1 / 255)
    expected = logits_and_activations(shown.frame.layout, shown.frame.parameters, x)[1]
    for values, own in zip(shown.subject.activations, expected, strict=True):
        assert values == pytest.approx(own[0], abs=1e-5)


def test_what_was_followed_before_is_followed_again_afterwards(
    window: MainWindow, qtbot: QtBot
) -> None:
    press(window, Qt.Key.Key_Escape)
    window.display.follow(4)
    QTest.keyClick(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: window.stepper.is_open)
    assert view(window).subject.row is None
    window.display.follow(6)
    assert view(window).subject.row == 6
    press(window, Qt.Key.Key_Down)
    assert view(window).subject.row is None
    press(window, Qt.Key.Key_Escape)
    assert view(window).subject.row == 4


def test_a_click_on_a_wire_of_the_diagram_tells_of_its_weight(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.commands.show_network()
    diagram = panel(window, NetworkPanel).diagram
    qtbot.waitUntil(lambda: diagram.places is not None and bool(diagram.bundles))
    assert diagram.places is not None
    part = diagram.bundles[1].strongest
    one = Connection(1, int(part.sources[0]), int(part.targets[0]))
    line = diagram.wires.line_of(one, diagram.places.grids)
    left, right = diagram.places.grids[1].rect.right(), diagram.places.grids[2].left
    points = [
        line.pointAt((left + (right - left) * n / 40 - line.x1()) / line.dx()) for n in range(4, 38)
    ]
    free = next(
        point.toPoint()
        for point in points
        if (diagram.wires.at(point.toPoint()) or (None,))[0] == one
    )
    go_to(window, 2)
    QTest.mouseClick(diagram.canvas.viewport(), Qt.MouseButton.LeftButton, pos=free)
    index = ParameterPlace.of(step(window).before.layout, one).index
    qtbot.waitUntil(lambda: account(window).place.index == index)
    assert window.stepper.strip.phase == 2
    assert f"unit {one.source} of Layer 1 → unit {one.target}" in account(window).texts[2].sentence
    assert not window.inspector.is_open
    assert view(window).chosen == one.end


def test_a_term_of_the_neuron_view_is_told_of_by_pointer_and_by_keys(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.inspector.open(Selection(1, 3))
    terms = window.neuron_panel.body.terms
    qtbot.waitUntil(lambda: window.neuron_panel.heading == "Layer 2, unit 3")
    second, third = terms.terms[1].source, terms.terms[2].source
    place = terms.rect().center()
    place.setY(terms.line + terms.line // 2)
    QTest.mouseClick(terms, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: account(window).place.source == second)
    assert (account(window).place.layer, account(window).place.unit) == (1, 3)
    assert view(window).chosen == Selection(1, 3)
    terms.setFocus()
    QTest.keyClick(terms, Qt.Key.Key_Down)
    QTest.keyClick(terms, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: account(window).place.source == third)
    QTest.keyClick(terms, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert view(window).chosen == Selection(0, third or 0)


def test_the_full_stop_goes_to_the_weight_that_moved_next_further_and_w_back(
    window: MainWindow,
) -> None:
    ranked = moved_furthest(step(window), 0, 3)
    assert account(window).place == ranked[0]
    for place in ranked[1:]:
        press(window, Qt.Key.Key_Period)
        assert account(window).place == place
        assert view(window).connection == place.connection
        assert "The weight that you chose" in account(window).texts[3].sentence
    assert "2 of Layer 1's 50,176 weights moved further." in account(window).texts[3].details
    press(window, Qt.Key.Key_Comma)
    assert account(window).place == ranked[1]
    press(window, Qt.Key.Key_W)
    assert account(window).place == ranked[0]
    assert account(window).chosen is None


def test_another_unit_is_told_of_by_its_weight_that_moved_most(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.display.select(Selection(1, 5))
    most = moved_most(step(window), 1, 5)
    qtbot.waitUntil(lambda: account(window).place == most)
    assert view(window).connection == most.connection


def test_keys_go_through_the_connections_of_the_chosen_unit_in_the_diagram(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.commands.show_network()
    window.display.select(Selection(1, 5))
    diagram = panel(window, NetworkPanel).diagram
    qtbot.waitUntil(lambda: account(window).place.unit == 5)
    found = []
    for _ in range(2):
        before = view(window).connection
        QTest.keyClick(diagram.canvas, Qt.Key.Key_Period)
        assert view(window).connection != before
        one = view(window).connection
        assert one is not None
        assert one.end == Selection(1, 5)
        qtbot.waitUntil(lambda: account(window).place.connection == one)  # noqa: B023
        qtbot.waitUntil(lambda: panel(window, NetworkPanel)._seen.view is view(window))
        found.append(one)
    assert found[0] != found[1]


def test_tab_goes_from_the_transport_bar_into_the_strip_and_on(window: MainWindow) -> None:
    strip, seen = window.stepper.strip, []
    last = [w for w in window.transport.findChildren(QWidget) if w.isVisible()]
    window.transport.setFocus()
    focused = QApplication.focusWidget()
    for _ in range(60):
        window.focusNextPrevChild(True)
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused is strip or strip.isAncestorOf(focused):
            seen.append(focused)
        elif seen:
            break
    assert last
    assert strip in seen
    assert all(button in seen for button in strip._buttons)
    assert strip._next in seen
    assert focused is not None
    assert any(dock.isAncestorOf(focused) for dock in window.docks)
    window.focusNextPrevChild(False)
    assert QApplication.focusWidget() is seen[-1]


def test_in_front_the_diagram_is_lit_instead_of_the_heatmaps(window: MainWindow) -> None:
    window.commands.show_network()
    go_to(window, 1)
    go_to(window, 0)
    assert window.stepper.lit == {"network_panel_dock"}
    assert not panel(window, NetworkPanel).visibleRegion().isEmpty()


def test_what_was_brought_to_the_front_stays_there_when_another_weight_is_told_of(
    window: MainWindow, qtbot: QtBot
) -> None:
    go_to(window, 0)
    window.commands.show_why()
    why = next(dock for dock in window.docks if dock.panel is window.why_panel)
    qtbot.waitUntil(lambda: not why.visibleRegion().isEmpty())
    press(window, Qt.Key.Key_Period)
    press(window, Qt.Key.Key_Down)
    assert not why.visibleRegion().isEmpty()
    go_to(window, 1)
    go_to(window, 0)
    qtbot.waitUntil(lambda: why.visibleRegion().isEmpty())


def test_from_a_chosen_weight_the_keys_go_on_in_its_layer(window: MainWindow, qtbot: QtBot) -> None:
    window.display.select_connection(Connection(1, 2, 3))
    qtbot.waitUntil(lambda: account(window).place.layer == 1)
    press(window, Qt.Key.Key_Period)
    assert account(window).place.layer == 1


def test_the_panels_stay_where_they_are_from_phase_to_phase(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1280, 720)
    heights = set()
    for phase in range(4):
        go_to(window, phase)
        QApplication.processEvents()
        heights.add(window.stepper.strip.height())
    assert len(heights) == 1


def test_a_low_strip_still_says_why_the_weight_moved(window: MainWindow) -> None:
    strip = window.stepper.strip

    def show_low(phase: int) -> None:
        go_to(window, phase)
        strip.resize(500, strip.height())
        strip._arrange()

    show_low(3)
    assert strip._details.text().startswith("Why: ")
    assert strip._sentence.text().startswith("The weight that moved most in Layer 1: ")
    show_low(2)
    assert strip._details.isHidden()


def test_where_height_lacks_the_neuron_view_leaves_its_pictures_out_and_cuts_nothing(
    window: MainWindow, qtbot: QtBot
) -> None:
    neuron = window.neuron_panel
    window.inspector.open(Selection(1, 3))
    qtbot.waitUntil(lambda: neuron.facts is not None)
    for height in (700, 400, 300, 160):
        neuron.resize(neuron.width(), height)
        neuron._place_parts()
        for part in (neuron.body.operands, neuron.body.sum, neuron.body.terms):
            if not part.isHidden():
                assert part.geometry().bottom() < height
    assert neuron.body.operands.isHidden()
    neuron.resize(neuron.width(), 700)
    neuron._place_parts()
    assert not neuron.body.operands.isHidden()


def test_the_pixel_of_the_told_weight_is_framed_in_the_large_unit(
    window: MainWindow, qtbot: QtBot
) -> None:
    go_to(window, 2)
    filters, place = panel(window, FiltersPanel), account(window).place
    qtbot.waitUntil(lambda: filters._seen.view is view(window))
    assert place.layer == 0
    assert place.source is not None
    framed, zoom = filters.pointed, filters._canvas.device_size.width() // 28
    assert framed is not None
    assert (framed.y() // zoom, framed.x() // zoom) == divmod(place.source, 28)
    image = filters._canvas.grab().toImage()
    focus = window.stepper._theme.color("focus")
    assert image.pixelColor(framed.center().x(), framed.top() - 2) == focus
    window.display.select_connection(Connection(1, 2, 3))
    qtbot.waitUntil(lambda: filters._seen.view is view(window))
    assert filters.pointed is None


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_neuron_view_steps_aside_for_what_a_phase_lights_and_comes_back(
    size: tuple[int, int], window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(*size)
    window.inspector.open(Selection(1, 3))
    window.neuron_panel.setFocus()
    QApplication.processEvents()
    docks = {dock.objectName(): dock for dock in window.docks}
    is_there = []
    for phase in (0, 1, 2, 3, 1):
        go_to(window, phase)
        QApplication.processEvents()
        for name in window.stepper.lit:
            assert not docks[name].visibleRegion().isEmpty()
        is_there.append(window.inspector.is_open)
    assert window.stepper.lit == {"loss_panel_dock"}
    replaces = not docks["neuron_panel_dock"].isVisible()
    assert is_there == ([True, False, False, True, False] if replaces else [True] * 5)
    press(window, Qt.Key.Key_Escape)
    assert window.inspector.is_open
    assert view(window).chosen == Selection(1, 3)


def test_a_neuron_view_that_was_closed_meanwhile_stays_closed(window: MainWindow) -> None:
    window.inspector.open(Selection(1, 3))
    go_to(window, 3)
    window.inspector.close()
    go_to(window, 1)
    window.stepper.close()
    assert not window.inspector.is_open
