"""Downloads data sets on a thread of its own, so that files can be read and written meanwhile."""

from threading import Event
from time import monotonic

from PySide6.QtCore import QObject, QThread, Signal, Slot

from mnist_viz import data

_TELL_EVERY_SECONDS = 0.1


class Fetcher(QObject):
    """Downloads what it is asked for; lives on the download thread."""

    fetching = Signal(str, int, int)  # name, bytes there, bytes in all
    fetched = Signal(str)  # name
    failed = Signal(str, object)  # name, Exception
    cancelled = Signal(str)  # name

    def __init__(self) -> None:
        super().__init__()
        self._told = 0.0
        self._stop = Event()

    def cancel(self) -> None:
        """End the download that is under way within a second; may be called on any thread."""
        self._stop.set()

    @Slot(str)
    def fetch(self, name: str) -> None:
        """Download a data set."""
        self._stop.clear()
        self._told = 0.0
        thread = QThread.currentThread()

        def tell(done: int, total: int) -> None:
            if monotonic() - self._told >= _TELL_EVERY_SECONDS or done == total:
                self._told = monotonic()
                self.fetching.emit(name, done, total)

        def is_cancelled() -> bool:
            return self._stop.is_set() or thread.isInterruptionRequested()

        try:
            data.download(name, progress=tell, cancelled=is_cancelled)
        except data.DownloadCancelledError:
            self.cancelled.emit(name)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.failed.emit(name, error)
        else:
            self.fetched.emit(name)

    @Slot()
    def finish(self) -> None:
        """End the thread."""
        QThread.currentThread().quit()


class Downloads(QObject):
    """The window's handle on downloads; lives on the GUI thread."""

    fetching = Signal(str, int, int)  # name, bytes there, bytes in all
    fetched = Signal(str)  # name
    failed = Signal(str, object)  # name, Exception
    cancelled = Signal(str)  # name

    _fetch = Signal(str)
    _finish = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._fetcher = Fetcher()
        self.thread_of_work = QThread(self)
        self.thread_of_work.setObjectName("downloads")
        self._fetcher.moveToThread(self.thread_of_work)
        self._fetch.connect(self._fetcher.fetch)
        self._finish.connect(self._fetcher.finish)
        self._fetcher.fetching.connect(self.fetching)
        self._fetcher.fetched.connect(self.fetched)
        self._fetcher.failed.connect(self.failed)
        self._fetcher.cancelled.connect(self.cancelled)

    def fetch(self, name: str) -> None:
        """Download a data set; `fetching` tells how far it is."""
        self.thread_of_work.start()  # only now: most sessions download nothing
        self._fetch.emit(name)

    def cancel(self) -> None:
        """Leave off; `cancelled` follows within a second."""
        self._fetcher.cancel()

    def finish(self) -> None:
        """Leave off and end the thread, without waiting for it."""
        self.thread_of_work.requestInterruption()
        self._finish.emit()
