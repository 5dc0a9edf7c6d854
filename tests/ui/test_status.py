"""The line at the foot of the window."""

import dataclasses

import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.training import RunConfig
from mnist_viz.ui import status
from mnist_viz.ui.status import StatusLine
from tests.samples import sample_view, tiny_data


def test_once_there_are_steps_it_does_not_say_that_nothing_was_learned(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_view(sample_view(0), training=True)
    assert line.text.startswith("Ready.")
    line.show_view(sample_view(1), training=True)
    assert line.text.startswith("Training.")


def test_what_is_done_is_said_for_some_seconds_and_then_what_happens_now(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "CONFIRMED_MS", 1)
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_view(sample_view(0), training=False)
    line.confirm("The drawing is copied.")
    line.show_view(sample_view(1), training=True)
    assert line.text == "The drawing is copied."
    assert line.accessibleDescription() == line.text
    qtbot.waitUntil(lambda: line.text.startswith("Training."))


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


def test_it_tells_steps_and_frames_a_second_of_the_clock_while_training(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, view, clock = StatusLine(), sample_view(1), [100.0]
    qtbot.addWidget(line)
    monkeypatch.setattr(status, "perf_counter", lambda: clock[0])
    for frames in range(41):  # every 25 ms a frame, and seven steps further
        clock[0] = 100.0 + 0.025 * frames
        frame = dataclasses.replace(view.frame, step=1 + 7 * frames)
        line.show_view(dataclasses.replace(view, frame=frame), training=True)
        line.show_view(dataclasses.replace(view, frame=frame), training=True)  # with new scores
        epoch, step = frame.place
        assert line.text.startswith(f"Training. Epoch {epoch}, step {step} of "), "this frame's"
    assert "280 steps/s" in line._about.text()
    assert "40 frames/s" in line._about.text()
    assert "9,000 images/s" in line._about.text()
    line.come_to_rest()
    assert line._about.text().endswith("     0 steps/s")
