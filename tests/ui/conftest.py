"""A session, and the window on it, as most tests of the whole window begin."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.session.pacing import FIRST_SPEED
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.main_window import MainWindow


@pytest.fixture
def speed() -> str:
    """Return how fast the session trains, for modules to override."""
    return FIRST_SPEED


@pytest.fixture
def session(speed: str, qtbot: QtBot) -> Iterator[Session]:
    made = Session()
    made.set_speed(speed)
    yield made
    assert made.close(), "a thread did not stop"


@pytest.fixture
def window(session: Session, qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    made = MainWindow(session, ThemeFollower(qapp))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()
