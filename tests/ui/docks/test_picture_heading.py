"""What stands over a panel's picture tells what it shows: the header's controls are not in it."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.ui.components import SegmentedControl, Toggle
from mnist_viz.ui.docks.panel_dock import LEAST_PANEL, PanelDock
from mnist_viz.ui.docks.picture_heading import PictureHeading
from mnist_viz.ui.look.spacing import HEADER, PADDING, font, scaled
from mnist_viz.ui.look.theme import THEME_NAMES, Theme, theme
from mnist_viz.ui.panel import Panel
from mnist_viz.ui.panels.activations_panel import ActivationsPanel
from mnist_viz.ui.panels.filters_panel import FiltersPanel
from mnist_viz.ui.panels.health_panel import HealthPanel
from mnist_viz.ui.panels.loss_panel import LossPanel
from mnist_viz.ui.panels.network_panel import NetworkPanel
from tests.samples import sample_view

USUAL, LEAST = 560, LEAST_PANEL[0]

LONG = PictureHeading(
    "First-layer filters",
    "change since the start, sorted by norm · 512 units, 14 dead, 2 × 2 weights a pixel",
    "step 1,240,000",
)


def shown(panel: Panel, qtbot: QtBot) -> PanelDock:
    dock = PanelDock(panel)
    qtbot.addWidget(dock)
    dock.restyle(theme("dark"))
    dock.resize(USUAL, 260)
    dock.show()
    panel.show_view(sample_view(3))
    return dock


def control(panel: Panel, name: str) -> SegmentedControl:
    found = (one for one in panel.header_controls() if one.objectName() == name)
    made = next(found)
    assert isinstance(made, SegmentedControl)
    return made


def test_a_picture_of_the_filters_tells_what_they_show(qtbot: QtBot) -> None:
    panel = FiltersPanel()
    dock = shown(panel, qtbot)
    said = []
    for kind in ("weights", "change", "gradient"):
        panel.show_kind(kind)
        said.append(dock.exports.heading.words)
    assert panel.subtitle
    assert said == [
        f"{words} · {panel.subtitle}" for words in ("weights", "change since the start", "gradient")
    ]
    assert {dock.exports.heading.title} == {"First-layer filters"}


def test_a_picture_of_the_filters_tells_that_they_are_sorted(qtbot: QtBot) -> None:
    panel = FiltersPanel()
    dock = shown(panel, qtbot)
    next(one for one in panel.header_controls() if isinstance(one, Toggle)).click()
    assert dock.exports.heading.words.startswith("weights, sorted by norm · ")


def test_a_picture_of_the_loss_tells_what_its_axis_is(qtbot: QtBot) -> None:
    assert shown(LossPanel(), qtbot).exports.heading.words == "by step"


def test_a_picture_of_the_health_tells_what_its_curves_are_of(qtbot: QtBot) -> None:
    panel = HealthPanel()
    dock, sizes = shown(panel, qtbot), control(panel, "health_sizes")
    said = []
    for kind, _ in sizes.entries:
        sizes.pick(kind)
        said.append(dock.exports.heading.words)
    curves = ("the gradient", "the update", "unusable units")
    assert said == [f"curves of {one} · by layer" for one in curves]


def test_a_picture_of_the_activations_tells_their_scale(qtbot: QtBot) -> None:
    panel = ActivationsPanel()
    dock, scale = shown(panel, qtbot), control(panel, "activations_scale")
    for kind, _ in scale.entries:
        scale.pick(kind)
        assert dock.exports.heading.words == f"scale by {kind} · {panel.subtitle}"


def test_a_picture_of_the_network_tells_which_connections_are_drawn(qtbot: QtBot) -> None:
    panel = NetworkPanel()
    dock = shown(panel, qtbot)
    for one in panel.header_controls():
        assert isinstance(one, SegmentedControl)
        one.pick(one.entries[-1][0])
    words = "the 100 strongest weights into each layer · from pixels to scores"
    assert dock.exports.heading.words == words


def test_pictures_of_different_values_differ_in_their_heads(qtbot: QtBot) -> None:
    panel = FiltersPanel()
    dock = shown(panel, qtbot)
    heads = []
    for kind in ("change", "gradient"):
        panel.show_kind(kind)
        heads.append(dock.exports.picture().toImage().copy(0, 0, USUAL, HEADER))
    assert heads[0] != heads[1]


def painted(heading: PictureHeading, width: int, look: Theme) -> QImage:
    image = QImage(width, heading.height(width), QImage.Format.Format_RGB32)
    image.fill(look.color("panel"))
    with QPainter(image) as painter:
        heading.paint(painter, width, look)
    return image


def is_bare(image: QImage, place: QRect, look: Theme) -> bool:
    part, ground = image.copy(place), look.color("panel").rgb()
    rows, columns = range(part.height()), range(part.width())
    return all(part.pixel(x, y) == ground for y in rows for x in columns)


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize("width", [LEAST, 300, 444])
def test_words_without_room_beside_the_title_stand_below_it_whole(
    name: str, width: int, qapp: QApplication
) -> None:
    look = theme(name)
    image, alone = painted(LONG, width, look), LONG._replace(words="")
    head, whole = alone.height(width), image.height()
    metrics, room = QFontMetrics(font("body")), width - 2 * PADDING
    lines = -(-metrics.horizontalAdvance(LONG.words) // room)
    assert head == scaled(HEADER)
    assert whole - head >= lines * metrics.height()
    title = QRect(0, 0, width, head - PADDING)
    assert image.copy(title) == painted(alone, width, look).copy(title)
    assert not is_bare(image, QRect(0, head, width, whole - head), look)
    assert is_bare(image, QRect(0, whole - 4, width, 4), look)
    assert is_bare(image, QRect(width - PADDING, 0, PADDING, whole), look)


def test_words_with_room_stand_beside_the_title(qapp: QApplication) -> None:
    look = theme("light")
    short = LONG._replace(words="by step")
    image, alone = painted(short, 444, look), painted(short._replace(words=""), 444, look)
    assert image.height() == scaled(HEADER)
    title = QFontMetrics(font("title")).horizontalAdvance(short.title) + PADDING
    step = QFontMetrics(font("body")).horizontalAdvance(short.step) + PADDING
    assert image.copy(0, 0, title, HEADER) == alone.copy(0, 0, title, HEADER)
    right = QRect(444 - step, 0, step, HEADER)
    assert image.copy(right) == alone.copy(right)
    assert not is_bare(image, QRect(title, 0, 444 - title - step, HEADER), look)
