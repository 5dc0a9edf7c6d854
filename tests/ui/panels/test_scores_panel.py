"""The scores panel shows what an analysis found, and colours mistakes alone."""

import dataclasses
import string

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.data import DIGIT_NAMES
from mnist_viz.nn import logits_and_activations
from mnist_viz.training import UNREADABLE, Analysis, View
from mnist_viz.ui.drawing.digit_image import ink_colors
from mnist_viz.ui.look.spacing import scaled
from mnist_viz.ui.look.theme import THEME_NAMES, system_theme, theme
from mnist_viz.ui.panels.scores_panel import ScoresPanel
from mnist_viz.ui.pictures.gallery import Gallery
from mnist_viz.ui.tables.confusion_layout import ConfusionLayout, LabelRoom
from mnist_viz.ui.tables.confusion_matrix import ConfusionMatrix
from tests.samples import sample_view, tiny_data
from tests.ui.panel_driver import show_panel


@pytest.fixture
def panel(qtbot: QtBot) -> ScoresPanel:
    return show_panel(ScoresPanel(), 312, 148, qtbot)


def analysed(view: View, analysis: Analysis) -> View:
    return dataclasses.replace(view, analyses=(*view.analyses, analysis))


def made_up(labels: list[int], predictions: list[int], classes: int = 10) -> Analysis:
    return Analysis(
        run_id=1,
        step=60,
        loss=0.25,
        predictions=np.array(predictions, dtype=np.int16),
        labels=np.array(labels, dtype=np.uint8),
        classes=classes,
    )


def pixel(picture: QImage, place: QPoint) -> tuple[int, ...]:
    color = picture.pixelColor(place * picture.devicePixelRatio())
    return color.red(), color.green(), color.blue(), color.alpha()


def center_of(matrix: ConfusionMatrix, cell: tuple[int, int]) -> QPoint:
    return matrix.place_of(cell).center()


def test_scores_are_those_of_the_network_on_the_test_images(
    panel: ScoresPanel,
) -> None:
    view, test = sample_view(3), tiny_data().test
    panel.show_view(view)
    frame = view.frame
    x = test.images.reshape(len(test), -1) * np.float32(1 / 255)
    logits, _ = logits_and_activations(frame.layout, frame.parameters, x)
    wide = logits.astype(float)
    norms = np.log(np.exp(wide - wide.max(axis=1, keepdims=True)).sum(axis=1)) + wide.max(axis=1)
    loss = (norms - wide[np.arange(len(test)), test.labels]).mean()
    read = logits.argmax(axis=1)
    mistakes = np.zeros((10, 10), dtype=int)
    for label, prediction in zip(test.labels, read, strict=True):
        mistakes[label, prediction] += label != prediction
    assert mistakes.any()
    shown = panel.displayed
    assert shown.accuracy == f"{100 * (read == test.labels).mean():.1f} %"
    assert shown.rows == (
        ("wrong", str(mistakes.sum())),
        ("test loss", f"{loss:.3f}"),
        ("at step", "3"),
    )
    np.testing.assert_array_equal(shown.mistakes, mistakes)
    places = np.rint(mistakes * (255 / mistakes.max())).astype(int)
    np.testing.assert_array_equal(shown.colors, panel.matrix._theme.sequential[places])


def test_the_picture_has_the_colours_of_the_cells(panel: ScoresPanel) -> None:
    panel.show_view(sample_view(3))
    picture = panel.matrix.grab().toImage()
    colors = panel.displayed.colors
    for row in range(10):
        for column in range(10):
            if row != column:
                center = center_of(panel.matrix, (row, column))
                assert pixel(picture, center) == tuple(colors[row, column])


def test_the_colour_bar_ends_at_the_most_frequent_mistake(panel: ScoresPanel) -> None:
    view = sample_view(60)
    panel.show_view(analysed(view, made_up([9, 9, 9, 4, 4], [4, 4, 9, 9, 4])))
    assert panel.displayed.limits == [(0.0, "0"), (1.0, "2 mistakes")]
    panel.show_view(analysed(view, made_up([9, 9], [4, 9])))
    assert panel.displayed.limits == [(0.0, "0"), (1.0, "1 mistake")]
    panel.show_view(analysed(view, made_up([9, 9], [9, 9])))
    assert panel.displayed.limits == [(0.0, "no mistakes")]
    assert panel.displayed.accuracy == "100.0 %"


