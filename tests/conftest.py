"""What every test stands on: no real data, settings or screen unless it asks; nothing left over."""

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from threadpoolctl import threadpool_limits

_PATIENCE_SECONDS = 5.0
"""What a thread that was told to end may take for the piece of work at hand."""

_MOST_MS = 30_000
for _wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals):
    # A machine with much else to do takes its time; what never comes still fails.
    _wait.__kwdefaults__ = {**(_wait.__kwdefaults__ or {}), "timeout": _MOST_MS}

settings.register_profile("whatever the load", deadline=None)
settings.load_profile("whatever the load")

_REAL_MNIST = os.environ.get("MNIST_VIZ_DATA")


@pytest.fixture(scope="session")
def real_mnist() -> Path:
    """The folder of the real MNIST that ``MNIST_VIZ_DATA`` names; skips the test without it."""
    if _REAL_MNIST is None:
        pytest.skip("MNIST_VIZ_DATA names no folder with MNIST")
    return Path(_REAL_MNIST).resolve()


@pytest.fixture(scope="session", autouse=True)
def one_blas_thread() -> Iterator[None]:
    """Compute as the program does."""
    with threadpool_limits(1, user_api="blas"):
        yield


@pytest.fixture(scope="session", autouse=True)
def what_was_imported_is_no_garbage() -> Iterator[None]:
    """Leave modules and collected tests out when the leftovers of a test are looked for.

    They are nine tenths of all objects, and each Qt test looks at all the others.
    """
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep tests out of the user's caches and settings."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.delenv("MNIST_VIZ_DATA", raising=False)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(home / "settings"))


@pytest.fixture(autouse=True)
def nothing_left_over(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread; one of Qt also for a timer, a window or a held button."""
    threads_before = set(threading.enumerate())
    is_of_qt = "qtbot" in request.fixturenames
    if is_of_qt:
        request.getfixturevalue("qtbot")
        # As in the program, Qt objects are not to be collected on the worker's thread.
        gc.disable()
    yield
    if is_of_qt:
        # What is to be deleted later would be so in the midst of another test.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.enable()
        gc.collect()
        objects = gc.get_objects()
        alive = [item for item in objects if issubclass(type(item), QThread | QTimer)]
        running = [item for item in alive if _is_running(item)]
        windows = QApplication.topLevelWidgets()
        visible = [widget for widget in windows if widget.isVisible()]
        kept = [widget for widget in windows if type(widget).__module__.startswith("mnist_viz")]
        held = QApplication.mouseButtons()
        assert held == Qt.MouseButton.NoButton, "a button of the mouse is held in later tests"
        assert not running, f"threads or timers still running: {running}"
        assert not visible, f"windows still open: {visible}"
        assert not kept, f"windows not deleted, to be restyled in later tests: {kept}"
    # A QThread in which Python ran is listed as a dummy; it was looked for above.
    started = {one for one in threading.enumerate() if not isinstance(one, threading._DummyThread)}
    for one in started - threads_before:
        one.join(_PATIENCE_SECONDS)
    left = [one for one in started - threads_before if one.is_alive()]
    assert not left, f"threads still running: {left}"


def _is_running(item: QThread | QTimer) -> bool:
    try:
        if isinstance(item, QThread):
            return item.isRunning()
        return item.isActive() and not item.isSingleShot()
    except RuntimeError:  # already deleted by Qt
        return False
