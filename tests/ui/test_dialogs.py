"""Every dialog fits a small screen, with large text too, and keeps its closing button in sight."""

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFont, QKeySequence, QScreen, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mnist_viz.training import RunConfig
from mnist_viz.ui.builder.dialog import NetworkBuilder
from mnist_viz.ui.cards.glossary_window import GlossaryWindow
from mnist_viz.ui.components.on_screen import resize_on_screen
from mnist_viz.ui.keys.key_list import KeyList
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.look.theme import theme
from mnist_viz.ui.preview.dialog import DataPreview
from mnist_viz.ui.runs.dialog import RunsDialog
from mnist_viz.ui.teaching.dialog import MyDigitsDialog

SCREEN = QSize(1280, 720)


def builder(parent: QWidget) -> NetworkBuilder:
    made = NetworkBuilder(parent)
    made.show_config(RunConfig(hidden=(64, 32, 16, 8), activation=("relu",)), "three-layer")
    return made


Dialog = NetworkBuilder | GlossaryWindow | KeyList | DataPreview | RunsDialog | MyDigitsDialog

DIALOGS: dict[str, tuple[Callable[[QWidget], Dialog], str]] = {
    "builder": (builder, "Train this network"),
    "glossary": (GlossaryWindow, ""),
    "keys": (KeyList, "Close"),
    "preview": (DataPreview, "Train on this"),
    "runs": (RunsDialog, "Close"),
    "my digits": (MyDigitsDialog, "Close"),
}
"""How each is made, and the button that ends it; the glossary ends with Esc alone."""


@pytest.fixture(autouse=True)
def small_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: SCREEN)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: QRect(QPoint(), SCREEN))


@pytest.fixture
def usual(qapp: QApplication) -> Iterator[QFont]:
    """Return the usual font, and take it again after all."""
    kept = QFont(qapp.font())
    yield QFont(kept)
    qapp.setFont(kept)


@pytest.fixture(params=[12, 24], ids=["100 %", "200 %"])
def text_size(request: pytest.FixtureRequest, qapp: QApplication, usual: QFont) -> None:
    usual.setPixelSize(request.param)
    qapp.setFont(usual)


@pytest.mark.usefixtures("text_size")
@pytest.mark.parametrize("name", DIALOGS)
def test_a_dialog_fits_a_small_screen_with_its_button_in_sight(name: str, qtbot: QtBot) -> None:
    make, closing = DIALOGS[name]
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = make(parent)
    with qtbot.waitExposed(dialog):
        dialog.show()
    least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
    assert least.boundedTo(SCREEN) == least, (least.width(), least.height())
    assert dialog.size().boundedTo(SCREEN) == dialog.size()
    for button in dialog.findChildren(QAbstractButton):
        if closing and button.text().replace("&", "") == closing:
            corner = button.mapTo(dialog, button.rect().topLeft())
            assert QRect(dialog.rect()).contains(QRect(corner, button.size()))
            assert not button.visibleRegion().isEmpty()
            break
    else:
        assert not closing


@pytest.mark.usefixtures("text_size")
def test_the_builder_takes_its_room_within_the_screen_wherever_it_is_placed(qtbot: QtBot) -> None:
    dialog = NetworkBuilder()
    qtbot.addWidget(dialog)
    dialog.move(SCREEN.width() - 500, SCREEN.height() - 300)
    dialog.show()
    qtbot.waitUntil(lambda: QRect(QPoint(), SCREEN).contains(dialog.frameGeometry()))


@pytest.mark.parametrize("name", ["builder", "glossary", "preview", "runs", "my digits"])
def test_a_dialog_grows_with_its_text_and_stays_on_the_screen(
    name: str, qtbot: QtBot, qapp: QApplication, usual: QFont
) -> None:
    ThemeFollower(qapp)  # with the program's style, parts learn later what they need
    usual.setPixelSize(12)
    qapp.setFont(usual)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = DIALOGS[name][0](parent)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.move(SCREEN.width() - 500, SCREEN.height() - 300)
    before = dialog.size()
    usual.setPixelSize(24)
    qapp.setFont(usual)
    assert not isinstance(dialog, KeyList)
    dialog.restyle(theme("dark"))
    qtbot.waitUntil(lambda: dialog.width() > before.width())
    assert QRect(QPoint(), SCREEN).contains(dialog.frameGeometry())


def test_a_window_that_has_room_stays_where_it_is_as_it_grows(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    resize_on_screen(window, QSize(200, 100))
    window.show()
    window.move(30, 40)
    resize_on_screen(window, QSize(300, 200))
    assert window.pos() == QPoint(30, 40)
    resize_on_screen(window, QSize(SCREEN.width() - 10, 200))
    assert window.pos().y() == 40
    assert window.frameGeometry().right() == SCREEN.width() - 1


def test_with_usual_text_the_builder_needs_no_scrolling(qtbot: QtBot) -> None:
    dialog = NetworkBuilder()
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    scroll = dialog.findChild(QScrollArea)
    assert scroll is not None
    bars = scroll.horizontalScrollBar(), scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: all(bar.maximum() == 0 for bar in bars))


CONTROLS = (QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit, QAbstractItemView)


def controls_of(dialog: QDialog) -> list[QWidget]:
    """Return what a person can set, press or choose from, without the parts that Qt adds."""
    return [
        one
        for one in dialog.findChildren(QWidget)
        if isinstance(one, CONTROLS)
        and not one.objectName().startswith("qt_")
        and one.window() is dialog
        and one.isVisibleTo(dialog)
        and not isinstance(one, QHeaderView)
        and not isinstance(one.parentWidget(), QLineEdit | QAbstractSpinBox)
    ]


@pytest.mark.parametrize("name", DIALOGS)
def test_each_control_of_a_dialog_has_a_name_and_a_tooltip_with_its_own_key(
    name: str, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = DIALOGS[name][0](parent)
    found = controls_of(dialog)
    assert found
    keys = []
    for one in found:
        text = one.text() if isinstance(one, QAbstractButton) else ""
        assert one.accessibleName() or text, one
        key = re.search(r"<td align='right'>(?:&nbsp;)+(.*?)</td>", one.toolTip())
        assert key is not None, (one.accessibleName() or text, one.toolTip())
        keys.append(key[1])
    assert len(set(keys)) == len(keys)
    shortcuts = {one.key().toString() for one in dialog.findChildren(QShortcut)}
    assert {key for key in keys if "," not in key} - shortcuts <= {"Enter", "Esc"}


def test_the_key_of_a_field_goes_there_and_that_of_a_button_presses_it(qtbot: QtBot) -> None:
    dialog = NetworkBuilder()
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    before = len(dialog.config.hidden)
    QTest.keySequence(dialog, QKeySequence("Alt+A"))
    assert len(dialog.config.hidden) == before + 1
    QTest.keySequence(dialog, QKeySequence("Alt+2"))
    focused = QApplication.focusWidget()
    assert isinstance(focused, QAbstractSpinBox)
    assert focused.accessibleName() == "Units of layer 2"
