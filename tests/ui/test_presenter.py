"""A presentation fills the screen with large text and chosen panels, and leaves no trace."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.training import Selection
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.present_menu import PresentMenu
from mnist_viz.ui.presenter import USUAL_PANELS
from tests.samples import tiny_data

SCREEN = QSize(1280, 720)


@pytest.fixture
def window(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    monkeypatch.setattr(window, "screen", lambda: SimpleNamespace(size=lambda: SCREEN))
    usual = QFont(QApplication.font())
    with qtbot.waitExposed(window):
        window.resize(SCREEN)
    qtbot.waitUntil(lambda: window.docks[5].height() < 200)
    window.activateWindow()
    yield window
    window.presenter.end()
    QApplication.setFont(usual)


def text_pixels() -> int:
    return QFontInfo(QApplication.font()).pixelSize()


def shown(window: MainWindow) -> list[str]:
    return [
        dock.panel.objectName()  # type: ignore[attr-defined]
        for dock in window.docks
        if not dock.isHidden()
    ]


def places(window: MainWindow) -> list[QRect]:
    return [dock.geometry() for dock in window.docks]


def entry(window: MainWindow, text: str) -> None:
    menu = window.findChild(PresentMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_a_key_begins_and_ends_it_and_all_is_as_before(window: MainWindow, qtbot: QtBot) -> None:
    before, size, state = places(window), text_pixels(), window.windowState()
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    assert text_pixels() == round(1.5 * size)
    assert shown(window) == list(USUAL_PANELS)
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert not window.presenter.is_on
    assert text_pixels() == size
    assert window.windowState() == state
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: places(window) == before)


def test_what_stands_in_tabs_beside_the_drawing_is_the_wider(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.presenter.begin()
    window.resize(900, 720)
    drawing, filters = window.docks[:2]
    qtbot.waitUntil(lambda: window.dock_area.compact and filters.width() > drawing.width() > 0)
    area = window.dock_area
    assert filters.visibleRegion().boundingRect().bottom() < area.height()
    assert area.contentsMargins().top() < area.contentsMargins().left()
    window.presenter.end()
    assert area.contentsMargins().top() == area.contentsMargins().left()


def test_escape_ends_it_too(window: MainWindow) -> None:
    before = shown(window)
    window.presenter.begin()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.presenter.is_on
    assert shown(window) == before


def test_panels_that_were_hidden_before_are_hidden_after(window: MainWindow) -> None:
    window.docks[3].toggleViewAction().trigger()
    own = window.dock_area.layouts
    window.presenter.begin()
    assert "loss_panel" in shown(window)
    assert window.dock_area.layouts == own
    window.presenter.end()
    assert "loss_panel" not in shown(window)
    assert list(window.dock_area.layouts) == list(own)


def test_what_it_shows_can_be_chosen_before_and_meanwhile(window: MainWindow) -> None:
    entry(window, "Activations")
    entry(window, "Loss")
    entry(window, "Test scores")
    entry(window, "200 %")
    size = text_pixels()
    entry(window, "Begin")
    assert shown(window) == ["drawing_panel", "filters_panel", "scores_panel"]
    assert text_pixels() == 2 * size
    entry(window, "Draw")
    entry(window, "125 %")
    assert shown(window) == ["filters_panel", "scores_panel"]
    assert text_pixels() == round(1.25 * size)
    entry(window, "End")
    assert text_pixels() == size


def test_all_of_its_text_grows(window: MainWindow) -> None:
    height, rate = window.status.height(), window.findChildren(type(window.status))
    assert rate == [window.status]
    window.presenter.begin()
    assert window.status.height() == round(1.5 * height)
    field = window.transport._settings.rate
    assert QFontInfo(field.lineEdit().font()).pixelSize() == text_pixels()


@pytest.mark.parametrize(("own", "presented"), [(18, 24), (24, 24), (36, 36)])
def test_its_text_is_no_larger_than_the_screen_has_room_for_nor_smaller_than_the_persons(
    window: MainWindow, own: int, presented: int
) -> None:
    larger = QFont(QApplication.font())
    larger.setPixelSize(own)
    QApplication.setFont(larger)
    window.presenter.begin()
    assert text_pixels() == presented
    window.presenter.end()
    assert text_pixels() == own


@pytest.mark.parametrize("is_on", [False, True])
def test_text_that_the_screen_has_no_room_for_is_refused_aloud(
    is_on: bool, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(window.status, "confirm", said.append)
    monkeypatch.setattr(window.status, "isHidden", lambda: False)
    larger = QFont(QApplication.font())
    larger.setPixelSize(18)
    QApplication.setFont(larger)
    if is_on:
        window.presenter.begin()
    entry(window, "125 %")
    assert said == []
    entry(window, "200 %")
    assert said == ["The screen has room for text of 133 % while presenting."]


def test_the_headers_have_their_controls_back_at_the_end(window: MainWindow, qtbot: QtBot) -> None:
    def shown_controls() -> list[str]:
        controls = [c for panel in window.panels for c in panel.header_controls()]
        return [c.objectName() or c.accessibleName() for c in controls if c.isVisible()]

    before, health = shown_controls(), window.docks[5]
    assert "filters_kind" in before
    window.presenter.begin()
    window.resize(1280, 720)
    # Where there are tabs, it is styled for the larger text before it is hidden.
    qtbot.waitUntil(lambda: window.dock_area.compact and health.isHidden())
    window.presenter.end()
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: shown_controls() == before)


def tabs_in_front(window: MainWindow) -> list[str]:
    """The tabs that are chosen, in all bars that can be seen."""
    bars = [bar for bar in window.dock_area.tabs if bar.count() and bar.isVisible()]
    return [bar.tabText(bar.currentIndex()) for bar in bars]


def places_in_sight(window: MainWindow) -> list[tuple[str, QRect]]:
    in_sight = [dock for dock in window.docks if not dock.visibleRegion().isEmpty()]
    return [(dock.objectName(), dock.geometry()) for dock in in_sight]


@pytest.fixture
def begun(window: MainWindow, session: Session, qtbot: QtBot) -> MainWindow:
    with qtbot.waitSignal(session.run_started):
        session.data_loaded.emit(tiny_data())
    qtbot.waitUntil(lambda: window.display.view is not None)
    return window


def test_the_open_neuron_view_and_the_tab_in_front_come_back(
    begun: MainWindow, qtbot: QtBot
) -> None:
    begun.commands.show_network()
    begun.inspector.open(Selection(0, 3))
    qtbot.waitUntil(lambda: tabs_in_front(begun) == ["Network"])
    qtbot.waitUntil(lambda: begun.docks[8].width() > 400)
    before, where = shown(begun), places_in_sight(begun)
    assert "neuron_panel" in before
    begun.presenter.begin()
    begun.presenter.choose_panels(["loss_panel"])
    assert shown(begun) == ["loss_panel"]
    begun.presenter.end()
    begun.resize(1280, 720)
    qtbot.waitUntil(lambda: places_in_sight(begun) == where)
    assert shown(begun) == before
    assert tabs_in_front(begun) == ["Network"]
    begun.inspector.close()
    assert "loss_panel" in shown(begun)


def test_a_neuron_view_that_was_opened_meanwhile_is_closed(begun: MainWindow, qtbot: QtBot) -> None:
    before = shown(begun)
    begun.presenter.begin()
    begun.inspector.open(Selection(0, 3))
    assert "neuron_panel" in shown(begun)
    begun.presenter.end()
    begun.resize(1280, 720)
    qtbot.waitUntil(lambda: shown(begun) == before)
    assert not begun.inspector.is_open


def test_a_panel_that_is_not_presented_keeps_no_keys(begun: MainWindow) -> None:
    begun.inspector.toggle()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert begun.neuron_panel.isAncestorOf(focused)
    QTest.keyClick(focused, Qt.Key.Key_F11)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.isVisible()
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert not begun.presenter.is_on


def test_a_panel_that_floats_floats_again_and_no_tabs_are_left_behind(
    window: MainWindow, qtbot: QtBot
) -> None:
    scores = window.docks[4]
    scores.setFloating(True)
    before, tabs = shown(window), tabs_in_front(window)
    for _ in range(2):
        window.presenter.begin()
        assert not scores.isFloating()
        window.presenter.end()
        window.resize(1280, 720)
        qtbot.waitUntil(lambda: shown(window) == before and tabs_in_front(window) == tabs)
        assert scores.isFloating()
    scores.setFloating(False)


def test_the_next_start_has_the_layout_from_before(begun: MainWindow, qtbot: QtBot) -> None:
    begun.docks[3].toggleViewAction().trigger()
    begun.inspector.open(Selection(0, 3))
    own = begun.dock_area.layouts
    begun.presenter.begin()
    begun.inspector.open(Selection(0, 5))
    begun.presenter.choose_panels(["loss_panel"])
    assert begun.dock_area.layouts == own
    begun.presenter.end()
    begun.resize(1280, 720)
    qtbot.waitUntil(lambda: "neuron_panel" in shown(begun))
    assert begun.dock_area.layouts == own
