"""Reads, downloads and writes files on a thread of its own, so that nothing else waits."""

from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, QThread, Signal, Slot

from mnist_viz.data import DataSplits, DownloadCancelledError, download, load_dataset
from mnist_viz.training import Model, save_model

_TELL_EVERY_SECONDS = 0.1


class DataLoader(QObject):
    """Loads what it is asked for; lives on the I/O thread."""

    loaded = Signal(str, object)  # the name asked for, DataSplits
    failed = Signal(str, object)  # the name asked for, Exception
    fetching = Signal(str, int, int)  # name, bytes there, bytes in all
    fetched = Signal(str)  # name
    fetch_failed = Signal(str, object)  # name, Exception
    saved = Signal(str)  # path
    save_failed = Signal(str, object)  # path, Exception

    def __init__(self) -> None:
        super().__init__()
        self._told = 0.0

    @Slot(str)
    def load(self, name: str) -> None:
        """Load a data set by name or folder; the empty name means the default one."""
        try:
            data: DataSplits = load_dataset(name or None)
            _ = data.checksum  # the hashing belongs on this thread too
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.failed.emit(name, error)
        else:
            self.loaded.emit(name, data)

    @Slot(str)
    def fetch(self, name: str) -> None:
        """Download a data set; ends within a second once the thread is to be interrupted."""

        def tell(done: int, total: int) -> None:
            if monotonic() - self._told >= _TELL_EVERY_SECONDS or done == total:
                self._told = monotonic()
                self.fetching.emit(name, done, total)

        try:
            download(name, progress=tell, cancelled=QThread.currentThread().isInterruptionRequested)
        except DownloadCancelledError:
            return
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.fetch_failed.emit(name, error)
        else:
            self.fetched.emit(name)

    @Slot(str, object)
    def save(self, path: str, model: Model) -> None:
        """Write a model."""
        try:
            save_model(Path(path), model)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.save_failed.emit(path, error)
        else:
            self.saved.emit(path)

    @Slot()
    def finish(self) -> None:
        """End the thread."""
        QThread.currentThread().quit()
