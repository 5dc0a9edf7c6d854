"""What can be chosen in the header of the activations: which images, and which scale."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from mnist_viz.training import ONE_OF_EACH, RANDOM_BATCH
from mnist_viz.ui.components import Choice, IconButton, SegmentedControl, tooltip
from mnist_viz.ui.look.theme import Theme

DRAWING_ALONE = "drawing"
UNIT, LAYER, NETWORK = "unit", "layer", "network"

_IMAGES = (
    (ONE_OF_EACH, "One of each", "The first test image of each class."),
    (RANDOM_BATCH, "Random batch", "Ten test images, drawn at random."),
    (DRAWING_ALONE, "The drawing", "What is in the pad, alone."),
)
_SCALES = {
    UNIT: "The colours of each unit end at its own largest activation: shows when it answers.",
    LAYER: "The colours of each layer end at its largest activation: compares its units.",
    NETWORK: "All colours end at the network's largest activation: compares the layers.",
}


class ActivationsControls(QObject):
    """Makes the controls.

    Attributes
    ----------
    changed : Signal
        Another choice holds.
    probe_wanted : Signal(str)
        ``each`` or ``random``; the latter again for another batch.
    """

    changed = Signal()
    probe_wanted = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._images = Choice("Images")
        self._images.setObjectName("activations_images")
        self._images.setToolTip(tooltip("Images", "Whose activations are shown, a row each."))
        self._images.show_entries(
            [(key, text) for key, text, _ in _IMAGES], [h for *_, h in _IMAGES]
        )
        self._images.choose(ONE_OF_EACH)
        self._another = IconButton("new_weights", "Another batch", "Draw ten others at random.")
        self._another.setEnabled(False)
        self._scale = SegmentedControl([(key, key.capitalize()) for key in _SCALES])
        self._scale.setObjectName("activations_scale")
        self._scale.setAccessibleName("Scale")
        for key, hint in _SCALES.items():
            self._scale.explain(key, hint)
        self._scale.choose(LAYER)
        self._images.chosen.connect(self._take_images)
        self._another.clicked.connect(self._take_images)
        self._scale.chosen.connect(self.changed)

    @property
    def scale(self) -> str:
        """One of ``unit``, ``layer`` and ``network``."""
        return self._scale.value()

    @property
    def drawing_alone(self) -> bool:
        """Whether no other images are to be shown."""
        return self._images.value() == DRAWING_ALONE

    @property
    def widgets(self) -> list[QWidget]:
        """From left to right."""
        return [self._images, self._another, self._scale]

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        for control in (self._images, self._another, self._scale):
            control.restyle(theme)

    @Slot()
    def _take_images(self) -> None:
        images = self._images.value()
        self._another.setEnabled(images == RANDOM_BATCH)
        if images is not None and not self.drawing_alone:
            self.probe_wanted.emit(images)
        self.changed.emit()
