import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.data import picture_steps, raw_ink_to_image
from mnist_viz.nn import Layout
from mnist_viz.training import View
from mnist_viz.ui.components import IconButton
from mnist_viz.ui.drawing.drawing_pad import DrawingPad
from mnist_viz.ui.drawing.seen_picture import SeenPicture
from mnist_viz.ui.panels.drawing_panel import DrawingPanel
from tests.samples import sample_view
from tests.ui.pad_driver import difference
from tests.ui.panel_driver import show_panel

LEFT = Qt.MouseButton.LeftButton


class Host:
    """Stands for the window: answers each drawing with a view of it."""

    def __init__(self, panel: DrawingPanel, view: View) -> None:
        self.panel = panel
        self.view = view
        self.drawings: list[NDArray[np.uint8] | None] = []
        panel.drawing_changed.connect(self.answer)

    def answer(self, drawing: NDArray[np.uint8] | None) -> None:
        self.drawings.append(drawing)
        self.view = self.view.with_drawing(drawing)
        self.panel.show_view(self.view)


@pytest.fixture
def panel(qtbot: QtBot) -> DrawingPanel:
    return show_panel(DrawingPanel(), 252, 504, qtbot)


@pytest.fixture
def host(panel: DrawingPanel) -> Host:
    made = Host(panel, sample_view(drawing=False))
    panel.show_view(made.view)
    return made


def text(panel: DrawingPanel, name: str = "prediction") -> str:
    label = panel.findChild(QLabel, name)
    assert label is not None
    return label.text()


