"""How soon training begins where there is no data: ``python -m tests.benchmarks.first_step``.

Each round starts the program in an empty home folder, where it has the built-in digits alone, and
lets it train by itself. Told are, in milliseconds since the process was started: when the window
was shown, when the data were there, and when the first trained step was; how long that was after
play was pressed; and the longest unit of work of the training thread in two epochs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from statistics import median

from tests.benchmarks.machine import machine
from tests.benchmarks.printing import print_result

_HOMES = (
    *("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"),
    *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"),
)

PROGRAM = """
import json, sys, time
from PySide6.QtWidgets import QApplication
from mnist_viz.session import Session
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.cli.entry import main

marks = {}

def mark(name):
    marks.setdefault(name, 1000 * (time.time() - float(sys.argv[1])))

def watch(session):
    session.run_started.connect(lambda frame: mark("data_ready_ms"))
    session.training_changed.connect(lambda training: mark("play_ms"))
    session.frame_ready.connect(look)

def look(frame):
    if frame.step >= 1 and "first_step_ms" not in marks:
        mark("first_step_ms")
        print(json.dumps(marks), flush=True)
        QApplication.closeAllWindows()

begin, show = Session.__init__, MainWindow.showEvent

def begin_watched(session, *arguments, **named):
    begin(session, *arguments, **named)
    watch(session)

def show_watched(window, event):
    mark("window_ms")
    show(window, event)

Session.__init__, MainWindow.showEvent = begin_watched, show_watched
sys.exit(main(["--autostart"]))
"""

UNITS = """
import time
from threadpoolctl import threadpool_limits
from mnist_viz.data import load_dataset
from mnist_viz.training import DEFAULT_PRESET, PRESETS, Trainer

longest = 0.0
with threadpool_limits(1):
    trainer = Trainer(PRESETS[DEFAULT_PRESET].config, load_dataset(None))
    assert trainer.data.name == "builtin"
    units = trainer.units()
    while trainer.epoch < 2:
        begun = time.perf_counter()
        next(units)
        longest = max(longest, time.perf_counter() - begun)
    trainer.close()
print(1000 * longest)
"""


def run(script: str) -> str:
    """Run a script where no data set is; it is told when it was started."""
    with tempfile.TemporaryDirectory() as home:
        places = dict.fromkeys(_HOMES, home)
        kept = {name: value for name, value in os.environ.items() if name != "MNIST_VIZ_DATA"}
        result = subprocess.run(
            [sys.executable, "-c", script, str(time.time())],
            env={"QT_QPA_PLATFORM": "offscreen"} | kept | places,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
    return result.stdout


def measure(rounds: int) -> dict[str, object]:
    """Return medians over the rounds."""
    marks = [json.loads(run(PROGRAM)) for _ in range(rounds)]
    for one in marks:
        one["play_to_first_step_ms"] = one["first_step_ms"] - one.pop("play_ms")
    result: dict[str, object] = {name: median(one[name] for one in marks) for name in marks[0]}
    result["longest_unit_ms"] = median(float(run(UNITS)) for _ in range(rounds))
    return result


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args(arguments)
    result = measure(options.rounds) | {"machine": machine()}
    print_result(result, as_json=options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
