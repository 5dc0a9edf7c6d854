"""Panels are moved by keyboard: past a neighbour, into its tabs, out of tabs, afloat and back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from mnist_viz.ui.components import IconButton
from mnist_viz.ui.docks.panel_dock import PanelDock
from mnist_viz.ui.docks.tree import Side, tree_of
from mnist_viz.ui.main_window import MainWindow
from tests.ui.docks.test_tree import words

USUAL = "(drawing*-(filters*/activations*+network+why)-(loss*/scores*/health*))"
SHIFT_CTRL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(window: MainWindow, qtbot: QtBot) -> MainWindow:
    with qtbot.waitExposed(window):
        window.resize(1280, 720)
    qtbot.waitUntil(lambda: arrangement(window) == USUAL)
    window.activateWindow()
    return window


def arrangement(window: MainWindow) -> str:
    """Return where the panels stand, in a line."""
    return words(tree_of(window.dock_area.places())).replace("_panel_dock", "")


def dock(window: MainWindow, name: str) -> PanelDock:
    return next(one for one in window.docks if one.objectName() == f"{name}_panel_dock")


def press(window: MainWindow, name: str, key: Qt.Key) -> None:
    """Give the focus to a panel's menu button, and press a key with Ctrl and Shift."""
    button = dock(window, name).titleBarWidget().findChildren(IconButton)[-1]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert QApplication.focusWidget() is button
    QTest.keyClick(button, key, SHIFT_CTRL)
    assert QApplication.focusWidget() is button, "the next key moves it further"


def entries(menu: QMenu) -> dict[str, QAction]:
    menu.aboutToShow.emit()
    actions = [action for action in menu.actions() if not action.isSeparator()]
    return {action.text().partition("\t")[0]: action for action in actions}


def own_menu(window: MainWindow, name: str) -> dict[str, QAction]:
    """Return what *Move* offers in a panel's own menu."""
    menu = dock(window, name).titleBarWidget().findChildren(IconButton)[-1].menu()
    move = entries(menu)["Move"].menu()
    assert isinstance(move, QMenu)
    return entries(move)


def main_menu(window: MainWindow, title: str) -> dict[str, QAction]:
    """Return what *Panels*, *Move* offers for a panel in the window's menu."""
    move = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Panels")
    for text in ("Move", title):
        found = entries(move)[text].menu()
        assert isinstance(found, QMenu)
        move = found
    return entries(move)


def test_keys_move_the_panel_that_has_the_focus(window: MainWindow) -> None:
    press(window, "health", Qt.Key.Key_Up)
    assert arrangement(window).endswith("-(loss*/health*/scores*))")
    press(window, "health", Qt.Key.Key_Left)
    moved = "(drawing*-(filters*/(health*-activations*+network+why))-(loss*/scores*))"
    assert arrangement(window) == moved
    press(window, "drawing", Qt.Key.Key_Left)  # there is nothing
    assert arrangement(window) == moved


def test_keys_move_a_panel_out_of_its_tabs(window: MainWindow) -> None:
    press(window, "activations", Qt.Key.Key_Down)
    assert "(filters*/network*+why/activations*)" in arrangement(window)


def test_the_panels_menu_names_its_neighbours(window: MainWindow) -> None:
    offered = own_menu(window, "scores")
    assert list(offered) == [
        "Left of Activations",
        "Above Loss",
        "Below Health",
        "Tab with Activations",
        "Tab with Loss",
        "Tab with Health",
    ]
    offered["Tab with Loss"].trigger()
    assert arrangement(window).endswith("-(loss+scores*/health*))")
    own_menu(window, "scores")["Out of the tabs, above"].trigger()
    assert arrangement(window).endswith("-(scores*/loss*/health*))")


def test_menus_that_were_opened_leave_the_keys_to_the_panel_with_the_focus(
    window: MainWindow,
) -> None:
    own_menu(window, "scores")
    own_menu(window, "health")
    main_menu(window, "Health")
    press(window, "health", Qt.Key.Key_Up)
    assert arrangement(window).endswith("-(loss*/health*/scores*))")


def test_the_windows_menu_moves_floats_and_docks_each_panel(window: MainWindow) -> None:
    main_menu(window, "Loss")["Below Test scores"].trigger()
    assert arrangement(window).endswith("-(scores*/loss*/health*))")
    main_menu(window, "Loss")["Float"].trigger()
    assert dock(window, "loss").isFloating()
    floating = main_menu(window, "Loss")
    assert [text for text, action in floating.items() if action.isEnabled()] == ["Dock"]
    floating["Dock"].trigger()
    assert not dock(window, "loss").isFloating()
    dock(window, "loss").hide()
    main_menu(window, "Loss")["Show"].trigger()
    assert dock(window, "loss").isVisible()


def test_what_is_hidden_and_what_floats_can_still_come_back(window: MainWindow) -> None:
    hidden, floating = dock(window, "why"), dock(window, "health")
    hidden.toggleViewAction().trigger()
    floating.setFloating(True)
    window.moves.move(dock(window, "drawing"), Side.RIGHT)
    assert hidden.isHidden()
    assert floating.isFloating()
    hidden.toggleViewAction().trigger()
    floating.setFloating(False)
    seen = arrangement(window)
    assert all(name in seen for name in ("why", "health"))


def test_the_neuron_view_opens_beside_panels_that_were_moved(window: MainWindow) -> None:
    window.moves.move(dock(window, "drawing"), Side.RIGHT)
    before = arrangement(window)
    window.dock_area.inspect()
    assert arrangement(window).endswith("-neuron*)")
    window.dock_area.end_inspecting()
    assert arrangement(window) == before


def test_moved_panels_are_the_persons_own_layout_until_it_is_reset(
    window: MainWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.dock_area.rearranged):
        window.moves.tab_with(dock(window, "loss"), "scores_panel_dock")
    moved, layouts = arrangement(window), window.dock_area.layouts
    window.dock_area.reset()
    assert arrangement(window) == USUAL
    window.dock_area.take_layouts(layouts)
    assert arrangement(window) == moved


def test_moving_leaves_the_other_panels_their_sizes(window: MainWindow) -> None:
    drawing = dock(window, "drawing").width()
    window.moves.move(dock(window, "health"), Side.ABOVE)
    assert dock(window, "drawing").width() == pytest.approx(drawing, abs=2)


def test_reset_layout_puts_back_what_floats(window: MainWindow, qtbot: QtBot) -> None:
    afloat = [dock(window, name) for name in ("loss", "scores", "filters")]
    for one in afloat:
        one.setFloating(True)
    window.dock_area.reset()
    qtbot.waitUntil(lambda: arrangement(window) == USUAL)
    assert not any(one.isFloating() for one in window.docks)
    assert all(one.isVisible() for one in afloat)
