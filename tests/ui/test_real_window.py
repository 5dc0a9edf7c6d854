"""A real window on a virtual screen, with a real pointer and real keys."""

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.strokes_of_digits import DIGITS, Points

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
    ),
    pytest.mark.timeout(120),
]


class Program:
    """The driver process, and the display it is on."""

    def __init__(self, display: str, data: str) -> None:
        self._environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.window_driver", data],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the first report that meets a condition."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            state: dict[str, Any] = json.loads(line)
            if condition(state):
                return state
        raise AssertionError(f"the program ended: {self._process.communicate()[1]}")

    def fresh(self) -> dict[str, Any]:
        """Return a report made after now, past those that lie in the pipe."""
        assert self._process.stdout is not None
        while select.select([self._process.stdout], [], [], 0)[0]:
            self._process.stdout.readline()
        return self.wait_for(lambda _: True)

    def xdotool(self, *words: object) -> None:
        command = ["xdotool", *map(str, words)]
        subprocess.run(command, env=self._environment, check=True, timeout=30)

    def draw(self, strokes: list[Points]) -> None:
        left, top, width, height = self.fresh()["pad"]
        for stroke in strokes:
            words: list[object] = []
            for number, (x, y) in enumerate(stroke):
                words += ["mousemove", round(left + x * width), round(top + y * height)]
                words += ["mousedown", 1] if number == 0 else []
            self.xdotool(*words, "mouseup", 1)

    def close(self) -> tuple[int, str]:
        self._process.terminate()
        _, errors = self._process.communicate(timeout=30)
        return self._process.returncode, errors


@pytest.fixture
def display() -> Iterator[str]:
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x720x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    process.terminate()
    process.wait(30)


@pytest.fixture
def program(display: str) -> Iterator[Program]:
    made = Program(display, "builtin")
    yield made
    code, errors = made.close()
    assert code == 0, errors
    assert "Traceback" not in errors


def test_a_person_presses_space_draws_digits_and_sees_them_read(program: Program) -> None:
    program.wait_for(lambda state: state["step"] == 0)
    program.xdotool("key", "space")
    program.wait_for(lambda state: state["step"] > 2500)
    for digit in (0, 1, 4, 7):
        program.xdotool("key", "c")
        program.wait_for(lambda state: state["prediction"] == "")
        program.draw(DIGITS[digit])
        state = program.fresh()
        assert state["prediction"][:1] == str(digit)
        assert state["training"]
    left, top, width, height = program.fresh()["play_button"]
    program.xdotool("mousemove", left + width // 2, top + height // 2, "click", 1)
    program.wait_for(lambda state: not state["training"])
