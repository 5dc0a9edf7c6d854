"""A thread whose event loop is run from Python.

One that Qt runs by itself has Python set up a state for it before each slot, and tear it down
after: between two slices of training that took as long as all else.
"""

from PySide6.QtCore import QThread


class PythonThread(QThread):
    """Keeps Python's state of it for as long as it runs."""

    def run(self) -> None:
        self.exec()
