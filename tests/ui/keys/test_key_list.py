"""The list of keys: complete, and no larger than the screen."""

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.ui.keys.key_list import KeyList
from mnist_viz.ui.keys.single_keys import KEY_GROUPS


@pytest.mark.parametrize("size", [12, 18])
def test_the_list_of_keys_is_no_larger_than_the_screen(
    qtbot: QtBot, qapp: QApplication, size: int
) -> None:
    usual = QFont(qapp.font())
    larger = QFont(usual)
    larger.setPixelSize(size)
    qapp.setFont(larger)
    parent = QWidget()
    qtbot.addWidget(parent)
    keys = KeyList(parent)
    with qtbot.waitExposed(keys):
        keys.show()
    qapp.setFont(usual)
    room = keys.screen().availableSize()
    assert keys.width() <= room.width()
    assert keys.height() <= room.height()
    scroll = keys.findChild(QScrollArea)
    assert scroll is not None
    assert scroll.horizontalScrollBar().maximum() == 0


def test_every_key_is_listed_with_what_it_does(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    keys = KeyList(parent)
    words = [label.text() for label in keys.findChildren(QLabel)]
    entries = [entry for _, group in KEY_GROUPS for entry in group]
    assert all(key in words and does in words for key, does in entries)
