"""The program as a process: pictures, failures before the window, a thread that hangs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from mnist_viz.training import read_model
from mnist_viz.ui.application import RESCUED

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


@pytest.mark.parametrize("arguments", [[], ["--autostart", "--after", "50"]])
def test_a_screenshot_is_saved_and_the_program_ends(arguments: list[str], tmp_path: Path) -> None:
    path = tmp_path / "window.png"
    result = run("--screenshot", str(path), "--data", "builtin", *arguments)
    assert result.returncode == 0, result.stderr
    with Image.open(path) as picture:
        assert picture.size == (1280, 720)
        assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 200


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


def test_a_hanging_training_thread_does_not_keep_the_program_alive(tmp_path: Path) -> None:
    script = """
import sys, threading
from mnist_viz.training import Trainer
from mnist_viz.ui.application import WindowOptions, run
from mnist_viz.ui.main_window import MainWindow

Trainer.units = lambda _: iter(threading.Event().wait, None)
def close_soon(window, event):
    window._session.analysis_ready.connect(lambda _: (window._session.play(), window.close()))
MainWindow.showEvent = close_soon
sys.exit(run(WindowOptions(data="builtin")))
"""
    environment = {"QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    assert result.returncode == 1
    assert "did not stop" in result.stderr
    assert read_model(tmp_path / "mnist-viz" / RESCUED).data_name == "builtin"
