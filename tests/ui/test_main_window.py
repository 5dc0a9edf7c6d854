"""The whole window: trained, drawn in, closed, hammered."""

import dataclasses
import gc
import random
import sys
import threading
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.nn import predict
from mnist_viz.session import Session
from mnist_viz.session.trained_run import TrainedRun
from mnist_viz.training import Trainer, View
from mnist_viz.ui.application import Program, WindowOptions
from mnist_viz.ui.components import Choice
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.panel import Panel
from tests.samples import tiny_data
from tests.ui.strokes_of_digits import DIGITS, Points


def find(window: MainWindow, name: str) -> QWidget:
    widget = window.findChild(QWidget, name)
    assert widget is not None, f"the window has no {name}"
    return widget


def prediction(window: MainWindow) -> str:
    label = find(window, "prediction")
    assert isinstance(label, QLabel)
    return label.text()


def press(window: MainWindow, name: str) -> None:
    button = find(window, name)
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def begin(window: MainWindow, qtbot: QtBot, data_name: str = "builtin") -> None:
    session = window._session
    with qtbot.waitSignal(session.run_started):
        session.load_data(data_name)


def begin_tiny(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window._session.run_started):
        window._session.data_loaded.emit(tiny_data())


def draw(window: MainWindow, strokes: list[Points]) -> None:
    """Draw with pointer events on the pad."""
    pad = find(window, "drawing_pad")
    for stroke in strokes:
        places = [QPoint(round(x * pad.width()), round(y * pad.height())) for x, y in stroke]
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(pad, place)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=places[-1])


def test_every_promised_widget_is_there_under_its_name(window: MainWindow) -> None:
    names = ["drawing_pad", "prediction", "scores", "play_button", "step_button", "reset_button"]
    names += ["speed_control", "learning_rate", "loss_panel", "activations_panel"]
    for name in [*names, "filters_panel", "status"]:
        assert find(window, name).accessibleName(), f"{name} has no accessible name"


