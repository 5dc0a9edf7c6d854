"""The network that comes with the program, used with one click."""

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.training import PRETRAINED, model_path, read_model
from mnist_viz.ui.components import Choice
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.main_window import MainWindow
from tests.samples import tiny_data
from tests.ui.strokes_of_digits import DIGITS
from tests.ui.test_main_window import begin_tiny, draw, find, prediction
from tests.ui.window_runs import view


@pytest.fixture
def window(window: MainWindow, qtbot: QtBot) -> MainWindow:
    begin_tiny(window, qtbot)
    return window


def use_pretrained(window: MainWindow, qtbot: QtBot) -> None:
    entry = next(a for a in window.actions() if a.text() == "Use the pretrained network")
    assert isinstance(entry, QAction)
    with qtbot.waitSignal(window._session.run_started):
        entry.trigger()


def test_one_click_reads_every_digit_at_once(window: MainWindow, qtbot: QtBot) -> None:
    use_pretrained(window, qtbot)
    network = read_model(model_path(PRETRAINED)).network
    np.testing.assert_array_equal(view(window).frame.parameters, network.parameters)
    assert "pretrained network" in window.message_bar.text
    assert window.status.text == "Ready. The network comes trained; it can be trained on from here."
    for digit, strokes in DIGITS.items():
        window.drawing_panel.clear()
        draw(window, strokes)
        qtbot.waitUntil(lambda digit=digit: prediction(window) == str(digit))  # type: ignore[misc]


def test_it_is_a_network_to_choose_and_stays_on_the_data_at_hand(
    window: MainWindow, qtbot: QtBot
) -> None:
    choice = find(window, "preset")
    assert isinstance(choice, Choice)
    with qtbot.waitSignal(window._session.run_started):
        choice.pick(PRETRAINED)
    assert choice.value() == PRETRAINED
    assert window._session.data is tiny_data()
    window.builder.open()
    assert window.builder.dialog.config.hidden == window.controls.config.hidden
    window.builder.close()


def test_it_can_be_trained_on_gently_and_reset_brings_it_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    use_pretrained(window, qtbot)
    before = view(window).frame.parameters
    config = window.controls.config
    assert config.schedule == "constant"
    assert config.learning_rate < 1e-3
    for step in (1, 2):
        window.controls.step()
        qtbot.waitUntil(lambda step=step: view(window).frame.step == step)  # type: ignore[misc]
    assert not np.array_equal(view(window).frame.parameters, before)
    with qtbot.waitSignal(window._session.run_started):
        window.controls.reset()
    np.testing.assert_array_equal(view(window).frame.parameters, before)
    with qtbot.waitSignal(window._session.run_started):
        window.controls.new_weights()
    assert not np.array_equal(view(window).frame.parameters, before)
    assert "weights are random" in window.status.text


def test_the_run_before_comes_back_with_undo(window: MainWindow, qtbot: QtBot) -> None:
    window.controls.step()
    qtbot.waitUntil(lambda: view(window).frame.step == 1)
    left = view(window).frame
    use_pretrained(window, qtbot)
    undo = next(b for b in window.message_bar.findChildren(QPushButton) if b.text() == "Undo")
    with qtbot.waitSignal(window._session.run_started):
        undo.click()
    assert view(window).frame.run_id == left.run_id
    np.testing.assert_array_equal(view(window).frame.parameters, left.parameters)


def test_without_digits_at_hand_it_brings_its_own(qtbot: QtBot, qapp: QApplication) -> None:
    session = Session()
    window = MainWindow(session, ThemeFollower(qapp))
    qtbot.addWidget(window)
    window.show()  # else its panels are not yet its own, and stay
    with qtbot.waitSignal(session.run_started):
        window.controls.use_pretrained()
    assert session.data is not None
    assert session.data.name == "builtin"
    window.close()
    assert session.close()


def test_what_the_message_says_of_it_is_so() -> None:
    origin = read_model(model_path(PRETRAINED)).data_origin
    assert "writers 1 to 24 of Pen-Based Recognition" in origin
    assert origin.startswith("MNIST")
