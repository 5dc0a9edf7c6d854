"""Notices a worker that trains and gives no sign of life."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mnist_viz.training import Frame

if TYPE_CHECKING:
    from mnist_viz.session.session import Session

_PATIENCE_MS = 3000
_LOOKS = 6
"""In that time. A window that was itself held up has not looked, and so raises no alarm."""


class StallWatch(QObject):
    """Looks now and then, while training, whether frames still come.

    Parameters
    ----------
    session : Session
    """

    stalled = Signal()  # nothing has come for three seconds
    recovered = Signal()  # something has come after all

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._seen: Frame | None = None
        self._looks_in_vain = 0
        self._has_stalled = False
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._look)
        self.set_patience(_PATIENCE_MS)
        session.training_changed.connect(self._on_training_changed)

    @property
    def has_stalled(self) -> bool:
        """Whether the worker is stuck, as far as one can know."""
        return self._has_stalled

    def set_patience(self, patience_ms: int) -> None:
        """Set after how long without a frame the worker counts as stuck."""
        self._clock.setInterval(max(1, patience_ms // _LOOKS))

    def stop(self) -> None:
        """Look no more."""
        self._clock.stop()

    @Slot(bool)
    def _on_training_changed(self, training: bool) -> None:
        if training:
            self._seen, self._looks_in_vain = self._session.frame, 0
            self._clock.start()
        elif not self._has_stalled:
            self._clock.stop()

    @Slot()
    def _look(self) -> None:
        frame = self._session.frame
        if frame is None or frame is self._seen:
            self._looks_in_vain += 1
            self._session.request_frame()
            if self._looks_in_vain >= _LOOKS and not self._has_stalled:
                self._has_stalled = True
                self.stalled.emit()
            return
        self._seen, self._looks_in_vain = frame, 0
        if self._has_stalled:
            self._has_stalled = False
            self.recovered.emit()
        if not self._session.training:
            self._clock.stop()
