"""Joins the data preview to a session and to what begins runs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from mnist_viz.session import PreviewRequest, Session
from mnist_viz.training import RunConfig
from mnist_viz.ui.late_dialog import LateDialog
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.run_controls import RunControls

if TYPE_CHECKING:
    from mnist_viz.ui.preview.dialog import DataPreview


class PreviewControls(QObject):
    """Opens the preview and does what it asks for.

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
    def dialog(self) -> "DataPreview":
        """The preview."""
        return self._late.dialog

    @Slot()
    def open(self) -> None:
        """Look at the data of the run at hand."""
        data = self._session.data
        self.dialog.begin(
            self._controls.data_sets, data.name if data is not None else None, self._controls.config
        )
        self._late.show()

    def close(self) -> None:
        """Close the preview, if it is open."""
        self._late.close()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._late.restyle(theme)

    def _make(self) -> "DataPreview":
        from mnist_viz.ui.preview.dialog import DataPreview  # noqa: PLC0415 - not at every start

        dialog = DataPreview(self._window)
        dialog.asked.connect(self._ask)
        dialog.chosen.connect(self._controls.begin_on)
        self._session.previews.ready.connect(dialog.show_preview)
        self._session.previews.failed.connect(dialog.show_failure)
        return dialog

    @Slot(str, object)
    def _ask(self, name: str, config: RunConfig) -> None:
        at_hand = self._session.data
        data = at_hand if at_hand is not None and at_hand.name == name else None
        origin = self._controls.origin_of(name)
        self._session.previews.ask(PreviewRequest(config, data, origin))
