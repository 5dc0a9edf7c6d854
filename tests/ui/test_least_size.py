"""The window can be made small, but never so small that its parts lie over each other."""

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.ui.docks.panel_dock import PanelDock
from mnist_viz.ui.look.spacing import BASE_FONT_PIXELS
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.main_window import MainWindow

SMALL_SCREEN = QSize(1024, 600)


@pytest.fixture(params=[1, 2], ids=["usual text", "text of double size"])
def window(
    session: Session, qtbot: QtBot, qapp: QApplication, request: pytest.FixtureRequest
) -> Iterator[MainWindow]:
    usual, text = qapp.font(), qapp.font()
    text.setPixelSize(request.param * BASE_FONT_PIXELS)
    qapp.setFont(text)
    made = MainWindow(session, ThemeFollower(qapp))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    qapp.setFont(usual)


def test_no_panel_lies_over_another_or_beyond_the_edge_of_the_smallest_window(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1, 1)
    area = window.dock_area
    qtbot.waitUntil(lambda: area.compact and all(map(_is_inside, _in_sight(window))))
    places = [dock.geometry() for dock in _in_sight(window)]
    assert len(places) > 1
    assert not any(one.intersects(two) for one, two in itertools.combinations(places, 2))
    parts = [window.transport, area, window.timeline]
    assert all(window.rect().contains(part.geometry()) for part in parts)


def test_the_smallest_window_fits_a_small_laptop(window: MainWindow) -> None:
    least = window.minimumSizeHint()
    assert least.boundedTo(SMALL_SCREEN) == least


def _in_sight(window: MainWindow) -> list[PanelDock]:
    return [dock for dock in window.docks if not dock.visibleRegion().isEmpty()]


def _is_inside(dock: PanelDock) -> bool:
    whole = dock.parentWidget()
    return whole is not None and whole.rect().contains(dock.geometry())
