"""Ctrl+C: the first asks, the second kills."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_viz.cli.interrupts import noting_interrupts


def test_the_first_interrupt_is_noted_and_the_second_has_its_default_effect() -> None:
    with noting_interrupts() as stop:
        before = stop.made
        os.kill(os.getpid(), signal.SIGINT)
        assert (before, stop.made) == (False, True)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL


def test_whoever_handled_interrupts_before_does_so_again() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyError), noting_interrupts():
        raise KeyError
    assert signal.getsignal(signal.SIGINT) is before


ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def _heeded() -> Iterator[None]:
    """Have processes that are started heed interrupts: those of a shell's background do not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heeded")
@pytest.mark.parametrize("start", [["main.py"], ["-m", "mnist_viz"]])
def test_an_interrupt_while_modules_are_imported_leaves_no_traceback(
    start: list[str], tmp_path: Path
) -> None:
    (tmp_path / "numpy.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    result = subprocess.run(
        [sys.executable, *start, "data"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    assert result.returncode == 130
    assert result.stderr == "mnist-viz: Interrupted.\n"
