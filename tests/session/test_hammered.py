"""Whatever is asked of a session, in whatever order: one worker, and nothing of another run."""

import threading

import numpy as np
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.training import Analysis, Frame, Trainer
from tests.training.tiny import tiny_config, tiny_data

DATA = tiny_data()

PLAYS = settings(
    max_examples=12,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""The same few plays each time; none of them depends on how far training has come."""


class Hammered(RuleBasedStateMachine):
    """A session, and somebody who presses everything."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self.qtbot = qtbot
        self.stale: list[int] = []
        self.threads: set[int] = set()
        self.session = session = Session()
        session.set_speed("full")
        for signal in (session.run_started, session.frame_ready, session.analysis_ready):
            signal.connect(self._look)
        session._worker.recorded.connect(self._note_thread)
        self.begin(0)

    @rule(seed=st.integers(0, 3))
    def begin(self, seed: int) -> None:
        config = tiny_config(seed=seed, activation=("tanh",), learning_rate=0.001)
        self.session.begin(config, DATA)

    @rule()
    def play(self) -> None:
        self.session.play()

    @rule()
    def pause(self) -> None:
        self.session.pause()

    @rule()
    def step(self) -> None:
        self.session.step()

    @rule(speed=st.sampled_from(["slow", "watch", "full"]))
    def choose_speed(self, speed: str) -> None:
        self.session.set_speed(speed)

    @rule(rate=st.sampled_from([0.0003, 0.001, 0.003]))  # however far it trains, none collapses
    def change_rate(self, rate: float) -> None:
        self.session.change("learning_rate", rate)

    @rule(size=st.sampled_from([4, 16, 64, "full"]))
    def change_batch_size(self, size: int | str) -> None:
        self.session.change("batch_size", size)

    @rule(share=st.floats(0, 1))
    def branch(self, share: float) -> None:
        frame = self.session.frame
        if frame is not None:
            steps = self.session.past.history.steps(frame.run_id)
            self.session.branches.continue_from(int(steps[int(share * (len(steps) - 1))]))

    @rule(which=st.integers(0, 9))
    def resume(self, which: int) -> None:
        runs = [run for run in self.session.tree.runs if self.session.branches.can_resume(run)]
        if runs:
            self.session.branches.resume(runs[which % len(runs)])

    @rule()
    def ask_for_frame(self) -> None:
        self.session.request_frame()

    @rule()
    def let_things_happen(self) -> None:
        QApplication.processEvents()

    def teardown(self) -> None:
        session = self.session
        try:
            session.set_speed("full")
            self.qtbot.waitUntil(self._is_at_hand)
            assert session.frame is not None
            step = session.frame.step
            session.play()
            self.qtbot.waitUntil(lambda: self._has_reached(step + 3))
            session.pause()
            self.qtbot.waitUntil(lambda: not session._awaiting_frame)
            assert self.stale == []
            assert len(self.threads) == 1
            _assert_trained_alone(session, session.frame)
        finally:
            assert session.close()

    def _is_at_hand(self) -> bool:
        frame, branches = self.session.frame, self.session.branches
        return frame is not None and not branches.awaits_replay

    def _has_reached(self, step: int) -> bool:
        self.session.request_frame()
        return self.session.frame is not None and self.session.frame.step >= step

    def _look(self, result: Frame | Analysis) -> None:
        if result.run_id != self.session.tree.current.id:
            self.stale.append(result.run_id)

    def _note_thread(self) -> None:
        self.threads.add(threading.get_ident())


def _assert_trained_alone(session: Session, frame: Frame) -> None:
    """Compare with the same run, trained from its start with nobody looking."""
    run = session.tree.current
    alone = Trainer(run.config, DATA, run.id, frame.changes)
    units = alone.units()
    while alone.step < frame.step:
        next(units)
    assert np.array_equal(frame.parameters, alone.network.parameters)


def test_hammering_a_session_leaves_one_worker_and_nothing_stale(qtbot: QtBot) -> None:
    class HammeredHere(Hammered):
        def __init__(self) -> None:
            super().__init__(qtbot)

    run_state_machine_as_test(HammeredHere, settings=PLAYS)
