"""The neuron view: what is painted is what is computed; ways to other units and images."""

import csv
import dataclasses
import io
import itertools
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.training import (
    Drivers,
    DriversRequest,
    RunConfig,
    Selection,
    View,
    find_drivers,
)
from mnist_viz.ui import numbers
from mnist_viz.ui.components import Choice
from mnist_viz.ui.look.spacing import PADDING, scaled
from mnist_viz.ui.look.theme import THEME_NAMES, theme
from mnist_viz.ui.neuron.facts import as_text, neuron_facts
from mnist_viz.ui.panels.neuron_panel import NeuronPanel
from mnist_viz.ui.pictures.cell_colors import NOTHING, STEPS
from tests.samples import sample_view, tiny_data
from tests.ui.panel_driver import show_panel

SIZE = (444, 504)


@pytest.fixture
def panel(qtbot: QtBot) -> NeuronPanel:
    return show_panel(NeuronPanel(), *SIZE, qtbot)


def view_of(unit: Selection, steps: int = 60, config: RunConfig | None = None) -> View:
    return dataclasses.replace(sample_view(steps, config), selection=unit)


def with_drivers(view: View) -> View:
    pieces = find_drivers(
        DriversRequest(view.frame, view.chosen.layer, view.chosen.unit), tiny_data().test
    )
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            drivers: Drivers = end.value
            return dataclasses.replace(view, drivers=drivers)


@pytest.mark.parametrize("unit", [Selection(0, 5), Selection(1, 30), Selection(2, 7)])
def test_it_shows_the_facts_of_the_chosen_unit(panel: NeuronPanel, unit: Selection) -> None:
    view = view_of(unit)
    panel.show_view(view)
    facts = panel.facts
    assert facts is not None
    wanted = neuron_facts(view, len(panel.body.terms.terms) - 1)
    assert panel.body.terms.terms == wanted.terms
    assert (panel.heading, panel.subtitle) == (wanted.heading, wanted.detail)
    total, bias, z, value = panel.figures[0]
    assert (total.value, bias.value) == (wanted.total, wanted.bias)
    assert (z.value, value.value) == (wanted.z, wanted.value)
    assert z.sign == f"{wanted.function} →"
    slope, gradient, length = panel.figures[1]
    assert (slope.value, gradient.value) == (wanted.slope, wanted.gradient)
    assert length.value == wanted.weight_gradient
    assert panel.body.operands.point == (wanted.neuron.z, wanted.neuron.value)
    assert [link.text() for link in panel.links] == [
        f"{link.name}\n{link.text}" for link in wanted.links
    ]


@pytest.mark.parametrize("unit", [Selection(0, 5), Selection(1, 30)])
def test_the_pictures_are_weights_and_contributions(panel: NeuronPanel, unit: Selection) -> None:
    view = view_of(unit)
    panel.show_view(view)
    facts = panel.facts
    assert facts is not None
    middle = (STEPS - 1) / 2
    values = (facts.neuron.weights, facts.neuron.terms)
    for entries, limit, of in zip(
        panel.body.operands.entries, panel.body.operands.limits, values, strict=True
    ):
        shown = entries.reshape(-1)
        wanted = np.rint(middle * (1 + np.clip(of / limit, -1, 1)))
        assert np.abs(shown[: len(of)] - wanted).max() <= 1
        assert (shown[len(of) :] == NOTHING).all()
        assert np.abs(of).max() <= limit
    shape = view.frame.layout.input_shape if unit.layer == 0 else (8, 8)
    assert panel.body.operands.entries[0].shape == shape


def test_it_goes_on_with_each_frame(panel: NeuronPanel) -> None:
    shown = []
    for steps in (0, 3, 20):
        panel.show_view(view_of(Selection(0, 5), steps))
        shown.append(panel.figures[0][2].value)
    assert len(set(shown)) == 3


def test_driving_images_bear_their_z_and_their_age(panel: NeuronPanel) -> None:
    view = with_drivers(view_of(Selection(1, 4), 20))
    panel.show_view(view)
    assert view.drivers is not None
    assert panel.body.drivers.texts == [numbers.fixed(float(z), 2) for z in view.drivers.z]
    assert panel.body.drivers_age.text == ""
    later = view_of(Selection(1, 4), 60)
    panel.show_view(dataclasses.replace(later, drivers=view.drivers))
    assert panel.body.drivers_age.text == "as of step 20"
    assert "as of step 20" in panel.as_text()
    panel.show_view(dataclasses.replace(view, selection=Selection(1, 5)))
    assert panel.body.drivers.texts == []


def test_a_driving_image_can_be_put_into_the_pad(panel: NeuronPanel, qtbot: QtBot) -> None:
    view = with_drivers(view_of(Selection(1, 4)))
    panel.show_view(view)
    assert view.drivers is not None
    row = panel.body.drivers
    with qtbot.waitSignal(panel.image_chosen) as chosen:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row._place(2).center())
    assert chosen.args == [int(view.drivers.indices[2])]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Right)
    with qtbot.waitSignal(panel.image_chosen) as chosen:
        QTest.keyClick(row, Qt.Key.Key_Return)
    assert chosen.args == [int(view.drivers.indices[3])]


