"""The session: what is asked of it, and what it reports from the worker thread."""

import math
import threading
import weakref
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from mnist_viz.data import DataError, DataSplits
from mnist_viz.session import Session
from mnist_viz.session.run_state import RunState
from mnist_viz.training import (
    Analysis,
    CollapseError,
    ConfigError,
    DivergenceError,
    Frame,
    RunConfig,
    Trainer,
    analyse_at_once,
)
from tests.samples import tiny_data

CONFIG = RunConfig(batch_size=32)


def begin(
    session: Session, qtbot: QtBot, config: RunConfig = CONFIG, data: DataSplits | None = None
) -> Frame:
    with qtbot.waitSignal(session.run_started) as started:
        session.begin(config, data or tiny_data())
    frame: Frame = started.args[0]
    return frame


def train_to(session: Session, qtbot: QtBot, step: int) -> None:
    """Train to a step at least, and by one at least, however far training had come."""
    next_step = wait_for_rest(session, qtbot).step + 1
    session.play()
    qtbot.waitUntil(lambda: reached(session, max(step, next_step)))
    session.pause()


def reached(session: Session, step: int) -> bool:
    session.request_frame()
    return session.frame is not None and session.frame.step >= step


def wait_for_rest(session: Session, qtbot: QtBot) -> Frame:
    """Pause, and return the frame that the worker sends after it has paused."""
    session.pause()
    qtbot.waitUntil(lambda: not session._awaiting_frame)
    with qtbot.waitSignal(session.frame_ready) as ready:
        session.request_frame()
    frame: Frame = ready.args[0]
    return frame


def test_a_run_begins_at_rest_with_untrained_weights(session: Session, qtbot: QtBot) -> None:
    frame = begin(session, qtbot)
    expected = Trainer(CONFIG, tiny_data()).network.parameters
    assert frame.step == 0
    assert frame.gradients is None
    assert np.array_equal(frame.parameters, expected)
    assert not session.training


def test_a_resting_run_is_scored_at_once(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.analysis_ready) as ready:
        begin(session, qtbot)
    analysis: Analysis = ready.args[0]
    assert analysis.step == 0
    assert analysis.count == len(tiny_data().test)


def test_playing_trains_and_pausing_stops(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot)
    train_to(session, qtbot, 100)
    last = wait_for_rest(session, qtbot)
    assert wait_for_rest(session, qtbot).step == last.step >= 100
    assert not session.training


def test_a_watched_paused_and_stepped_run_equals_a_headless_one(
    session: Session, qtbot: QtBot
) -> None:
    begin(session, qtbot)
    train_to(session, qtbot, 30)
    wait_for_rest(session, qtbot)
    for _ in range(5):
        with qtbot.waitSignal(session.frame_ready):
            session.step()
    train_to(session, qtbot, 80)
    frame = wait_for_rest(session, qtbot)
    headless = Trainer(CONFIG, tiny_data())
    units = headless.units()
    while headless.step < frame.step:
        next(units)
    assert np.array_equal(frame.parameters, headless.network.parameters)
    assert np.array_equal(frame.metrics.loss, headless.metrics.so_far().loss)


def test_a_step_moves_by_exactly_one_update(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot)
    with qtbot.waitSignal(session.frame_ready) as ready:
        session.step()
    frame: Frame = ready.args[0]
    assert frame.step == 1
    assert frame.gradients is not None
    assert session.first_frame is not None
    moved = session.first_frame.parameters - np.float32(0.1) * frame.gradients
    assert np.allclose(frame.parameters, moved, atol=1e-7)


def test_only_one_frame_is_on_its_way(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot)
    qtbot.waitUntil(lambda: bool(session.analyses))
    frames: list[Frame] = []
    session.frame_ready.connect(frames.append)
    for _ in range(100):
        session.request_frame()
    qtbot.waitUntil(lambda: bool(frames))
    # The worker answers in turn: were there more to come, they would come before that of the step.
    session.step()
    qtbot.waitUntil(lambda: frames[-1].step == 1)
    assert [frame.step for frame in frames] == [0, 1]


def test_frames_are_private_and_cannot_be_written(session: Session, qtbot: QtBot) -> None:
    frame = begin(session, qtbot)
    with pytest.raises(ValueError, match="read-only"):
        frame.parameters[0] = 1.0


