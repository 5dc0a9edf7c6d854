"""A real window on a virtual screen, with a real pointer and real keys."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, TypeAlias

import pytest

from tests.ui.strokes_of_digits import DIGITS, Points

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
    ),
    pytest.mark.timeout(300),
]


State: TypeAlias = dict[str, Any]

SILENCE_SECONDS = 30


class Program:
    """The driver process, and the display it is on."""

    def __init__(self, display: str, data: str, errors: IO[str]) -> None:
        self._environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.window_driver", data],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        self._state: State = {"step": -1, "prediction": None, "training": False}
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def wait_for(self, condition: Callable[[State], bool]) -> State:
        """Return the first report from now on that meets a condition."""
        with self._news:
            while not condition(self._state):
                assert self._news.wait(SILENCE_SECONDS), "the program says nothing"
                assert self._process.poll() is None, "the program ended"
            return self._state

    def fresh(self) -> State:
        """Return the second report from now on: the first may have been under way."""
        with self._news:
            for _ in range(2):
                assert self._news.wait(SILENCE_SECONDS), "the program says nothing"
            return self._state

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._news:
                self._state = json.loads(line)
                self._news.notify_all()

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
                words += ["sleep", 0.02]  # a hand takes its time; Qt merges moves that do not
            self.xdotool(*words, "mouseup", 1)

    def close(self) -> int:
        """Ask the program to end, as a desktop does; return its exit code."""
        self._process.terminate()
        code = self._process.wait(30)
        self._reader.join(30)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code


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
def program(display: str, tmp_path: Path) -> Iterator[Program]:
    log = tmp_path / "errors"
    with log.open("w") as errors:
        made = Program(display, "builtin", errors)
        yield made
        code = made.close()
    assert code == 0, log.read_text()
    assert "Traceback" not in log.read_text()


def test_a_person_presses_space_draws_digits_and_sees_them_read(program: Program) -> None:
    program.wait_for(lambda state: state["step"] == 0)
    program.xdotool("key", "space")
    program.wait_for(lambda state: state["step"] > 2500)
    for digit in (0, 1, 4, 7):
        program.xdotool("key", "c")
        program.wait_for(lambda state: state["prediction"] == "")
        program.draw(DIGITS[digit])
        # The last events may reach a busy program after the tool that sent them has ended.
        state = program.wait_for(lambda state: state["prediction"][:1] == str(digit))  # noqa: B023
        assert state["training"]
    left, top, width, height = program.fresh()["play_button"]
    program.xdotool("mousemove", left + width // 2, top + height // 2, "click", 1)
    program.wait_for(lambda state: not state["training"])


def test_a_stroke_faster_than_the_window_keeps_every_point(program: Program) -> None:
    program.wait_for(lambda state: state["step"] == 0)
    left, top, width, height = program.fresh()["pad"]
    assert min(width, height) > 130
    places = [(left + place, top + 20 + place % 7) for place in range(10, 121)]
    words: list[object] = ["mousemove", *places[0], "mousedown", 1]
    for place in places[1:]:
        words += ["mousemove", *place]
    program.xdotool(*words, "mouseup", 1)
    middle = left + width / 2
    reach = (places[-1][0] - middle - 0.5) / min(width, height) + 0.5
    drawn = program.wait_for(lambda state: state["strokes"] and state["strokes"][0][-1][0] > reach)
    assert [len(stroke) for stroke in drawn["strokes"]] == [len(places)]
