"""The window opens as it was closed, and says once if it cannot."""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.ui.components import SegmentedControl, Toggle
from mnist_viz.ui.docks.panel_dock import PanelDock
from mnist_viz.ui.look.spacing import GAP, scaled
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.settings import Settings, SettingsFile, SettingsKeeper, settings_path

ROOT = Path(__file__).resolve().parents[3]


class Opened:
    """A window with its settings, as the program opens it."""

    def __init__(self, qtbot: QtBot, app: QApplication, *, size: tuple[int, int]) -> None:
        self.qtbot = qtbot
        self._is_closed = False
        self.session = Session()
        self.follower = ThemeFollower(app)
        self.window = MainWindow(self.session, self.follower)
        self.keeper = SettingsKeeper(SettingsFile(settings_path()), self.window, self.follower)
        self.had_place = self.keeper.restore_place()
        self.keeper.restore_panels(self.session)
        self.place = self.window.geometry()
        self.window.resize(*size)  # the screen of the offscreen platform is a small one
        with qtbot.waitExposed(self.window):
            self.window.show()

    def close(self) -> Settings:
        """Close it, and return what the file then holds."""
        if not self._is_closed:
            self._is_closed = True
            self.window.close()
            assert self.session.close()
            self.window.deleteLater()
        return SettingsFile(settings_path()).read()


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication) -> Iterator[Opened]:
    made = Opened(qtbot, qapp, size=(1280, 720))
    yield made
    made.close()
    made.follower.choose("system")


def again(opened: Opened) -> Opened:
    """Close the window and open another."""
    opened.close()
    size = opened.window.width(), opened.window.height()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return Opened(opened.qtbot, app, size=size)


def control(opened: Opened, name: str) -> SegmentedControl | Toggle:
    found = next(
        each
        for panel in opened.window.panels
        for each in panel.header_controls()
        if each.objectName() == name
    )
    assert isinstance(found, SegmentedControl | Toggle)
    return found


def test_what_was_chosen_holds_at_the_next_start(opened: Opened) -> None:
    opened.follower.choose("light")
    speed = opened.window.findChild(SegmentedControl, "speed_control")
    assert speed is not None
    speed.pick("full")
    control(opened, "filters_kind").pick("change")
    control(opened, "loss_log").pick("off")
    opened.window.folder.path = "/somewhere"
    second = again(opened)
    try:
        assert second.follower.theme.name == "light"
        assert second.keeper.settings().speed == "full"
        assert second.window.transport._settings.speed.value() == "full"
        assert control(second, "filters_kind").value() == "change"
        assert control(second, "loss_log").value() == "off"
        assert second.window.folder.path == "/somewhere"
    finally:
        second.close()


def test_the_window_opens_where_it_was(opened: Opened) -> None:
    assert not opened.had_place
    opened.window.resize(700, 620)
    opened.window.move(40, 50)
    second = again(opened)
    try:
        assert second.had_place
        assert second.place.size() == QSize(700, 620)
        assert second.window.pos() == QPoint(40, 50)
    finally:
        second.close()


@pytest.mark.parametrize("state", [Qt.WindowState.WindowFullScreen, Qt.WindowState.WindowMaximized])
def test_a_window_closed_in_another_state_stays_in_its_usual_place(
    state: Qt.WindowState, opened: Opened
) -> None:
    opened.window.resize(700, 620)
    opened.window.move(40, 50)
    assert opened.window.geometry().topLeft() != QPoint(40, 50), "there is a frame"
    usual = opened.keeper.settings().place
    opened.window.setWindowState(state)
    assert opened.keeper.settings().place == usual


def test_the_window_and_its_frame_fit_on_the_screen_once_shown(opened: Opened) -> None:
    screen = opened.window.screen().availableGeometry()
    opened.window.resize(screen.size())
    opened.window.move(screen.topLeft())
    assert not screen.contains(opened.window.frameGeometry())
    opened.keeper.fit_to_screen()
    assert opened.window.frameGeometry() == screen


