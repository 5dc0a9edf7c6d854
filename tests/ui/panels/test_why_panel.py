import csv
import dataclasses
import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSlider, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.data import (
    InkSteps,
    PictureSteps,
    ink_to_image,
    picture_steps,
    raw_ink_to_image,
)
from mnist_viz.nn import logits_and_activations
from mnist_viz.training import View, nearest, smallest_change
from mnist_viz.ui.components import Choice, ColorBar, EmptyState, Toggle
from mnist_viz.ui.drawing.ink import BorrowedDigit, Sheet
from mnist_viz.ui.drawing.strokes import Stroke
from mnist_viz.ui.look.theme import theme
from mnist_viz.ui.panels.why_panel import CHANGE, COURSE, EVIDENCE, STEPS, WhyPanel
from mnist_viz.ui.why.change_search import SLICE_SECONDS, ChangeSearch
from mnist_viz.ui.why.paragraphs import Paragraphs
from mnist_viz.ui.why.tile import Tile, Words
from mnist_viz.ui.why.tile_row import LEGIBLE
from tests.samples import sample_view
from tests.ui.pad_driver import SEVEN, pixels
from tests.ui.panel_driver import show_panel


@pytest.fixture
def panel(qtbot: QtBot) -> WhyPanel:
    return show_panel(WhyPanel(), 700, 216, qtbot)


@pytest.fixture
def view() -> View:
    return sample_view()


def logits(view: View, image: NDArray[np.float32]) -> NDArray[np.float32]:
    frame = view.frame
    answers, _ = logits_and_activations(frame.layout, frame.parameters, image.reshape(1, -1))
    return np.asarray(answers[0], dtype=np.float32)


def ink() -> Sheet:
    return Sheet((Stroke(np.array(SEVEN)),))


def empty_state(panel: WhyPanel) -> EmptyState:
    found = panel.findChild(EmptyState)
    assert found is not None
    return found


def search(qtbot: QtBot, panel: WhyPanel, view: View) -> None:
    panel.choose(CHANGE)
    with qtbot.waitSignal(panel.change.search.finished):
        panel.show_view(view)


def test_evidence_adds_up_to_the_difference_of_logits(panel: WhyPanel, view: View) -> None:
    panel.show_view(view)
    shown, scores, drawing = panel.evidence.displayed, view.scores, view.drawing
    assert shown is not None
    assert scores is not None
    assert drawing is not None
    assert [shown.chosen, shown.other] == np.argsort(-scores)[:2].tolist()
    drawn, blank = (
        logits(view, drawing * np.float32(1 / 255)),
        logits(view, np.zeros((28, 28), "f4")),
    )
    rise = drawn - blank
    assert shown.alone.contributions.sum() == pytest.approx(rise[shown.chosen], abs=1e-3)
    lead = rise[shown.chosen] - rise[shown.other]
    assert shown.rather.contributions.sum() == pytest.approx(lead, abs=1e-3)
    for one in (shown.alone, shown.rather):
        assert not one.contributions[drawing == 0].any()
        assert np.abs(one.contributions).max() <= shown.limit


def test_the_header_says_which_of_the_four_is_seen(
    qtbot: QtBot, panel: WhyPanel, view: View
) -> None:
    panel.show_view(view)
    said = {panel.subtitle}
    for kind in (CHANGE, STEPS, COURSE, EVIDENCE):
        with qtbot.waitSignal(panel.heading_changed):
            panel.choose(kind)
        said.add(panel.subtitle)
    assert len(said) == 4


def test_without_a_drawing_there_is_no_evidence(panel: WhyPanel, view: View) -> None:
    panel.show_view(view)
    assert empty_state(panel).isHidden()
    for kind in (EVIDENCE, CHANGE, STEPS, COURSE):
        panel.choose(kind)
        panel.show_view(view.with_drawing(None))
        assert empty_state(panel).isVisible()
        assert panel.evidence.displayed is None or kind != EVIDENCE
        assert panel.change.displayed is None


