"""A pad, what a mouse does to it, and what it shows; for tests."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.data import ink_to_image
from mnist_viz.ui.drawing.drawing_pad import DrawingPad

SEVEN = [(0.2, 0.2), (0.5, 0.18), (0.8, 0.2), (0.65, 0.5), (0.5, 0.85)]
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.MouseButton.NoButton
Picture = NDArray[np.uint8] | None


def make_pad(qtbot: QtBot, side: int = 228) -> DrawingPad:
    pad = DrawingPad()
    qtbot.addWidget(pad)
    pad.resize(side, side)
    pad.show()
    qtbot.waitExposed(pad)
    return pad


def send(
    pad: QWidget,
    kind: QEvent.Type,
    place: tuple[float, float],
    button: Qt.MouseButton = NONE,
    held: Qt.MouseButton = NONE,
) -> None:
    """Send one mouse event at a place that need not be a whole pixel."""
    at = QPointF(place[0] * pad.width(), place[1] * pad.height())
    event = QMouseEvent(kind, at, pad.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(pad, event)


def drag(
    pad: QWidget,
    places: Sequence[tuple[float, float]],
    button: Qt.MouseButton = LEFT,
    *,
    release: bool = True,
) -> None:
    send(pad, QEvent.Type.MouseButtonPress, places[0], button, button)
    for place in places[1:]:
        send(pad, QEvent.Type.MouseMove, place, NONE, button)
    if release:
        send(pad, QEvent.Type.MouseButtonRelease, places[-1], button)


def pixels(pad: QWidget) -> NDArray[np.int64]:
    """Return the brightness of what the widget shows, shape (height, width)."""
    image = pad.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8)
    rows = rows.reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].astype(np.int64)


def as_drawn(places: Sequence[tuple[float, float]]) -> NDArray[np.uint8]:
    return ink_to_image([np.array(places)])


def difference(a: Picture, b: Picture) -> int:
    assert a is not None
    assert b is not None
    return int(np.abs(a.astype(int) - b).max())
