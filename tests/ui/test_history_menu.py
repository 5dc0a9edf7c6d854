"""How much memory the past takes is shown, and can be chosen."""

import pytest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.training import DEFAULT_LIMIT_BYTES, History, Recorder, RunConfig, Trainer
from mnist_viz.training.runs import RunTree
from mnist_viz.ui.history_menu import LIMITS_MB, USUAL_LIMIT_MB, HistoryMenu
from mnist_viz.ui.settings.settings import Settings
from tests.samples import tiny_data

MB = 1024**2


@pytest.fixture
def history() -> History:
    """Return the record of forty steps of a network of 1.3 MB."""
    config = RunConfig(hidden=(400,), activation=("relu",), batch_size=10)
    run = RunTree().begin(config, "tiny", "0")
    trainer = Trainer(config, tiny_data(), run.id)
    made, recorder, units = History(), Recorder(trainer), trainer.units()
    made.begin(run)
    while trainer.step < 40:
        next(units)
        recorder.look()
        recording = recorder.take_fresh()
        assert recording is not None
        made.add(recording)
    return made


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def menu(history: History, owner: QWidget) -> HistoryMenu:
    return HistoryMenu(history, owner)


def pick(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_what_is_used_is_said_at_each_opening(menu: HistoryMenu, history: History) -> None:
    menu.aboutToShow.emit()
    used = sum(snapshot.nbytes for snapshot in history._tracks[1].snapshots) / MB
    assert used > 64
    assert menu.actions()[0].text() == f"Recorded steps take {used:,.0f} MB"
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["256 MB"]


def test_a_lower_limit_lets_steps_go_at_once(
    menu: HistoryMenu, history: History, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(menu.changed):
        pick(menu, "64 MB")
    assert menu.limit_mb == 64
    assert 0 < history.memory_bytes <= 64 * MB
    assert history.steps(1)[0] == 0
    assert history.steps(1)[-1] == 40


def test_the_past_may_take_as_much_as_documented_unless_more_is_asked_for() -> None:
    assert DEFAULT_LIMIT_BYTES == USUAL_LIMIT_MB * MB == 256 * MB
    assert Settings().history_mb == USUAL_LIMIT_MB in LIMITS_MB


def test_the_limit_that_holds_is_not_chosen_again(menu: HistoryMenu, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(menu.changed):
        menu.choose(256)
