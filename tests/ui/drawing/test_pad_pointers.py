import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QInputDevice,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mnist_viz.data import ink_to_image
from mnist_viz.ui.drawing.drawing_pad import DrawingPad
from tests.ui.pad_driver import LEFT, SEVEN, difference, drag, pixels


def tablet(
    pad: QWidget,
    kind: QEvent.Type,
    place: tuple[float, float],
    pressure: float,
    device: QPointingDevice,
) -> None:
    at = QPointF(place[0] * pad.width(), place[1] * pad.height())
    event = QTabletEvent(
        kind,
        device,
        at,
        pad.mapToGlobal(at),
        pressure,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        Qt.KeyboardModifier.NoModifier,
        LEFT,
        LEFT,
    )
    QApplication.sendEvent(pad, event)


def stylus(kind: QPointingDevice.PointerType) -> QPointingDevice:
    return QPointingDevice(
        "pen",
        7,
        QInputDevice.DeviceType.Stylus,
        kind,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
    )


def test_a_pen_draws_wider_under_pressure(pad: DrawingPad) -> None:
    pen = stylus(QPointingDevice.PointerType.Pen)
    for height, pressure in ((0.3, 0.1), (0.7, 1.0)):
        tablet(pad, QEvent.Type.TabletPress, (0.2, height), pressure, pen)
        tablet(pad, QEvent.Type.TabletMove, (0.8, height), pressure, pen)
        tablet(pad, QEvent.Type.TabletRelease, (0.8, height), 0.0, pen)
    column = pixels(pad)[2:-2, 114]
    paper = column[0]
    thin = np.count_nonzero(column[:112] != paper)
    thick = np.count_nonzero(column[112:] != paper)
    assert 4 <= thin < 10
    assert thick > 2 * thin
    assert difference(pad.drawing, ink_to_image(pad.strokes)) == 0


def test_a_dot_of_a_pen_is_seen(pad: DrawingPad) -> None:
    pen = stylus(QPointingDevice.PointerType.Pen)
    bare = pixels(pad)
    tablet(pad, QEvent.Type.TabletPress, (0.5, 0.5), 0.5, pen)
    tablet(pad, QEvent.Type.TabletRelease, (0.5, 0.5), 0.0, pen)
    assert np.count_nonzero(pixels(pad) != bare) > 60


def test_the_back_of_a_pen_erases(pad: DrawingPad) -> None:
    drag(pad, [(0.1, 0.5), (0.9, 0.5)])
    eraser = stylus(QPointingDevice.PointerType.Eraser)
    tablet(pad, QEvent.Type.TabletPress, (0.5, 0.4), 0.5, eraser)
    tablet(pad, QEvent.Type.TabletMove, (0.5, 0.6), 0.5, eraser)
    tablet(pad, QEvent.Type.TabletRelease, (0.5, 0.6), 0.0, eraser)
    assert len(pad.strokes) == 2


def test_a_pen_that_hovers_draws_nothing(pad: DrawingPad) -> None:
    pen = stylus(QPointingDevice.PointerType.Pen)
    tablet(pad, QEvent.Type.TabletMove, (0.5, 0.5), 0.0, pen)
    assert pad.drawing is None


def test_a_finger_draws_and_a_second_one_does_not(pad: DrawingPad) -> None:
    screen = QTest.createTouchDevice()
    places = [QPoint(round(x * 228), round(y * 228)) for x, y in SEVEN]
    QTest.touchEvent(pad, screen).press(0, places[0], pad).commit()
    QTest.touchEvent(pad, screen).move(0, places[1], pad).press(1, QPoint(9, 9), pad).commit()
    for place in places[2:]:
        QTest.touchEvent(pad, screen).move(0, place, pad).move(1, QPoint(5, 5), pad).commit()
    QTest.touchEvent(pad, screen).release(0, places[-1], pad).release(1, QPoint(5, 5), pad).commit()
    drawn = np.array([[at.x(), at.y()] for at in places])
    assert len(pad.strokes) == 1
    assert difference(pad.drawing, ink_to_image([drawn])) <= 1


def test_a_gesture_that_the_system_takes_over_ends_the_stroke(pad: DrawingPad) -> None:
    screen = QTest.createTouchDevice()
    QTest.touchEvent(pad, screen).press(0, QPoint(50, 50), pad).commit()
    QTest.touchEvent(pad, screen).move(0, QPoint(90, 90), pad).commit()
    place = QEventPoint(0, QEventPoint.State.Updated, QPointF(120, 120), QPointF(120, 120))
    cancel = QTouchEvent(QEvent.Type.TouchCancel, screen, Qt.KeyboardModifier.NoModifier, [place])
    QApplication.sendEvent(pad, cancel)
    QTest.touchEvent(pad, screen).move(0, QPoint(180, 180), pad).commit()
    QTest.touchEvent(pad, screen).release(0, QPoint(180, 180), pad).commit()
    assert len(pad.strokes) == 1
    assert pad.strokes[0].max() < 0.5
    pad.undo()
    assert pad.strokes == []


def test_pressure_is_kept_point_by_point_and_changes_no_reading(pad: DrawingPad) -> None:
    pen = stylus(QPointingDevice.PointerType.Pen)
    pressures = [0.2, 0.9, 0.4]
    for kind, place, pressure in zip(
        (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletMove),
        SEVEN,
        pressures,
        strict=False,
    ):
        tablet(pad, kind, place, pressure, pen)
    tablet(pad, QEvent.Type.TabletRelease, SEVEN[2], 0.0, pen)
    (stroke,) = pad.sheet.strokes
    assert stroke.pressure is not None
    assert stroke.pressure.tolist() == pytest.approx(pressures)
    assert difference(pad.drawing, ink_to_image([np.array(SEVEN[:3])])) <= 1


def test_fingers_on_a_touch_pad_do_not_draw(pad: DrawingPad) -> None:
    plate = QTest.createTouchDevice(
        QInputDevice.DeviceType.TouchPad,
        QInputDevice.Capability.Position | QInputDevice.Capability.MouseEmulation,
    )
    QTest.touchEvent(pad, plate).press(0, QPoint(50, 50), pad).commit()
    QTest.touchEvent(pad, plate).move(0, QPoint(90, 90), pad).commit()
    QTest.touchEvent(pad, plate).release(0, QPoint(90, 90), pad).commit()
    assert pad.strokes == []