def texts(panel: DrawingPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def control(panel: DrawingPanel, name: str) -> IconButton:
    found = [button for button in panel.header_controls() if button.accessibleName() == name]
    assert len(found) == 1
    assert isinstance(found[0], IconButton)
    return found[0]


def draw_seven(qtbot: QtBot, panel: DrawingPanel) -> None:
    pad = panel.findChild(DrawingPad)
    assert pad is not None
    side = pad.width()
    first, *others = [
        QPoint(round(x * side), round(y * side))
        for x, y in ((0.2, 0.2), (0.5, 0.18), (0.8, 0.2), (0.65, 0.5), (0.5, 0.85))
    ]
    QTest.mousePress(pad, LEFT, pos=first)
    for place in others:
        QTest.mouseMove(pad, place)
    QTest.mouseRelease(pad, LEFT, pos=others[-1])


def scores_by_hand(
    layout: Layout, parameters: NDArray[np.float32], image: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """Compute the scores from the numbers of the frame, in float64."""
    values = image.reshape(-1) / 255.0
    for layer in layout.layers:
        weight, bias = (
            slot.of(parameters).astype(np.float64) for slot in (layer.weight, layer.bias)
        )
        values = values @ weight + bias
        if layer.activation == "tanh":
            values = np.tanh(values)
        elif layer.activation == "relu":
            values = np.maximum(values, 0)
    powers: NDArray[np.float64] = np.exp(values - values.max())
    total: NDArray[np.float64] = powers / powers.sum()
    return total


def test_an_empty_pad_has_no_prediction(panel: DrawingPanel, host: Host) -> None:
    assert text(panel) == ""
    assert "–" in texts(panel)
    assert panel.displayed == []
    assert panel.drawing is None


def test_a_drawing_is_read_while_it_is_drawn(qtbot: QtBot, panel: DrawingPanel, host: Host) -> None:
    draw_seven(qtbot, panel)
    scores = host.view.scores
    assert scores is not None
    best, second = np.argsort(-scores)[:2]
    assert text(panel) == str(best)
    assert f"{scores[best]:.2f}" in texts(panel)
    assert f"then {second}\u2003{scores[second]:.2f}" in texts(panel)
    assert "network sees 28 × 28" in texts(panel)
    assert host.drawings[-1] is panel.drawing


def test_what_is_shown_is_computed_from_the_frame(
    qtbot: QtBot, panel: DrawingPanel, host: Host
) -> None:
    draw_seven(qtbot, panel)
    assert panel.drawing is not None
    frame = host.view.frame
    expected = scores_by_hand(frame.layout, frame.parameters, panel.drawing)
    assert panel.displayed == pytest.approx(expected.tolist(), abs=1e-5)
    picture = panel.findChild(SeenPicture)
    assert picture is not None
    assert np.array_equal(picture.picture, panel.drawing)


def test_another_frame_reads_the_same_drawing_anew(
    qtbot: QtBot, panel: DrawingPanel, host: Host
) -> None:
    draw_seven(qtbot, panel)
    before = panel.displayed
    assert host.view.reference is not None
    panel.show_view(dataclasses.replace(host.view, frame=host.view.reference))
    assert panel.displayed != before


def test_a_broken_network_predicts_nothing(qtbot: QtBot, panel: DrawingPanel, host: Host) -> None:
    draw_seven(qtbot, panel)
    broken = np.full_like(host.view.frame.parameters, np.nan)
    frame = dataclasses.replace(host.view.frame, parameters=broken)
    panel.show_view(dataclasses.replace(host.view, frame=frame))
    assert text(panel) == ""
    assert "not finite" in texts(panel)
    assert panel.displayed == []
    panel.show_view(host.view)
    assert text(panel) != ""
    assert "not finite" not in texts(panel)


def test_clearing_takes_the_prediction_away(qtbot: QtBot, panel: DrawingPanel, host: Host) -> None:
    draw_seven(qtbot, panel)
    panel.clear()
    assert text(panel) == ""
    assert host.drawings[-1] is None
    panel.undo()
    assert text(panel) != ""
    panel.redo()
    assert text(panel) == ""


def test_a_borrowed_digit_is_read_and_named(panel: DrawingPanel, host: Host) -> None:
    picture = host.view.probe.images[7]
    panel.show_borrowed(picture, "7", 0)
    assert host.drawings[-1] is not None
    assert np.array_equal(host.drawings[-1], picture)
    assert text(panel) == "7"
    assert "test digit, a 7" in texts(panel)
    panel.show_borrowed(host.view.probe.images[8], "8", 0)
    assert "test digit, an 8" in texts(panel)


def test_drawing_over_a_borrowed_digit_replaces_its_name(
    qtbot: QtBot, panel: DrawingPanel, host: Host
) -> None:
    panel.show_borrowed(host.view.probe.images[7], "7", 0)
    draw_seven(qtbot, panel)
    assert "network sees 28 × 28" in texts(panel)


def test_a_hidden_panel_draws_the_latest_view_when_it_is_shown(
    qtbot: QtBot, panel: DrawingPanel, host: Host
) -> None:
    panel.hide()
    panel.show_view(host.view.with_drawing(host.view.probe.images[3]))
    assert panel.displayed == []
    panel.show()
    assert text(panel) == "3"
    assert len(panel.displayed) == 10


def test_the_header_offers_the_tools(qtbot: QtBot, panel: DrawingPanel, host: Host) -> None:
    names = [button.accessibleName() for button in panel.header_controls()]
    assert names == ["Pen", "Eraser", "Undo", "Redo", "Borrow a test digit", "Clear"]
    assert all(button.toolTip() for button in panel.header_controls())
    assert control(panel, "Pen").isChecked()
    assert not control(panel, "Undo").isEnabled()
    assert not control(panel, "Clear").isEnabled()
    draw_seven(qtbot, panel)
    assert control(panel, "Undo").isEnabled()
    control(panel, "Eraser").click()
    assert not control(panel, "Pen").isChecked()
    draw_seven(qtbot, panel)
    assert text(panel) == ""
    control(panel, "Undo").click()
    assert text(panel) != ""
    assert control(panel, "Redo").isEnabled()
    control(panel, "Redo").click()
    assert text(panel) == ""
    assert not control(panel, "Redo").isEnabled()
    control(panel, "Undo").click()
    control(panel, "Clear").click()
    assert text(panel) == ""


def test_the_raw_picture_can_be_fed_and_says_so(
    qtbot: QtBot, panel: DrawingPanel, host: Host
) -> None:
    draw_seven(qtbot, panel)
    normalised = panel.drawing
    panel.set_raw(True)
    assert panel.raw
    assert difference(panel.drawing, raw_ink_to_image(panel.strokes)) == 0
    assert host.drawings[-1] is panel.drawing
    assert "raw, not normalised" in texts(panel)
    panel.set_raw(False)
    assert difference(panel.drawing, normalised) == 0
    assert "network sees 28 × 28" in texts(panel)


def test_the_own_picture_of_a_person_is_named_and_can_be_undone(
    qtbot: QtBot, panel: DrawingPanel, host: Host
) -> None:
    draw_seven(qtbot, panel)
    drawn = panel.drawing
    page = np.full((60, 80), 230, dtype=np.uint8)
    page[10:50, 38:43] = 20
    steps = picture_steps(page)
    panel.show_picture(steps)
    assert panel.drawing is steps.image
    assert "from your picture" in texts(panel)
    panel.set_raw(True)
    assert difference(panel.drawing, steps.raw) == 0
    panel.set_raw(False)
    panel.undo()
    assert difference(panel.drawing, drawn) == 0
    panel.redo()
    assert panel.drawing is steps.image


def test_a_digit_can_be_asked_for(qtbot: QtBot, panel: DrawingPanel, host: Host) -> None:
    with qtbot.waitSignal(panel.borrow_requested) as asked:
        control(panel, "Borrow a test digit").click()
    assert asked.args == [-1]


def test_a_class_can_be_chosen_by_name(qtbot: QtBot, panel: DrawingPanel, host: Host) -> None:
    control(panel, "Borrow a test digit").customContextMenuRequested.emit(QPoint(1, 1))
    entries = panel._menu.actions()
    names = list(host.view.class_names)
    assert [entry.text() for entry in entries] == [*names, "", "Show me how to write"]
    with qtbot.waitSignal(panel.borrow_requested) as asked:
        entries[4].trigger()
    assert asked.args == [4]
    panel._menu.close()


def test_screen_readers_find_their_way(qtbot: QtBot, panel: DrawingPanel, host: Host) -> None:
    draw_seven(qtbot, panel)
    prediction = panel.findChild(QLabel, "prediction")
    assert prediction is not None
    assert prediction.accessibleName() == "Prediction"
    assert prediction.accessibleDescription().startswith(f"{prediction.text()}, score 0.")
    names = {child.objectName() for child in panel.findChildren(QWidget)}
    assert {"drawing_pad", "prediction", "scores"} <= names


def test_the_panel_gives_its_focus_to_the_pad(panel: DrawingPanel) -> None:
    assert panel.focusProxy() is panel.findChild(DrawingPad)


def test_a_digit_to_be_written_can_be_chosen(qtbot: QtBot, panel: DrawingPanel, host: Host) -> None:
    control(panel, "Borrow a test digit").customContextMenuRequested.emit(QPoint(1, 1))
    with qtbot.waitSignal(panel.write_requested) as asked:
        panel._writings.actions()[6].trigger()
    assert asked.args == [6]
    panel._menu.close()
