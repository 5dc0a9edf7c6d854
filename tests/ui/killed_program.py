"""Runs the real program, training by itself, and prints each step that was kept: to be killed."""

import json
import sys

from PySide6.QtWidgets import QApplication
from threadpoolctl import threadpool_limits

from mnist_viz.session import autosave
from mnist_viz.training.journal import newest_part
from mnist_viz.ui.application import Program, WindowOptions


def main() -> int:
    autosave.FIRST_MS = autosave.LEAST_INTERVAL_MS = 1
    with threadpool_limits(1, user_api="blas"):
        app = QApplication(sys.argv[:1])
        program = Program(app, WindowOptions(data=sys.argv[1], autostart=True), None)
        program.session.autosave.saved.connect(lambda: report(program))
        return program.end(app.exec())


def report(program: Program) -> None:
    folder = program.session.autosave.folder
    assert folder is not None
    (path,) = (path for path in folder.glob("*.journal") if path.name != autosave.LAST)
    part = newest_part(path)
    assert part is not None
    print(json.dumps({"kept": part.run.known_steps}), flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    sys.exit(main())
