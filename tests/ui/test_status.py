"""The line at the foot of the window."""

from pytestqt.qtbot import QtBot

from mnist_viz.training import RunConfig
from mnist_viz.ui.status import StatusLine
from tests.samples import sample_view, tiny_data


def test_once_there_are_steps_it_does_not_say_that_nothing_was_learned(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_view(sample_view(0), training=True)
    assert line.text.startswith("Ready.")
    line.show_view(sample_view(1), training=True)
    assert line.text.startswith("Training.")


def test_it_says_how_many_of_the_images_are_trained_on(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    for config, words in (
        (RunConfig(), "600 train, 200 test"),
        (RunConfig(train_size=30), "30 of 600 train, 200 test"),
        (RunConfig(validation=100), "500 of 600 train, 200 test"),
    ):
        line.show_data(tiny_data(), config)
        assert words in line._about.text()