def test_a_broken_network_has_no_evidence(panel: WhyPanel, view: View) -> None:
    broken = np.full_like(view.frame.parameters, np.nan)
    frame = dataclasses.replace(view.frame, parameters=broken)
    panel.show_view(dataclasses.replace(view, frame=frame))
    assert panel.evidence.displayed is None
    assert panel.as_table() is None


def test_another_frame_has_other_evidence(panel: WhyPanel, view: View) -> None:
    panel.show_view(view)
    before = panel.evidence.displayed
    assert view.reference is not None
    panel.show_view(dataclasses.replace(view, frame=view.reference, newest=view.frame))
    after = panel.evidence.displayed
    assert before is not None
    assert after is not None
    assert not np.array_equal(before.alone.contributions, after.alone.contributions)


def test_the_table_holds_what_each_pixel_adds(panel: WhyPanel, view: View) -> None:
    assert panel.as_table() is None
    panel.show_view(view)
    table, shown = panel.as_table(), panel.evidence.displayed
    assert table is not None
    assert shown is not None
    assert np.array_equal(table.columns[4], shown.rather.contributions.ravel())
    assert len(table.encoded().splitlines()) == 1 + 784


def columns_of(panel: WhyPanel) -> dict[str, NDArray[np.float64]]:
    """Return what the panel's file holds, read back as another program would."""
    table = panel.as_table()
    assert table is not None
    header, *rows = csv.reader(io.StringIO(table.encoded().decode(), newline=""))
    return dict(zip(header, np.array(rows, dtype=float).T, strict=True))


def test_the_file_of_the_evidence_is_of_what_the_panel_was_told_last(
    panel: WhyPanel, view: View
) -> None:
    panel.show_view(view)
    panel.hide()  # as behind another tab: nothing is drawn
    assert view.reference is not None
    other = dataclasses.replace(
        view.with_drawing(view.probe.images[4]), frame=view.reference, newest=view.frame
    )
    panel.show_view(other)
    columns, scores, drawing = columns_of(panel), other.scores, other.drawing
    assert scores is not None
    assert drawing is not None
    blank = np.zeros((28, 28), "f4")
    rise = logits(other, drawing * np.float32(1 / 255)) - logits(other, blank)
    chosen, second = np.argsort(-scores)[:2]
    assert columns["for the reading"].sum() == pytest.approx(rise[chosen], abs=1e-3)
    lead = rise[chosen] - rise[second]
    assert columns["rather than the runner-up"].sum() == pytest.approx(lead, abs=1e-3)


def test_the_files_of_the_evidence_and_of_a_change_tell_the_step(
    qtbot: QtBot, panel: WhyPanel, view: View
) -> None:
    panel.show_view(view)
    assert set(columns_of(panel)["step"]) == {60}
    search(qtbot, panel, view)
    assert set(columns_of(panel)["step"]) == {60}


def test_the_file_of_a_change_is_of_the_iteration_that_is_shown(
    qtbot: QtBot, panel: WhyPanel, view: View
) -> None:
    search(qtbot, panel, view)
    assert view.drawing is not None
    drawing = view.drawing * np.float32(1 / 255)
    frame, target = view.frame, panel.change.target
    with np.errstate(all="ignore"):
        found = list(smallest_change(frame.layout, frame.parameters, drawing, target))
    for shown in (nearest(found), found[1]):
        assert shown is not None
        panel.change._slider.setValue(shown.iteration)
        columns = columns_of(panel)
        assert np.allclose(columns["drawing"], drawing.ravel(), atol=1e-6)
        assert np.allclose(columns["change"], (shown.image - drawing).ravel(), atol=1e-6)
        assert np.allclose(columns["changed drawing"], shown.image.ravel(), atol=1e-6)
    panel.show_view(view.with_drawing(view.probe.images[2]))
    assert panel.as_table() is None, "the change of another drawing"


