"""A pad, and what it reports."""

import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.ui.drawing.drawing_pad import DrawingPad
from tests.ui.pad_driver import Picture, make_pad


@pytest.fixture
def pad(qtbot: QtBot) -> DrawingPad:
    return make_pad(qtbot)


@pytest.fixture
def heard(pad: DrawingPad) -> list[Picture]:
    pictures: list[Picture] = []
    pad.drawing_changed.connect(pictures.append)
    return pictures