def test_a_changed_learning_rate_holds_from_the_next_step_and_is_recorded(
    session: Session, qtbot: QtBot
) -> None:
    begin(session, qtbot)
    with qtbot.waitSignal(session.frame_ready):
        session.step()
    session.change("learning_rate", 0.025)
    with qtbot.waitSignal(session.frame_ready) as ready:
        session.step()
    frame: Frame = ready.args[0]
    assert frame.learning_rate == 0.025
    assert [(c.step, c.field, c.value) for c in session.tree.current.changes] == [
        (1, "learning_rate", 0.025)
    ]


def test_a_setting_that_cannot_be_is_refused_at_once(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot)
    with pytest.raises(ConfigError, match="learning_rate"):
        session.change("learning_rate", -1.0)
    assert session.config.learning_rate == CONFIG.learning_rate


def test_results_of_an_earlier_run_are_dropped(session: Session, qtbot: QtBot) -> None:
    frames: list[Frame] = []
    session.frame_ready.connect(frames.append)
    session.run_started.connect(frames.append)
    for seed in range(20):
        session.begin(RunConfig(batch_size=32, seed=seed), tiny_data())
        session.play()
        session.request_frame()
    qtbot.waitUntil(lambda: reached(session, 3))
    session.pause()
    wait_for_rest(session, qtbot)
    ids = [frame.run_id for frame in frames]
    assert ids[-1] == session.tree.current.id == 20
    assert ids == sorted(ids)


def test_a_frame_of_an_earlier_run_never_reaches_the_screen(session: Session, qtbot: QtBot) -> None:
    old = begin(session, qtbot)
    begin(session, qtbot)
    shown: list[object] = []
    for signal in (session.frame_ready, session.run_started, session.analysis_ready):
        signal.connect(shown.append)
    frame = session.frame
    session._on_frame(old)
    session._on_run_started(old)
    session._on_rest(old.run_id, 99, session._plays)
    session._on_failed(old.run_id, ValueError())
    session._on_analysis(analyse_at_once(old.layout, old.parameters, tiny_data().test))
    assert shown == []
    assert session.frame is frame


def test_frames_that_were_shown_are_let_go(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot)
    seen: list[weakref.ref[Frame]] = []
    session.frame_ready.connect(lambda frame: seen.append(weakref.ref(frame)))
    session.play()
    qtbot.waitUntil(lambda: reached(session, 10) and len(seen) >= 200)
    session.pause()
    alive = [frame for frame in seen if frame() is not None]
    assert len(alive) <= 5


def test_play_right_after_pause_goes_on_training(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot)
    for _ in range(30):
        session.play()
        session.pause()
    session.play()
    qtbot.waitUntil(lambda: reached(session, 200))
    assert session.training


def test_divergence_stops_training_and_keeps_finite_weights(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot, RunConfig(batch_size=32, learning_rate=1e6, activation=("relu",)))
    with qtbot.waitSignal(session.failed) as failed:
        session.play()
    assert isinstance(failed.args[0], DivergenceError)
    assert not session.training
    frame = wait_for_rest(session, qtbot)
    assert frame.step == failed.args[0].step - 1
    assert np.isfinite(frame.parameters).all()


def fail(session: Session, qtbot: QtBot) -> DivergenceError:
    """Train well, then with a rate far too high until that fails."""
    begin(session, qtbot, RunConfig(batch_size=32, activation=("relu",)))
    train_to(session, qtbot, 120)
    wait_for_rest(session, qtbot)
    session.change("learning_rate", 1e6)
    with qtbot.waitSignal(session.failed) as failed:
        session.play()
    error = failed.args[0]
    assert isinstance(error, DivergenceError)
    return error


def test_after_a_divergence_the_newest_frame_is_there_when_it_is_told(
    session: Session, qtbot: QtBot
) -> None:
    seen: list[int] = []
    session.failed.connect(lambda _: seen.append(session.frame.step if session.frame else -1))
    error = fail(session, qtbot)
    assert seen == [error.step - (not isinstance(error, CollapseError))]


@pytest.mark.parametrize("act", [Session.play, Session.step])
def test_after_a_divergence_play_and_step_go_on_from_the_last_good_weights(
    act: Callable[[Session], None], session: Session, qtbot: QtBot
) -> None:
    fail(session, qtbot)
    good = session.state.good_step
    assert good is not None
    snapshot = session.past.history.at_or_before(1, good)
    assert snapshot is not None
    kept = session.past.history.frame(1, snapshot).parameters
    session.change("learning_rate", 0.01)
    with qtbot.waitSignal(session.run_started) as started:
        act(session)
    assert started.args[0].step == good
    assert np.array_equal(started.args[0].parameters, kept)
    qtbot.waitUntil(lambda: reached(session, good + 1))
    session.pause()
    last = wait_for_rest(session, qtbot)
    assert session.tree.current.id == 2
    assert session.config.learning_rate == last.learning_rate == 0.01
    assert float(last.metrics.loss[good:].max()) < 2
    assert session.state.good_step is None


