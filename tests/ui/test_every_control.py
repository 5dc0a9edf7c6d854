"""Every control of the window has a name and a tooltip, and Tab reaches it."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QMenu,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.ui.components import Chip
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.pictures.image_canvas import ImageCanvas
from tests.samples import tiny_data

CONTROLS = (QAbstractButton, QComboBox, QAbstractSpinBox)


@pytest.fixture
def window(window: MainWindow, session: Session, qtbot: QtBot) -> MainWindow:
    with qtbot.waitExposed(window):
        window.resize(1920, 1080)
    with qtbot.waitSignal(session.analysis_ready):
        session.data_loaded.emit(tiny_data())
    with qtbot.waitSignal(session.frame_ready):
        session.step()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def place(widget: QWidget) -> str:
    """Return where a widget stands in the tree, for messages."""
    names = []
    step: QWidget | None = widget
    while step is not None:
        names.append(step.objectName() or type(step).__name__)
        step = step.parentWidget()
    return "/".join(reversed(names))


def is_ours(widget: QWidget) -> bool:
    """Tell whether a widget is of the window, and not made by Qt for its own ends."""
    inside = widget.window()
    qts = widget.objectName().startswith("qt_") or isinstance(widget.parentWidget(), QTabBar)
    return isinstance(inside, MainWindow) and not qts


def controls_of(window: MainWindow) -> list[QWidget]:
    return [
        one for one in window.findChildren(QWidget) if isinstance(one, CONTROLS) and is_ours(one)
    ]


def name_of(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def test_every_control_has_a_name_and_a_tooltip(window: MainWindow) -> None:
    found = controls_of(window)
    assert len(found) > 40
    bar = window.message_bar
    said = [one for one in found if not bar.isAncestorOf(one)]  # its buttons say what they do
    assert [place(one) for one in said if not name_of(one)] == []
    assert [place(one) for one in said if not one.toolTip()] == []


def test_the_message_bars_buttons_have_names_when_it_says_something(window: MainWindow) -> None:
    bar = window.message_bar
    bar.show_message("info", "What.", "Why.", "Do", secondary_text="Undo", details="All")
    buttons = [one for one in bar.findChildren(QAbstractButton) if one.isVisible()]
    assert len(buttons) == 4
    assert all(name_of(button) for button in buttons)


def test_every_picture_that_is_pointed_at_has_a_name(window: MainWindow) -> None:
    takes_tab = [
        one
        for one in window.findChildren(QWidget)
        if one.isVisible()
        and is_ours(one)
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
    ]
    assert [place(one) for one in takes_tab if not name_of(one)] == []


def tab_ring(window: MainWindow, *, forward: bool = True) -> list[QWidget]:
    """Return what Tab goes through, from the pad round to the pad."""
    key = Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab
    window.drawing_panel.setFocus()
    start = QApplication.focusWidget()
    assert start is not None
    ring = [start]
    for _ in range(200):
        QTest.keyClick(ring[-1], key)
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused is start:
            return ring
        ring.append(focused)
    raise AssertionError("Tab does not come round")


def test_tab_reaches_every_control_that_is_shown_and_goes_both_ways(window: MainWindow) -> None:
    ring = tab_ring(window)
    assert tab_ring(window, forward=False)[1:] == ring[:0:-1]
    expected = [
        one
        for one in window.findChildren(QWidget)
        if is_ours(one)
        and isinstance(one, (*CONTROLS, ImageCanvas, QTabBar))
        and one.isEnabled()
        and not one.visibleRegion().isEmpty()
        and not _in_a_group(one)
        and one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(one, Chip)
    ]
    assert [place(one) for one in expected if one not in ring] == []
    behind = [dock for dock in window.docks if dock.visibleRegion().isEmpty()]
    assert behind
    assert not any(dock.isAncestorOf(one) for dock in behind for one in ring)


def _in_a_group(widget: QWidget) -> bool:
    """Tell whether it is one of several, of which the arrow keys choose."""
    return (
        isinstance(widget, QToolButton)
        and widget.group() is not None
        and widget.group().exclusive()
        and not widget.isChecked()
    )


def test_tab_goes_from_part_to_part_as_they_are_read(window: MainWindow) -> None:
    window.dock_area.reset()  # putting docks elsewhere must not matter
    parts = [window.drawing_panel.window(), *window.docks]
    seen: list[str] = []
    for stop in tab_ring(window):
        part = next((p for p in parts[1:] if p.isAncestorOf(stop)), None)
        name = part.objectName() if part is not None else ""
        if not seen or seen[-1] != name:
            seen.append(name)
    docks = [name for name in seen if name]
    shown = [dock.objectName() for dock in window.docks if not dock.visibleRegion().isEmpty()]
    assert docks == [*shown, shown[0]]  # the pad's own header is read before it


def test_every_panel_can_be_left_and_brought_back_by_keyboard(window: MainWindow) -> None:
    for dock in window.docks:
        assert isinstance(dock, QDockWidget)
        menus = [m for m in dock.titleBarWidget().findChildren(QMenu) if m.actions()]
        texts = {action.text() for menu in menus for action in menu.actions()}
        assert {"Float", "Hide", "Copy picture", "Save as PNG…", "Save as CSV…"} <= texts


def test_a_key_goes_to_each_panel_wherever_it_is(window: MainWindow, qtbot: QtBot) -> None:
    window.docks[3].toggleViewAction().trigger()
    for number, dock in enumerate(window.docks, 1):
        key = Qt.Key(Qt.Key.Key_0 + number)
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert dock.isAncestorOf(focused), dock.objectName()
        qtbot.waitUntil(partial(_is_seen, dock))


def _is_seen(widget: QWidget) -> bool:
    return not widget.visibleRegion().isEmpty()


def test_tabs_are_not_cut_to_a_few_letters(window: MainWindow) -> None:
    assert window.dock_area.tabs
    for bar in window.dock_area.tabs:
        assert bar.elideMode() == Qt.TextElideMode.ElideNone