def test_an_untrained_network_guesses_a_sample_digit_when_the_window_opens(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    qtbot.waitUntil(lambda: prediction(window) != "")
    assert prediction(window)[0].isdigit()
    assert shown_step(window) == 0


def test_played_and_drawn_in_the_window_reads_the_right_digits(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    window._session.set_speed("full")
    press(window, "play_button")
    qtbot.waitUntil(lambda: shown_step(window) > 2500)
    read_while_training = {digit: read(window, qtbot, digit) for digit in DIGITS}
    assert window._session.training
    press(window, "play_button")
    qtbot.waitUntil(lambda: not window._session.training)
    read_at_rest = {digit: read(window, qtbot, digit) for digit in DIGITS}
    assert read_while_training == read_at_rest == {digit: str(digit) for digit in DIGITS}


def view_of(window: MainWindow) -> View:
    assert window.display.view is not None
    return window.display.view


def shown_step(window: MainWindow) -> int:
    return -1 if window.display.view is None else window.display.view.frame.step


def read(window: MainWindow, qtbot: QtBot, digit: int) -> str:
    window.drawing_panel.clear()
    qtbot.waitUntil(lambda: prediction(window) == "")
    draw(window, DIGITS[digit])
    qtbot.waitUntil(lambda: prediction(window) != "")
    return prediction(window)[0]


def test_at_full_speed_every_frame_reaches_all_panels(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_tiny(window, qtbot)
    panels: tuple[Panel, ...] = window.panels[1:]  # the pad's may be ahead of all others
    drawn: list[set[int]] = [set() for _ in panels]

    def note(steps: set[int], show_view: Callable[[View], None], view: View) -> None:
        steps.add(view.frame.step)
        show_view(view)

    for steps, panel in zip(drawn, panels, strict=True):
        monkeypatch.setattr(panel, "show_view", partial(note, steps, panel.show_view))
    session = window._session
    session.set_speed("full")
    session.play()
    qtbot.waitUntil(lambda: len(drawn[0]) > 4)
    session.pause()
    qtbot.waitUntil(lambda: all(shown_step(window) in steps for steps in drawn))
    assert all(steps == drawn[0] for steps in drawn)


def test_scores_that_come_at_full_speed_are_shown_with_a_frame_or_at_rest(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin_tiny(window, qtbot)
    session = window._session
    qtbot.waitUntil(lambda: bool(session.analyses))
    session.set_speed("full")
    for rests_first in (False, True):
        session.play()
        first = shown_step(window)
        qtbot.waitUntil(lambda first=first: shown_step(window) > first)  # type: ignore[misc]
        if rests_first:
            session.pause()
        found = dataclasses.replace(session.analyses[-1], step=shown_step(window))
        session._on_analysis(found)
        qtbot.waitUntil(lambda found=found: found in view_of(window).analyses)  # type: ignore[misc]
    qtbot.waitUntil(lambda: not session.training)


def test_shown_scores_are_those_of_the_shown_frame(window: MainWindow, qtbot: QtBot) -> None:
    begin_tiny(window, qtbot)
    with qtbot.waitSignal(window._session.frame_ready):
        window._session.step()
    draw(window, DIGITS[7])
    qtbot.waitUntil(lambda: view_of(window).drawing is not None)
    view = window.display.view
    assert view is not None
    assert view.drawing is not None
    x = view.drawing.reshape(1, -1) * np.float32(1 / 255)
    expected = predict(view.frame.layout, view.frame.parameters, x)[0]
    assert view.scores is not None
    assert np.allclose(view.scores, expected, atol=1e-6)


def test_an_empty_pad_has_no_prediction(window: MainWindow, qtbot: QtBot) -> None:
    begin_tiny(window, qtbot)
    qtbot.waitUntil(lambda: prediction(window) != "")
    QTest.keyClick(window, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: prediction(window) == "")


def test_a_bad_model_file_is_told_in_the_window_and_loses_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    begin_tiny(window, qtbot)
    run = window._session.tree.current
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"nonsense")
    with qtbot.waitSignal(window._session.storage.open_failed):
        window.files.open_path(path)
    assert "model" in window.message_bar.text
    assert window._session.tree.current is run


@pytest.mark.parametrize("in_time", ["early", "late"])
def test_an_exception_nobody_caught_is_told_once_with_details_to_copy(
    in_time: str, qtbot: QtBot, qapp: QApplication
) -> None:
    program = Program(qapp, WindowOptions(data="builtin"), None)
    qtbot.addWidget(program.window)
    bar = program.window.message_bar
    if in_time == "late":
        with qtbot.waitSignal(program.ready):
            pass
    try:
        raise ZeroDivisionError("in a slot")  # noqa: TRY301 - as Python hands it to the hook
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: "ZeroDivisionError: in a slot" in bar.text)
    bar._copy.click()
    assert "Traceback" in QApplication.clipboard().text()
    program.window.close()
    assert program.end(0) == 0


def test_divergence_is_told_and_offers_a_way_out(window: MainWindow, qtbot: QtBot) -> None:
    begin_tiny(window, qtbot)
    window._session.set_speed("full")
    config = window.controls.config
    too_fast = dataclasses.replace(config, activation=("leaky_relu",), learning_rate=1e6)
    window.controls.choose_config(too_fast)
    with qtbot.waitSignal(window._session.failed):
        window.controls.play()
    assert "not finite" in window.message_bar.text
    with qtbot.waitSignal(window._session.run_started):
        window.message_bar._primary.click()
    assert window._session.config.learning_rate == pytest.approx(1e5)


@pytest.mark.parametrize(
    ("epochs", "trained", "after"),
    [
        (1, "Its only epoch is trained.", "1 epoch"),
        (2, "All its 2 epochs are trained.", "2 epochs"),
    ],
)
def test_the_end_of_a_schedule_is_told_whenever_one_plays_on(
    epochs: int, trained: str, after: str, window: MainWindow, qtbot: QtBot
) -> None:
    begin_tiny(window, qtbot)
    window._session.set_speed("full")
    bar = window.message_bar
    with qtbot.waitSignal(window._session.run_started):
        window.controls.choose_config(
            dataclasses.replace(window.controls.config, schedule="cosine", epochs=epochs)
        )
    for go_on in (window.controls.play, window.controls.play, window.controls.step):
        go_on()
        qtbot.waitUntil(lambda: "schedule of the learning rate has come to its end" in bar.text)
        assert trained in bar.text
        assert window._session.frame is not None
        last = f"Done at step {window._session.frame.step}: the schedule ends after {after}."
        assert window.status.text == last
        bar._close.click()
    window.controls.play()
    qtbot.waitUntil(bar.isVisible)
    with qtbot.waitSignal(window._session.run_started):
        bar._primary.click()
    assert "schedule" not in bar.text
    assert window.status.text.startswith("Ready.")


def test_collapse_is_told_and_offers_a_way_out(window: MainWindow, qtbot: QtBot) -> None:
    begin_tiny(window, qtbot)
    window._session.set_speed("full")
    config = window.controls.config
    window.controls.choose_config(
        dataclasses.replace(config, activation=("relu",), learning_rate=30.0)
    )
    with qtbot.waitSignal(window._session.failed):
        window.controls.play()
    assert "stopped learning" in window.message_bar.text
    assert not window._session.training


def test_a_worker_that_is_stuck_is_told_until_it_answers(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_tiny(window, qtbot)
    session, answers = window._session, threading.Event()
    session.watch.set_patience(60)
    with monkeypatch.context() as patch:
        patch.setattr(TrainedRun, "train", lambda *_: answers.wait())
        with qtbot.waitSignal(session.watch.stalled):
            window.controls.play()
        assert window.message_bar.text.startswith("Training has not answered")
        session.pause()
        window.pad_images.borrow(3)
        assert prediction(window), "drawings are still read"
        answers.set()
        with qtbot.waitSignal(session.watch.recovered):
            pass
    assert window.message_bar.text == ""
    assert not session.watch.has_stalled
    qtbot.waitUntil(lambda: not session.watch._clock.isActive())


def used_and_closed(qtbot: QtBot, app: QApplication) -> dict[str, weakref.ref[object]]:
    """Train in a window, close it, and return by name what it was made of."""
    session = Session()
    window = MainWindow(session, ThemeFollower(app))
    window.show()
    begin_tiny(window, qtbot)
    session.set_speed("full")
    session.play()
    qtbot.waitUntil(lambda: shown_step(window) >= 5)
    window.close()
    assert session.close()
    parts = (session, session._worker, window, window.display, *window.panels, *window.docks)
    for one in (window, session):
        one.deleteLater()
    return {
        f"{type(part).__name__} {number}": weakref.ref(part) for number, part in enumerate(parts)
    }


def test_a_closed_window_lets_everything_go(qtbot: QtBot, qapp: QApplication) -> None:
    parts = used_and_closed(qtbot, qapp)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [name for name, part in parts.items() if part() is not None] == []


def test_what_happens_to_the_session_of_a_window_that_is_gone_is_no_fault(
    session: Session, qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(session, ThemeFollower(qapp))
    begin_tiny(window, qtbot)
    window.close()
    shiboken6.delete(window)
    with qtbot.captureExceptions() as caught:
        session.data_changed.emit(tiny_data())
        session.training_changed.emit(False)
        session.run_started.emit(session.frame)
    assert caught == []


@pytest.mark.parametrize("seed", range(6))
def test_closing_at_any_moment_of_training_is_clean(
    seed: int, qtbot: QtBot, qapp: QApplication
) -> None:
    rng = random.Random(seed)
    session = Session()
    window = MainWindow(session, ThemeFollower(qapp))
    qtbot.addWidget(window)
    window.show()
    session.set_speed(rng.choice(["slow", "watch", "full"]))
    begin_tiny(window, qtbot)
    session.play()
    steps = rng.randrange(0, 4)
    qtbot.waitUntil(lambda: shown_step(window) >= steps)
    window.close()
    assert session.close()


def test_hammering_the_controls_leaves_one_run_that_trains(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin_tiny(window, qtbot)
    window._session.set_speed("full")
    rng = random.Random(0)
    controls, session = window.controls, window._session
    sizes: list[int | str] = [1, 16, 64, "full"]
    acts: list[Callable[[], object]] = [
        controls.toggle_training,
        controls.step,
        controls.reset,
        controls.new_weights,
        lambda: controls.choose_preset(rng.choice(["intro", "two-layer", "three-layer"])),
        lambda: controls.choose_learning_rate(rng.choice([0.01, 0.1, 0.5])),
        lambda: controls.choose_batch_size(rng.choice(sizes)),
        lambda: window.pad_images.borrow(rng.randrange(10)),
        QApplication.processEvents,
    ]
    for _ in range(300):
        rng.choice(acts)()
    controls.reset()
    with qtbot.waitSignal(session.run_started):
        pass
    controls.play()
    qtbot.waitUntil(lambda: shown_step(window) > 5)
    view = window.display.view
    assert view is not None
    assert view.frame.run_id == session.tree.current.id
    expected = Trainer(session.tree.current.config, tiny_data(), 1, view.frame.changes)
    units = expected.units()
    while expected.step < view.frame.step:
        next(units)
    assert np.array_equal(view.frame.parameters, expected.network.parameters)


def test_restyling_reaches_every_theme(
    window: MainWindow, qtbot: QtBot, qapp: QApplication
) -> None:
    begin_tiny(window, qtbot)
    follower = ThemeFollower(qapp)
    follower.theme_changed.connect(window.restyle)
    for name in ("light", "contrast", "dark", "system"):
        follower.choose(name)
        assert not window.grab().isNull()


@pytest.mark.parametrize("size", [(1280, 720), (900, 560), (1920, 1080), (2560, 1440)])
def test_nothing_is_wider_than_the_window(
    size: tuple[int, int], window: MainWindow, qtbot: QtBot
) -> None:
    begin_tiny(window, qtbot)
    window.resize(*size)
    qtbot.waitUntil(lambda: window.width() == size[0])
    assert window.height() == size[1]


def test_on_a_large_screen_loss_and_scores_get_what_health_has_no_use_for(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin_tiny(window, qtbot)
    window.resize(2560, 1440)
    loss, scores, health = window.docks[3:6]
    qtbot.waitUntil(lambda: health.height() < scores.height() / 2 < loss.height() / 2)


def test_other_data_of_the_same_classes_go_on_with_the_run(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin_tiny(window, qtbot)
    other = dataclasses.replace(tiny_data(400, 100, seed=1), name="other", title="Other")
    window._session.data_loaded.emit(other)
    window.controls.step()
    qtbot.waitUntil(lambda: view_of(window).frame.changes != ())
    assert view_of(window).frame.run_id == 1
    assert view_of(window).probe.images[0].tobytes() == other.test.images[0].tobytes()
    assert window._session.data is other


def test_other_probe_images_are_drawn_at_random_and_stay_for_the_next_run(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin_tiny(window, qtbot)
    firsts = view_of(window).probe.indices
    images = window.findChild(Choice, "activations_images")
    assert images is not None
    images.pick("random")
    batch = view_of(window).probe.indices
    assert batch != firsts
    with qtbot.waitSignal(window._session.run_started):
        window.controls.reset()
    assert view_of(window).probe.indices == batch
    images.pick("each")
    assert view_of(window).probe.indices == firsts
