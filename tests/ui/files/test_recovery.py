"""A program that is killed loses nothing: the next start offers what it had."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.session.autosave import LAST
from mnist_viz.training.journal import read_journal
from mnist_viz.training.opening import with_data
from mnist_viz.ui.application import Program, WindowOptions, autosave_folder
from mnist_viz.ui.process.logs import CRASH, LAST_CRASH, log_folder, take_crash_report
from tests.data.sample_files import write_idx_set
from tests.training.sessions import tiny_session
from tests.training.tiny import tiny_data

_PATIENCE_SECONDS = 30.0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of images that every program of a test finds again."""
    return write_idx_set(tmp_path / "data")


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, data: Path) -> Iterator[Program]:
    made = Program(qapp, WindowOptions(data=str(data)), None)
    qtbot.addWidget(made.window)
    yield made
    made.window.close()
    made.end(0)


def reached(program: Program, step: int) -> bool:
    newest = program.window.display.newest
    return newest is not None and newest.step == step


def start(data: Path) -> "subprocess.Popen[str]":
    """Start a program that trains by itself, and prints when something was kept."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ui.killed_program", str(data)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def wait_until_kept(child: "subprocess.Popen[str]") -> int:
    """Return the step that the child has reached and kept."""
    assert child.stdout is not None
    step: int = json.loads(child.stdout.readline())["kept"]
    return step


def test_after_a_kill_the_next_start_offers_the_session(
    qtbot: QtBot, qapp: QApplication, data: Path
) -> None:
    with start(data) as child:
        step = wait_until_kept(child)
        child.kill()
        child.wait(_PATIENCE_SECONDS)
    (left,) = autosave_folder().glob("*.journal")
    assert read_journal(left).steps == step
    program = Program(qapp, WindowOptions(data=str(data)), None)
    window = program.window
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: "ended unexpectedly" in window.message_bar.text)
    qtbot.waitUntil(lambda: window.display.view is not None)
    with qtbot.waitSignal(program.session.storage.taken_over):
        window.message_bar._primary.click()
    qtbot.waitUntil(lambda: reached(program, step))
    qtbot.waitUntil(lambda: not left.exists())
    window.close()
    program.end(0)
    assert read_journal(autosave_folder() / LAST).steps == step


SEGFAULT = """
import ctypes, sys
from mnist_viz.session import autosave
from mnist_viz.ui.application import WindowOptions, run
from mnist_viz.ui.main_window import MainWindow

def crash_once_kept(window, event):
    window._session.autosave.saved.connect(lambda: ctypes.string_at(0))

autosave.FIRST_MS = autosave.LEAST_INTERVAL_MS = 1
MainWindow.showEvent = crash_once_kept
sys.exit(run(WindowOptions(data=sys.argv[1], autostart=True)))
"""
"""Runs the real program until its session is kept, and then reads where nothing is."""


def test_a_crash_is_told_at_the_next_start_with_the_session_that_it_left(
    qtbot: QtBot, qapp: QApplication, data: Path
) -> None:
    crashed = subprocess.run(
        [sys.executable, "-c", SEGFAULT, str(data)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=False,
        timeout=_PATIENCE_SECONDS,
    )
    assert crashed.returncode == -signal.SIGSEGV
    program = Program(qapp, WindowOptions(data=str(data)), None)
    bar = program.window.message_bar
    qtbot.addWidget(program.window)
    qtbot.waitUntil(lambda: "ended unexpectedly" in bar.text)
    assert "Its session was kept at" in bar.text
    assert str(log_folder() / LAST_CRASH) in bar.text
    assert (bar._primary.text(), bar._secondary.text()) == ("Open it", "Discard")
    bar._copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "Fatal Python error: Segmentation fault" in copied
    assert "string_at" in copied
    assert copied.endswith((log_folder() / LAST_CRASH).read_text())
    bar._secondary.click()
    program.window.close()
    program.end(0)
    assert (log_folder() / CRASH).read_text() == ""


def test_a_crash_that_left_no_session_is_told_once(program: Program, qtbot: QtBot) -> None:
    recovery, autosave = program.window.recovery, program.session.autosave
    bar = program.window.message_bar
    log_folder().mkdir(parents=True, exist_ok=True)
    (log_folder() / CRASH).write_text("Fatal Python error: Aborted")
    for said in ("ended unexpectedly", ""):
        bar.hide()
        recovery.note_crash(take_crash_report())
        with qtbot.waitSignal(autosave.nothing_found):
            autosave.begin(autosave_folder())
        assert said in bar.text
        assert bool(bar.text) == bool(said)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_program_with_everything_kept(data: Path, number: signal.Signals) -> None:
    with start(data) as child:
        step = wait_until_kept(child)
        child.send_signal(number)
        assert child.wait(_PATIENCE_SECONDS) == 0
    assert read_journal(autosave_folder() / LAST).steps >= step
    assert [path.name for path in autosave_folder().glob("*.journal")] == [LAST]


def test_what_a_crash_left_can_be_discarded(program: Program, qtbot: QtBot) -> None:
    from tests.session.test_autosave import left_by_a_crash  # noqa: PLC0415

    left = left_by_a_crash(autosave_folder())
    bar = program.window.message_bar
    with qtbot.waitSignal(program.session.autosave.found):
        program.session.autosave.begin(autosave_folder())
    assert "step 30" in bar.text
    bar._secondary.click()
    qtbot.waitUntil(lambda: not left.exists())


def test_what_is_said_of_a_file_is_read_before_what_a_crash_left_is_offered(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    from tests.session.test_autosave import left_by_a_crash  # noqa: PLC0415

    left_by_a_crash(autosave_folder())
    file = tmp_path / "s.mnistviz"
    record = tiny_session()
    live = dataclasses.replace(record, looks=dataclasses.replace(record.looks, shown=None))
    opened = with_data(live, file, (tiny_data(),))
    program = Program(qapp, WindowOptions(file=file), opened)
    window = program.window
    qtbot.addWidget(window)
    said = window.message_bar.text
    assert said.startswith("Opened s.mnistviz")
    with qtbot.waitSignal(program.session.autosave.found):
        pass
    assert window.message_bar.text == said
    window.message_bar._close.click()
    assert "ended unexpectedly" in window.message_bar.text
    assert window.message_bar._secondary.text() == "Discard"
    window.close()
    program.end(0)


def test_the_last_session_can_be_opened_from_the_menu(
    qtbot: QtBot, qapp: QApplication, data: Path
) -> None:
    first = Program(qapp, WindowOptions(data=str(data)), None)
    qtbot.addWidget(first.window)
    qtbot.waitUntil(lambda: first.window.display.view is not None)
    with qtbot.waitSignal(first.session.frame_ready):
        first.session.step()
    first.window.close()
    first.end(0)
    second = Program(qapp, WindowOptions(data=str(data)), None)
    qtbot.addWidget(second.window)
    qtbot.waitUntil(lambda: second.window.display.view is not None)
    menu = second.window.files.recent
    menu.aboutToShow.emit()
    with qtbot.waitSignal(second.session.storage.taken_over):
        menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: reached(second, 1))
    second.window.close()
    second.end(0)
