"""pyqtgraph without the copies of all of Qt's names."""

import subprocess
import sys

from PySide6 import QtCore, QtGui, QtWidgets

from mnist_viz.ui.plotting import pg

COUNTS = """
import sys
from mnist_viz.ui.plotting import pg
from PySide6 import QtGui
print(len(vars(sys.modules["pyqtgraph.Qt.QtGui"])), len(dir(QtGui)))
"""


def test_pyqtgraph_finds_every_name_of_qt() -> None:
    for ours, theirs in ((pg.QtCore, QtCore), (pg.QtGui, QtGui), (pg.QtWidgets, QtWidgets)):
        for name in dir(theirs):
            if not name.startswith("__"):
                assert getattr(ours, name) is getattr(theirs, name)


def test_it_takes_over_only_the_names_that_it_uses() -> None:
    result = subprocess.run(
        [sys.executable, "-c", COUNTS], capture_output=True, text=True, check=True, timeout=60
    )
    taken, there_are = map(int, result.stdout.split())
    assert 10 < taken < there_are / 2
