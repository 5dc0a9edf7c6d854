"""What is typed into a field takes the place of a value that it was given meanwhile."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.training import RunConfig
from mnist_viz.ui.builder.dialog import NetworkBuilder
from mnist_viz.ui.components import BatchField, RateField
from mnist_viz.ui.components.field_focus import put_keys_into
from mnist_viz.ui.timeline.step_field import StepField


def shown(widget: QWidget, qtbot: QtBot) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()


# The texts differ in length: of one as long as before, Qt keeps all selected by itself.
RATES = [(50.0, 0.1), (0.1, 50.0), (0.1, 0.00025), (1000.0, 1.0)]
BATCHES = [(16, 1024), (1024, 16), (8, "full"), ("full", 128)]
STEPS = [(999, 1240), (1240, 7)]


@pytest.mark.parametrize("selects", [put_keys_into, lambda field: field.lineEdit().selectAll()])
@pytest.mark.parametrize(("before", "after"), RATES)
def test_a_rate_that_is_typed_replaces_one_that_was_set_elsewhere(
    before: float, after: float, selects: Callable[[RateField], None], qtbot: QtBot
) -> None:
    field = RateField("Learning rate", 1e-5, 1e3)
    shown(field, qtbot)
    field.show_value(before)
    put_keys_into(field)
    selects(field)
    field.show_value(after)
    assert field.lineEdit().selectedText() == field.text()
    with qtbot.waitSignal(field.chosen) as chosen:
        QTest.keyClicks(field, "5")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert chosen.args == [5.0]


@pytest.mark.parametrize(("before", "after"), BATCHES)
def test_a_batch_that_is_typed_replaces_one_that_was_set_elsewhere(
    before: int | str, after: int | str, qtbot: QtBot
) -> None:
    field = BatchField("Batch size", 1_000_000)
    shown(field, qtbot)
    field.show_value(before)
    put_keys_into(field)
    field.show_value(after)
    with qtbot.waitSignal(field.chosen) as chosen:
        QTest.keyClicks(field, "5")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert chosen.args == [5]


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_a_step_that_is_typed_replaces_one_that_training_came_to(
    before: int, after: int, qtbot: QtBot
) -> None:
    field = StepField()
    shown(field, qtbot)
    field.show_step(before)
    put_keys_into(field)
    field.show_step(after)
    with qtbot.waitSignal(field.step_entered) as entered:
        QTest.keyClicks(field, "5")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert entered.args == [5]


def test_a_setting_that_is_typed_replaces_that_of_a_preset(qtbot: QtBot) -> None:
    builder = NetworkBuilder()
    shown(builder, qtbot)
    builder.show_config(RunConfig(learning_rate=0.0125), None)
    line = builder._groups["Learning"].numbers["learning_rate"]
    put_keys_into(line)
    builder.show_config(RunConfig(learning_rate=0.1), None)
    QTest.keyClicks(line, "5")
    assert builder.config.learning_rate == 5.0


@pytest.mark.parametrize("key", [Qt.Key.Key_Up, Qt.Key.Key_Down])
@pytest.mark.parametrize("value", [0.001, 0.0005, 5.0, 10.0, 50.0, 100.0])
def test_a_rate_that_is_typed_replaces_one_that_was_stepped_to(
    value: float, key: Qt.Key, qtbot: QtBot
) -> None:
    field = RateField("Learning rate", 1e-5, 1e3)
    shown(field, qtbot)
    field.show_value(value)
    put_keys_into(field)
    QTest.keyClick(field, key)
    assert field.lineEdit().selectedText() == field.text()


@pytest.mark.parametrize(("value", "key"), [(64, Qt.Key.Key_Up), (1024, Qt.Key.Key_Down)])
def test_a_batch_that_is_typed_replaces_one_that_was_stepped_to(
    value: int, key: Qt.Key, qtbot: QtBot
) -> None:
    field = BatchField("Batch size", 1_000_000)
    shown(field, qtbot)
    field.show_value(value)
    put_keys_into(field)
    QTest.keyClick(field, key)
    assert field.lineEdit().selectedText() == field.text()


def test_a_cursor_between_digits_selects_nothing_when_the_value_is_set_elsewhere(
    qtbot: QtBot,
) -> None:
    field = RateField("Learning rate", 1e-5, 1e3)
    shown(field, qtbot)
    field.show_value(50.0)
    field.setFocus()
    field.lineEdit().setCursorPosition(1)
    field.show_value(0.1)
    assert field.lineEdit().selectedText() == ""
