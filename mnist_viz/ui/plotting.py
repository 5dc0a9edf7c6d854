"""pyqtgraph, imported without all of Qt's classes: for charts and pictures.

PySide makes a class when it is first asked for. pyqtgraph asks for each there is, some two
thousand, to have them under names of its own, which takes as long as half an empty window.
Here it finds a name when it uses it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets

_PREFIX = "pyqtgraph.Qt."


@contextmanager
def _names_when_used() -> Iterator[None]:
    """Let pyqtgraph be imported within, for the first time, without copying names."""
    originals = (QtCore, QtGui, QtWidgets)
    for original in originals:
        name = original.__name__.replace("PySide6.", _PREFIX)
        sys.modules.setdefault(name, _Mirror(name, original))
        original.__dict__["__dir__"] = list  # which lists nothing
    try:
        yield
    finally:
        for original in originals:
            del original.__dict__["__dir__"]


class _Mirror(ModuleType):
    """A module whose names are those of another, each taken over once it is asked for."""

    def __init__(self, name: str, original: ModuleType) -> None:
        super().__init__(name)
        self._original = original

    def __getattr__(self, name: str) -> object:
        value = getattr(self._original, name)
        setattr(self, name, value)
        return value


with _names_when_used():
    import pyqtgraph as pg

__all__ = ["pg"]
