"""Every control of the window has a name and a tooltip, and Tab reaches it."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QMenu,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.ui.charts.chart import Chart
from mnist_viz.ui.components import Chip
from mnist_viz.ui.docks.panel_dock import PanelDock
from mnist_viz.ui.docks.panel_header import PanelHeader
from mnist_viz.ui.keys.single_keys import KEY_GROUPS, command_of
from mnist_viz.ui.keys.tab_order import stops_of
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


def test_every_tooltip_names_a_key(window: MainWindow) -> None:
    bar = window.message_bar
    bar.show_message("info", "What.", "Why.", "Do", secondary_text="Undo", details="All")
    without = [one for one in controls_of(window) if "align='right'" not in one.toolTip()]
    assert [(place(one), one.toolTip()) for one in without] == []


def listed_keys() -> set[str]:
    """Return the keys of the list, one by one, as Qt writes them."""
    keys: set[str] = set()
    for text in (keys for _, group in KEY_GROUPS for keys, _ in group):
        for part in text.split(", "):
            first, _, last = part.partition(" – ")
            if last:
                head = first[:-1]
                keys |= {f"{head}{digit}" for digit in range(int(first[-1]), int(last[-1]) + 1)}
            elif part.count(" ") and "+" in part:
                head, arrows = part.rsplit("+", 1)
                keys |= {f"{head}+{arrow}" for arrow in arrows.split()}
            else:
                keys.add(part)
    for arrow, name in {"←": "Left", "→": "Right", "↑": "Up", "↓": "Down"}.items():
        keys = {key.replace(arrow, name) for key in keys}
    return keys


OF_WIDGETS = {"Tab", "Shift+Tab", "Delete", "+", "−", "L", "Ctrl+Z", "Ctrl+Shift+Z"}
"""Keys of the widget that has the focus."""

IN_WORDS = {"T", "then a digit", "X", "then arrows", "Right-drag", "Esc", "Space", "Home", "End"}


def test_the_list_of_keys_holds_all_keys_of_the_window_and_no_other(window: MainWindow) -> None:
    sequences = [one.key() for one in window.findChildren(QShortcut)]
    sequences += [one.shortcut() for one in window.findChildren(QAction)]
    portable = QKeySequence.SequenceFormat.PortableText
    bound = {one.toString(portable) for one in sequences if not one.isEmpty()}
    for modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        for key in Qt.Key:
            event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers)
            if command_of(event) is not None:
                bound.add(QKeySequence(event.keyCombination()).toString(portable))
    bound = {key.replace("Shift+?", "?").replace("Escape", "Esc") for key in bound}
    assert bound - listed_keys() - IN_WORDS == set()
    assert listed_keys() - bound - OF_WIDGETS - IN_WORDS == set()


@pytest.mark.parametrize(
    ("key", "name"),
    [("S", "Watch"), ("N", "Network"), ("L", "Learning rate"), ("B", "Batch size"), ("D", "Data")],
)
def test_a_key_goes_to_each_field_on_top(window: MainWindow, key: str, name: str) -> None:
    QTest.keySequence(window, QKeySequence(f"Alt+{key}"))
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == name


@pytest.mark.parametrize(("key", "name"), [("L", "learning_rate"), ("B", "batch_size")])
def test_what_is_typed_after_the_key_of_a_field_takes_the_place_of_its_text(
    window: MainWindow, key: str, name: str
) -> None:
    field = window.transport.findChild(QAbstractSpinBox, name)
    assert field is not None
    for start in ("from elsewhere", "with the cursor in it"):
        QTest.keySequence(window, QKeySequence(f"Alt+{key}"))
        assert field.lineEdit().selectedText() == field.text(), start
        QTest.keyClicks(field, "9")
        assert field.text() == "9", start


def switches_of(dock: PanelDock) -> set[QWidget]:
    """Return where Tab stops in a panel's header, but for its menu."""
    header = dock.titleBarWidget()
    assert isinstance(header, PanelHeader)
    return set(stops_of(header, dock.window())) - {header.more}


@pytest.mark.parametrize("keys", ["F6", "Shift+F6"])
def test_a_key_goes_to_every_switch_of_a_panel_and_round_again(
    keys: str, window: MainWindow
) -> None:
    for number, dock in enumerate(window.docks, 1):
        QTest.keySequence(window, QKeySequence(f"Ctrl+{number}"))
        start = QApplication.focusWidget()
        QTest.keySequence(window, QKeySequence(keys))
        reached = []
        while (now := QApplication.focusWidget()) is not start and now not in reached:
            reached.append(now)
            QTest.keySequence(window, QKeySequence(keys))
        assert now is start, dock.panel.title
        assert set(reached) == switches_of(dock) - {start}, dock.panel.title


def test_a_key_goes_to_a_panels_switches_and_back(window: MainWindow) -> None:
    QTest.keySequence(window, QKeySequence("Ctrl+4"))  # loss
    chart = QApplication.focusWidget()
    assert chart is not None
    QTest.keySequence(window, QKeySequence("F6"))
    switch = QApplication.focusWidget()
    assert switch is not None
    assert switch.objectName() == "loss_log"
    QTest.keySequence(window, QKeySequence("F6"))
    assert QApplication.focusWidget() is chart


