"""The installed Python and PySide6 must go together: some pairs lose references and abort."""

import sys

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor


def test_calls_that_return_nothing_keep_the_reference_count_of_none() -> None:
    thing, color = QObject(), QColor()
    before = sys.getrefcount(None)
    for _ in range(10_000):
        thing.setObjectName("x")
        color.setRed(1)
    assert abs(sys.getrefcount(None) - before) < 1_000


def test_calls_that_return_true_keep_its_reference_count() -> None:
    color = QColor(1, 2, 3)
    before = sys.getrefcount(True)
    for _ in range(10_000):
        color.isValid()
    assert abs(sys.getrefcount(True) - before) < 1_000
