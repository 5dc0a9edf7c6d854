"""Says in the status line what is shown, and what is trained on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from mnist_viz.session import Session
    from mnist_viz.training import View
    from mnist_viz.ui.display.live_display import LiveDisplay
    from mnist_viz.ui.rewinder import Rewinder
    from mnist_viz.ui.run_controls import RunControls
    from mnist_viz.ui.status import StatusLine


class Reporter(QObject):
    """Asks the parts of the window for what the line does not know by itself.

    Parameters
    ----------
    session : Session
    display : LiveDisplay
    controls : RunControls
    rewinder : Rewinder
    line : StatusLine
        What it ends with.
    """

    def __init__(
        self,
        session: "Session",
        display: "LiveDisplay",
        controls: "RunControls",
        rewinder: "Rewinder",
        line: "StatusLine",
    ) -> None:
        super().__init__(line)
        self._session = session
        self._display = display
        self._controls = controls
        self._rewinder = rewinder
        self._line = line

    def tell(self, view: "View") -> None:
        """Say where training is, and which step is shown."""
        training, replaying = self._session.training, self._rewinder.replaying
        comes_trained = self._controls.beginnings.model is not None
        self._line.show_view(
            view, training=training, replaying=replaying, comes_trained=comes_trained
        )

    @Slot()
    def tell_again(self) -> None:
        """Say it of what is shown now, where something else was said."""
        if self._display.view is not None:
            self.tell(self._display.view)

    @Slot(bool)
    def follow_training(self, training: bool) -> None:
        """Say it once training has come to rest."""
        if not training:
            self._line.come_to_rest()
            self.tell_again()

    @Slot()
    def show_data(self) -> None:
        """Name the data of the run at hand."""
        if self._session.data is not None:
            self._line.show_data(self._session.data, self._controls.config)
