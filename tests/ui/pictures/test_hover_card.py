"""The card at the pointer stays inside and hides neither row nor column of its cell."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.ui.pictures.hover_card import HoverCard


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(684, 216)
    made.show()
    return made


@pytest.mark.parametrize("x", [0, 300, 670])
@pytest.mark.parametrize("y", [20, 100, 200])
def test_it_covers_neither_the_row_nor_the_column_of_its_cell(
    parent: QWidget, x: int, y: int
) -> None:
    card = HoverCard(parent)
    cell = QRect(x, y, 5, 13)
    card.show_beside(cell, "Layer 1, unit 23", "test image 2 (a 1)", "+0.39")
    assert parent.rect().contains(card.geometry())
    assert not card.geometry().intersects(QRect(0, y, 684, 13))
    assert not card.geometry().intersects(QRect(x, 0, 5, 216))
    card.grab()


def test_it_says_everything_in_a_line_for_screen_readers(parent: QWidget) -> None:
    card = HoverCard(parent)
    card.show_beside(QRect(5, 5, 5, 5), "Layer 1, unit 23", "test image 2 (a 1)", "+0.39")
    assert card.text == "Layer 1, unit 23 · test image 2 (a 1) · +0.39"


def test_it_grows_with_what_it_says(parent: QWidget) -> None:
    card = HoverCard(parent)
    card.show_beside(QRect(5, 5, 5, 5), "Layer 1, unit 2", "your drawing", "+0.39")
    narrow = card.width()
    card.show_beside(QRect(5, 5, 5, 5), "Layer 1, unit 2", "test image 12 (Ankle boot)", "+0.39")
    assert card.width() > narrow
