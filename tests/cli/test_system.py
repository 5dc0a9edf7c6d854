"""What stands in the way of a window is named exactly."""

import sys

import pytest

from mnist_viz.cli import system

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems bring it all")


@pytest.fixture
def headless(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def lack(monkeypatch: pytest.MonkeyPatch, *missing: str) -> None:
    monkeypatch.setattr(system, "_loads", lambda library: library not in missing)


def test_the_missing_libraries_are_named_and_no_others(headless: pytest.MonkeyPatch) -> None:
    lack(headless, "libEGL.so.1", "libxcb-icccm.so.4")
    obstacle = system.window_obstacle()
    assert obstacle is not None
    assert obstacle.endswith("apt-get install libegl1 libxcb-icccm4")


def test_offscreen_needs_no_libraries_of_a_display(headless: pytest.MonkeyPatch) -> None:
    headless.setenv("QT_QPA_PLATFORM", "offscreen")
    lack(headless, "libxcb-icccm.so.4")
    assert system.window_obstacle() is None
    lack(headless, "libGL.so.1")
    assert "libgl1" in (system.window_obstacle() or "")


def test_without_a_display_both_ways_out_are_named(headless: pytest.MonkeyPatch) -> None:
    lack(headless)
    obstacle = system.window_obstacle() or ""
    assert "main.py train" in obstacle
    assert "QT_QPA_PLATFORM=offscreen" in obstacle
    assert "--screenshot" in obstacle


def test_a_library_that_is_not_there_does_not_load() -> None:
    assert not system._loads("libno-such-thing.so.1")
    assert system._loads("libc.so.6")
