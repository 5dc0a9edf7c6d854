"""Runs in the window of a test: begun, trained so far, looked at, and trained again without it."""

from pytestqt.qtbot import QtBot

from mnist_viz.training import Frame, RunConfig, Trainer, View
from mnist_viz.ui.main_window import MainWindow
from tests.samples import tiny_data


def begin(window: MainWindow, qtbot: QtBot, config: RunConfig, steps: int = 0) -> None:
    """Begin a run on the tiny data, and train so many steps one by one."""
    session = window._session
    with qtbot.waitSignal(session.run_started):
        session.begin(config, tiny_data())
    for _ in range(steps):
        with qtbot.waitSignal(session.frame_ready):
            session.step()


def go_on(window: MainWindow, qtbot: QtBot, step: int) -> Frame:
    """Train so far at least, and by a step, and rest; return the newest frame."""
    session, aim = window._session, max(step, newest(window).step + 1)
    session.play()
    qtbot.waitUntil(lambda: newest(window).step >= aim)
    session.pause()
    qtbot.waitUntil(lambda: not session._awaiting_frame)
    with qtbot.waitSignal(session.frame_ready) as ready:
        session.request_frame()
    frame: Frame = ready.args[0]
    return frame


def newest(window: MainWindow) -> Frame:
    frame = window.display.newest
    assert frame is not None
    return frame


def view(window: MainWindow) -> View:
    shown = window.display.view
    assert shown is not None
    return shown


def trained_headless(step: int, config: RunConfig) -> Frame:
    """Return what a run on the tiny data is at a step, as no window trained it."""
    trainer = Trainer(config, tiny_data(), 1)
    units = trainer.units()
    while trainer.step < step:
        next(units)
    return trainer.frame()
