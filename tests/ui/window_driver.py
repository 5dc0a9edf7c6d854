"""Runs the real program and prints, a JSON object a line, what its window shows.

A test that moves the real pointer and presses real keys reads this to know where
things are on the screen and what became of it.
"""

import json
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from threadpoolctl import threadpool_limits

from mnist_viz.ui.application import Program, WindowOptions

INTERVAL_MS = 50


def main() -> int:
    with threadpool_limits(1, user_api="blas"):
        app = QApplication(sys.argv[:1])
        program = Program(app, WindowOptions(data=sys.argv[1]), None)
        clock = QTimer()
        clock.setInterval(INTERVAL_MS)
        clock.timeout.connect(lambda: report(program))
        program.ready.connect(lambda: program.session.set_speed("full"))
        program.ready.connect(clock.start)
        return program.end(app.exec())


def report(program: Program) -> None:
    window, view = program.window, program.window.display.view
    prediction = window.findChild(QLabel, "prediction")
    state = {
        "step": view.frame.step if view is not None else -1,
        "training": program.session.training,
        "prediction": prediction.text() if prediction is not None else None,
        "strokes": [stroke.tolist() for stroke in window.drawing_panel.strokes],
        "pad": place(window, "drawing_pad"),
        "play_button": place(window, "play_button"),
    }
    print(json.dumps(state), flush=True)  # noqa: T201 - the test reads it


def place(window: QWidget, name: str) -> list[int]:
    """Return left, top, width and height on the screen."""
    widget = window.findChild(QWidget, name)
    assert widget is not None
    corner = widget.mapToGlobal(widget.rect().topLeft())
    return [corner.x(), corner.y(), widget.width(), widget.height()]


if __name__ == "__main__":
    sys.exit(main())