def test_a_window_that_fits_on_the_screen_is_left_where_it_is(opened: Opened) -> None:
    opened.window.resize(700, 620)
    opened.window.move(40, 50)
    before = opened.window.geometry()
    opened.keeper.fit_to_screen()
    assert opened.window.geometry() == before


def test_floating_panels_appear_after_the_window_and_leave_it_the_keys(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = opened.window.docks[4]
    scores.toggle_floating()
    scores.move(100, 120)
    place = scores.geometry()
    shown = []
    show = PanelDock.showEvent

    def note(dock: PanelDock, event: QShowEvent) -> None:
        show(dock, event)
        area = dock.parentWidget()
        if dock.isFloating() and area is not None:
            main = area.window()
            assert isinstance(main, MainWindow)
            lets_keys = dock.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            shown.append((dock.objectName(), main._is_painted and lets_keys))

    monkeypatch.setattr(PanelDock, "showEvent", note)
    second = again(opened)
    try:
        second.window.drawing_panel.setFocus()
        focus = second.window.focusWidget()
        second.qtbot.waitUntil(lambda: ("scores_panel_dock", True) in shown)
        assert second.window.docks[4].geometry() == place
        assert second.window.focusWidget() is focus
    finally:
        second.close()


def test_where_the_pad_floats_the_window_has_the_keys_itself_and_no_list_on_top(
    opened: Opened, qtbot: QtBot
) -> None:
    opened.window.docks[0].toggle_floating()
    second = again(opened)
    try:
        window = second.window
        window.drawing_panel.setFocus()  # as the program does
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        assert QApplication.focusWidget() is window
    finally:
        second.close()


@pytest.mark.parametrize("maximized", [False, True])
def test_a_window_closed_while_presenting_opens_as_it_was_before(
    maximized: bool, opened: Opened
) -> None:
    window = opened.window
    if maximized:
        window.showMaximized()
    window.presenter.begin()
    window.setWindowState(Qt.WindowState.WindowFullScreen)  # desktops tell no more than that
    kept = opened.keeper.settings()
    window.presenter.end()
    assert kept.maximized is maximized


def test_panels_that_were_put_elsewhere_are_there_again(opened: Opened) -> None:
    loss, health = opened.window.docks[3], opened.window.docks[5]
    opened.window.dock_area.splitDockWidget(health, loss, Qt.Orientation.Vertical)
    health.toggleViewAction().trigger()
    assert loss.y() < health.y() or health.isHidden()
    second = again(opened)
    try:
        docks = second.window.docks
        assert docks[5].isHidden()
        docks[5].toggleViewAction().trigger()
        second.qtbot.waitUntil(lambda: docks[5].y() < docks[3].y())
    finally:
        second.close()


def test_a_line_that_was_dragged_stays_where_it_was_put(opened: Opened) -> None:
    area, drawing = opened.window.dock_area, opened.window.docks[0]
    usual = drawing.width()
    line = QPoint(drawing.geometry().right() + 3, drawing.geometry().center().y())
    QTest.mousePress(area, Qt.MouseButton.LeftButton, pos=line)
    QTest.mouseMove(area, line + QPoint(60, 0))
    opened.qtbot.waitUntil(lambda: drawing.width() == usual + 60)
    QTest.mouseRelease(area, Qt.MouseButton.LeftButton, pos=line + QPoint(60, 0))
    second = again(opened)
    try:
        assert second.window.docks[0].width() == usual + 60
        second.window.dock_area.reset()
        second.qtbot.waitUntil(lambda: second.window.docks[0].width() == usual)
        assert second.window.dock_area.layouts == {}
    finally:
        second.close()


def test_a_line_that_was_dragged_stays_though_a_message_is_shown_as_the_window_closes(
    opened: Opened,
) -> None:
    area, loss = opened.window.dock_area, opened.window.docks[3]
    drag_down(opened, loss, 30)
    before = heights(opened)
    opened.window.message_bar.show_message("info", "A new run begins.", "The old run is kept.")
    opened.qtbot.waitUntil(lambda: loss.height() < before[3])
    assert area.layouts == opened.keeper.settings().layouts
    second = again(opened)
    try:
        second.qtbot.waitUntil(lambda: heights(second) == before)
    finally:
        second.close()


def test_a_line_that_was_dragged_under_a_message_is_there_again_under_the_next_one(
    opened: Opened,
) -> None:
    tell(opened)
    drag_down(opened, opened.window.docks[3], 12)
    before = heights(opened)
    second = again(opened)
    try:
        assert heights(second)[0] > before[0]
        assert heights(second)[1] == before[1]
        tell(second)
        second.qtbot.waitUntil(lambda: heights(second) == before)
    finally:
        second.close()


def tell(opened: Opened) -> None:
    """Let a message take its height from the panels."""
    bar, area = opened.window.message_bar, opened.window.dock_area
    without = area.height()
    bar.show_message("info", "MNIST is not on this computer.", "The built-in digits are.")
    opened.qtbot.waitUntil(lambda: 56 <= bar.height() == without - area.height())
    opened.qtbot.waitUntil(lambda: sum(heights(opened)[3:]) == area.height() - 4 * scaled(GAP))


def test_a_message_at_the_start_only_borrows_the_height_that_panels_had(opened: Opened) -> None:
    drag_down(opened, opened.window.docks[3], 30)
    before, layouts = heights(opened), opened.window.dock_area.layouts
    window = opened.window
    window.dock_area.reset()
    window.message_bar.show_message("info", "The last session was found.", "It can be opened.")
    opened.qtbot.waitUntil(lambda: heights(opened)[0] < before[0])
    window.dock_area.take_layouts(layouts)
    assert window.dock_area.layouts == layouts
    window.message_bar.take_back("The last session was found.")
    opened.qtbot.waitUntil(lambda: heights(opened) == before)
    assert window.dock_area.layouts.keys() == layouts.keys()


def drag_down(opened: Opened, dock: PanelDock, by: int) -> None:
    """Drag the line below a panel."""
    area, usual = opened.window.dock_area, dock.height()
    line = QPoint(dock.geometry().center().x(), dock.geometry().bottom() + 4)
    QTest.mousePress(area, Qt.MouseButton.LeftButton, pos=line)
    QTest.mouseMove(area, line + QPoint(0, by))
    opened.qtbot.waitUntil(lambda: dock.height() == usual + by)
    QTest.mouseRelease(area, Qt.MouseButton.LeftButton, pos=line + QPoint(0, by))


def heights(opened: Opened) -> list[int]:
    """Return the heights of the panels that are seen, in columns."""
    return [dock.height() for dock in opened.window.docks[:6]]


def test_a_click_that_moves_nothing_leaves_the_panels_in_their_usual_places(
    opened: Opened,
) -> None:
    area, docks = opened.window.dock_area, usual_docks(opened)
    line = QPoint(docks[3].geometry().center().x(), docks[3].geometry().bottom() + 4)
    QTest.mouseClick(area, Qt.MouseButton.LeftButton, pos=line)
    for dock in docks:
        if not dock.visibleRegion().isEmpty():
            panel = dock.widget()
            QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=panel.rect().bottomLeft())
    assert area.layouts == {}


