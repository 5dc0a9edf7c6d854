"""The filters panel: true weights, changes and gradients; one unit large; ways to choose."""

import dataclasses
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.training import Frame, Limits, RunConfig, Selection, View
from mnist_viz.ui.components import ColorBar, EmptyState, SegmentedControl, Toggle
from mnist_viz.ui.look.theme import THEME_NAMES, theme
from mnist_viz.ui.panels.filters_panel import DisplayedFilters, FiltersPanel
from mnist_viz.ui.pictures.cell_colors import GROUND, STEPS
from mnist_viz.ui.pictures.filters_layout import FiltersLayout
from mnist_viz.ui.pictures.image_canvas import ImageCanvas
from tests.samples import sample_view
from tests.ui.panel_driver import show_panel

KINDS = ("weights", "change", "gradient")
SIZE = (684, 246)


@pytest.fixture
def panel(qtbot: QtBot) -> FiltersPanel:
    return show_panel(FiltersPanel(), *SIZE, qtbot)


@pytest.fixture
def larger_text(qapp: QApplication) -> Iterator[None]:
    usual = qapp.font()
    larger = QFont(usual)
    larger.setPixelSize(36)
    qapp.setFont(larger)
    yield
    qapp.setFont(usual)


def choose(panel: FiltersPanel, kind: str) -> None:
    """Press the segment of a kind."""
    control, _ = panel.header_controls()
    assert isinstance(control, SegmentedControl)
    buttons = {button.text().lower(): button for button in control._buttons.values()}
    buttons[kind].click()


def shown(panel: FiltersPanel) -> DisplayedFilters:
    displayed = panel.displayed
    assert displayed is not None
    return displayed