@pytest.mark.parametrize("raw", [False, True])
def test_the_file_of_the_steps_is_what_they_lead_to(raw: bool, panel: WhyPanel, view: View) -> None:
    panel.choose(STEPS)
    panel.show_view(view)
    assert panel.as_table() is None
    for sheet in (ink(), Sheet((Stroke(np.array(SEVEN) / 2),))):
        panel.show_sheet(sheet, raw=raw)
        strokes = [stroke.points for stroke in sheet.strokes]
        expected = raw_ink_to_image(strokes) if raw else ink_to_image(strokes)
        assert np.array_equal(columns_of(panel)["pixel"], expected.ravel())


def test_a_hidden_panel_computes_nothing(panel: WhyPanel, view: View) -> None:
    panel.hide()
    panel.show_view(view)
    assert panel.evidence.displayed is None
    panel.choose(CHANGE)
    assert not panel.change.search.running
    panel.choose(EVIDENCE)
    panel.show()
    assert panel.evidence.displayed is not None


def test_the_smallest_change_to_the_runner_up_is_shown(
    qtbot: QtBot, panel: WhyPanel, view: View
) -> None:
    search(qtbot, panel, view)
    best = nearest(panel.change.search.found)
    assert best is not None
    assert panel.change.displayed is best
    assert view.scores is not None
    assert panel.change.target == int(np.argsort(-view.scores)[1])
    assert best.scores.argmax() == panel.change.target
    assert f"{best.size:.2f}" in panel.change.text
    assert f"step {view.frame.step}" in panel.change.text


def test_another_class_can_be_wanted(qtbot: QtBot, panel: WhyPanel, view: View) -> None:
    search(qtbot, panel, view)
    targets = panel.findChild(Choice, "change_target")
    assert targets is not None
    assert [text for _, text in targets.entries] == list(view.class_names)
    with qtbot.waitSignal(panel.change.search.finished):
        targets.pick("3")
    assert panel.change.target == 3
    assert panel.change.displayed is not None
    assert panel.change.displayed.scores.argmax() == 3
    with qtbot.waitSignal(panel.change.search.finished):
        targets.pick("7")
    assert "already" in panel.change.text


def test_the_wanted_class_outlives_the_drawing_but_not_its_names(
    qtbot: QtBot, panel: WhyPanel, view: View
) -> None:
    search(qtbot, panel, view)
    targets = panel.findChild(Choice, "change_target")
    assert targets is not None
    assert view.scores is not None
    wanted = int(np.argsort(view.scores)[0])
    with qtbot.waitSignal(panel.change.search.finished):
        targets.pick(str(wanted))
    panel.show_view(view.with_drawing(None))
    search(qtbot, panel, view)
    assert panel.change.target == wanted
    clothes = dataclasses.replace(view, class_names=tuple("ABCDEFGHIJ"))
    panel.show_view(clothes.with_drawing(None))
    search(qtbot, panel, clothes)
    assert panel.change.target != wanted


def test_the_iterations_can_be_gone_through_by_keyboard_and_played(
    qtbot: QtBot, panel: WhyPanel, view: View
) -> None:
    search(qtbot, panel, view)
    slider = panel.findChild(QSlider, "change_iteration")
    assert slider is not None
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    first = panel.change.displayed
    assert first is not None
    assert first.iteration == 0
    assert first.size == 0
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert panel.change.displayed is panel.change.search.found[1]
    QTest.keyClick(slider, Qt.Key.Key_Home)
    best = nearest(panel.change.search.found)
    panel.change._play.click()
    qtbot.waitUntil(lambda: panel.change.displayed is best)
    qtbot.waitUntil(lambda: not panel.change._clock.isActive())


def test_another_drawing_ends_a_search(qtbot: QtBot, panel: WhyPanel, view: View) -> None:
    search(qtbot, panel, view)
    panel.show_view(view.with_drawing(view.probe.images[2]))
    assert panel.change.displayed is None
    assert not panel.change.search.running
    qtbot.waitUntil(lambda: panel.change.displayed is not None)


