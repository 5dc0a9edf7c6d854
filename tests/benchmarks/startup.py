"""What the start costs: ``python -m tests.benchmarks.startup [--data D] [--rounds N] [--json]``.

Each round starts two processes, one that shows an empty window and one that
runs the program, and compares their CPU time from the first instruction of the
interpreter: until the empty window is painted, until the pad's digit is painted,
and until every panel is painted with test scores. A first round is not counted: it
leaves Python's compiled modules, as any start but the first finds them.
"""

import argparse
import json
import os
import subprocess
import sys
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.machine import machine
from tests.benchmarks.printing import print_result

EMPTY = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, done)

def done():
    print(time.process_time(), flush=True)
    app.quit()

app = QApplication([])
window = Window()
window.resize(1280, 720)
window.show()
app.exec()
"""

PROGRAM = """
import json, sys, time
from mnist_viz.cli import main

marks = {}

class Hook:
    # Looks on from where the program itself imports Qt: all that is imported later costs more.

    def find_spec(self, name, path, target=None):
        if name == "mnist_viz.ui.application":
            sys.meta_path.remove(self)
            look_on()

def look_on():
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QLabel

    execute = QApplication.exec

    class Watch(QObject):
        # Looks when the digit is painted, and when the window is, once all panels have test scores.

        def __init__(self, window):
            super().__init__(window)
            self.answer = window.findChild(QLabel, "prediction")
            self.unscored = None
            join = window._join

            def join_and_watch():
                join()
                self.unscored = set(window.panels)
                for panel in window.panels:
                    self.watch(panel)

            if window.is_furnished:
                raise SystemExit("the panels were made before the pad could answer")
            window._join = join_and_watch
            for widget in (self.answer, window):
                widget.installEventFilter(self)

        def watch(self, panel):
            show = panel.show_view

            def show_and_look(view):
                show(view)
                if view.analysis is not None:
                    self.unscored.discard(panel)

            panel.show_view = show_and_look

        def eventFilter(self, widget, event):
            if widget is self.answer and event.type() == QEvent.Type.Paint and self.answer.text():
                marks.setdefault("pad", time.process_time())
            elif event.type() == QEvent.Type.UpdateRequest and self.unscored == set():
                QTimer.singleShot(0, self.finish)
            return False

        def finish(self):
            if "all" not in marks:
                marks["all"] = time.process_time()
                print(json.dumps(marks), flush=True)
                self.parent().close()

    def execute_watched(app):
        Watch(next(widget for widget in app.topLevelWidgets() if hasattr(widget, "is_furnished")))
        return execute()

    QApplication.exec = execute_watched

sys.meta_path.insert(0, Hook())
sys.exit(main(["--data", sys.argv[1]] if sys.argv[1] else []))
"""


def run(script: str, compiled: str, *arguments: str) -> str:
    """Run a script with its arguments; modules are compiled into a folder."""
    environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ | {"PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    result = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return result.stdout


def measure(data: str, rounds: int) -> dict[str, object]:
    """Return medians over the rounds, in CPU milliseconds and as ratios within a round."""
    empty, pad, everything = [], [], []
    with TemporaryDirectory() as compiled:
        for _ in range(1 + rounds):
            empty.append(1000 * float(run(EMPTY, compiled)))
            marks = json.loads(run(PROGRAM, compiled, data))
            pad.append(1000 * marks["pad"])
            everything.append(1000 * marks["all"])
    for figures in (empty, pad, everything):
        del figures[0]
    return {
        "empty_window_cpu_ms": median(empty),
        "pad_cpu_ms": median(pad),
        "all_panels_cpu_ms": median(everything),
        "ratio_pad": median(a / b for a, b in zip(pad, empty, strict=True)),
        "ratio_all": median(a / b for a, b in zip(everything, empty, strict=True)),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", default="", help="as of main.py")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args(arguments)
    result = measure(options.data, options.rounds) | {"machine": machine()}
    print_result(result, as_json=options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
