"""The program as a process: pictures, failures before the window, a thread that hangs."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.cli import main
from mnist_viz.session.autosave import LAST
from mnist_viz.training import (
    DEFAULT_PRESET,
    PRESETS,
    PRETRAINED,
    model_path,
    read_model,
)
from mnist_viz.training.journal import read_journal
from mnist_viz.training.opening import open_file
from mnist_viz.training.session_file import read_session
from mnist_viz.ui.application import RESCUED, Program, WindowOptions, autosave_folder
from mnist_viz.ui.components import SegmentedControl
from tests.data.sample_files import write_idx_set

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, timeout: float = 50) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )


SETUP = {"format": "mnist-viz-setup", "version": 1, "preset": "two-layer", "data": "builtin"}

UNUSABLE = [
    ({"speed": "warp"}, "speed is one of"),
    ({"panels": ["Bogus"]}, "There is no panel 'Bogus'"),
    ({"config": {"train_size": 999_999}}, "999,999"),
    ({"data": "nosuch"}, "nosuch"),
]
"""What no set-up may ask for, and what is said of it."""


@pytest.mark.parametrize(
    "arguments", [["--data", "builtin"], ["--autostart", "--after", "50", "lesson.json"]]
)
def test_a_screenshot_is_saved_and_the_program_ends(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("lesson.json").write_text(json.dumps(SETUP))
    path = tmp_path / "window.png"
    result = run("--screenshot", str(path), *arguments)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    with Image.open(path) as picture:
        assert picture.size == (1280, 720)
        assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 200


def test_the_pretrained_network_is_there_from_the_start(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    options = WindowOptions(data="builtin", pretrained=True, screenshot=tmp_path / "window.png")
    program = Program(qapp, options, None)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.session.run_started):
        pass
    frame = program.session.frame
    assert frame is not None
    expected = read_model(model_path(PRETRAINED)).network.parameters
    np.testing.assert_array_equal(frame.parameters, expected)
    program.window.close()
    with pytest.raises(KeyboardInterrupt):
        program.end(0)


def test_the_first_window_lies_on_the_screen_with_its_frame(
    qtbot: QtBot, qapp: QApplication
) -> None:
    program = Program(qapp, WindowOptions(data="builtin"), None)
    window = program.window
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    assert not room.contains(window.frameGeometry()), "the screen is a small one"
    qtbot.waitUntil(lambda: room.contains(window.frameGeometry()))
    window.close()
    program.end(0)


@pytest.mark.parametrize(("change", "says"), UNUSABLE)
def test_no_picture_is_taken_of_a_set_up_that_cannot_be_used(
    change: dict[str, object], says: str, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    file, picture = tmp_path / "lesson.json", tmp_path / "window.png"
    file.write_text(json.dumps(SETUP | change))
    options = WindowOptions(file=file, screenshot=picture)
    program = Program(qapp, options, open_file(file))
    qtbot.addWidget(program.window)
    qtbot.waitUntil(lambda: not program.window.isVisible())
    with pytest.raises(RuntimeError, match=says) as failure:
        program.end(0)
    assert str(failure.value).startswith(f"{file}: ")
    assert not picture.exists()


@pytest.mark.parametrize(("change", "says"), UNUSABLE)
def test_the_window_goes_on_as_usual_after_a_set_up_that_cannot_be_used(
    change: dict[str, object], says: str, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    file = tmp_path / "lesson.json"
    lesson = {"panels": ["Draw"], "play": True, "preset": "three-layer"}
    file.write_text(json.dumps(SETUP | lesson | change))
    program = Program(qapp, WindowOptions(data="builtin", file=file), open_file(file))
    qtbot.addWidget(program.window)
    window = program.window
    qtbot.waitUntil(lambda: window.display.view is not None)
    assert program.session.config == PRESETS[DEFAULT_PRESET].config
    assert window.controls.preset == DEFAULT_PRESET
    assert not program.session.training
    assert sum(not dock.isHidden() for dock in window.docks) > 1
    assert says in window.message_bar.text
    window.close()
    program.end(0)


def test_a_lessons_speed_and_panels_come_after_the_settings(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    file = tmp_path / "lesson.json"
    file.write_text(json.dumps(SETUP | {"speed": "slow", "panels": ["Draw", "Loss"]}))
    program = Program(qapp, WindowOptions(data="builtin", file=file), open_file(file))
    qtbot.addWidget(program.window)
    window = program.window
    qtbot.waitUntil(lambda: window.display.view is not None)
    control = window.findChild(QWidget, "speed_control")
    assert isinstance(control, SegmentedControl)
    assert control.value() == "slow"
    shown = {dock.panel.title for dock in window.docks if not dock.isHidden()}
    assert shown == {"Draw", "Loss"}
    window.close()
    program.end(0)


def test_a_picture_that_training_cannot_come_to_ends_with_the_reason(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    file = tmp_path / "lesson.json"
    file.write_text(json.dumps(SETUP | {"config": {"learning_rate": 1e6, "activation": ["relu"]}}))
    options = WindowOptions(
        file=file, screenshot=tmp_path / "window.png", autostart=True, after=10**6
    )
    program = Program(qapp, options, open_file(file))
    qtbot.addWidget(program.window)
    qtbot.waitUntil(lambda: not program.window.isVisible())
    with pytest.raises(RuntimeError, match="Training stopped before step 1,000,000"):
        program.end(0)


def test_a_session_that_cannot_be_trained_is_not_waited_for(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    file, folder = tmp_path / "s.mnistviz", write_idx_set(tmp_path / "data")
    program = Program(qapp, WindowOptions(data=str(folder)), None)
    qtbot.addWidget(program.window)
    qtbot.waitUntil(lambda: program.window.display.view is not None)
    with qtbot.waitSignal(program.session.storage.saved):
        program.session.storage.save(file)
    program.window.close()
    program.end(0)
    shutil.rmtree(folder)
    picture = tmp_path / "window.png"
    result = run("--autostart", "--screenshot", str(picture), "--after", "60", str(file))
    assert result.returncode == 1
    assert f"{file} needs" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.mnistviz", b"nonsense"), ("b.json", b"{"), ("c.safetensors", b""), ("d.journal", b"")],
)
def test_a_file_that_cannot_be_opened_ends_the_program_with_one_line(
    tmp_path: Path, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main([str(tmp_path / name)]) == 1
    said = capsys.readouterr().err
    assert name in said
    assert len(said.splitlines()) == 1


def test_a_screenshot_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    result = run("--screenshot", str(tmp_path / "no" / "folder.png"), "--data", "builtin")
    assert result.returncode == 1
    assert "could not be written" in result.stderr
    assert "Traceback" not in result.stderr


def test_data_asked_for_that_cannot_be_had_end_the_program_with_the_reason() -> None:
    result = run("--data", "/no/such/folder", "--screenshot", "unused.png")
    assert result.returncode == 1
    assert "/no/such/folder" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_interrupted_screenshot_is_no_success(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    path = tmp_path / "window.png"
    options = WindowOptions(data="builtin", autostart=True, screenshot=path, after=10**9)
    program = Program(qapp, options, None)
    qtbot.addWidget(program.window)
    program.window.close()
    with pytest.raises(KeyboardInterrupt, match="before its picture was taken"):
        program.end(0)
    assert not path.exists()


CLOSE = """
import sys
from PySide6.QtCore import QTimer
from mnist_viz.ui.application import WindowOptions, run
from mnist_viz.ui.main_window import MainWindow

