"""Has the untrained network read what is drawn, until the window has all its parts."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from mnist_viz.data import DIGIT_NAMES
from mnist_viz.training import Probe, View, untrained_frame
from mnist_viz.ui.first_run import FirstRun
from mnist_viz.ui.panels.drawing_panel import DrawingPanel

_SHAPE = (28, 28)


class FirstAnswer(QObject):
    """Answers with the weights that the first run will begin with, if it is to learn digits.

    Parameters
    ----------
    panel : DrawingPanel
    first : FirstRun
        From random weights.
    """

    def __init__(self, panel: DrawingPanel, first: FirstRun) -> None:
        super().__init__(panel)
        self._panel = panel
        frame = untrained_frame(first.config, _SHAPE, len(DIGIT_NAMES))
        none = np.empty((0, *_SHAPE), dtype=np.uint8)
        self._view = View(frame, Probe(none, none[:, 0, 0], ()), DIGIT_NAMES)
        panel.drawing_changed.connect(self._show)
        self._show(panel.drawing)

    def end(self) -> None:
        """Answer no more: the run itself does."""
        self._panel.drawing_changed.disconnect(self._show)
        self.deleteLater()

    @Slot(object)
    def _show(self, drawing: NDArray[np.uint8] | None) -> None:
        self._panel.show_view(self._view.with_drawing(drawing))
