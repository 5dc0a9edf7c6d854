"""What the window's thread asks of the other two: signals, each joined to the slot of its name.

Joined so, a request is queued on the thread of its receiver, in the order in which it was made.
"""

from PySide6.QtCore import QObject, Signal

from mnist_viz.session.loader import DataLoader
from mnist_viz.session.worker import TrainingWorker


class WorkerOrders(QObject):
    """Requests to the worker; see the slots of `TrainingWorker`.

    Parameters
    ----------
    worker : TrainingWorker
    """

    begin = Signal(object)  # RunRequest
    prepare = Signal()
    leave = Signal()
    play = Signal(int)  # number of the play
    pause = Signal()
    take_steps = Signal(int)
    set_speed = Signal(str)
    change = Signal(str, object)  # field, value
    switch_data = Signal(object)  # DataSplits
    teach = Signal(object)  # MyDigits
    send_frame = Signal()
    go_on = Signal()
    find_drivers = Signal(object)  # DriversRequest
    finish = Signal()

    def __init__(self, worker: TrainingWorker, parent: QObject) -> None:
        super().__init__(parent)
        self.begin.connect(worker.begin)
        self.prepare.connect(worker.prepare)
        self.leave.connect(worker.leave)
        self.play.connect(worker.play)
        self.pause.connect(worker.pause)
        self.take_steps.connect(worker.take_steps)
        self.set_speed.connect(worker.set_speed)
        self.change.connect(worker.change)
        self.switch_data.connect(worker.switch_data)
        self.teach.connect(worker.teach)
        self.send_frame.connect(worker.send_frame)
        self.go_on.connect(worker.go_on)
        self.find_drivers.connect(worker.find_drivers)
        self.finish.connect(worker.finish)


class FileOrders(QObject):
    """Requests to the I/O thread; see the slots of `DataLoader`.

    Parameters
    ----------
    loader : DataLoader
    """

    load = Signal(str)  # name of a data set
    save = Signal(str, object)  # path, Model
    write = Signal(str, str, object)  # what, path, callable that returns bytes
    finish = Signal()

    def __init__(self, loader: DataLoader, parent: QObject) -> None:
        super().__init__(parent)
        self.load.connect(loader.load)
        self.save.connect(loader.save)
        self.write.connect(loader.write)
        self.finish.connect(loader.finish)
