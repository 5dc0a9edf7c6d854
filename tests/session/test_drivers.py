"""The images that drive a unit are looked for by the worker, whether it rests or trains."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.nn import logits_and_activations
from mnist_viz.session import Session
from mnist_viz.session.examiner import Examiner
from mnist_viz.training import Drivers, DriversRequest, Frame, RunConfig, Trainer
from tests.samples import tiny_data

CONFIG = RunConfig(batch_size=32)


def begin(session: Session, qtbot: QtBot) -> Frame:
    with qtbot.waitSignal(session.run_started) as started:
        session.begin(CONFIG, tiny_data())
    frame: Frame = started.args[0]
    return frame


def ask(session: Session, qtbot: QtBot, request: DriversRequest) -> Drivers:
    with qtbot.waitSignal(session.drivers_ready) as ready:
        session.find_drivers(request)
    drivers: Drivers = ready.args[0]
    return drivers


@pytest.mark.parametrize("training", [False, True])
def test_they_come_from_the_frame_that_was_asked_about(
    session: Session, qtbot: QtBot, training: bool
) -> None:
    frame = begin(session, qtbot)
    if training:
        session.play()
    drivers = ask(session, qtbot, DriversRequest(frame, 2, 4))
    x = tiny_data().test.pixels * np.float32(1 / 255)
    logits, _ = logits_and_activations(frame.layout, frame.parameters, x)
    assert drivers.indices.tolist() == np.argsort(-logits[:, 4], kind="stable")[:10].tolist()
    assert (drivers.run_id, drivers.step) == (frame.run_id, 0)
    session.pause()


def test_those_of_another_run_are_not_told(session: Session, qtbot: QtBot) -> None:
    old = begin(session, qtbot)
    begin(session, qtbot)
    told: list[Drivers] = []
    session.drivers_ready.connect(told.append)
    session.find_drivers(DriversRequest(old, 0, 0))
    with qtbot.waitSignal(session.frame_ready):
        session.request_frame()
    assert told == []


def frame() -> Frame:
    return Trainer(CONFIG, tiny_data()).frame()


def finish(one: Examiner) -> object:
    found = None
    while found is None:
        found = one.read_piece()
    return found


def test_what_a_person_waits_for_is_done_at_once_and_the_rest_within_the_share_of_time() -> None:
    one, now = Examiner(tiny_data()), 0.0
    one._saved = one._opening = 0.0
    assert not one.is_due(1, now, training=True)
    one.ask_drivers(DriversRequest(frame(), 0, 3))
    assert one.is_due(1, now, training=True)
    one.begin(frame())
    assert isinstance(finish(one), Drivers)
    one._saved = one._opening = 0.0
    one.ask_drivers(DriversRequest(frame(), 0, 3, at_once=False))
    assert not one.is_due(1, now, training=True)
    assert one.is_due(1, now + 1.0, training=True)
    one.begin(frame())
    assert isinstance(finish(one), Drivers)


def test_an_idle_worker_looks_at_the_same_unit_again_when_asked() -> None:
    one = Examiner(tiny_data())
    for _ in range(2):
        one.ask_drivers(DriversRequest(frame(), 1, 3, at_once=False))
        assert one.is_due(0, 0.0, training=False)
        one.begin(frame())
        assert isinstance(finish(one), Drivers)
    assert one.is_due(0, 0.0, training=False)  # the test scores are still to come
