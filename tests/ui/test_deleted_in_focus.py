"""Widgets that lose the keys as they are deleted, when most of them is gone.

Qt tells their event filters; an exception there ends the process.
"""

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.ui.components import BatchField, RateField
from mnist_viz.ui.components.cursor import DOWN, Cursor
from mnist_viz.ui.components.field_habits import FieldHabits

_LOST = QFocusEvent(QEvent.Type.FocusOut)


@pytest.mark.parametrize("kind", ["rate", "batch"])
def test_a_field_that_is_gone_refuses_nothing(kind: str, qtbot: QtBot) -> None:
    field = RateField("Rate", 1e-5, 10.0) if kind == "rate" else BatchField("Batch", 1000)
    (habits,) = field.findChildren(FieldHabits)
    field.lineEdit().setText("no number")
    assert habits.refusal.is_due
    shiboken6.delete(field)
    assert not habits.eventFilter(field, _LOST)
    assert not habits.refusal.is_due


def test_a_cursor_leaves_a_widget_alone_that_is_gone(qtbot: QtBot) -> None:
    widget = QWidget()
    cursor = Cursor(widget, DOWN, lambda _point: None)
    shiboken6.delete(widget)
    assert not cursor.eventFilter(widget, _LOST)
