import string

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from mnist_viz.ui.drawing.score_bars import ScoreBars
from mnist_viz.ui.drawing.score_grid import LOW_ROW, fit_grid, least_height, least_width
from mnist_viz.ui.look.theme import THEME_NAMES, theme

DIGITS = tuple("0123456789")
LETTERS = tuple(string.ascii_uppercase)
GARMENTS = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker")
SCORES = np.array([0, 0, 0.01, 0.18, 0, 0.81, 0, 0, 0, 0], dtype=np.float32)


@pytest.fixture
def bars(qtbot: QtBot) -> ScoreBars:
    shown = ScoreBars()
    qtbot.addWidget(shown)
    shown.restyle(theme("dark"))
    shown.resize(228, 164)
    shown.show()
    return shown


def length(bars: ScoreBars, index: int, color: QColor) -> int:
    """Return how many pixels of a row's middle line have a colour."""
    assert bars._grid is not None
    row = bars._grid.bar(index).center().y()
    image = bars.grab().toImage()
    return sum(image.pixelColor(x, row) == color for x in range(image.width()))


def test_the_scores_are_shown_as_they_are(bars: ScoreBars) -> None:
    bars.show_scores(SCORES, DIGITS)
    assert bars.displayed == SCORES.tolist()
    assert bars.winner == 5


def test_a_bar_is_as_long_as_its_score(bars: ScoreBars) -> None:
    bars.show_scores(SCORES, DIGITS)
    assert bars._grid is not None
    whole = bars._grid.bar_width
    look = theme("dark")
    assert length(bars, 5, look.color("accent")) == pytest.approx(0.81 * whole, abs=2)
    assert length(bars, 3, look.color("edge")) == pytest.approx(0.18 * whole, abs=2)
    assert length(bars, 0, look.color("edge")) == 2  # the mark at zero


def test_equal_scores_name_the_first(bars: ScoreBars) -> None:
    bars.show_scores(np.full(10, 0.1, dtype=np.float32), DIGITS)
    assert bars.winner == 0


def test_screen_readers_hear_the_scores(bars: ScoreBars) -> None:
    bars.show_scores(SCORES, DIGITS)
    assert bars.accessibleName() == "Scores"
    assert "3: 0.18" in bars.accessibleDescription()
    assert "5: 0.81" in bars.accessibleDescription()


@pytest.mark.parametrize(
    "scores", [None, np.full(10, np.nan, dtype=np.float32), np.full(10, np.inf, dtype=np.float32)]
)
def test_without_scores_the_bars_are_empty(
    bars: ScoreBars, scores: NDArray[np.float32] | None
) -> None:
    bars.show_scores(SCORES, DIGITS)
    bars.show_scores(scores, DIGITS)
    assert bars.displayed == []
    assert bars.winner is None
    assert length(bars, 5, theme("dark").color("accent")) == 0
    assert bars.accessibleDescription() == "No scores"


@pytest.mark.parametrize("name", THEME_NAMES)
def test_only_what_changed_is_painted_and_it_looks_like_all(bars: ScoreBars, name: str) -> None:
    bars.restyle(theme(name))
    for seed in range(4):
        scores = np.random.default_rng(seed).dirichlet(np.full(10, 0.3)).astype(np.float32)
        bars.show_scores(scores, DIGITS)
        piecewise = bars.grab().toImage()
    bars.restyle(theme(name))
    assert bars.grab().toImage() == piecewise


def test_many_classes_stand_in_columns(bars: ScoreBars) -> None:
    bars.resize(228, 169)
    scores = np.full(26, 1 / 26, dtype=np.float32)
    bars.show_scores(scores, LETTERS)
    assert bars.displayed == scores.tolist()
    grid = fit_grid(bars.size(), LETTERS)
    assert grid is not None
    assert grid.rows == 13
    assert grid.bar_width >= 24


@pytest.mark.parametrize("names", [DIGITS, LETTERS, GARMENTS, ("one",), LETTERS + LETTERS])
@pytest.mark.parametrize("size", [QSize(216, 130), QSize(228, 164), QSize(376, 300)])
def test_rows_neither_overlap_nor_leave_the_widget(
    qtbot: QtBot, names: tuple[str, ...], size: QSize
) -> None:
    height = max(size.height(), least_height(size.width(), names))
    grid = fit_grid(QSize(size.width(), height), names)
    assert grid is not None
    assert grid.pitch >= LOW_ROW
    cells = [grid.cell(index) for index in range(len(names))]
    for index, cell in enumerate(cells):
        assert not any(cell.intersects(other) for other in cells[:index])
        assert cell.right() < size.width()
        assert cell.bottom() < height
        assert cell.contains(grid.bar(index))
        assert grid.name_width <= grid.bar_left


def test_long_names_are_cut(qtbot: QtBot) -> None:
    assert least_width(("x" * 200,)) < 200


def test_no_classes_are_no_rows(bars: ScoreBars) -> None:
    bars.show_scores(None, ())
    bars.grab()
    assert fit_grid(QSize(228, 164), ()) is None