def test_hiding_the_panel_ends_a_search(qtbot: QtBot, panel: WhyPanel, view: View) -> None:
    panel.choose(CHANGE)
    panel.show_view(view)
    panel.change._begin()
    begun = panel.change.search.running
    panel.hide()
    assert (begun, panel.change.search.running) == (True, False)
    with qtbot.waitSignal(panel.change.search.finished):
        panel.show()


def test_a_search_goes_on_in_slices(qtbot: QtBot, view: View) -> None:
    one = ChangeSearch()
    counts: list[int] = []
    one.progressed.connect(lambda: counts.append(len(one.found)))
    one.start(view, 3)
    assert one.found == []
    with qtbot.waitSignal(one.finished):
        pass
    assert counts == sorted(counts)
    assert counts[-1] == len(one.found) == 101
    assert SLICE_SECONDS <= 0.01


def test_the_steps_show_how_ink_reaches_the_network(panel: WhyPanel, view: View) -> None:
    sheet = ink()
    panel.choose(STEPS)
    panel.show_view(view)
    panel.show_sheet(sheet, raw=False)
    assert isinstance(sheet.steps, InkSteps)
    tiles = panel.steps.tiles
    assert [tile.caption for tile in tiles] == [
        "Your ink",
        "Its box",
        "Fitted into 20 × 20",
        "Centred by mass",
        "28 × 28 pixels",
    ]
    assert tiles[1].marks.box == sheet.steps.box
    assert tiles[3].marks.cross == (14.5 / 28, 14.5 / 28)
    x, y = sheet.steps.shift
    assert tiles[3].note == f"{x:+.2f}, {y:+.2f} pixels".replace("-", "\u2212")
    assert not any(tile.dimmed for tile in tiles)
    assert all(tile.isVisible() for tile in tiles)


def test_what_is_left_out_of_the_raw_picture_is_dimmed(panel: WhyPanel, view: View) -> None:
    panel.choose(STEPS)
    panel.show_view(view)
    panel.show_sheet(ink(), raw=True)
    assert [tile.dimmed for tile in panel.steps.tiles] == [False, True, True, True, False]
    assert panel.steps.tiles[4].note == "raw, not normalised"
    assert "as it lies" in panel.steps.text


def test_the_switch_asks_for_the_raw_picture_and_follows_it(qtbot: QtBot, panel: WhyPanel) -> None:
    switch = next(one for one in panel.header_controls() if isinstance(one, Toggle))
    with qtbot.waitSignal(panel.raw_chosen) as asked:
        switch.click()
    assert asked.args == [True]
    with qtbot.assertNotEmitted(panel.raw_chosen):
        panel.show_sheet(ink(), raw=False)
    assert not switch.isChecked()


def test_the_steps_of_a_picture_and_of_a_test_digit(panel: WhyPanel, view: View) -> None:
    panel.choose(STEPS)
    panel.show_view(view)
    page = np.full((60, 80), 230, dtype=np.uint8)
    page[10:50, 38:43] = 20
    steps = picture_steps(page)
    assert isinstance(steps, PictureSteps)
    panel.show_sheet(Sheet.of_picture(steps), raw=False)
    assert panel.steps.tiles[0].caption == "Your picture"
    assert panel.steps.tiles[1].marks.box is not None
    panel.show_sheet(Sheet(borrowed=BorrowedDigit(view.probe.images[3], "3", 5)), raw=False)
    assert [tile.isVisible() for tile in panel.steps.tiles] == [False] * 4 + [True]
    assert "test image" in panel.steps.text


