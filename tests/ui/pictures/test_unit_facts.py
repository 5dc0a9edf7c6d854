"""What is written of a unit, and what gives way where there is little room."""

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from mnist_viz.ui.look.theme import theme
from mnist_viz.ui.pictures.unit_facts import UnitFacts, UnitFactsLabel, signed_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.131, "+0.131"),
        (-0.169, "−0.169"),
        (0.0, "+0.000"),
        (0.00012, "+1.2e−4"),
        (-3e-7, "−3.0e−7"),
        (54321.0, "+5.4e4"),
        (float("nan"), "not finite"),
    ],
)
def test_a_signed_number_says_something_at_every_size(value: float, text: str) -> None:
    assert signed_text(value) == text


def test_facts_are_computed_in_double_precision_and_keep_the_sign() -> None:
    weights = np.array([3.0, -4.0, 0.0], dtype=np.float32)
    facts = UnitFacts.of("Unit 3", "ReLU", weights, 0.5)
    assert facts.rows == [("norm", "5.00"), ("largest", "−4.000"), ("bias", "+0.500")]
    assert facts.sentence() == "Unit 3, ReLU, norm 5.00, largest −4.000, bias +0.500"


def test_huge_and_broken_weights_are_told_without_a_warning() -> None:
    huge = UnitFacts.of("Unit 0", "tanh", np.full(4, 3e38, dtype=np.float32), 0.0)
    assert huge.rows[0][1] == "6.0e38"
    broken = UnitFacts.of("Unit 0", "tanh", np.array([1.0, np.inf], dtype=np.float32), 0.0)
    assert broken.rows[0][1] == "not finite"


def inked_rows(label: UnitFactsLabel) -> list[int]:
    """Return the rows of pixels in which something is written."""
    grabbed = label.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(grabbed.constBits(), np.uint32).reshape(grabbed.height(), -1)
    return np.flatnonzero((rows != rows[0, -1]).any(axis=1)).tolist()


def test_a_value_is_never_cut_off_nor_its_name_left_alone(qtbot: QtBot) -> None:
    label = UnitFactsLabel()
    qtbot.addWidget(label)
    label.restyle(theme("dark"))
    label.show()
    label.show_facts(UnitFacts("Unit 1", "tanh", 1.0, -0.5, 0.25))
    whole = label.sizeHint()
    label.resize(whole)
    line = whole.height() // 8
    full = inked_rows(label)
    assert max(full) > whole.height() - line
    label.resize(whole.width(), whole.height() - line - 5)
    assert max(inked_rows(label)) < whole.height() - 2 * line


def test_new_numbers_replace_the_old_ones(qtbot: QtBot) -> None:
    label, fresh = UnitFactsLabel(), UnitFactsLabel()
    facts = UnitFacts("Unit 1", "tanh", 1.0, -0.5, 0.25)
    for widget in (label, fresh):
        qtbot.addWidget(widget)
        widget.restyle(theme("light"))
        widget.resize(widget.sizeHint())
        widget.show()
    label.show_facts(UnitFacts("Unit 9", "tanh", 8.8, 0.77, 0.25))
    label.grab()
    label.show_facts(facts)
    fresh.show_facts(facts)
    assert label.grab().toImage() == fresh.grab().toImage()
