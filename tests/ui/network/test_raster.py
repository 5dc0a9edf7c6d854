"""Lines in NumPy, against Qt's own painter."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from mnist_viz.ui.network.raster import Lines, Raster

ENDS = [(5, 5, 90, 30), (90, 5, 8, 60), (20, 3, 25, 70), (60, 70, 50, 4), (4, 40, 95, 40)]
WIDE, HIGH = 100, 75


def lines(
    ends: list[tuple[int, int, int, int]], width: float, *, dash: bool = False, fade: bool = False
) -> Lines:
    count = len(ends)
    return Lines(
        np.array(ends, dtype=np.float32),
        np.full(count, width, dtype=np.float32),
        np.full(count, 0xFFFF8040, dtype=np.uint32),
        np.ones(count, dtype=np.float32),
        np.array([[6, 4] if dash else [1, 0]] * count, dtype=np.float32),
        np.full(count, fade),
    )


def reds(pixels: NDArray[np.uint32]) -> NDArray[np.int64]:
    return ((pixels >> 16) & 255).astype(np.int64)


def by_qt(ends: tuple[int, int, int, int], width: float) -> NDArray[np.int64]:
    image = QImage(WIDE, HIGH, QImage.Format.Format_RGB32)
    image.fill(0xFF000000)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(0xFF, 0x80, 0x40), width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QLineF(*ends))
    return reds(np.frombuffer(image.bits(), dtype=np.uint32).reshape(HIGH, WIDE))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("width", [0.8, 1.4, 2.9])
@pytest.mark.parametrize("ends", ENDS)
def test_a_line_is_where_qt_draws_it_and_covers_its_length_times_its_width(
    ends: tuple[int, int, int, int], width: float
) -> None:
    raster = Raster(WIDE, HIGH)
    raster.pixels.fill(0xFF000000)
    raster.draw(lines([ends], width))
    ours, theirs = reds(raster.pixels), by_qt(ends, width)
    area = QLineF(*ends).length() * width
    assert ours.sum() / 255 == pytest.approx(area, rel=0.06)
    assert (np.abs(ours - theirs) > 60).sum() <= 8  # the ends are cut another way


def test_dashes_leave_gaps_and_their_share_of_the_line() -> None:
    solid, dashed = Raster(WIDE, HIGH), Raster(WIDE, HIGH)
    solid.draw(lines([(5, 40, 95, 40)], 2.0))
    dashed.draw(lines([(5, 40, 95, 40)], 2.0, dash=True))
    share = reds(dashed.pixels).sum() / reds(solid.pixels).sum()
    assert share == pytest.approx(0.6, abs=0.05)
    row = reds(dashed.pixels)[40, 5:95] > 0
    assert np.count_nonzero(np.diff(row.astype(int)) == 1) == 8


def test_what_fades_is_fainter_where_it_should_be() -> None:
    faint = np.ones((HIGH, WIDE), dtype=np.float32)
    faint[:, 50:] = 0.25
    raster = Raster(WIDE, HIGH)
    raster.draw(lines([(5, 40, 95, 40)], 4.0, fade=True), faint)
    assert reds(raster.pixels)[40, 20] == 255
    assert reds(raster.pixels)[40, 80] == pytest.approx(64, abs=2)
    other = Raster(WIDE, HIGH)
    other.draw(lines([(5, 40, 95, 40)], 4.0), faint)
    assert reds(other.pixels)[40, 80] == 255