def test_with_every_panel_closed_it_starts_and_the_menu_brings_them_back(opened: Opened) -> None:
    for dock in usual_docks(opened):
        dock.toggleViewAction().trigger()
    second = again(opened)
    try:
        assert all(dock.isHidden() for dock in usual_docks(second))
        assert not second.window.grab().isNull()
        for dock in usual_docks(second):
            _entry(second.window, dock.windowTitle()).trigger()
        assert all(dock.isVisible() for dock in usual_docks(second))
    finally:
        second.close()


def _entry(window: MainWindow, text: str) -> QAction:
    more = next(b for b in window.transport.findChildren(QToolButton) if b.menu() is not None)
    panels = next(action.menu() for action in more.menu().actions() if action.text() == "Panels")
    assert isinstance(panels, QMenu)
    return next(action for action in panels.actions() if action.text() == text)


def usual_docks(opened: Opened) -> tuple[PanelDock, ...]:
    """Return the panels that are there from the start: the neuron view takes the place of some."""
    return opened.window.docks[:-1]


def places(opened: Opened) -> list[QRect]:
    return [dock.geometry() for dock in usual_docks(opened)]


@pytest.mark.parametrize("layout", [b"", b"nonsense", b"\x00\x00\x00\xff" * 20])
def test_a_layout_that_qt_does_not_know_is_the_usual_one(layout: bytes, opened: Opened) -> None:
    usual = places(opened)
    opened.window.dock_area.take_layouts({"wide": layout})
    opened.qtbot.waitUntil(lambda: places(opened) == usual)