def test_a_network_that_cannot_read_has_no_accuracy(panel: ScoresPanel) -> None:
    broken = made_up([1, 2], [UNREADABLE, 2])
    panel.show_view(analysed(sample_view(60), dataclasses.replace(broken, loss=float("nan"))))
    assert panel.displayed.accuracy == "–"
    assert panel.displayed.rows[:2] == (("wrong", "1"), ("test loss", "not finite"))
    assert panel.displayed.limits == [(0.0, "1 unreadable")]


def test_before_the_first_analysis_the_panel_says_what_is_missing(panel: ScoresPanel) -> None:
    view = sample_view(60)
    panel.show_view(dataclasses.replace(view, analyses=()))
    assert not panel.matrix.isVisible()
    assert panel.subtitle == ""
    panel.show_view(view)
    assert panel.matrix.isVisible()
    assert panel.subtitle == "all 200"
    panel.show_view(dataclasses.replace(view, analyses=()))
    assert not panel.matrix.isVisible()


def test_pointing_at_a_cell_tells_what_was_taken_for_what(panel: ScoresPanel) -> None:
    panel.show_view(analysed(sample_view(60), made_up([9, 9, 9, 4], [4, 4, 9, 4])))
    QTest.mouseMove(panel.matrix, center_of(panel.matrix, (9, 4)))
    assert panel.card.isVisible()
    assert panel.card.text == "9 read as 4 · 66.7 % of 3 · 2 times"
    QTest.mouseMove(panel.matrix, center_of(panel.matrix, (0, 1)))
    assert panel.card.text == "0 read as 1 · – of 0 · 0 times"
    panel.matrix.point_at(None)
    assert not panel.card.isVisible()


def test_the_arrow_keys_begin_at_the_worst_mistake_and_move_on(
    panel: ScoresPanel, qtbot: QtBot
) -> None:
    panel.show_view(analysed(sample_view(60), made_up([9, 9, 3], [4, 4, 5])))
    QTest.keyClick(panel.matrix, Qt.Key.Key_Right)
    assert panel.matrix.cell == (9, 4)
    for key, cell in (
        (Qt.Key.Key_Right, (9, 5)),
        (Qt.Key.Key_Down, (9, 5)),
        (Qt.Key.Key_Up, (8, 5)),
        (Qt.Key.Key_Left, (8, 4)),
    ):
        QTest.keyClick(panel.matrix, key)
        assert panel.matrix.cell == cell
    QTest.keyClick(panel.matrix, Qt.Key.Key_Escape)
    assert panel.matrix.cell is None


def test_a_click_and_the_enter_key_choose_a_cell(panel: ScoresPanel, qtbot: QtBot) -> None:
    panel.show_view(analysed(sample_view(60), made_up([9, 9, 3], [4, 4, 5])))
    QTest.mouseClick(panel.matrix, Qt.MouseButton.LeftButton, pos=center_of(panel.matrix, (3, 5)))
    assert panel.opened == (3, 5)
    panel.close_cell()
    assert panel.matrix.cell == (3, 5)
    QTest.keyClick(panel.matrix, Qt.Key.Key_Up)
    QTest.keyClick(panel.matrix, Qt.Key.Key_Return)
    assert panel.opened == (2, 5)


def read_in_one_go(view: View) -> NDArray[np.intp]:
    """Return what the view's network reads in each test image."""
    assert view.test is not None
    x = view.test.images.reshape(len(view.test), -1) * np.float32(1 / 255)
    logits, _ = logits_and_activations(view.frame.layout, view.frame.parameters, x)
    return np.asarray(logits.argmax(axis=1), dtype=np.intp)


def worst_cell(panel: ScoresPanel) -> tuple[int, int]:
    return divmod(int(panel.displayed.mistakes.argmax()), 10)


def test_a_cell_opens_the_very_images_that_were_misread(panel: ScoresPanel) -> None:
    view = dataclasses.replace(sample_view(3), test=tiny_data().test)
    panel.show_view(view)
    assert view.test is not None
    label, prediction = cell = worst_cell(panel)
    expected = np.flatnonzero((view.test.labels == label) & (read_in_one_go(view) == prediction))
    assert len(expected) == panel.displayed.mistakes[cell]
    panel.open_cell(cell)
    assert panel.mistakes.isVisible()
    assert not panel.matrix.isVisible()
    np.testing.assert_array_equal(panel.mistakes.rows, expected)
    np.testing.assert_array_equal(panel.mistakes.gallery.images, view.test.images[expected])
    later = dataclasses.replace(sample_view(60), test=view.test)
    panel.show_view(later)
    still = np.flatnonzero((view.test.labels == label) & (read_in_one_go(later) == prediction))
    np.testing.assert_array_equal(panel.mistakes.rows, still)