def test_terms_lead_back_and_links_lead_on(panel: NeuronPanel, qtbot: QtBot) -> None:
    panel.show_view(view_of(Selection(1, 4)))
    terms = panel.body.terms
    second = terms.terms[1].source
    assert second is not None
    place = QPoint(10, terms.line + terms.line // 2)
    with qtbot.waitSignal(panel.unit_opened) as opened:
        QTest.mouseClick(terms, Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [Selection(0, second)]
    terms.setFocus()
    QTest.keyClick(terms, Qt.Key.Key_Down)
    assert terms.accessibleDescription().startswith(terms.terms[2].name)
    third = terms.terms[2].source
    assert third is not None
    with qtbot.waitSignal(panel.unit_opened) as opened:
        QTest.keyClick(terms, Qt.Key.Key_Return)
    assert opened.args == [Selection(0, third)]
    with qtbot.waitSignal(panel.unit_opened) as opened:
        panel.links[1].click()
    facts = panel.facts
    assert facts is not None
    assert opened.args == [facts.links[1].unit]


def test_pixels_lead_nowhere(panel: NeuronPanel) -> None:
    panel.show_view(view_of(Selection(0, 4)))
    opened: list[Selection] = []
    panel.unit_opened.connect(opened.append)
    panel.body.terms.setFocus()
    QTest.keyClick(panel.body.terms, Qt.Key.Key_Return)
    assert opened == []


def test_the_image_that_is_followed_can_be_chosen(panel: NeuronPanel, qtbot: QtBot) -> None:
    view = view_of(Selection(0, 4))
    panel.show_view(view)
    assert panel.body.followed.value() == "drawing"
    assert len(panel.body.followed.entries) == 1 + len(view.probe.labels)
    with qtbot.waitSignal(panel.image_followed) as followed:
        panel.body.followed.pick("6")
    assert followed.args == [6]
    panel.show_view(dataclasses.replace(view, followed=6))
    assert panel.body.followed.value() == "6"
    assert "test image" in panel.as_text()
    with qtbot.waitSignal(panel.image_followed) as followed:
        panel.body.followed.pick("drawing")
    assert followed.args == [None]
    panel.show_view(dataclasses.replace(view, drawing=None))
    assert panel.body.followed.value() == "0"


def test_the_choice_of_the_image_keeps_its_place_whatever_it_offers(
    panel: NeuronPanel, qtbot: QtBot
) -> None:
    panel.show_view(view_of(Selection(0, 4)))
    followed = panel.body.followed
    place, usual = followed.geometry(), Choice("sized by Qt as its entries come", parent=panel)
    for one in (followed, usual):
        one.show_entries([("drawing", "me")])
    usual.show()
    before = usual.width()
    usual.show_entries([("drawing", "what I drew")])
    qtbot.waitUntil(lambda: usual.width() != before)
    assert followed.geometry() == place


def test_all_of_it_can_be_copied_as_text(panel: NeuronPanel) -> None:
    panel.show_view(view_of(Selection(2, 4)))
    facts = panel.facts
    assert facts is not None
    panel.body.terms.setFocus()
    QTest.keyClick(panel.body.terms, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == as_text(facts)


def test_escape_asks_to_close_it(panel: NeuronPanel, qtbot: QtBot) -> None:
    panel.show_view(view_of(Selection(2, 4)))
    panel.body.terms.setFocus()
    with qtbot.waitSignal(panel.close_requested):
        QTest.keyClick(panel.body.terms, Qt.Key.Key_Escape)


def rows_of(panel: NeuronPanel) -> list[dict[str, str]]:
    """Return what the panel's file holds, read back as another program would."""
    table = panel.as_table()
    assert table is not None
    return list(csv.DictReader(io.StringIO(table.encoded().decode(), newline="")))


def test_its_table_holds_every_input_and_the_bias(panel: NeuronPanel) -> None:
    panel.show_view(view_of(Selection(1, 4)))
    rows, facts = rows_of(panel), panel.facts
    assert facts is not None
    one = facts.neuron
    assert [row["input"] for row in rows] == [*map(str, range(64)), "bias"]
    assert sum(float(row["term"]) for row in rows[:-1]) == pytest.approx(one.total)
    assert sum(float(row["term"]) for row in rows) == pytest.approx(one.z)
    assert float(rows[-1]["weight"]) == one.bias
    assert float(rows[-1]["gradient"]) == one.gradient
    for row in rows:
        assert float(row["term"]) == float(row["value"]) * float(row["weight"])


def test_its_table_tells_the_step_and_the_image(panel: NeuronPanel) -> None:
    view = view_of(Selection(1, 4))
    panel.show_view(view)
    assert {(row["step"], row["image"], row["label"]) for row in rows_of(panel)} == {
        ("60", "drawing", "")
    }
    assert {row["gradient at step"] for row in rows_of(panel)} == {"60"}
    panel.show_view(dataclasses.replace(view, followed=3))
    name = f"test image {view.probe.indices[3]}"
    assert {(row["image"], row["label"]) for row in rows_of(panel)} == {(name, "3")}


def test_its_table_is_of_what_is_drawn_while_it_is_behind_another_tab(panel: NeuronPanel) -> None:
    panel.show_view(view_of(Selection(1, 4)))
    panel.hide()
    panel.show_view(view_of(Selection(1, 4), 20))
    assert {row["step"] for row in rows_of(panel)} == {"60"}


LATER = """
import sys
import mnist_viz.ui.panels.activations_panel
import mnist_viz.ui.panels.filters_panel
import mnist_viz.ui.panels.neuron_panel
later = ("mnist_viz.training.neuron", "mnist_viz.ui.neuron.facts")
print([name for name in later if name in sys.modules])
"""


def test_what_it_computes_with_is_not_imported_before_it_is_opened() -> None:
    result = subprocess.run(
        [sys.executable, "-c", LATER], capture_output=True, text=True, check=True, timeout=50
    )
    assert result.stdout.strip() == "[]"


def test_before_any_step_its_table_has_no_gradients(panel: NeuronPanel) -> None:
    panel.show_view(view_of(Selection(1, 4), 0))
    rows = rows_of(panel)
    assert {row["step"] for row in rows} == {"0"}
    assert "gradient" not in rows[0]


@pytest.mark.parametrize("unit", [Selection(0, 3), Selection(1, 4)])
@pytest.mark.parametrize("size", [SIZE, (240, 106), (300, 420), (560, 1100)])
def test_parts_without_room_are_left_out_and_none_lies_over_another(
    panel: NeuronPanel, unit: Selection, size: tuple[int, int]
) -> None:
    panel.resize(*size)
    panel.show_view(with_drivers(view_of(unit, 3, RunConfig(hidden=(6,), activation=("relu",)))))
    parts = [
        part
        for part in panel.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if part.isVisible() and part.objectName().startswith("neuron_")
    ]
    assert all(part.geometry().bottom() <= panel.height() or size[1] < 400 for part in parts)
    for number, one in enumerate(parts):
        assert not any(one.geometry().intersects(two.geometry()) for two in parts[number + 1 :])
    panel.grab()


@pytest.mark.parametrize("width", [240, 260, 280, 312, 340, 444])
@pytest.mark.parametrize("unit", [Selection(0, 5), Selection(1, 30)])
def test_nothing_that_is_written_is_cut_in_a_narrow_panel(
    panel: NeuronPanel, unit: Selection, width: int
) -> None:
    panel.resize(width, 600)
    panel.show_view(with_drivers(view_of(unit)))
    body, right = panel.body, panel.width() - scaled(PADDING)
    assert body.followed.geometry().right() < right
    assert body.asked.isHidden() or body.asked.geometry().right() < body.followed.x()
    if body.product_title.isVisible():
        written = body.terms_title.x() + body.terms_title.sizeHint().width()
        assert written < body.product_title.x()
    for figures in (body.sum, body.gradients):
        figures.grab()
        places = [place for place in figures._places if not place.isEmpty()]
        assert len(places) == len(figures.figures)
        assert all(figures.rect().contains(place) for place in places)
    assert panel.links
    for button in panel.links:
        needed = max(map(button.fontMetrics().horizontalAdvance, button.text().split("\n")))
        assert needed + scaled(14) <= button.width()
    drivers = body.drivers
    places = [drivers._place(number) for number in range(drivers._shown)]
    advances = map(drivers.fontMetrics().horizontalAdvance, drivers.texts)
    gaps = (two.left() - one.left() for one, two in itertools.pairwise(places))
    assert len(places) > 3
    assert min(gaps) > max(advances)


def test_the_sum_breaks_into_lines_as_its_numbers_come(panel: NeuronPanel) -> None:
    panel.resize(240, 600)
    panel.show_view(view_of(Selection(1, 30)))
    body = panel.body
    assert body.sum.height() >= body.sum.height_in(body.sum.width())
    assert body.sum.geometry().bottom() < body.terms_title.y()
    body.sum.grab()
    assert len({place.top() for place in body.sum._places}) == 2
    point = body.sum._places[-1].center()
    assert body.sum.card_at(point) == body.sum.figures[-1].card


def test_a_hidden_panel_computes_nothing_and_catches_up(panel: NeuronPanel) -> None:
    panel.hide()
    panel.show_view(view_of(Selection(0, 5)))
    assert panel.facts is None
    panel.show()
    assert panel.facts is not None


@pytest.mark.parametrize("name", THEME_NAMES)
def test_it_takes_on_a_theme(panel: NeuronPanel, name: str) -> None:
    panel.show_view(view_of(Selection(0, 5)))
    panel.restyle(theme(name))
    grabbed = panel.body.operands.grab().toImage()
    assert grabbed.pixelColor(panel.body.operands.width() - 1, 1) == theme(name).color("panel")


def test_every_part_that_can_be_used_has_a_name(panel: NeuronPanel) -> None:
    panel.show_view(view_of(Selection(0, 5)))
    for part in (panel.body.terms, panel.body.drivers, panel.body.followed, *panel.links):
        assert part.accessibleName()
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