def test_who_does_not_lower_the_rate_is_told_again(session: Session, qtbot: QtBot) -> None:
    fail(session, qtbot)
    with qtbot.waitSignal(session.failed) as failed:
        session.play()
    assert isinstance(failed.args[0], DivergenceError)
    assert session.tree.current.id == 2


def test_an_impossible_run_is_reported(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.failed) as failed:
        session.begin(RunConfig(train_size=10**6), tiny_data())
    assert isinstance(failed.args[0], DataError)


def test_an_error_in_the_worker_stops_the_run_and_not_the_program(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(session, qtbot)
    monkeypatch.setattr(Trainer, "_units_of_step", lambda *_: 1 // 0)
    with qtbot.waitSignal(session.failed) as failed:
        session.play()
    assert isinstance(failed.args[0], ZeroDivisionError)
    assert not session.training
    monkeypatch.undo()
    train_to(session, qtbot, 5)  # the same run: what raised is not taken for its end
    begin(session, qtbot)
    train_to(session, qtbot, 5)


def test_a_large_batch_can_be_paused_in_the_middle_of_a_step(
    session: Session, qtbot: QtBot
) -> None:
    data = tiny_data(train=6000)
    with qtbot.waitSignal(session.run_started):
        session.begin(RunConfig(batch_size="full"), data)
    train_to(session, qtbot, 2)
    frame = wait_for_rest(session, qtbot)
    headless = Trainer(RunConfig(batch_size="full"), data)
    units = headless.units()
    while headless.step < frame.step:
        next(units)
    assert np.array_equal(frame.parameters, headless.network.parameters)


def test_a_schedule_comes_to_rest_at_its_end(session: Session, qtbot: QtBot) -> None:
    config = RunConfig(batch_size=100, epochs=2, schedule="cosine")
    begin(session, qtbot, config)
    with qtbot.waitSignal(session.training_changed, check_params_cb=lambda on: not on):
        session.play()
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.step == 12)


def test_watching_leaves_test_scores_their_share_of_time(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot)
    session.play()
    qtbot.waitUntil(lambda: len(session.analyses) >= 4 and reached(session, 200))
    session.pause()
    steps = [analysis.step for analysis in session.analyses]
    assert steps == sorted(set(steps))
    assert all(math.isfinite(analysis.loss) for analysis in session.analyses)


def test_builtin_data_are_loaded_off_the_gui_thread(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.data_loaded) as loaded:
        session.load_data("builtin")
    assert loaded.args[0].name == "builtin"


def test_data_that_cannot_be_had_are_reported(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.data_failed) as failed:
        session.load_data("no such thing")
    assert isinstance(failed.args[1], DataError)


def test_closing_while_training_is_clean(qtbot: QtBot) -> None:
    for _ in range(10):
        session = Session()
        session.set_speed("full")
        session.begin(CONFIG, tiny_data())
        session.play()
        assert session.close()


def test_a_slow_screen_never_has_frames_queued_up(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(session, qtbot)
    asked: list[None] = []
    drawn: list[int] = []
    made: list[weakref.ref[Frame]] = []
    make = Trainer.frame

    def make_and_note(trainer: Trainer, **options: bool) -> Frame:
        frame = make(trainer, **options)
        made.append(weakref.ref(frame))
        return frame

    monkeypatch.setattr(Trainer, "frame", make_and_note)
    session._orders.send_frame.connect(lambda: asked.append(None))

    def draw_slowly(frame: Frame) -> None:
        threading.Event().wait(0.02)
        drawn.append(frame.step)
        assert len(asked) == len(drawn)  # nothing is on its way while this one is drawn
        assert sum(one() is not None for one in made) <= 3

    session.frame_ready.connect(draw_slowly)
    clock = QTimer()
    clock.timeout.connect(session.request_frame)
    clock.start(1)
    session.play()
    qtbot.waitUntil(lambda: len(drawn) >= 30)
    clock.stop()
    session.pause()
    assert drawn == sorted(set(drawn))
    assert len(made) >= len(drawn)


def test_who_hears_that_a_run_ended_another_finds_the_state_of_the_new_one(
    session: Session, qtbot: QtBot
) -> None:
    begin(session, qtbot)
    session.play()
    heard: list[RunState] = []
    session.training_changed.connect(lambda _training: heard.append(session.state))
    begin(session, qtbot)
    assert heard == [session.state]