def first_layer(frame: Frame, flat: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the pictures of the first layer, cut from the flat vector by hand."""
    height, width = frame.layout.input_shape
    units = frame.layout.layers[0].units
    return flat[: height * width * units].reshape(height, width, units).transpose(2, 0, 1)


def expected_values(view: View, kind: str) -> NDArray[np.float32]:
    frame = view.frame
    if kind == "gradient":
        assert frame.gradients is not None
        return first_layer(frame, frame.gradients)
    weights = first_layer(frame, frame.parameters)
    if kind == "weights":
        return weights
    assert view.reference is not None
    return weights - first_layer(frame, view.reference.parameters)


def as_entries(values: NDArray[np.float32], limit: float) -> NDArray[np.int64]:
    middle = (STEPS - 1) / 2
    places = np.rint(middle + middle * np.clip(values / limit, -1, 1))
    return np.asarray(places, dtype=np.int64)


def tiles(displayed: DisplayedFilters, units: int, side: int = 28) -> NDArray[np.int64]:
    """Cut the tiles out of the wall by hand."""
    found = []
    for unit in range(units):
        row, column = divmod(unit, displayed.columns)
        top, left = row * (side + 1), column * (side + 1)
        found.append(displayed.wall[top : top + side, left : left + side])
    return np.array(found, dtype=np.int64)


@pytest.mark.parametrize("kind", KINDS)
def test_every_colour_comes_from_the_parameters_of_the_step(panel: FiltersPanel, kind: str) -> None:
    view = sample_view()
    choose(panel, kind)
    panel.show_view(dataclasses.replace(view, selection=Selection(0, 5)))
    displayed = shown(panel)
    values = expected_values(view, kind)
    assert displayed.kind == kind
    assert displayed.limit >= np.abs(values).max()
    wanted = as_entries(values, displayed.limit)
    # Float rounding may tip a half.
    assert np.abs(tiles(displayed, 64) - wanted).max() <= 1
    assert np.mean(tiles(displayed, 64) == wanted) > 0.999
    assert np.abs(displayed.picture.astype(int) - wanted[5]).max() <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_numbers_are_those_of_the_unit(panel: FiltersPanel, kind: str) -> None:
    view = dataclasses.replace(sample_view(), selection=Selection(0, 9))
    choose(panel, kind)
    panel.show_view(view)
    facts = shown(panel).facts
    unit = expected_values(view, kind)[9].ravel()
    assert facts.name == "Unit 9"
    assert facts.activation == "tanh"
    assert facts.norm == pytest.approx(np.linalg.norm(unit), rel=1e-6)
    assert facts.largest == unit[np.abs(unit).argmax()]
    bias = view.frame.layout.layers[0].bias
    flat = {
        "weights": view.frame.parameters,
        "gradient": view.frame.gradients,
        "change": view.frame.parameters - sample_view(0).frame.parameters,
    }[kind]
    assert flat is not None
    assert facts.bias == pytest.approx(float(bias.of(flat)[9]), abs=1e-7)


def test_the_pixels_on_the_screen_are_those_colours(panel: FiltersPanel) -> None:
    panel.restyle(theme("light"))
    panel.show_view(sample_view())
    displayed = shown(panel)
    canvas = panel.findChild(ImageCanvas, "filters_wall")
    assert canvas is not None
    grabbed = canvas.grab().toImage()
    for row, column in ((40, 50), (100, 7), (200, 200)):
        color = grabbed.pixelColor(column + 2, row + 2)
        wanted = displayed.colors[displayed.wall[row, column], :3].tolist()
        assert [color.red(), color.green(), color.blue()] == wanted


def test_weights_end_at_the_views_limit_and_the_legend_says_so(panel: FiltersPanel) -> None:
    view = dataclasses.replace(sample_view(), limits=Limits(filters=0.5))
    panel.show_view(view)
    assert shown(panel).limit == 0.5
    assert [text for _, text in legend_of(panel).limits] == ["−0.5", "0", "0.5"]


def legend_of(panel: FiltersPanel) -> ColorBar:
    bar = panel.findChild(ColorBar)
    assert isinstance(bar, ColorBar)
    return bar


def test_limits_of_changes_hold_still_while_one_goes_back(panel: FiltersPanel) -> None:
    choose(panel, "change")
    late = sample_view(60)
    panel.show_view(late)
    limit = shown(panel).limit
    early = dataclasses.replace(sample_view(20), reference=late.reference)
    panel.show_view(early)
    assert shown(panel).limit == limit
    other_run = dataclasses.replace(early, frame=dataclasses.replace(early.frame, run_id=2))
    panel.show_view(other_run)
    assert shown(panel).limit < limit


def test_limits_of_changes_end_with_the_era_of_the_views(panel: FiltersPanel) -> None:
    choose(panel, "change")
    late = sample_view(60)
    ruined = dataclasses.replace(late, limits=late.limits.in_era(-1))
    panel.show_view(ruined)
    limit = shown(panel).limit
    panel.show_view(dataclasses.replace(sample_view(20), reference=late.reference))
    assert shown(panel).limit < limit


def test_without_values_the_header_counts_the_stuck_units_of_the_view(
    panel: FiltersPanel,
) -> None:
    start = sample_view(0)
    choose(panel, "change")
    panel.show_view(start)
    assert panel.subtitle == "64 units"
    frame = dataclasses.replace(start.frame, step=1, parameters=1e3 * start.frame.parameters)
    panel.show_view(dataclasses.replace(start, frame=frame))
    assert panel.subtitle == f"64 units, {np.count_nonzero(shown(panel).stuck)} saturated"
    panel.show_view(start)
    assert panel.displayed is None
    assert panel.subtitle == "64 units"


@pytest.mark.parametrize(
    ("kind", "words"), [("gradient", "No gradients yet"), ("change", "No change yet")]
)
def test_at_the_start_it_says_what_is_missing(panel: FiltersPanel, kind: str, words: str) -> None:
    start = sample_view(0)
    panel.show_view(start)
    assert shown(panel).kind == "weights"
    choose(panel, kind)
    assert panel.displayed is None
    empty = panel.findChild(EmptyState)
    assert empty is not None
    assert empty.isVisible()
    assert empty._title.text() == words
    panel.show_view(sample_view(3))
    assert shown(panel).kind == kind
    assert not empty.isVisible()


def test_a_reference_of_another_shape_is_not_compared(panel: FiltersPanel) -> None:
    other = sample_view(0, RunConfig(hidden=(8,), activation=("relu",)))
    choose(panel, "change")
    panel.show_view(dataclasses.replace(sample_view(), reference=other.frame))
    assert panel.displayed is None
    panel.show_view(dataclasses.replace(sample_view(), reference=None))
    assert panel.displayed is None


def test_a_click_chooses_a_unit_and_the_view_marks_it(panel: FiltersPanel, qtbot: QtBot) -> None:
    view = sample_view()
    panel.show_view(view)
    canvas = panel.findChild(ImageCanvas, "filters_wall")
    assert canvas is not None
    place = QPoint(2 + 3 * 29 + 5, 2 + 2 * 29 + 5)
    with qtbot.waitSignal(panel.unit_selected) as selected:
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert selected.args == [Selection(0, 19)]
    panel.show_view(dataclasses.replace(view, selection=Selection(0, 19)))
    assert shown(panel).unit == 19
    accent = theme("dark").color("accent")
    panel.restyle(theme("dark"))
    corner = canvas.grab().toImage().pixelColor(2 + 3 * 29 - 1, 2 + 2 * 29 - 1)
    assert corner == accent


def test_the_unit_under_the_pointer_is_shown_until_it_leaves(
    panel: FiltersPanel, qtbot: QtBot
) -> None:
    panel.show_view(dataclasses.replace(sample_view(), selection=Selection(0, 40)))
    canvas = panel.findChild(ImageCanvas, "filters_wall")
    assert canvas is not None
    canvas.hovered.emit(QPoint(2 + 29 + 3, 5))
    assert shown(panel).unit == 1
    assert shown(panel).facts.name == "Unit 1"
    panel.show_view(dataclasses.replace(sample_view(20), selection=Selection(0, 40)))
    assert shown(panel).unit == 1
    canvas.hovered.emit(None)
    assert shown(panel).unit == 40


def test_arrow_keys_move_the_choice_and_it_is_read_out(panel: FiltersPanel, qtbot: QtBot) -> None:
    panel.show_view(dataclasses.replace(sample_view(), selection=Selection(0, 8)))
    canvas = panel.findChild(ImageCanvas, "filters_wall")
    assert canvas is not None
    canvas.setFocus()
    canvas.hovered.emit(QPoint(2, 2))
    chosen: list[Selection] = []
    panel.unit_selected.connect(chosen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(canvas, key)
        assert shown(panel).unit == chosen[-1].unit
    assert [selection.unit for selection in chosen] == [9, 17, 63, 0]
    assert canvas.accessibleDescription().startswith("Unit 0, tanh, norm ")


def test_a_unit_of_another_layer_leaves_the_last_one_large_and_unmarked(
    panel: FiltersPanel,
) -> None:
    panel.restyle(theme("dark"))
    view = sample_view()
    panel.show_view(dataclasses.replace(view, selection=Selection(0, 12)))
    panel.show_view(dataclasses.replace(view, selection=Selection(1, 3)))
    assert shown(panel).unit == 12
    accent = theme("dark").color("accent").rgb()
    grabbed = panel.grab().toImage()
    pixels = (grabbed.pixel(x, y) for x in range(240) for y in range(240))
    assert accent not in pixels


@pytest.mark.parametrize("hidden", [(), (1,), (10,), (100,), (512,), (1000,)])
@pytest.mark.parametrize("size", [SIZE, (240, 106), (1500, 700)])
def test_any_number_of_units_has_a_tile_each(
    panel: FiltersPanel, hidden: tuple[int, ...], size: tuple[int, int]
) -> None:
    panel.resize(*size)
    config = RunConfig(hidden=hidden, activation=("relu",), batch_size=32)
    view = sample_view(1, config)
    panel.show_view(view)
    displayed = shown(panel)
    units = view.frame.layout.layers[0].units
    side = -(-28 // displayed.block)
    rows = -(-units // displayed.columns)
    assert displayed.wall.shape == (rows * (side + 1) - 1, displayed.columns * (side + 1) - 1)
    assert panel.subtitle.startswith(f"{units:,} unit")
    assert ("weights a pixel" in panel.subtitle) == (displayed.block > 1)
    for part in panel.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        assert not part.isVisible() or panel.rect().contains(part.geometry())


def test_weights_that_are_not_finite_are_drawn_as_ground(panel: FiltersPanel) -> None:
    view = sample_view()
    broken = view.frame.parameters.copy()
    broken[:64] = np.nan
    broken[64] = np.inf
    frame = dataclasses.replace(view.frame, parameters=broken)
    for kind in KINDS[:2]:
        choose(panel, kind)
        panel.show_view(dataclasses.replace(view, frame=frame))
        panel.grab()
        displayed = shown(panel)
        assert (tiles(displayed, 64)[:, 0, 0] == GROUND).all()
        assert displayed.picture[0, 0] == GROUND
        assert dict(displayed.facts.rows)["norm"] == "not finite"


def test_a_hidden_panel_draws_nothing_and_catches_up_when_it_is_shown(
    panel: FiltersPanel,
) -> None:
    panel.hide()
    panel.show_view(sample_view(20))
    assert panel.displayed is None
    latest = sample_view(60)
    panel.show_view(latest)
    panel.show()
    assert shown(panel).limit == latest.limits.filters


def test_the_choice_of_what_to_see_stays(panel: FiltersPanel) -> None:
    panel.show_view(sample_view(0))
    assert shown(panel).kind == "weights"
    choose(panel, "change")
    panel.show_view(sample_view(3))
    panel.hide()
    panel.show()
    panel.show_view(sample_view(20))
    assert shown(panel).kind == "change"


@pytest.mark.parametrize("name", THEME_NAMES)
def test_it_takes_on_a_theme(panel: FiltersPanel, name: str) -> None:
    panel.show_view(sample_view())
    panel.restyle(theme(name))
    assert np.array_equal(shown(panel).colors[0], theme(name).diverging[0])
    ground = panel.findChild(ImageCanvas, "filters_wall")
    assert ground is not None
    assert ground.backgroundBrush().color() == theme(name).color("panel")


def test_every_control_can_be_named_and_reached(panel: FiltersPanel) -> None:
    panel.show_view(sample_view())
    canvas = panel.findChild(ImageCanvas, "filters_wall")
    assert canvas is not None
    assert canvas.accessibleName()
    assert canvas.focusPolicy() == Qt.FocusPolicy.StrongFocus
    kinds, by_norm = panel.header_controls()
    for button in (by_norm, *kinds.findChildren(QWidget)):
        assert button.toolTip()


def sort(panel: FiltersPanel) -> None:
    _, by_norm = panel.header_controls()
    assert isinstance(by_norm, Toggle)
    by_norm.click()


@pytest.mark.parametrize("kind", KINDS)
def test_sorted_by_norm_the_heaviest_unit_is_first(panel: FiltersPanel, kind: str) -> None:
    view = sample_view()
    choose(panel, kind)
    panel.show_view(view)
    by_number = tiles(shown(panel), 64)
    sort(panel)
    norms = np.linalg.norm(expected_values(view, "weights").reshape(64, -1), axis=1)
    order = np.argsort(-norms)
    assert np.array_equal(tiles(shown(panel), 64), by_number[order])
    sort(panel)
    assert np.array_equal(tiles(shown(panel), 64), by_number)


def test_sorted_tiles_are_chosen_as_the_units_that_they_show(
    panel: FiltersPanel, qtbot: QtBot
) -> None:
    view = sample_view()
    panel.show_view(view)
    sort(panel)
    norms = np.linalg.norm(expected_values(view, "weights").reshape(64, -1), axis=1)
    order = np.argsort(-norms).tolist()
    canvas = panel.findChild(ImageCanvas, "filters_wall")
    assert canvas is not None
    with qtbot.waitSignal(panel.unit_selected) as selected:
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2 + 29 + 5, 5))
    assert selected.args == [Selection(0, order[1])]
    for key, place in ((Qt.Key.Key_Right, 2), (Qt.Key.Key_Down, 10), (Qt.Key.Key_End, 63)):
        with qtbot.waitSignal(panel.unit_selected) as selected:
            QTest.keyClick(canvas, key)
        assert selected.args == [Selection(0, order[place])]


@pytest.mark.parametrize(("name", "word"), [("relu", "dead"), ("tanh", "saturated")])
def test_units_that_answer_all_shown_images_alike_are_struck_out(
    panel: FiltersPanel, name: str, word: str
) -> None:
    view = sample_view(3, RunConfig(hidden=(64,), activation=(name,), batch_size=32))
    panel.restyle(theme("dark"))
    panel.show_view(view)
    values = view.probe_activations[0]
    stuck = (values <= 0 if name == "relu" else np.abs(values) > 0.99).all(axis=0)
    assert shown(panel).stuck.tolist() == stuck.tolist()
    parameters = view.frame.parameters.copy()
    view.frame.layout.layers[0].bias.of(parameters)[[3, 50]] = -1e4
    broken = dataclasses.replace(view.frame, parameters=parameters)
    panel.show_view(dataclasses.replace(view, frame=broken, selection=Selection(0, 50)))
    expected = set(np.flatnonzero(stuck).tolist()) | {3, 50}
    assert set(np.flatnonzero(shown(panel).stuck).tolist()) == expected
    assert panel.subtitle == f"64 units, {len(expected)} {word}"
    assert shown(panel).facts.activation == word
    canvas = panel.findChild(ImageCanvas, "filters_wall")
    assert canvas is not None
    middle = canvas.grab().toImage().pixelColor(2 + 3 * 29 + 14, 2 + 13)
    assert middle == theme("dark").color("text2")


def test_where_the_wall_has_no_use_for_more_room_the_large_unit_takes_it(
    panel: FiltersPanel, qtbot: QtBot
) -> None:
    panel.show_view(sample_view())
    panel.resize(1580, 710)
    qtbot.waitUntil(lambda: panel._layout is not None and panel._layout.unit.width() > 28 * 14)
    layout = panel._layout
    assert layout is not None
    panel.resize(1580 - (layout.unit.width() - 28 * 14), 710)
    qtbot.waitUntil(lambda: panel._layout is not layout)
    narrower = panel._layout
    assert narrower is not None
    assert narrower.grid == layout.grid, "it took nothing from the wall"
    assert panel.rect().contains(narrower.facts)


def test_the_wall_keeps_its_order_where_a_smaller_large_unit_lets_it(
    panel: FiltersPanel, qtbot: QtBot
) -> None:
    panel.show_view(sample_view())
    before = panel._layout
    panel.resize(560, 470)
    qtbot.waitUntil(lambda: panel._layout is not before)
    layout = panel._layout
    assert layout is not None
    assert layout.grid.columns == 8
    assert layout.unit.width() >= 4 * 28


def laid_out(panel: FiltersPanel, width: int, height: int, qtbot: QtBot) -> FiltersLayout:
    """Return where the parts stand in a room of this size, none outside it or on another."""
    panel.show_view(sample_view())
    before = panel._layout
    panel.resize(width, height)
    qtbot.waitUntil(lambda: panel._layout is not before)
    layout = panel._layout
    assert layout is not None
    parts = [layout.wall, layout.unit, layout.legend, layout.facts]
    within_frame = panel.rect().adjusted(1, 0, -1, -1)  # which the dock paints at the edge
    assert all(within_frame.contains(part) for part in parts)
    assert not any(one.intersects(other) for one, other in combinations(parts, 2))
    return layout


def test_the_numbers_go_below_the_unit_where_the_wall_can_be_larger_so(
    panel: FiltersPanel, qtbot: QtBot
) -> None:
    layout = laid_out(panel, 700, 500, qtbot)
    assert (layout.grid.columns, layout.grid.zoom) == (8, 2)
    assert layout.unit.left() > layout.wall.right()
    assert layout.facts.top() > layout.legend.bottom()
    assert layout.facts.height() >= panel._facts.sizeHint().height()
    assert layout.unit_zoom >= 2 * layout.grid.zoom


def test_in_a_narrow_room_the_unit_goes_below_the_wall_which_keeps_its_order(
    panel: FiltersPanel, qtbot: QtBot
) -> None:
    layout = laid_out(panel, 400, 640, qtbot)
    assert (layout.grid.columns, layout.grid.zoom) == (8, 1)
    assert layout.unit.top() > layout.wall.bottom()
    assert layout.unit.width() >= 4 * 28
    assert layout.facts.left() > layout.unit.right()


def test_in_large_text_the_wall_grows_before_the_large_unit_does(
    larger_text: None, panel: FiltersPanel, qtbot: QtBot
) -> None:
    # Wide enough for a wall of twice the size, its numbers and a large unit, however wide the font.
    numbers = panel._facts.sizeHint().width()
    layout = laid_out(panel, numbers + 820, 592, qtbot)
    assert (layout.grid.columns, layout.grid.zoom) == (8, 2)
    assert layout.unit_zoom >= 2 * layout.grid.zoom
    assert layout.facts.width() >= numbers


def test_before_the_first_view_nothing_stands_about_without_a_place(qtbot: QtBot) -> None:
    panel = show_panel(FiltersPanel(), 700, 280, qtbot)
    children = panel.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert not [child for child in children if child.isVisible()]
    panel.show_view(sample_view(steps=3))
    assert [child for child in children if child.isVisible()]