def test_keys_open_the_menus_and_go_to_a_message(window: MainWindow, qtbot: QtBot) -> None:
    for keys in ("F10", "Alt+M"):
        QTest.keySequence(window, QKeySequence(keys))
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menu.close()
    window.message_bar.show_message("info", "What.", "Why.", "Do")
    QTest.keySequence(window, QKeySequence("Alt+A"))
    focused = QApplication.focusWidget()
    assert isinstance(focused, QAbstractButton)
    assert focused.text() == "Do"


def test_keys_take_the_eraser_loop_replay_and_go_on_from_the_past(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    for expected in (True, False):
        QTest.keyClick(window, Qt.Key.Key_E)
        eraser = next(one for one in controls_of(window) if one.accessibleName() == "Eraser")
        assert isinstance(eraser, QToolButton)
        assert eraser.isChecked() is expected
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert window.timeline.loop.isChecked()
    QTest.keyClick(window, Qt.Key.Key_V)
    assert window.timeline.playback.playing
    QTest.keyClick(window, Qt.Key.Key_V)
    QTest.keyClick(window, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: window.rewinder.is_past)
    with qtbot.waitSignal(session.run_started):
        QTest.keyClick(window, Qt.Key.Key_G)
    assert session.tree.current.branch_step == 0


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


@pytest.fixture
def floating(window: MainWindow, qtbot: QtBot) -> Iterator[PanelDock]:
    """Give the panel of the loss, in a window of its own whose chart has the keys."""
    dock = window.docks[3]
    dock.setFloating(True)
    # Once there is a loss to show.
    qtbot.waitUntil(lambda: any(chart.isVisible() for chart in dock.findChildren(Chart)))
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(dock.isActiveWindow)
    assert isinstance(focused(), Chart)
    yield dock
    dock.setFloating(False)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_the_windows_keys_work_in_a_panel_that_floats_after_its_own(
    floating: PanelDock, window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    chart = focused()
    for training in (True, False):
        with qtbot.waitSignal(session.training_changed) as told:
            QTest.keyClick(chart, Qt.Key.Key_Space)
        assert told.args == [training]
    QTest.keyClick(chart, Qt.Key.Key_7)
    assert window.drawing_panel.drawing is not None
    QTest.keyClick(chart, Qt.Key.Key_C)
    assert window.drawing_panel.sheet.is_empty
    view = window.display.view
    QTest.keyClick(chart, Qt.Key.Key_Left)  # reads a step of the chart
    assert window.display.view is view
    assert floating.isActiveWindow()


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ("X", "drawing_panel_dock"),
        ("W", "network_panel_dock"),
        ("N", "neuron_panel_dock"),
        ("P", "phases_strip"),
        ("Ctrl+2", "filters_panel_dock"),
        ("Alt+L", "learning_rate"),
    ],
)
@pytest.mark.usefixtures("floating")
def test_a_key_that_goes_elsewhere_leaves_the_window_of_a_panel_that_floats(
    keys: str, place: str, window: MainWindow, qtbot: QtBot
) -> None:
    QTest.keySequence(focused(), QKeySequence(keys))
    qtbot.waitUntil(window.isActiveWindow)
    there = window.findChild(QWidget, place)
    assert there is not None
    qtbot.waitUntil(lambda: there is focused() or there.isAncestorOf(focused()))


def test_the_keys_go_back_to_a_panel_that_floats(
    floating: PanelDock, window: MainWindow, qtbot: QtBot
) -> None:
    chart = focused()
    QTest.keyClick(chart, Qt.Key.Key_N)
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(focused(), Qt.Key.Key_N)
    qtbot.waitUntil(floating.isActiveWindow)
    assert focused() is chart


def test_a_dialog_opened_out_of_a_panel_that_floats_leaves_the_keys_to_it(
    floating: PanelDock, window: MainWindow, qtbot: QtBot
) -> None:
    chart = focused()
    for key in (Qt.Key.Key_B, Qt.Key.Key_D):
        QTest.keyClick(chart, key)
        qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), QDialog))
        QTest.keyClick(focused(), Qt.Key.Key_Escape)
        window.activateWindow()  # as desktops do
        qtbot.waitUntil(floating.isActiveWindow)
        assert focused() is chart


@pytest.mark.usefixtures("floating")
def test_who_goes_to_the_window_while_a_dialog_is_open_stays_there(
    window: MainWindow, qtbot: QtBot
) -> None:
    QTest.keyClick(focused(), Qt.Key.Key_B)
    dialog = window.builder.dialog
    qtbot.waitUntil(dialog.isActiveWindow)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QApplication.processEvents()
    assert window.isActiveWindow()


def test_keys_stay_in_a_panel_that_is_floated_and_docked(
    floating: PanelDock, window: MainWindow, qtbot: QtBot
) -> None:
    chart = focused()
    for place in (window, floating):
        floating.toggle_floating()
        qtbot.waitUntil(place.isActiveWindow)
        qtbot.waitUntil(lambda: focused() is chart)
