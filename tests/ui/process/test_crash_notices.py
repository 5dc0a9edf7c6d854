"""Exceptions that nobody caught become one notice, wherever they were raised."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.ui.process.crash_notices import CrashNotices


@pytest.fixture
def notices(qtbot: QtBot) -> Iterator[CrashNotices]:
    made = CrashNotices()
    made.install()
    yield made
    made.uninstall()


class Fragile(QObject):
    """Breaks when asked to."""

    asked = Signal()

    @Slot()
    def break_down(self) -> None:
        raise ZeroDivisionError("in a slot")


def test_an_exception_in_a_slot_is_told_with_its_traceback(
    notices: CrashNotices, qtbot: QtBot
) -> None:
    fragile = Fragile()
    fragile.asked.connect(fragile.break_down)
    with qtbot.waitSignal(notices.raised) as raised:
        fragile.asked.emit()
    assert raised.args[0] == "ZeroDivisionError: in a slot"
    assert "break_down" in raised.args[1]


def test_an_exception_in_a_worker_threads_slot_is_told(notices: CrashNotices, qtbot: QtBot) -> None:
    thread, fragile = QThread(), Fragile()
    fragile.moveToThread(thread)
    thread.start()
    asker = Fragile()
    asker.asked.connect(fragile.break_down)
    with qtbot.waitSignal(notices.raised):
        asker.asked.emit()
    thread.quit()
    assert thread.wait(5000)


def test_an_exception_in_a_plain_thread_is_told(notices: CrashNotices, qtbot: QtBot) -> None:
    with qtbot.waitSignal(notices.raised):
        thread = threading.Thread(target=lambda: 1 // 0)
        thread.start()
    thread.join()


def test_an_exception_at_every_paint_is_told_once(notices: CrashNotices, qtbot: QtBot) -> None:
    class Unpaintable(QWidget):
        paints = 0

        def paintEvent(self, _event: QPaintEvent) -> None:
            self.paints += 1
            raise ValueError(f"in paint event {self.paints}")

    told: list[str] = []
    notices.raised.connect(lambda summary, _details: told.append(summary))
    widget = Unpaintable()
    qtbot.addWidget(widget)
    widget.show()
    clock = QTimer()
    clock.timeout.connect(widget.update)
    clock.start(0)
    qtbot.waitUntil(lambda: widget.paints >= 10)
    clock.stop()
    widget.hide()
    assert told == ["ValueError: in paint event 1"]
