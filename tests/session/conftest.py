"""A session that trains as fast as it can."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session()
    made.set_speed("full")
    yield made
    assert made.close(), "a thread did not stop"
