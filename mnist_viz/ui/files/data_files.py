"""Data sets in files of the person's own: asked for, and taken into use."""

from PySide6.QtWidgets import QFileDialog, QWidget

from mnist_viz.ui.files.last_folder import LastFolder
from mnist_viz.ui.run_controls import RunControls


class DataFiles:
    """Goes on with what was chosen, or begins a run on it.

    Parameters
    ----------
    window : QWidget
        Where it is asked.
    folder : LastFolder
    controls : RunControls
    """

    def __init__(self, window: QWidget, folder: LastFolder, controls: RunControls) -> None:
        self._window = window
        self._folder = folder
        self._controls = controls

    def open_folder(self) -> None:
        """Ask for a folder of data, and take it into use."""
        self._choose(
            QFileDialog.getExistingDirectory(
                self._window, "Open data folder", self._folder.suggest()
            )
        )

    def open_file(self) -> None:
        """Ask for a file of data, and take it into use."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open data file", self._folder.suggest(), "NumPy archives (*.npz)"
        )
        self._choose(name)

    def _choose(self, path: str) -> None:
        if path:
            self._folder.note(path)
            self._controls.choose_data(path)
