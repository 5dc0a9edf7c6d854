"""Reads and writes files on a thread of its own, so that nothing else waits."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from mnist_viz import training
from mnist_viz.data import DataSplits, load_dataset
from mnist_viz.data.atomic_file import replacing
from mnist_viz.training import Model


class DataLoader(QObject):
    """Loads what it is asked for; lives on the I/O thread."""

    loaded = Signal(str, object)  # the name asked for, DataSplits
    failed = Signal(str, object)  # the name asked for, Exception
    saved = Signal(str)  # path
    save_failed = Signal(str, object)  # path, Exception
    written = Signal(str, str)  # what, path
    write_failed = Signal(str, str, object)  # what, path, Exception

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
            training.save_model(Path(path), model)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.save_failed.emit(path, error)
        else:
            self.saved.emit(path)

    @Slot(str, str, object)
    def write(self, what: str, path: str, content: Callable[[], bytes]) -> None:
        """Write a file, whole or not at all; `what` says what it is."""
        target = Path(path)
        try:
            encoded = content()
            target.parent.mkdir(parents=True, exist_ok=True)
            with replacing(target) as file:
                file.write(encoded)
        except Exception as error:  # noqa: BLE001 - the GUI thread makes a message of it
            self.write_failed.emit(what, path, error)
        else:
            self.written.emit(what, path)

    @Slot()
    def finish(self) -> None:
        """End the thread."""
        QThread.currentThread().quit()
