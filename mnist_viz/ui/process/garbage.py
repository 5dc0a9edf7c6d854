"""Collects garbage on the GUI thread alone, and gives free memory back.

Python collects cycles on whichever thread happens to allocate. If that is the
worker's and the cycle holds a widget or a timer, Qt objects are destroyed on a
thread that must not touch them. So the automatic collection is switched off, and
a timer of the GUI thread takes its place.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

from mnist_viz.ui.process.free_memory import return_holes

INTERVAL_MS = 1000


class GarbageCollector(QObject):
    """Takes the place of the automatic collection until `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._thresholds = gc.get_threshold()
        self._knows_what_stays = False
        gc.disable()
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.collect)
        self._clock.start(INTERVAL_MS)

    @Slot()
    def collect(self) -> None:
        """Collect the generations whose time has come."""
        if not self._knows_what_stays:
            # What exists by now stays: looking at it again at every collection would cost frames.
            # The few hundred objects among it that are garbage are not worth a look at all of it.
            self._knows_what_stays = True
            gc.freeze()
            return
        return_holes()
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation] > 0:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Give the automatic collection back its place."""
        self._clock.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()
