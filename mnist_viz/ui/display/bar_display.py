"""What the session does, shown on the transport bar."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from mnist_viz.session import Session
from mnist_viz.training import Frame
from mnist_viz.ui.transport.transport_bar import TransportBar

if TYPE_CHECKING:
    from mnist_viz.ui.run_controls import RunControls


class BarDisplay(QObject):
    """Shows the run at hand on a transport bar.

    Parameters
    ----------
    session : Session
    bar : TransportBar
    controls : RunControls
        Knows the recipe, the preset that it is of, and the data sets to choose from.
    """

    def __init__(self, session: Session, bar: TransportBar, controls: "RunControls") -> None:
        super().__init__(controls)
        self._session, self._bar, self._controls = session, bar, controls
        self._shown: tuple[str, bool, int] | None = None
        bar.set_enabled_for_run(enabled=False)
        self.show_settings()
        session.data_changed.connect(self._show_data)
        session.data_failed.connect(self._look_for_data)
        session.downloads.fetched.connect(self._look_for_data)
        session.run_started.connect(self._on_run_started)
        session.settings_changed.connect(self.show_settings)
        session.training_changed.connect(self._on_training_changed)

    @property
    def _to_show(self) -> tuple[str, bool, int] | None:
        """What the list of data sets depends on, but for what comes to lie on this computer."""
        session, data = self._session, self._session.data
        return None if data is None else (data.name, session.can_train, len(session.library.all))

    @Slot()
    def show_settings(self) -> None:
        """Show the recipe as it is now."""
        self._bar.show_config(self._controls.config, self._controls.preset)

    @Slot()
    def _show_data(self) -> None:
        if self._shown != self._to_show:
            self._look_for_data()

    @Slot()
    def _look_for_data(self) -> None:
        """Show which data sets are here, and which is in use."""
        data = self._session.data
        if data is None:
            return
        self._shown = self._to_show
        current = data.name if self._session.can_train else None
        self._bar.show_data(self._controls.data_sets, current)

    @Slot(object)
    def _on_run_started(self, frame: Frame) -> None:
        self._bar.show_layout(frame.layout)
        self.show_settings()
        self._bar.set_enabled_for_run(enabled=self._session.can_train)
        if not self._session.can_train:
            self._bar.show_hint(False)
        self._show_data()

    @Slot(bool)
    def _on_training_changed(self, training: bool) -> None:
        self._bar.show_training(training)
        if training:
            self._bar.show_hint(False)
