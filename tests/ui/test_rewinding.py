"""The whole window at past steps: what it shows, how one gets there, and on from there."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mnist_viz.nn import predict
from mnist_viz.training import Frame, RunConfig
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.numbers import count
from mnist_viz.ui.panels.health_panel import HealthPanel
from mnist_viz.ui.panels.loss_panel import LossPanel
from tests.samples import tiny_data
from tests.ui.window_runs import begin, go_on, newest, trained_headless, view

CONFIG = RunConfig(batch_size=32, optimizer="adam", learning_rate=0.002, dropout=0.1)


@pytest.fixture
def speed() -> str:
    return "full"


def train(window: MainWindow, qtbot: QtBot, step: int, config: RunConfig = CONFIG) -> Frame:
    """Begin a run, train so far at least, and rest; return the newest frame."""
    begin(window, qtbot, config)
    return go_on(window, qtbot, step)


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window, key)


def headless(step: int, config: RunConfig = CONFIG) -> Frame:
    return trained_headless(step, config)


def test_a_rewound_window_shows_the_frame_of_that_step(window: MainWindow, qtbot: QtBot) -> None:
    last = train(window, qtbot, 200)
    window.rewinder.go_to(60)
    shown, expected = view(window).frame, headless(60)
    assert shown.step == 60
    assert np.array_equal(shown.parameters, expected.parameters)
    assert shown.gradients is not None
    assert expected.gradients is not None
    assert np.array_equal(shown.gradients, expected.gradients)
    assert np.array_equal(shown.metrics.loss, expected.metrics.loss)
    assert newest(window).step == last.step
    assert window.status.text.startswith(
        f"Showing step 60. The newest step is {count(last.step)}; training is paused."
    )


def test_curves_grow_while_the_past_is_shown_and_training_goes_on(
    window: MainWindow, qtbot: QtBot
) -> None:
    left = train(window, qtbot, 100)
    window.rewinder.go_to(60)
    loss, health = window.findChild(LossPanel), window.findChild(HealthPanel)
    assert loss is not None
    assert health is not None
    window._session.play()
    qtbot.waitUntil(lambda: last_drawn(loss) > 2 * left.step)
    window._session.pause()
    qtbot.waitUntil(lambda: last_drawn(loss) == newest(window).step)
    table = health.as_table()
    assert table is not None
    assert table.columns[0][-1] == str(newest(window).metrics.health.steps[-1])
    assert (view(window).frame.step, view(window).is_past) == (60, True)
    assert np.array_equal(view(window).frame.parameters, headless(60).parameters)


def last_drawn(panel: LossPanel) -> float:
    """Return the last step to which the loss of batches is drawn."""
    return float(panel.displayed.lines["train"][0][-1])


def test_every_panel_bears_the_number_of_the_step(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 120)
    window.rewinder.go_to(60)
    chips = [dock._header._chip.text for dock in window.docks[1:]]
    assert chips == ["step 60"] * len(chips)
    note = window.drawing_panel._reading._note.accessibleName()
    assert note == "as of step 60"
    press(window, Qt.Key.Key_End)
    assert {dock._header._chip.text for dock in window.docks} == {""}
    assert window.drawing_panel._reading._note.accessibleName() != note


def test_a_drawing_is_read_by_the_network_of_the_shown_step(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 200)
    window.rewinder.go_to(3)
    window.display.show_drawing(tiny_data().test.images[5])
    scores = view(window).scores
    assert scores is not None
    expected = headless(3)
    x = tiny_data().test.images[5].reshape(1, -1) * np.float32(1 / 255)
    assert np.allclose(scores, predict(expected.layout, expected.parameters, x)[0], atol=1e-5)
    label = window.findChild(QLabel, "prediction")
    assert label is not None
    assert label.text() == str(int(scores.argmax()))


def recorded_before(window: MainWindow, step: int) -> int:
    steps = window._session.past.history.steps(1)
    return int(steps[steps <= step][-1])


def test_a_step_between_is_replayed_and_then_shown(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 400)
    before = recorded_before(window, 301)
    window.rewinder.go_to(301)
    assert view(window).frame.step == before < 301
    assert window.status.text == f"Showing step {before} while step 301 is being replayed…"
    qtbot.waitUntil(lambda: view(window).frame.step == 301)
    assert np.array_equal(view(window).frame.parameters, headless(301).parameters)
    assert window.status.text.startswith("Showing step 301.")


def test_a_step_that_cannot_be_replayed_in_time_is_refused_with_the_reason(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(window, qtbot, 400)
    past, replay = window._session.past, window._session.past.replay
    monkeypatch.setattr(past, "replay", lambda run, step: replay(run, step, -1.0))
    with qtbot.waitSignal(window.rewinder.refused):
        window.rewinder.go_to(301)
    before = recorded_before(window, 301)
    assert f"Step 301 cannot be shown; step {before} is." in window.message_bar.text
    assert view(window).frame.step == before


def test_arrow_keys_go_from_one_recorded_step_to_the_next(window: MainWindow, qtbot: QtBot) -> None:
    last = train(window, qtbot, 120).step
    steps = window._session.past.history.steps(1).tolist()
    assert steps[-1] == last
    for expected in (steps[-2], steps[-3]):
        press(window, Qt.Key.Key_Left)
        assert view(window).frame.step == expected
    press(window, Qt.Key.Key_Right)
    assert view(window).frame.step == steps[-2]
    press(window, Qt.Key.Key_Home)
    assert view(window).frame.step == 0
    press(window, Qt.Key.Key_Left)
    assert view(window).frame.step == 0
    press(window, Qt.Key.Key_End)
    assert (view(window).frame.step, view(window).is_past) == (last, False)


def test_the_right_key_leads_from_the_last_recorded_step_to_live_and_then_trains(
    window: MainWindow, qtbot: QtBot
) -> None:
    last = train(window, qtbot, 50).step
    press(window, Qt.Key.Key_Left)
    press(window, Qt.Key.Key_Right)
    assert not view(window).is_past
    press(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: view(window).frame.step == last + 1)


def test_step_back_undoes_a_step_by_hand_exactly(window: MainWindow, qtbot: QtBot) -> None:
    before = train(window, qtbot, 300)
    press(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: view(window).frame.step == before.step + 1)
    press(window, Qt.Key.Key_Left)
    assert view(window).frame.step == before.step
    assert np.array_equal(view(window).frame.parameters, before.parameters)


def test_training_goes_on_while_the_past_is_looked_at(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 100)
    window.rewinder.go_to(40)
    before = view(window)
    window._session.play()
    goal = newest(window).step + 200
    qtbot.waitUntil(lambda: newest(window).step >= goal)
    assert view(window).frame is before.frame
    assert "training goes on" in window.status.text
    assert window.timeline.place.text() != f"of {count(goal - 200)}"
    window.rewinder.go_live()
    qtbot.waitUntil(lambda: view(window).frame.step > goal)


def test_colour_limits_hold_still_while_rewound(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 200)
    limits = view(window).limits
    for step in (0, 10, 100, 57):
        window.rewinder.go_to(step)
        assert view(window).limits == limits


def test_scores_of_a_past_step_are_asked_for_and_bear_its_number(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 300)
    window.rewinder.go_to(57)
    qtbot.waitUntil(lambda: analysed(window) == 57)
    steps = [analysis.step for analysis in window._session.analyses]
    assert steps == sorted(set(steps))


def analysed(window: MainWindow) -> int:
    analysis = view(window).analysis
    return -1 if analysis is None else analysis.step


def test_continue_from_here_trains_on_from_the_shown_step(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 200)
    window.rewinder.go_to(97)
    with qtbot.waitSignal(window._session.run_started):
        QTest.mouseClick(window.timeline.proceed, Qt.MouseButton.LeftButton)
    assert (view(window).frame.step, view(window).is_past) == (97, False)
    last = go_on(window, qtbot, 160)
    assert np.array_equal(last.parameters, headless(last.step).parameters)
    ghost = view(window).ghost
    assert ghost is not None
    assert len(ghost) >= 200


def test_a_new_run_that_waits_for_a_replay_is_told_of_only_when_it_begins(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 400)
    before = window.message_bar.text
    window.rewinder.go_to(recorded_before(window, 301))
    window.rewinder.continue_from(301)
    assert window.message_bar.text == before
    assert "while step 301 is being replayed" in window.status.text
    with qtbot.waitSignal(window._session.run_started):
        pass
    rests = "A new run begins at step 301. Press Space to train it. The old run is kept"
    assert window.message_bar.text.startswith(rests)
    assert newest(window).run_id == 2


def test_live_calls_off_a_new_run_that_waits_for_a_replay(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 400)
    window.rewinder.go_to(recorded_before(window, 301))
    window.rewinder.continue_from(301)
    window.rewinder.go_live()
    window.rewinder.go_to(301)
    qtbot.waitUntil(lambda: view(window).frame.step == 301)
    assert list(window._session.tree.runs) == [1]
    assert "A new run" not in window.message_bar.text


def test_play_before_a_replay_is_over_plays_the_new_run(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 400)
    window.rewinder.go_to(recorded_before(window, 301))
    window.rewinder.continue_from(301)
    press(window, Qt.Key.Key_Space)
    assert not window._session.training
    qtbot.waitUntil(lambda: newest(window).run_id == 2 and newest(window).step > 301)
    window._session.pause()
    qtbot.waitUntil(lambda: not window._session._awaiting_frame)
    last = newest(window)
    assert np.array_equal(last.parameters, headless(last.step).parameters)


def test_undo_leads_back_to_the_run_that_was_branched_off(window: MainWindow, qtbot: QtBot) -> None:
    left = train(window, qtbot, 200)
    window.rewinder.go_to(57)
    with qtbot.waitSignal(window._session.run_started):
        window.rewinder.continue_here()
    undo(window, qtbot)
    assert np.array_equal(view(window).frame.parameters, left.parameters)
    assert (view(window).frame.run_id, view(window).frame.step) == (1, left.step)


def undo(window: MainWindow, qtbot: QtBot) -> None:
    button = window.message_bar._primary
    assert button.text() == "Undo"
    with qtbot.waitSignal(window._session.run_started):
        button.click()


def test_a_reset_leaves_a_ghost_and_can_be_undone(window: MainWindow, qtbot: QtBot) -> None:
    left = train(window, qtbot, 120)
    window.rewinder.go_to(60)
    with qtbot.waitSignal(window._session.run_started):
        press(window, Qt.Key.Key_R)
    assert (view(window).frame.step, view(window).is_past) == (0, False)
    ghost = view(window).ghost
    assert ghost is not None
    assert np.array_equal(ghost.loss, left.metrics.loss)
    undo(window, qtbot)
    assert np.array_equal(view(window).frame.parameters, left.parameters)
    assert window._session.config == CONFIG


@pytest.mark.parametrize(
    ("rates", "way"),
    [
        ((1e6,), "went from 0.1 to 1e6"),
        ((5.0, 1e6), "went from 0.1 to 5, then to 1e6"),
        ((50.0, 0.05), "went from 0.1 to 50, then to 0.05"),
        ((5.0, 20.0, 1e6), "went from 0.1, in several changes, to 1e6"),
    ],
    ids=["once", "twice", "up and down", "often"],
)
def test_a_run_that_went_wrong_names_the_changes_that_are_undone_by_going_back(
    rates: tuple[float, ...], way: str, window: MainWindow, qtbot: QtBot
) -> None:
    config = dataclasses.replace(CONFIG, optimizer="sgd", activation=("relu",), learning_rate=0.1)
    begin(window, qtbot, config, 60)
    for rate in rates[:-1]:
        window.controls.choose_learning_rate(rate)
        for _ in range(3):
            with qtbot.waitSignal(window._session.frame_ready):
                window._session.step()
    window.controls.choose_learning_rate(rates[-1])
    with qtbot.waitSignal(window._session.failed):
        window._session.play()
    said = f"The learning rate {way}, and the weights overshot. Step 60, which was still good"
    assert said in window.message_bar.text
    assert window.message_bar._primary.text() == "Rewind and use rate 0.1"


def test_after_a_divergence_one_goes_on_from_the_last_good_step(
    window: MainWindow, qtbot: QtBot
) -> None:
    config = dataclasses.replace(CONFIG, optimizer="sgd", activation=("relu",), learning_rate=0.1)
    good = train(window, qtbot, 150, config)
    window.controls.choose_learning_rate(1e6)
    with qtbot.waitSignal(window._session.failed):
        window._session.play()
    button = window.message_bar._primary
    assert button.text() == "Rewind and use rate 0.1"
    assert "went from 0.1 to 1e6" in window.message_bar.text
    with qtbot.waitSignal(window._session.run_started):
        button.click()
    frame = view(window).frame
    assert 0 < frame.step <= good.step
    assert window._session.config.learning_rate == 0.1
    assert np.array_equal(frame.parameters, headless(frame.step, config).parameters)
    begins = f"A new run begins at step {frame.step:,}, the last good one."
    kept = "The old run is kept, and its loss stays in sight as a ghost."
    assert window.message_bar.text == f"{begins} Press Space to train it. {kept}"
    press(window, Qt.Key.Key_Space)
    assert window._session.training
    assert window.message_bar.text == f"{begins} {kept}"
    assert (button.isVisible(), button.text()) == (True, "Undo")
    window.message_bar._close.click()
    for _ in range(2):
        press(window, Qt.Key.Key_Space)
    assert window.message_bar.text == "", "what was closed is not said again"
    window._session.pause()


COLLAPSING = dataclasses.replace(CONFIG, optimizer="sgd", activation=("relu",), learning_rate=0.1)


@pytest.mark.parametrize("rate", [1e6, 10.0])
def test_after_a_divergence_or_collapse_the_last_good_step_is_shown(
    rate: float, window: MainWindow, qtbot: QtBot
) -> None:
    paused = train(window, qtbot, 150, COLLAPSING).step
    limits = view(window).limits
    window.controls.choose_learning_rate(rate)
    with qtbot.waitSignal(window._session.failed):
        press(window, Qt.Key.Key_Space)
    good = window._session.state.good_step
    assert good == paused, "where the rate was changed"
    assert (view(window).frame.step, view(window).is_past) == (good, True)
    assert np.array_equal(view(window).frame.parameters, headless(good, COLLAPSING).parameters)
    assert newest(window).step >= good
    assert view(window).limits.filters <= 2 * limits.filters, "the ruin's limits would hide it"
    said = window.message_bar.text
    assert f"Step {good:,}, which was still good, is shown. Rewind and use rate 0.1, then" in said
    with qtbot.waitSignal(window._session.run_started):
        window.message_bar._primary.click()
    assert not window._session.training, "it takes Space, as the message says"
    press(window, Qt.Key.Key_Space)
    assert window._session.training


def test_a_hand_that_drags_as_training_goes_wrong_leaves_the_good_step_shown(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 150, COLLAPSING)
    window.controls.choose_learning_rate(30.0)
    strip, place = window.timeline.strip, QPoint(40, window.timeline.strip.height() // 2)
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=place)
    assert strip.dragging
    with qtbot.waitSignal(window._session.failed):
        press(window, Qt.Key.Key_Space)
    good = window._session.state.good_step
    assert view(window).frame.step == good
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=place)
    assert view(window).frame.step == good


def test_a_step_before_other_data_came_keeps_its_scores_on_those_of_then(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window._session
    last = train(window, qtbot, 100)
    other = dataclasses.replace(tiny_data(400, 100, seed=1), name="other", title="Other")
    with qtbot.waitSignal(session.data_changed):
        session.switch_data(other)
    go_on(window, qtbot, last.step + 100)
    asked: list[Frame] = []
    session.past._examination_requested.connect(asked.append)
    scored = {analysis.step for analysis in session.analyses}
    recorded = [int(step) for step in session.past.history.steps(last.run_id)[:-1]]
    unscored = [step for step in recorded if step not in scored]
    before = next(step for step in reversed(unscored) if step < last.step)
    after = next(step for step in unscored if step > last.step)
    for step in (before, after):
        window.rewinder.go_to(step)
        window.rewinder._examine()
    assert [frame.step for frame in asked] == [after]


def test_colours_that_hold_ruined_weights_end_with_them(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 150, COLLAPSING)
    window.controls.choose_learning_rate(30.0)
    with qtbot.waitSignal(window._session.failed):
        press(window, Qt.Key.Key_Space)
    good = view(window).limits
    press(window, Qt.Key.Key_End)
    ruined = view(window)
    assert np.abs(ruined.frame.filters).max() <= ruined.limits.filters
    assert ruined.limits.filters > 2 * good.filters
    window.rewinder.go_to(60)
    assert view(window).limits == good, "within the good part brightness compares"
    press(window, Qt.Key.Key_End)
    with qtbot.waitSignal(window._session.run_started):
        window.message_bar._primary.click()
    assert view(window).limits == good


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Right])
def test_who_closes_the_message_and_lowers_the_rate_goes_on_from_the_good_step(
    key: Qt.Key, window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 150, COLLAPSING)
    window.controls.choose_learning_rate(10.0)
    with qtbot.waitSignal(window._session.failed):
        press(window, Qt.Key.Key_Space)
    good = view(window).frame.step
    window.message_bar._close.click()
    window.controls.choose_learning_rate(0.01)
    with qtbot.waitSignal(window._session.run_started):
        press(window, key)
    assert window.message_bar.text.startswith(
        f"A new run begins at step {good:,}, the last good one."
    )
    qtbot.waitUntil(lambda: view(window).frame.step > good)
    assert not view(window).is_past
    assert view(window).frame.learning_rate == 0.01


def test_after_a_collapse_the_right_arrow_walks_the_past_while_nothing_else_is_set(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, dataclasses.replace(COLLAPSING, learning_rate=10.0))
    with qtbot.waitSignal(window._session.failed):
        press(window, Qt.Key.Key_Space)
    assert view(window).frame.step == window._session.state.good_step == 0
    press(window, Qt.Key.Key_Right)
    assert (view(window).frame.step, view(window).is_past) == (1, True)
    assert len(window._session.tree.runs) == 1


def test_a_failure_is_said_no_more_once_another_run_has_begun(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 150, COLLAPSING)
    window.controls.choose_learning_rate(10.0)
    with qtbot.waitSignal(window._session.failed):
        press(window, Qt.Key.Key_Space)
    window.messages._on_written("The table", "a.csv")
    window.messages.show_error("The picture could not be saved.", "")
    window.message_bar._close.click()
    button = window.message_bar._primary
    assert (button.isVisible(), button.text()) == (True, "Rewind and use rate 0.1")
    with qtbot.waitSignal(window._session.run_started):
        press(window, Qt.Key.Key_R)
    assert window.message_bar.text.startswith("The table is saved.")
    window.message_bar._close.click()
    assert window.message_bar.text.startswith("A new run begins")
    window.message_bar._close.click()
    assert window.message_bar.text == ""


def test_what_went_wrong_is_marked_on_the_timeline(window: MainWindow, qtbot: QtBot) -> None:
    config = dataclasses.replace(CONFIG, optimizer="sgd", activation=("relu",), learning_rate=0.1)
    train(window, qtbot, 100, config)
    window.controls.choose_learning_rate(1e6)
    with qtbot.waitSignal(window._session.failed) as failed:
        window._session.play()
    moment = window.timeline.moment
    assert moment is not None
    assert [step for step, _ in moment.warnings] == [failed.args[0].step]
    (loss,) = (panel for panel in window.panels if isinstance(panel, LossPanel))
    qtbot.waitUntil(lambda: loss.displayed.broken == [failed.args[0].step])


def test_rewinding_before_there_is_a_run_does_nothing(window: MainWindow) -> None:
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End):
        press(window, key)
    assert window.display.view is None


def test_a_window_made_small_and_large_again_keeps_its_panels(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 20)
    for _ in range(3):
        window.resize(900, 560)
        qtbot.waitUntil(lambda: window.dock_area._compact is True)
        window.resize(1280, 720)
        qtbot.waitUntil(lambda: window.dock_area._compact is False)
        assert not window.grab().isNull()
