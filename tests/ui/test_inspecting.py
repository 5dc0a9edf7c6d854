"""The neuron view in the window: opened from everywhere, walked through, closed again."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.nn import logits_and_activations
from mnist_viz.session import Session
from mnist_viz.training import Selection, View
from mnist_viz.ui.drawing.score_bars import ScoreBars
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.pictures.image_canvas import ImageCanvas
from tests.samples import tiny_data


@pytest.fixture
def window(window: MainWindow, session: Session, qtbot: QtBot) -> MainWindow:
    window.activateWindow()
    with qtbot.waitSignal(session.run_started):
        session.data_loaded.emit(tiny_data())
    qtbot.waitUntil(lambda: window.display.view is not None)
    return window


def dock(window: MainWindow, name: str) -> QDockWidget:
    found = window.findChild(QDockWidget, f"{name}_panel_dock")
    assert found is not None
    return found


def standing(window: MainWindow) -> list[str]:
    names = [one.objectName() for one in window.docks if not one.isHidden()]
    return [name.removesuffix("_panel_dock") for name in names]


def canvas(window: MainWindow, name: str) -> ImageCanvas:
    found = window.findChild(ImageCanvas, name)
    assert found is not None
    return found


def shown_unit(window: MainWindow) -> Selection | None:
    facts = window.neuron_panel.facts
    return None if facts is None or not window.inspector.is_open else facts.unit


def view_of(window: MainWindow) -> View:
    assert window.display.view is not None
    return window.display.view


def test_it_takes_the_right_column_and_gives_it_back(window: MainWindow, qtbot: QtBot) -> None:
    before = standing(window)
    assert "neuron" not in before
    widths = [one.width() for one in window.docks[:6]]
    window.inspector.open(Selection(0, 3))
    assert standing(window) == ["drawing", "filters", "activations", "network", "why", "neuron"]
    qtbot.waitUntil(lambda: shown_unit(window) == Selection(0, 3))
    qtbot.waitUntil(lambda: 400 < dock(window, "neuron").width() < 480)
    window.inspector.close()
    assert standing(window) == before
    qtbot.waitUntil(lambda: [one.width() for one in window.docks[:6]] == widths)


def test_beside_the_right_column_it_leaves_the_wall_no_more_height_than_its_width_allows(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(2560, 1440)
    filters, loss = dock(window, "filters"), dock(window, "loss")
    qtbot.waitUntil(lambda: filters.height() > 700)
    window.inspector.open(Selection(0, 3))
    qtbot.waitUntil(lambda: filters.height() < 600)
    assert not loss.isHidden()
    window.inspector.close()
    qtbot.waitUntil(lambda: filters.height() > 700)


def test_in_a_window_of_another_size_it_takes_the_place_that_it_would_be_opened_in(
    window: MainWindow, qtbot: QtBot
) -> None:
    before = standing(window)
    window.inspector.open(Selection(0, 3))
    assert "loss" not in standing(window)
    window.resize(2560, 1440)
    filters, neuron, loss = (dock(window, name) for name in ("filters", "neuron", "loss"))
    qtbot.waitUntil(lambda: not loss.isHidden() and filters.x() < neuron.x() < loss.x())
    assert neuron.width() > 500
    window.resize(1700, 1000)
    qtbot.waitUntil(loss.isHidden)
    assert shown_unit(window) == Selection(0, 3)
    window.inspector.close()
    assert standing(window) == before


def test_where_there_is_room_it_stands_beside_the_right_column(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(2560, 1440)
    qtbot.waitUntil(lambda: window.dock_area.width() > 2500)
    window.inspector.open(Selection(0, 3))
    assert "loss" in standing(window)
    filters, neuron, loss = (dock(window, name) for name in ("filters", "neuron", "loss"))
    qtbot.waitUntil(lambda: filters.x() < neuron.x() < loss.x() and neuron.width() > 500)


def test_the_window_is_kept_without_it(window: MainWindow) -> None:
    window.docks[3].toggleViewAction().trigger()
    kept = window.dock_area.layouts
    window.inspector.open(Selection(0, 3))
    assert window.dock_area.layouts == kept
    window.inspector.close()
    assert "loss" not in standing(window)
    assert "scores" in standing(window)


def test_a_menu_that_hides_it_brings_the_others_back(window: MainWindow) -> None:
    before = standing(window)
    action = dock(window, "neuron").toggleViewAction()
    action.trigger()
    assert window.inspector.is_open
    assert "loss" not in standing(window)
    action.trigger()
    assert standing(window) == before


def test_a_click_on_a_filter_a_cell_a_unit_or_a_score_opens_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    wall = canvas(window, "filters_wall").viewport()
    QTest.mouseClick(wall, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    qtbot.waitUntil(lambda: shown_unit(window) == Selection(0, 0))
    heatmap = canvas(window, "activations_heatmap")
    panel = window.panels[2]
    layout = getattr(panel, "_layout").cells  # noqa: B009
    from_row = layout.top(3) + 2
    x = layout.margin + layout.columns[1].left + 4 * layout.columns[1].cell + 1
    place = QPoint(x, from_row)
    QTest.mouseClick(heatmap.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: shown_unit(window) == Selection(1, 4))
    assert view_of(window).followed == 2
    window.inspector.close()
    bars = window.findChild(ScoreBars, "scores")
    assert bars is not None
    assert bars._grid is not None
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars._grid.cell(6).center())
    qtbot.waitUntil(lambda: shown_unit(window) == Selection(2, 6))


def test_one_goes_from_unit_to_unit_and_back(window: MainWindow, qtbot: QtBot) -> None:
    window.inspector.open(Selection(0, 3))
    qtbot.waitUntil(lambda: shown_unit(window) == Selection(0, 3))
    link = window.neuron_panel.links[0]
    assert window.neuron_panel.facts is not None
    fed = window.neuron_panel.facts.links[0].unit
    link.click()
    qtbot.waitUntil(lambda: shown_unit(window) == fed)
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: shown_unit(window) == Selection(0, 3))
    window.inspector.go(1)
    qtbot.waitUntil(lambda: shown_unit(window) == fed)


def test_driving_images_come_from_the_worker_and_are_those_of_the_frame(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.inspector.open(Selection(1, 7))
    qtbot.waitUntil(lambda: len(window.neuron_panel.body.drivers.texts) == 10)
    drivers, frame = view_of(window).drivers, view_of(window).frame
    assert drivers is not None
    x = tiny_data().test.pixels * np.float32(1 / 255)
    first = frame.layout.layers[1]
    a = logits_and_activations(frame.layout, frame.parameters, x)[1][0]
    z = (a @ first.weight.of(frame.parameters) + first.bias.of(frame.parameters))[:, 7]
    assert np.allclose(np.sort(z)[::-1][:10], drivers.z, atol=1e-5)
    assert drivers.step == frame.step


def test_driving_images_come_to_a_view_that_a_menu_shows_at_rest(
    window: MainWindow, qtbot: QtBot
) -> None:
    dock(window, "neuron").toggleViewAction().trigger()
    qtbot.waitUntil(lambda: len(window.neuron_panel.body.drivers.texts) == 10)
    drivers, view = view_of(window).drivers, view_of(window)
    assert drivers is not None
    assert (drivers.layer, drivers.unit) == (view.chosen.layer, view.chosen.unit)


def test_driving_images_follow_the_training(window: MainWindow, qtbot: QtBot) -> None:
    window.inspector.open(Selection(1, 7))
    for _ in range(3):
        window.controls.step()
    qtbot.waitUntil(lambda: view_of(window).frame.step == 3)
    qtbot.waitUntil(lambda: (drivers := view_of(window).drivers) is not None and drivers.step == 3)
    window.rewinder.go_to(1)
    qtbot.waitUntil(lambda: (drivers := view_of(window).drivers) is not None and drivers.step == 1)


def test_a_walk_by_keyboard_alone(window: MainWindow, qtbot: QtBot) -> None:
    """From the diagram into a unit, back to what feeds it, on to what it feeds, and out."""
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_W)
    diagram = canvas(window, "network_diagram")
    qtbot.waitUntil(diagram.hasFocus)
    qtbot.waitUntil(lambda: diagram.isVisible() and "Layer 1" in diagram.accessibleDescription())
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(diagram, key)
    qtbot.waitUntil(lambda: shown_unit(window) == Selection(0, 9))
    for _ in range(8):
        QTest.keyClick(diagram, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: (unit := shown_unit(window)) is not None and unit.layer == 1)
    QTest.keyClick(window, Qt.Key.Key_N)
    terms = window.neuron_panel.body.terms
    qtbot.waitUntil(terms.hasFocus)
    source = terms.terms[1].source
    assert source is not None
    QTest.keyClick(terms, Qt.Key.Key_Down)
    QTest.keyClick(terms, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown_unit(window) == Selection(0, source))
    QTest.keyClick(terms, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: (unit := shown_unit(window)) is not None and unit.layer == 1)
    QTest.keyClick(terms, Qt.Key.Key_Escape)
    assert not window.inspector.is_open
    assert diagram.hasFocus()


def test_behind_another_tab_the_diagram_draws_nothing_and_catches_up(
    window: MainWindow, qtbot: QtBot
) -> None:
    diagram = window.findChild(QWidget, "network_panel")
    assert diagram is not None
    window.controls.step()
    qtbot.waitUntil(lambda: view_of(window).frame.step == 1)
    panel = window.panels[6]
    assert getattr(panel, "diagram").bundles == ()  # noqa: B009
    dock(window, "network").raise_()
    qtbot.waitUntil(lambda: len(getattr(panel, "diagram").bundles) == 3)  # noqa: B009
