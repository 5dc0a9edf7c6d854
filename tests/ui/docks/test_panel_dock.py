"""The dock around a panel: title, subtitle, controls, step, pictures, floating."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFileDialog,
    QLabel,
    QMainWindow,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mnist_viz.training import View
from mnist_viz.ui.components import Chip, IconButton, SegmentedControl, Toggle, Words
from mnist_viz.ui.docks.panel_dock import PanelDock
from mnist_viz.ui.look.spacing import font
from mnist_viz.ui.look.style import apply_theme
from mnist_viz.ui.look.theme import THEME_NAMES, Theme, theme
from mnist_viz.ui.table import Table


class _Panel(QWidget):
    """A panel that paints a square of the accent colour into its middle."""

    title: ClassVar[str] = "Loss"
    follows_drawing: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("loss_panel")
        self.subtitle = "by step"
        self.look = theme("dark")
        self.bold: QLabel | None = None
        self.shown: Table | None = None
        self.log = Toggle("log")
        self.erase = IconButton("eraser", "Erase")
        self.view_switch = SegmentedControl([("weights", "Weights"), ("change", "Change")])

    def show_view(self, view: View) -> None:
        """Draw nothing."""

    def restyle(self, look: Theme) -> None:
        self.look = look
        if self.bold is not None:
            self.bold.setFont(font("title"))
            palette = self.bold.palette()
            palette.setColor(QPalette.ColorRole.Window, look.color("panel"))
            self.bold.setPalette(palette)

    def header_controls(self) -> list[QWidget]:
        return [self.view_switch, self.erase, self.log]

    def as_table(self) -> Table | None:
        return self.shown

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            center = self.rect().center()
            painter.fillRect(center.x() - 5, center.y() - 5, 10, 10, self.look.color("accent"))


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def dock(window: QMainWindow, qtbot: QtBot) -> PanelDock:
    made = PanelDock(_Panel())
    made.restyle(theme("dark"))
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, made)
    window.resize(600, 400)
    with qtbot.waitExposed(window):
        window.show()
    return made


def _panel(dock: PanelDock) -> _Panel:
    assert isinstance(dock.panel, _Panel)
    return dock.panel


def _texts(dock: PanelDock) -> list[str]:
    words = dock.titleBarWidget().findChildren(Words)
    return [line.text for line in words if line.isVisible()]


def _menu(dock: PanelDock) -> QMenu:
    button = next(
        button
        for button in dock.titleBarWidget().findChildren(IconButton)
        if button.accessibleName() == "More about Loss"
    )
    menu = button.menu()
    menu.aboutToShow.emit()
    return menu


def _entries(dock: PanelDock) -> list[str]:
    return [action.text() for action in _menu(dock).actions() if not action.isSeparator()]


def _choose(dock: PanelDock, text: str) -> None:
    next(action for action in _menu(dock).actions() if action.text() == text).trigger()


def test_a_dock_is_named_after_its_panel(dock: PanelDock) -> None:
    assert dock.objectName() == "loss_panel_dock"
    assert dock.windowTitle() == "Loss"
    assert dock.toggleViewAction().text() == "Loss"
    assert dock.widget().accessibleName() == "Loss"


def test_a_panels_fonts_and_palettes_outlast_its_way_into_a_window(
    window: QMainWindow, qapp: QApplication, qtbot: QtBot
) -> None:
    apply_theme(qapp, theme("light"))
    panel = _Panel()
    label = QLabel("bold", panel)
    dock = PanelDock(panel)
    panel.bold = label
    dock.restyle(theme("light"))
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    with qtbot.waitExposed(window):
        window.show()
    assert label.font().weight() == QFont.Weight.DemiBold
    assert label.palette().color(QPalette.ColorRole.Window) == theme("light").color("panel")
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


def test_the_header_says_what_the_panel_says(dock: PanelDock) -> None:
    assert _texts(dock) == ["Loss", "by step"]
    _panel(dock).subtitle = "by epoch"
    dock.refresh()
    assert _texts(dock) == ["Loss", "by epoch"]


def test_only_a_past_step_is_marked(dock: PanelDock, qtbot: QtBot) -> None:
    chip = dock.titleBarWidget().findChild(Chip)
    assert chip is not None
    assert not chip.isVisible()
    dock.show_step(1240)
    assert chip.isVisible()
    assert chip.text == "step 1,240"
    dock.show_step(None)
    assert not chip.isVisible()


def test_the_header_is_as_high_as_the_grid_says(dock: PanelDock, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: dock.titleBarWidget().height() == 34)
    assert dock.widget().geometry().top() == 34


def test_controls_without_room_are_in_the_menu(dock: PanelDock, qtbot: QtBot) -> None:
    always = ["Copy picture", "Save as PNG…", "Save as CSV…", "Float", "Hide"]
    assert _entries(dock) == always
    header = dock.titleBarWidget()
    header.resize(120, 34)
    assert _entries(dock) == ["Show", "Erase", "log", *always]
    panel = _panel(dock)
    with qtbot.waitSignal(panel.log.toggled):
        _choose(dock, "log")
    with qtbot.waitSignal(panel.erase.clicked):
        _choose(dock, "Erase")
    submenu = next(action.menu() for action in _menu(dock).actions() if action.text() == "Show")
    assert isinstance(submenu, QMenu)
    with qtbot.waitSignal(panel.view_switch.chosen) as told:
        submenu.actions()[1].trigger()
    assert told.args == ["change"]
    header.resize(600, 34)
    assert _entries(dock) == always


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_picture_is_the_panel_on_its_ground_under_a_heading(name: str, dock: PanelDock) -> None:
    look = theme(name)
    dock.restyle(look)
    image = dock.exports.picture().toImage()
    head = image.height() - dock.widget().height()
    assert head == dock.titleBarWidget().height()
    assert image.pixelColor(0, 0) == look.color("panel")
    center = dock.widget().rect().center() + QPoint(0, head)
    assert image.pixelColor(center) == look.color("accent")
    dock.show_step(1240)
    past = dock.exports.picture().toImage()
    middle = image.width() // 2
    title, corner = QRect(0, 0, middle, head), QRect(middle, 0, middle, head)
    assert past.copy(title) == image.copy(title)
    assert written(image, title, look)
    assert written(past, corner, look)
    assert not written(image, corner, look)


def written(image: QImage, place: QRect, look: Theme) -> bool:
    """Tell whether anything stands out from the ground in a part of a picture."""
    part, ground = image.copy(place), look.color("panel")
    pixels = [(x, y) for x in range(part.width()) for y in range(part.height())]
    return any(part.pixelColor(x, y) != ground for x, y in pixels)


def test_a_picture_can_be_copied(dock: PanelDock) -> None:
    said: list[str] = []
    dock.exports.copied.connect(said.append)
    _choose(dock, "Copy picture")
    assert said == ["The picture of “Loss” is copied."]
    assert QGuiApplication.clipboard().image().size() == dock.exports.picture().size()


@pytest.mark.parametrize("name", ["loss.png", "loss"])
def test_a_picture_can_be_saved(
    name: str, dock: PanelDock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = str(tmp_path / name)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    made = _files_made(dock)
    _choose(dock, "Save as PNG…")
    [(what, path, content)] = made
    assert (what, path) == ("The picture", tmp_path / "loss.png")
    assert QImage.fromData(content()).size() == dock.exports.picture().size()


def test_numbers_can_be_saved_where_there_are_some(
    dock: PanelDock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggested = []

    def choose(_parent: QWidget, _title: str, name: str, _filter: str) -> tuple[str, str]:
        suggested.append(name)
        return str(tmp_path / "loss"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    entry = next(action for action in _menu(dock).actions() if action.text() == "Save as CSV…")
    assert not entry.isEnabled()
    _panel(dock).shown = Table(("step", "loss"), (["1"], ["0.5"]))
    made = _files_made(dock)
    _choose(dock, "Save as CSV…")
    dock.show_step(1240)
    _choose(dock, "Save as CSV…")
    [(what, path, content), _] = made
    assert (what, path) == ("The table", tmp_path / "loss.csv")
    assert content() == b"step,loss\r\n1,0.5\r\n"
    assert suggested == ["loss.csv", str(tmp_path / "loss-step-1240.csv")]


def test_a_dismissed_file_dialog_saves_nothing(
    dock: PanelDock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    made = _files_made(dock)
    _choose(dock, "Save as PNG…")
    assert made == []


def _files_made(dock: PanelDock) -> list[tuple[str, Path, Callable[[], bytes]]]:
    """Return a list that grows with every file that is asked for."""
    made: list[tuple[str, Path, Callable[[], bytes]]] = []
    dock.exports.file_made.connect(lambda *file: made.append(file))
    return made


def test_a_dock_floats_and_comes_back(dock: PanelDock, qtbot: QtBot) -> None:
    _choose(dock, "Float")
    assert dock.isFloating()
    assert "Dock" in _entries(dock)
    _choose(dock, "Dock")
    assert not dock.isFloating()
    assert "Float" in _entries(dock)


def test_a_dock_floats_where_it_stands_and_then_where_it_floated(
    window: QMainWindow, dock: PanelDock
) -> None:
    window.move(90, 60)
    place = QRect(dock.mapToGlobal(QPoint(0, 0)), dock.size())
    _choose(dock, "Float")
    assert dock.geometry() == place
    dock.move(200, 150)
    place = dock.geometry()
    _choose(dock, "Dock")
    _choose(dock, "Float")
    assert dock.geometry() == place
    _choose(dock, "Dock")


@pytest.mark.parametrize("name", THEME_NAMES)
def test_a_floating_dock_stands_off_the_window_beneath_it(name: str, dock: PanelDock) -> None:
    look = theme(name)
    dock.restyle(look)
    dock.toggle_floating()
    image = dock.grab().toImage()
    middle, last = image.rect().center(), image.rect().bottomRight()
    borders = ((0, middle.y()), (last.x(), middle.y()), (middle.x(), 0), (middle.x(), last.y()))
    assert {image.pixelColor(x, y).name() for x, y in borders} == {look.color("edge").name()}
    assert image.pixelColor(1, 1) == look.color("panel")
    dock.toggle_floating()


def test_a_dock_behind_the_tab_of_another_floats_where_that_stands(
    window: QMainWindow, dock: PanelDock, qtbot: QtBot
) -> None:
    other = QDockWidget("Other")
    other.setObjectName("other_dock")
    window.tabifyDockWidget(dock, other)
    other.show()
    other.raise_()
    qtbot.waitUntil(lambda: dock.visibleRegion().isEmpty() and not other.visibleRegion().isEmpty())
    place = QRect(other.mapToGlobal(QPoint(0, 0)), other.size())
    dock.toggle_floating()
    assert dock.geometry() == place
    dock.toggle_floating()


def test_a_dock_hides_and_comes_back(dock: PanelDock) -> None:
    _choose(dock, "Hide")
    assert not dock.isVisible()
    dock.toggleViewAction().trigger()
    assert dock.isVisible()


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_ground_has_the_panels_color_and_the_corners_have_not(
    name: str, window: QMainWindow, dock: PanelDock
) -> None:
    look = theme(name)
    dock.restyle(look)
    window.setStyleSheet("QMainWindow { background: #123456; }")
    image = window.grab().toImage()
    assert image.pixelColor(dock.geometry().center().x(), dock.y() + 20) == look.color("panel")
    assert image.pixelColor(dock.geometry().topLeft()).name() == "#123456"


def test_the_menu_button_can_be_reached_by_keyboard(dock: PanelDock, qtbot: QtBot) -> None:
    controls = _panel(dock).header_controls()
    controls[-1].setFocus()
    QTest.keyClick(controls[-1], Qt.Key.Key_Tab)
    focused = dock.titleBarWidget().window().focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "More about Loss"