def test_long_names_of_classes_end_in_an_ellipsis_before_the_count(panel: ScoresPanel) -> None:
    names = tuple(f"a very long name of class {number}" for number in range(10))
    view = dataclasses.replace(sample_view(3), test=tiny_data().test, class_names=names)
    panel.show_view(view)
    cell = label, prediction = worst_cell(panel)
    panel.open_cell(cell)
    QApplication.processEvents()
    title, images = panel.mistakes._title, panel.mistakes._count
    assert title.drawn.endswith("…")
    assert (
        title.toolTip() == title.accessibleName() == f"{names[label]} read as {names[prediction]}"
    )
    assert title.geometry().right() < images.geometry().left()
    assert images.width() >= images.sizeHint().width()
    panel.resize(2000, panel.height())
    QApplication.processEvents()
    assert title.drawn == title.text
    assert title.toolTip() == ""


def test_its_pictures_are_the_images_in_the_themes_ink(panel: ScoresPanel) -> None:
    view = dataclasses.replace(sample_view(3), test=tiny_data().test)
    panel.show_view(view)
    panel.open_cell(worst_cell(panel))
    gallery = panel.mistakes.gallery
    shown, place = gallery.grab().toImage(), gallery.place_of(1)
    shown.setDevicePixelRatio(1.0)
    ink = ink_colors(system_theme(), "pad")
    zoom = place.width() // 28
    for row, column in ((0, 0), (10, 9), (14, 14), (20, 12)):
        color = ink[gallery.images[1, row, column]]
        at = place.topLeft() + QPoint(zoom * column, zoom * row)
        assert shown.pixelColor(at).rgb() == color


def test_a_picture_is_chosen_by_click_and_by_keys(panel: ScoresPanel, qtbot: QtBot) -> None:
    panel.show_view(dataclasses.replace(sample_view(3), test=tiny_data().test))
    panel.activateWindow()
    panel.open_cell(worst_cell(panel))
    gallery, rows = panel.mistakes.gallery, panel.mistakes.rows
    assert len(rows) > 4
    qtbot.waitUntil(gallery.hasFocus)
    assert gallery.current == 0
    with qtbot.waitSignal(panel.image_chosen) as heard:
        QTest.keyClick(gallery, Qt.Key.Key_Right)
        QTest.keyClick(gallery, Qt.Key.Key_Return)
    assert heard.args == [rows[1]]
    for key, number in (
        (Qt.Key.Key_End, len(rows) - 1),
        (Qt.Key.Key_Right, len(rows) - 1),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Down, gallery._columns),
    ):
        QTest.keyClick(gallery, key)
        assert gallery.current == number
    center = gallery.place_of(3).center()
    with qtbot.waitSignal(panel.image_chosen) as heard:
        QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=center)
    assert heard.args == [rows[3]]
    QTest.keyClick(gallery, Qt.Key.Key_Escape)
    assert panel.matrix.isVisible()
    assert not panel.mistakes.isVisible()


def test_an_analysis_of_other_images_shows_none(panel: ScoresPanel) -> None:
    other = tiny_data(test=100).test
    panel.show_view(dataclasses.replace(sample_view(3), test=other))
    panel.open_cell(worst_cell(panel))
    assert len(panel.mistakes.rows) == 0
    assert "other test images" in panel.mistakes._count.text


def test_more_pictures_than_fit_are_scrolled(qtbot: QtBot) -> None:
    gallery = Gallery()
    qtbot.addWidget(gallery)
    gallery.resize(200, 120)
    with qtbot.waitExposed(gallery):
        gallery.show()
    gallery.show_images(np.zeros((3000, 28, 28), dtype=np.uint8))
    QTest.keyClick(gallery, Qt.Key.Key_End)
    assert gallery.current == 2999
    assert gallery.viewport().rect().contains(gallery.place_of(2999))
    assert len(gallery._in_sight()) < 60
    gallery.show_images(np.zeros((2, 28, 28), dtype=np.uint8))
    assert gallery.place_of(1).width() == 3 * 28  # as large as two fit
    assert gallery.viewport().rect().contains(gallery.place_of(1))


def test_26_classes_fit(panel: ScoresPanel) -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 26, 500).tolist()
    predictions = rng.integers(0, 26, 500).tolist()
    view = dataclasses.replace(
        sample_view(60),
        class_names=tuple(string.ascii_uppercase),
        analyses=(made_up(labels, predictions, classes=26),),
    )
    panel.show_view(view)
    layout = panel.matrix._layout()
    ratio = panel.matrix.devicePixelRatioF()
    assert layout.square.right() < panel.matrix.width() * ratio
    assert layout.square.bottom() < panel.matrix.height() * ratio
    assert layout.pitch >= 3
    panel.matrix.point_at((25, 0))
    assert panel.card.text.startswith("Z read as A")
    panel.show_view(sample_view(60))
    assert panel.matrix.cell is None


