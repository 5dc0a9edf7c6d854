"""The thread whose event loop is run from Python."""

import threading

from PySide6.QtCore import QObject, Signal, Slot
from pytestqt.qtbot import QtBot

from mnist_viz.session.python_thread import PythonThread


class Counter(QObject):
    """Counts on its thread, in what Python keeps of that."""

    counted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._kept = threading.local()

    @Slot()
    def count(self) -> None:
        self._kept.calls = getattr(self._kept, "calls", 0) + 1
        self.counted.emit(self._kept.calls)


class Asker(QObject):
    """Lives on the test's thread."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.counts: list[int] = []

    @Slot(int)
    def note(self, count: int) -> None:
        self.counts.append(count)


def test_what_python_keeps_of_the_thread_outlasts_a_slot(qtbot: QtBot) -> None:
    thread, counter, asker = PythonThread(), Counter(), Asker()
    counter.moveToThread(thread)
    asker.asked.connect(counter.count)
    counter.counted.connect(asker.note)
    thread.start()
    for _ in range(3):
        asker.asked.emit()
    qtbot.waitUntil(lambda: len(asker.counts) == 3)
    thread.quit()
    assert thread.wait()
    assert asker.counts == [1, 2, 3]
