import dataclasses
import string
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.training import View
from mnist_viz.ui.drawing.drawing_pad import DrawingPad
from mnist_viz.ui.drawing.score_bars import ScoreBars
from mnist_viz.ui.drawing.seen_picture import SeenPicture
from mnist_viz.ui.look.theme import theme
from mnist_viz.ui.panels.drawing_panel import DrawingPanel
from tests.samples import sample_view
from tests.ui.panel_driver import show_panel

LEFT = Qt.MouseButton.LeftButton
DIGITS = tuple("0123456789")
LETTERS = tuple(string.ascii_uppercase)
GARMENTS = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


@pytest.fixture
def panel(qtbot: QtBot) -> DrawingPanel:
    return show_panel(DrawingPanel(), 252, 504, qtbot)


def visible_parts(panel: DrawingPanel) -> dict[str, QRect]:
    kinds: tuple[type[QWidget], ...] = (DrawingPad, SeenPicture, ScoreBars, QLabel)
    parts = [part for kind in kinds for part in panel.findChildren(kind)]
    return {
        f"{type(part).__name__} {part.objectName() or id(part)}": QRect(
            part.mapTo(panel, QPoint(0, 0)), part.size()
        )
        for part in parts
        if part.isVisible()
    }


@pytest.fixture(params=[12, 24])
def font_pixels(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[int]:
    """The height of the person's font."""
    before = QApplication.font()
    font = QFont(before)
    font.setPixelSize(request.param)
    QApplication.setFont(font)
    yield request.param
    QApplication.setFont(before)


@pytest.mark.parametrize("names", [DIGITS, GARMENTS, LETTERS], ids=["digits", "words", "letters"])
@pytest.mark.parametrize(
    ("width", "height"),
    [
        (240, 106),
        (240, 300),
        (252, 504),
        (252, 420),
        (340, 640),
        (400, 900),
        (620, 440),
        (500, 220),
        (616, 260),
        (640, 270),
    ],
)
def test_nothing_overlaps_or_is_cut_at_any_size(
    font_pixels: int, panel: DrawingPanel, names: tuple[str, ...], width: int, height: int
) -> None:
    scale = font_pixels // 12 if width < 600 else 1
    panel.restyle(theme("dark"))
    panel.resize(QSize(width, height) * scale)
    panel.show_view(with_names(sample_view(0), names))
    parts = visible_parts(panel)
    pad = next(part for name, part in parts.items() if name.startswith("DrawingPad"))
    assert pad.width() == pad.height() >= 72
    places = list(parts.items())
    for index, (name, place) in enumerate(places):
        assert panel.rect().contains(place), name
        for other, taken in places[:index]:
            assert not place.intersects(taken), (name, other)
    for label in panel.findChildren(QLabel):
        if label.isVisible():
            wanted = QFontMetrics(label.font()).horizontalAdvance(label.text())
            assert wanted <= label.width() + 1, label.text()
    panel.grab()


def test_in_large_text_the_bars_stay_in_a_panel_too_low_for_them_below_each_other(
    font_pixels: int, panel: DrawingPanel
) -> None:
    panel.restyle(theme("dark"))
    panel.resize(QSize(320, 130) * (font_pixels // 12))
    panel.show_view(sample_view(0))
    parts = visible_parts(panel)
    pad = next(part for name, part in parts.items() if name.startswith("DrawingPad"))
    bars = next(part for name, part in parts.items() if name.startswith("ScoreBars"))
    assert bars.left() > pad.right()
    assert pad.width() >= 72 * (font_pixels // 12)


def with_names(view: View, names: tuple[str, ...]) -> View:
    """Return the view as if its network had other classes."""
    other = dataclasses.replace(view, class_names=names)
    scores = np.random.default_rng(1).dirichlet(np.ones(len(names))).astype(np.float32)
    other.__dict__["drawing_activations"] = (scores,)
    return other


def test_the_column_of_a_small_window_is_as_designed(panel: DrawingPanel) -> None:
    panel.resize(252, 506)
    panel.show_view(sample_view(0))
    parts = visible_parts(panel)
    pad = next(part for name, part in parts.items() if name.startswith("DrawingPad"))
    picture = next(part for name, part in parts.items() if name.startswith("SeenPicture"))
    bars = next(part for name, part in parts.items() if name.startswith("ScoreBars"))
    assert pad == QRect(12, 0, 228, 228)
    assert picture.size() == QSize(86, 86)  # 84 and a frame
    assert bars.height() >= 160
