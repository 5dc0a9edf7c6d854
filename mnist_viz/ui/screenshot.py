"""A picture of the window, for ``--screenshot``."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from mnist_viz.training import View
from mnist_viz.ui.display.live_display import LiveDisplay


class Screenshot(QObject):
    """Saves a picture once the window shows what it should, and says how that went.

    Parameters
    ----------
    window : QWidget
    display : LiveDisplay
    path : Path
        Of a PNG file.
    after : int
        Steps to wait for.
    done : callable
        Is told whether the picture was saved.

    Attributes
    ----------
    taken : bool
        Whether the window has come so far.
    """

    def __init__(
        self,
        window: QWidget,
        display: LiveDisplay,
        path: Path,
        *,
        after: int,
        done: Callable[[bool], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._path = path
        self._after = after
        self._done = done
        self.taken = False
        display.view_changed.connect(self._look)

    @Slot(object)
    def _look(self, view: View) -> None:
        if self.taken or view.frame.step < self._after or view.analysis is None:
            return
        self.taken = True
        # Once round the event loop, so that what the view changed is laid out and painted.
        QTimer.singleShot(100, self._take)

    @Slot()
    def _take(self) -> None:
        self._done(self._window.grab().save(str(self._path), "PNG"))
