import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from mnist_viz.data import DataSplits, LabelledImages
from mnist_viz.session import Preview, PreviewRequest
from mnist_viz.session.previews import preview
from mnist_viz.training import RunConfig
from mnist_viz.ui.drawing.digit_image import ink_colors
from mnist_viz.ui.look.theme import theme
from mnist_viz.ui.preview.class_sheet import ClassSheet
from tests.samples import tiny_data


def _letters() -> DataSplits:
    """Return 26 classes of which each has one image more than the one before."""
    labels = np.repeat(np.arange(26), np.arange(1, 27)).astype(np.uint8)
    images = np.random.default_rng(0).integers(0, 256, (len(labels), 9, 5), dtype=np.uint8)
    part = LabelledImages(images, labels)
    names = tuple(chr(ord("A") + k) for k in range(26))
    return DataSplits("letters", "Letters", part, part, names, "made by the tests")


def _shown(qtbot: QtBot, data: DataSplits, **settings: float) -> tuple[ClassSheet, Preview]:
    sheet = ClassSheet()
    qtbot.addWidget(sheet)
    sheet.restyle(theme("dark"))
    made = preview(PreviewRequest(RunConfig(**settings), data))  # type: ignore[arg-type]
    sheet.show_preview(made)
    sheet.resize(600, sheet.minimumHeight())
    return sheet, made


def _painted(sheet: ClassSheet) -> QImage:
    return sheet.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_the_pictures_are_those_of_the_data_pixel_by_pixel(qtbot: QtBot) -> None:
    sheet, made = _shown(qtbot, tiny_data())
    image, colors = _painted(sheet), ink_colors(theme("dark"), "pad")
    ratio = image.devicePixelRatio()
    for label in (0, 7):
        place = sheet.sheet_layout.example(label + 1, 2)
        inset = (place.width() - 28) // 2
        for x, y in ((4, 4), (14, 9), (20, 20)):
            at = QPoint(place.x() + inset + x, place.y() + inset + y) * ratio
            assert image.pixel(at) == colors[made.pictures[label][2][y, x]]


def test_the_mean_of_a_class_is_shown_beside_its_name(qtbot: QtBot) -> None:
    sheet, made = _shown(qtbot, tiny_data())
    image, colors = _painted(sheet), ink_colors(theme("dark"), "pad")
    for row, mean in ((0, made.survey.mean), (4, made.survey.class_means[3])):
        place = sheet.sheet_layout.mean(row)
        inset = (place.width() - 28) // 2
        at = QPoint(place.x() + inset + 14, place.y() + inset + 9) * image.devicePixelRatio()
        assert image.pixel(at) == colors[int(np.rint(mean[9, 14]))]


def test_a_bar_is_as_long_as_its_share_of_the_largest_class(qtbot: QtBot) -> None:
    sheet, _ = _shown(qtbot, _letters())
    image = _painted(sheet)
    teal = theme("dark").color("train").rgb()
    lengths = []
    for label in (12, 25):
        bar = sheet.sheet_layout.bar(label + 1)
        y = bar.center().y()
        lengths.append(sum(image.pixel(x, y) == teal for x in range(bar.left(), bar.right() + 1)))
    assert lengths[0] / lengths[1] == pytest.approx(13 / 26, abs=0.05)


def test_every_class_has_a_row_whatever_its_name(qtbot: QtBot) -> None:
    sheet, _ = _shown(qtbot, _letters())
    layout = sheet.sheet_layout
    assert layout.bar(26).bottom() < sheet.height()
    assert "A: 1; B: 2;" in sheet.accessibleDescription()
    assert sheet.text_at(layout.bar(26).center()) == "Z: 26 of 351 images"
    long = dataclasses.replace(_letters(), class_names=("a very long name of a class " * 3,) * 26)
    sheet, _ = _shown(qtbot, long)
    assert sheet.sheet_layout.name(1).width() < 250
    assert not _painted(sheet).isNull()


def test_a_wrong_label_is_marked_and_told(qtbot: QtBot) -> None:
    sheet, made = _shown(qtbot, tiny_data(), label_noise=0.5)
    layout, image = sheet.sheet_layout, _painted(sheet)
    soft = theme("dark").color("err_soft").rgb()
    for number, true in enumerate(made.true_labels[3][: layout.examples].tolist()):
        place = layout.example(4, number)
        marked = image.pixel(place.bottomRight()) == soft
        assert marked == (true != 3)
        said = "Labelled 3" if true == 3 else f"Labelled 3, but it is {true}"
        assert sheet.text_at(place.center()) == said


@pytest.mark.parametrize("place", [QPoint(5, 2), QPoint(300, 10_000)])
def test_nothing_is_said_of_headings_and_of_what_lies_below(qtbot: QtBot, place: QPoint) -> None:
    sheet, _ = _shown(qtbot, tiny_data())
    assert sheet.text_at(place) == ""
