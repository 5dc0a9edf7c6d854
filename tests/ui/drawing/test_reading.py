"""The line below the reading: of which step it is, in any room."""

import dataclasses

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mnist_viz.ui.drawing.reading import Reading
from mnist_viz.ui.look.spacing import scaled
from tests.samples import sample_view


@pytest.mark.parametrize("width", [130, 150, 200, 260])
def test_a_reading_of_the_past_says_so_in_any_room(qtbot: QtBot, width: int) -> None:
    reading = Reading()
    qtbot.addWidget(reading)
    reading.resize(scaled(width), reading.height_in(scaled(width)))
    reading.show()
    view = sample_view()
    reading.show_reading(view, None)
    assert not any("step" in text for text in visible(reading))
    reading.show_reading(dataclasses.replace(view, newest=view.frame), None)
    assert any(text.endswith("step 60") for text in visible(reading))
    reading.show_reading(view, None)
    assert not any("step" in text for text in visible(reading))


def test_a_line_that_is_too_long_is_said_in_short(qtbot: QtBot) -> None:
    reading = Reading()
    qtbot.addWidget(reading)
    reading.show()
    view = sample_view()
    reading.show_reading(view, None)
    said: set[str] = set()
    for width in range(scaled(150), scaled(300)):
        reading.resize(width, reading.height_in(width))
        said.update(text for text in visible(reading) if "28" in text)
    assert said == {"network sees 28 × 28", "sees 28 × 28"}


def visible(reading: Reading) -> list[str]:
    return [label.text() for label in reading.findChildren(QLabel) if label.isVisible()]
