"""Joins the network builder to a session and to what begins runs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from mnist_viz.session import Session
from mnist_viz.training import PRESETS
from mnist_viz.ui.late_dialog import LateDialog
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.run_controls import RunControls

if TYPE_CHECKING:
    from mnist_viz.ui.builder.dialog import NetworkBuilder


class BuilderControls(QObject):
    """Opens the builder and begins runs of what is composed there.

    Parameters
    ----------
    session : Session
    controls : RunControls
        Begins runs.
    window : QWidget
    """

    def __init__(self, session: Session, controls: RunControls, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._controls = controls
        self._window = window
        self._late = LateDialog(self._make)

    @property
    def dialog(self) -> "NetworkBuilder":
        """The builder."""
        return self._late.dialog

    @Slot()
    def open(self) -> None:
        """Compose a network, starting from the one at hand."""
        data, preset = self._session.data, self._controls.preset
        if data is not None:
            # A run that lacks its data leaves open what there will be to train on.
            is_here = self._session.can_train or not self._session.tree.runs
            supply = data if is_here else None
            self.dialog.show_data(data.image_shape, len(data.class_names), supply)
        self.dialog.show_config(self._controls.config, preset if preset in PRESETS else None)
        self._late.show()

    def close(self) -> None:
        """Close the builder, if it is open."""
        self._late.close()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._late.restyle(theme)

    def _make(self) -> "NetworkBuilder":
        from mnist_viz.ui.builder.dialog import NetworkBuilder  # noqa: PLC0415 - not at every start

        dialog = NetworkBuilder(self._window)
        dialog.chosen.connect(self._controls.choose_config)
        return dialog