def test_a_layout_of_other_panels_is_ignored(opened: Opened) -> None:
    usual = places(opened)
    for dock in usual_docks(opened)[3:]:
        dock.toggleViewAction().trigger()
    state = bytes(opened.window.dock_area.saveState(7).data())
    opened.window.dock_area.take_layouts({"wide": state})
    opened.qtbot.waitUntil(lambda: places(opened) == usual)


def test_a_narrow_window_has_a_layout_of_its_own(opened: Opened) -> None:
    area, health = opened.window.dock_area, opened.window.docks[5]
    health.toggleViewAction().trigger()
    opened.window.resize(800, 700)
    opened.qtbot.waitUntil(lambda: area.compact and area._compact is True)
    assert health.isHidden()
    opened.window.resize(1280, 720)
    opened.qtbot.waitUntil(lambda: area._compact is False)
    assert health.isHidden()
    assert list(area.layouts) == ["wide"]


def test_settings_are_written_soon_not_only_at_the_end(opened: Opened, qtbot: QtBot) -> None:
    with qtbot.waitSignal(opened.session.file_written):
        opened.follower.choose("contrast")
    assert SettingsFile(settings_path()).read().theme == "contrast"
    assert opened.window.message_bar.text == ""


def test_a_damaged_file_is_told_once_and_kept(qtbot: QtBot, qapp: QApplication) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_bytes(b"\0\0")
    opened = Opened(qtbot, qapp, size=(1280, 720))
    bar = opened.window.message_bar
    damaged = settings_path().with_name("settings.damaged.json")
    assert bar.text == (
        "The settings could not be read. settings.json is damaged; a copy is kept at "
        f"{damaged}. The usual settings hold: choose yours again, or close the window, "
        "mend the copy, and rename it."
    )
    bar.show_message("info", "MNIST is not on this computer.", "", "Get it", lambda: None)
    assert bar.text.startswith("The settings could not be read.")
    bar._close.click()
    assert bar.text.startswith("MNIST is not on this computer.")
    bar._close.click()
    assert opened.close().theme == "system"
    second = Opened(qtbot, qapp, size=(1280, 720))
    assert second.window.message_bar.text == ""
    second.close()


def test_settings_that_cannot_be_written_are_told_once(opened: Opened, qtbot: QtBot) -> None:
    settings_path().mkdir(parents=True)  # a folder is in the way
    with qtbot.waitSignal(opened.session.write_failed):
        opened.keeper.save()
    assert "cannot be kept" in opened.window.message_bar.text
    opened.window.message_bar.hide()
    with qtbot.assertNotEmitted(opened.session.write_failed, wait=0):
        opened.follower.choose("light")
        opened.keeper.save()
    assert opened.window.message_bar.text == ""
    settings_path().rmdir()


def test_a_picture_neither_heeds_settings_nor_leaves_any(tmp_path: Path) -> None:
    picture, config = tmp_path / "window.png", tmp_path / "mnist-viz" / "settings.json"
    config.parent.mkdir()
    document = dataclasses.replace(Settings(), theme="light").as_document()
    config.write_text(json.dumps(document))
    before = config.read_bytes()
    result = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--data", "builtin", "--screenshot", str(picture)],
        env=os.environ | {"XDG_CONFIG_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    assert result.returncode == 0, result.stderr
    assert config.read_bytes() == before
