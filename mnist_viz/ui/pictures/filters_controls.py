"""What can be chosen in the header of the filters: what is shown, and in which order."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mnist_viz.training import View
from mnist_viz.ui.components import SegmentedControl, Toggle
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.pictures.filter_values import CHANGE, GRADIENT, WEIGHTS

KIND_HINTS = {
    WEIGHTS: "The weights from the pixels into each unit: orange above zero, blue below.",
    CHANGE: "What training has added to each weight since the start.",
    GRADIENT: "The gradient of the last step; each weight then moved against it.",
}
_KIND_WORDS = {
    WEIGHTS: "weights",
    CHANGE: "change since the start",
    GRADIENT: "gradient",
}
_ORDER_HINT = (
    "Sort the units by the norm of their weights, the largest first; else they stand by number, "
    "as everywhere."
)


class FiltersControls(QObject):
    """Makes the controls.

    Attributes
    ----------
    changed : Signal
        Another choice holds.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._kinds = SegmentedControl([(kind, kind.capitalize()) for kind in KIND_HINTS])
        self._kinds.setObjectName("filters_kind")
        self._kinds.setAccessibleName("Values")
        for kind, hint in KIND_HINTS.items():
            self._kinds.explain(kind, hint)
        self._by_norm = Toggle("by norm", _ORDER_HINT)
        self._by_norm.setObjectName("filters_by_norm")
        for control in (self._kinds, self._by_norm):
            control.chosen.connect(self.changed)

    @property
    def kind(self) -> str:
        """One of ``weights``, ``change`` and ``gradient``."""
        return self._kinds.value()

    @property
    def words(self) -> str:
        """What is chosen, in words."""
        kind = _KIND_WORDS[self.kind]
        return f"{kind}, sorted by norm" if self._by_norm.isChecked() else kind

    def pick(self, kind: str) -> None:
        """Choose what is shown, as the person does."""
        self._kinds.pick(kind)

    @property
    def widgets(self) -> list[QWidget]:
        """From left to right."""
        return [self._kinds, self._by_norm]

    def order(self, view: View) -> NDArray[np.intp] | None:
        """Return the order of the units that is asked for, shape (units,); None for their own."""
        if not self._by_norm.isChecked():
            return None
        layer = view.frame.layout.layers[0]
        weights = layer.weight.of(view.frame.parameters)
        with np.errstate(all="ignore"):  # a broken network is shown as it is
            squares = np.einsum("iu,iu->u", weights, weights)
        return np.asarray(np.argsort(-squares, kind="stable"), dtype=np.intp)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._kinds.restyle(theme)
        self._by_norm.restyle(theme)
