"""Where nothing can be written, by right or for lack of room, one notice says so."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from mnist_viz.ui.settings import Settings

ROOT = Path(__file__).resolve().parents[3]

UNWRITABLE = """
import os, pkgutil, sys
from importlib import import_module
from PySide6.QtCore import QTimer
from mnist_viz.session import autosave
from mnist_viz.ui.application import WindowOptions, run
from mnist_viz.ui.main_window import MainWindow

failed = set()

def look(window, what):
    failed.add(what)
    if len(failed) == 2:
        QTimer.singleShot(0, lambda: tell(window))

def tell(window):
    bar = window.message_bar
    while bar.text:
        print(bar.text, flush=True)
        bar._close.click()
    print("step", window.display.view.frame.step, flush=True)
    window.close()

furnish = MainWindow._furnish_place

def furnish_and_listen(window):
    furnish(window)
    session = window._session
    session.write_failed.connect(lambda what, *_: look(window, what))
    session.autosave.failed.connect(lambda _: look(window, "session"))

MainWindow._furnish_place = furnish_and_listen
autosave.FIRST_MS = autosave.LEAST_INTERVAL_MS = 1
# Nothing is imported later: the interpreter may lie where only root can read.
import platformdirs.unix, statistics, pyqtgraph, PIL.PngImagePlugin
import mnist_viz
for module in pkgutil.walk_packages(mnist_viz.__path__, "mnist_viz."):
    if not module.name.endswith("__main__"):
        import_module(module.name)
if sys.argv[1:] == ["nobody"]:
    os.setuid(65534)
sys.exit(run(WindowOptions(data="builtin", autostart=True)))
"""
"""Runs the window until it could neither keep its settings nor its session; prints what is said."""


def run_unwritable(home: Path, *arguments: str) -> list[str]:
    """Return what a program says that can write nothing, a line a message."""
    folders = {f"XDG_{name}_HOME": str(home) for name in ("CONFIG", "STATE", "DATA", "CACHE")}
    result = subprocess.run(
        [sys.executable, "-c", UNWRITABLE, *arguments],
        cwd=ROOT,
        env=os.environ | folders | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    *said, step = result.stdout.splitlines()
    assert int(step.removeprefix("step ")) > 0, "it can be worked with"
    return said


@pytest.fixture
def readable() -> Iterator[Path]:
    """Return a folder that everybody can look into; those of tests are their owner's alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


needs_root = pytest.mark.skipif(
    not hasattr(os, "setuid") or os.getuid() != 0, reason="only root can become another user"
)


@needs_root
def test_a_user_who_may_write_nothing_is_told_once_and_can_work(readable: Path) -> None:
    (readable / "mnist-viz").mkdir()
    (readable / "mnist-viz" / "settings.json").write_bytes(b"zzz")
    *before, notice = [line for line in run_unwritable(readable, "nobody") if "MNIST" not in line]
    assert notice.startswith("Settings and session cannot be kept")
    assert notice.count("Permission denied") == 2
    assert [line.split(".")[0] for line in before] == ["The settings could not be read"]


@needs_root
def test_a_full_disk_is_told_once_and_loses_no_settings(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        settings = disk / "mnist-viz" / "settings.json"
        settings.parent.mkdir()
        settings.write_text(json.dumps(Settings().as_document() | {"theme": "light"}))
        before = settings.read_bytes()
        with suppress(OSError), (disk / "rest").open("wb", buffering=0) as rest:
            while rest.write(b"\0" * 4096):
                pass
        *_, notice = [line for line in run_unwritable(disk) if "MNIST" not in line]
        assert notice.startswith("Settings and session cannot be kept")
        assert notice.count("No space left") == 2
        assert settings.read_bytes() == before
        assert not list(disk.rglob("*.part"))
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
