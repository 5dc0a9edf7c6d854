"""The program starts without PySide reading the source of every module that it imports."""

import subprocess
import sys

SCRIPT = """
import inspect, sys
import PySide6.QtCore

read = []
source_of = inspect.getsource
inspect.getsource = lambda module: read.append(module) or source_of(module)
import mnist_viz.ui.application
assert "mnist_viz.ui.main_window" in sys.modules
names = {getattr(module, "__name__", "") for module in read} - {"mnist_viz.ui.source_reading"}
sys.exit(f"read: {sorted(names)}" if any(n.startswith("mnist_viz.") for n in names) else 0)
"""


def test_no_source_of_the_window_is_read() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
