"""The line at the foot of the window."""

from pytestqt.qtbot import QtBot

from mnist_viz.ui.status import StatusLine
from tests.samples import sample_view


def test_once_there_are_steps_it_does_not_say_that_nothing_was_learned(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_view(sample_view(0), training=True)
    assert line.text.startswith("Ready.")
    line.show_view(sample_view(1), training=True)
    assert line.text.startswith("Training.")