MainWindow.showEvent = lambda window, _: QTimer.singleShot(int(sys.argv[1]), window.close)
sys.exit(run(WindowOptions(data="builtin", autostart=True)))
"""
"""Runs the window, training, and closes it so many milliseconds after it is shown."""


MOMENTS_MS = [random.Random(part).randrange(600 * part, 600 * (part + 1)) for part in range(3)]


@pytest.mark.parametrize("moment_ms", MOMENTS_MS)
def test_closing_ends_the_program_with_0_whatever_it_does(moment_ms: int) -> None:
    result = subprocess.run(
        [sys.executable, "-c", CLOSE, str(moment_ms)],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    assert (result.returncode, result.stderr) == (0, "")


HANG = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from mnist_viz.training import Trainer
from mnist_viz.ui.application import WindowOptions, run
from mnist_viz.ui.main_window import MainWindow

units, shown, hangs = Trainer.units, threading.Event(), threading.Event()

def units_until_one_was_shown(trainer):
    for unit in units(trainer):
        yield unit
        if shown.is_set():
            hangs.set()
            threading.Event().wait()

def close(window):
    if not (hangs.is_set() and window.message_bar.text.startswith("Training has not")):
        QTimer.singleShot(50, lambda: close(window))  # a busy machine only kept it waiting
        return
    print(window.message_bar.text, flush=True)
    window._session.storage.save(Path(sys.argv[1]))
    window.close()

furnish = MainWindow._furnish_place

def play_and_close_once_it_hangs(window):
    furnish(window)
    session = window._session
    session.watch.set_patience(60)
    session.run_started.connect(lambda _: session.play())
    session.frame_ready.connect(lambda frame: frame.step > 3 and shown.set())
    session.watch.stalled.connect(lambda: QTimer.singleShot(0, lambda: close(window)))

Trainer.units = units_until_one_was_shown
MainWindow._furnish_place = play_and_close_once_it_hangs
sys.exit(run(WindowOptions(data="builtin")))
"""
"""Runs the window with a training thread that hangs, and closes it."""