def test_a_hidden_panel_draws_the_last_view_when_it_is_shown(qtbot: QtBot) -> None:
    panel = ScoresPanel()
    qtbot.addWidget(panel)
    panel.show_view(sample_view(60))
    assert panel.displayed.accuracy == ""
    with qtbot.waitExposed(panel):
        panel.show()
    assert panel.displayed.accuracy.endswith("%")


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_panel_takes_on_every_theme(panel: ScoresPanel, name: str) -> None:
    panel.show_view(sample_view(3))
    look = theme(name)
    panel.restyle(look)
    picture = panel.matrix.grab().toImage()
    assert picture.pixelColor(0, picture.height() - 1).name() == look.color("panel").name()
    worst = divmod(int(panel.displayed.mistakes.argmax()), 10)
    assert pixel(picture, center_of(panel.matrix, worst)) == tuple(look.sequential[-1])


def inked(picture: QImage, area: QRect, ground: QColor) -> bool:
    """Return whether anything is drawn on the ground in an area."""
    return any(
        picture.pixelColor(x, y) != ground
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    )


@pytest.mark.parametrize("side", [110, 132, 160])
def test_each_class_has_its_label_on_a_low_matrix_too(side: int, qtbot: QtBot) -> None:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.show_counts(np.eye(10, dtype=np.int64), DIGIT_NAMES)
    matrix.resize(side, side)
    matrix.restyle(theme("dark"))
    ground = theme("dark").color("panel")
    picture = matrix.grab().toImage()
    layout, _ = matrix._fitted()
    assert layout.titled or side < 160
    for number in range(10):
        cell = layout.cell(number, number)
        assert inked(picture, QRect(layout.left - 8, cell.top(), 6, cell.height()), ground)
        below = layout.top + layout.side
        assert inked(picture, QRect(cell.left(), below + 3, cell.width(), 8), ground)


def test_every_cell_is_where_the_pointer_finds_it() -> None:
    for width, height, classes in ((138, 134, 10), (90, 300, 26), (700, 400, 62), (20, 20, 10)):
        layout = ConfusionLayout.fitting(width, height, classes, LabelRoom(12, 12, 8, 8, 14))
        for row in range(classes):
            for column in range(classes):
                assert layout.at(layout.cell(row, column).topLeft()) == (row, column)
        assert layout.at(QPoint(layout.left - 1, 0)) is None
        assert layout.at(QPoint(layout.left, layout.top + layout.pitch * classes)) is None


def test_a_score_of_built_in_digits_says_so(qtbot: QtBot) -> None:
    panel = ScoresPanel()
    qtbot.addWidget(panel)
    panel.show()
    view = sample_view(steps=5)
    title = "held-out built-in digits"
    analyses = tuple(dataclasses.replace(one, images_title=title) for one in view.analyses)
    panel.show_view(dataclasses.replace(view, analyses=analyses))
    assert panel.subtitle == "all 200 held-out built-in digits"
    assert panel.displayed.rows[0] == (title, "")


def test_the_score_of_held_out_images_is_written_where_there_are_any(panel: ScoresPanel) -> None:
    tested = made_up([1, 2, 3], [1, 2, 4])
    panel.show_view(analysed(sample_view(3), tested))
    assert "held out" not in dict(panel.displayed.rows)
    both = dataclasses.replace(tested, held_out=made_up([1, 2, 3, 4], [1, 2, 3, 5]))
    panel.show_view(analysed(sample_view(3), both))
    assert dict(panel.displayed.rows)["held out"] == "75.0 %"


@pytest.mark.parametrize("height", [106, 120, 148])
def test_of_which_step_the_scores_are_is_written_in_a_low_panel_too(
    panel: ScoresPanel, height: int
) -> None:
    panel.resize(312, scaled(height))
    both = dataclasses.replace(made_up([1, 2], [1, 3]), held_out=made_up([1, 2], [1, 2]))
    panel.show_view(analysed(sample_view(3), both))
    written = panel._facts.written
    assert written[-1] == ("at step", "60")
    assert list(written) == [row for row in panel.displayed.rows if row in written]


def test_a_low_matrix_keeps_the_names_of_its_axes() -> None:
    labels = LabelRoom(across=12, down=12, width=8, height=8, title=16)
    assert ConfusionLayout.fitting(112, 94, 10, labels).titled
    assert not ConfusionLayout.fitting(112, 70, 10, labels).titled
