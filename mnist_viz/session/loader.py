"""Reads and writes files on a thread of its own, so that nothing else waits."""

from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from mnist_viz.data import DataSplits, load_dataset
from mnist_viz.training import Model, save_model


class DataLoader(QObject):
    """Loads what it is asked for; lives on the I/O thread."""

    loaded = Signal(str, object)  # the name asked for, DataSplits
    failed = Signal(str, object)  # the name asked for, Exception
    saved = Signal(str)  # path
    save_failed = Signal(str, object)  # path, Exception

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