def hang(data_home: Path, saved: Path) -> subprocess.CompletedProcess[str]:
    environment = {"QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(data_home)}
    return subprocess.run(
        [sys.executable, "-c", HANG, str(saved)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )


def test_a_hanging_training_thread_is_told_and_does_not_keep_the_program_alive(
    tmp_path: Path,
) -> None:
    saved = tmp_path / "saved.mnistviz"
    result = hang(tmp_path, saved)
    assert result.stdout.startswith("Training has not answered"), result.stderr
    assert result.returncode == 1
    assert "did not stop" in result.stderr
    rescued = read_model(tmp_path / "mnist-viz" / RESCUED)
    assert rescued.data_name == "builtin"
    (left,) = autosave_folder().glob("*.journal")
    assert left.name != LAST, "the next start is to offer it"
    for record in (read_journal(left), read_session(saved)):
        last = record.run.newest
        assert last is not None
        assert last.step > 0


def test_nor_does_one_whose_weights_cannot_be_saved(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = hang(tmp_path / "file", tmp_path / "saved.mnistviz")
    assert result.returncode == 1
    assert "could not be saved" in result.stderr


PAD_FIRST = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from mnist_viz.ui.application import Program, WindowOptions

LATER = ("pyqtgraph", "mnist_viz.session.session", "mnist_viz.ui.panels.loss_panel", "PIL.Image")

class Watch(QObject):
    def eventFilter(self, label, event):
        if event.type() == QEvent.Type.Paint and label.text():
            label.removeEventFilter(self)
            print(label.text(), [name for name in LATER if name in sys.modules])
        return False

app, watch = QApplication([]), Watch()
program = Program(app, WindowOptions(data="builtin"), None)
(label,) = (one for one in app.allWidgets() if one.objectName() == "prediction")
label.installEventFilter(watch)
clock = QTimer(interval=10)
clock.timeout.connect(lambda: "pyqtgraph" in sys.modules and program.window.close())
clock.start()
code = program.end(app.exec())
print([name for name in LATER if name not in sys.modules and name != "PIL.Image"])
"""
"""Opens a window, and tells what had been imported when the digit was painted."""


def test_the_pad_answers_before_the_rest_of_the_program_is_imported() -> None:
    result = subprocess.run(
        [sys.executable, "-c", PAD_FIRST],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
        timeout=50,
    )
    first, last = result.stdout.splitlines()
    assert first[0].isdigit()
    assert first.endswith("[]")
    assert last == "[]", "it was imported after that"