@pytest.mark.parametrize("kind", [EVIDENCE, CHANGE, STEPS, COURSE])
@pytest.mark.parametrize("size", [(240, 106), (400, 160), (700, 216), (1100, 377)])
def test_nothing_overlaps_at_any_size(
    qtbot: QtBot, panel: WhyPanel, view: View, kind: str, size: tuple[int, int]
) -> None:
    panel.resize(*size)
    panel.show_sheet(ink(), raw=False)
    if kind == CHANGE:
        search(qtbot, panel, view)
    else:
        panel.choose(kind)
        panel.show_view(view)
    part = panel._parts[kind]
    shown = [
        child
        for child in part.children()
        if isinstance(child, QWidget) and child.isVisible() and not child.geometry().isEmpty()
    ]
    for place, one in enumerate(shown):
        for other in shown[place + 1 :]:
            assert not one.geometry().intersects(other.geometry()), (one, other)


@pytest.mark.parametrize("kind", [EVIDENCE, CHANGE])
@pytest.mark.parametrize("size", [(240, 106), (400, 140), (700, 106), (700, 150), (700, 216)])
def test_no_picture_is_tiny_and_no_word_beside_one_is_cut(
    qtbot: QtBot, panel: WhyPanel, view: View, kind: str, size: tuple[int, int]
) -> None:
    if kind == CHANGE:
        search(qtbot, panel, view)
    panel.show_view(view)
    panel.resize(*size)
    tiles = [tile for tile in panel.findChildren(Tile) if tile.isVisible()]
    assert len(tiles) == 3
    for tile in tiles:
        assert tile.side >= LEGIBLE
        assert tile.caption in tile.toolTip()
        shown = {
            Words.AROUND: (tile.caption, tile.note),
            Words.BESIDE: (tile.caption, tile.note),
            Words.ABOVE: (tile.caption,),
            Words.NOWHERE: (),
        }[tile.words]
        room = tile.width() - (tile.side if tile.words is Words.BESIDE else 0)
        assert all(tile.fontMetrics().horizontalAdvance(text) <= room for text in shown)


@pytest.mark.parametrize("kind", [EVIDENCE, CHANGE])
def test_a_low_panel_keeps_its_words_and_legend_where_it_is_wide(
    qtbot: QtBot, panel: WhyPanel, view: View, kind: str
) -> None:
    if kind == CHANGE:
        search(qtbot, panel, view)
    panel.show_view(view)
    panel.resize(700, 106)
    part = panel.change if kind == CHANGE else panel.evidence
    legend = part.findChild(ColorBar)
    assert legend is not None
    assert part.rect().contains(legend.geometry())
    advance = legend.fontMetrics().horizontalAdvance
    assert sum(advance(f"{text} ") for _, text in legend.limits) <= legend.width()
    assert {tile.words for tile in part.findChildren(Tile)} == {Words.BESIDE}


@pytest.mark.parametrize("name", ["dark", "light", "contrast"])
def test_every_theme_shows_the_evidence(panel: WhyPanel, view: View, name: str) -> None:
    panel.restyle(theme(name))
    panel.show_view(view)
    assert len(np.unique(pixels(panel.evidence._alone))) > 10


@pytest.mark.parametrize("height", [90, 120, 150, 180, 240])
@pytest.mark.parametrize("kind", [EVIDENCE, CHANGE])
def test_what_is_said_is_never_cut(
    qtbot: QtBot, panel: WhyPanel, view: View, kind: str, height: int
) -> None:
    if kind == CHANGE:
        search(qtbot, panel, view)
    panel.show_view(view)
    panel.resize(700, height)
    name = "evidence_text" if kind == EVIDENCE else "change_text"
    text = panel.findChild(Paragraphs, name)
    assert text is not None
    assert text.said.startswith(text.text())
    assert not text.text() or text.heightForWidth(text.width()) <= text.height()


def test_screen_readers_hear_what_is_shown(panel: WhyPanel, view: View) -> None:
    panel.show_view(view)
    tile = panel.findChild(QWidget, "evidence_for")
    assert tile is not None
    assert tile.accessibleName() == "For 7"
    assert tile.accessibleDescription().startswith("sum ")
    text = panel.findChild(QLabel, "evidence_text")
    assert text is not None
    assert "logit of 7" in text.accessibleName()
