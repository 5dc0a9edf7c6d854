"""Where the colours of activations end: by unit, by layer, or for the whole network."""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training import View
from mnist_viz.ui.pictures.activations_controls import NETWORK, UNIT
from mnist_viz.ui.pictures.color_limits import GrowingLimit


class ActivationScales:
    """Limits that hold still: they grow with a run, and neither shrink nor grow in its past."""

    def __init__(self) -> None:
        self._of: object = None
        self._layers: list[GrowingLimit] = []
        self._units: list[NDArray[np.float32]] = []

    def of(self, view: View, scale: str) -> tuple[list[float], list[NDArray[np.float32]] | None]:
        """Return the limits of a view's layers.

        Parameters
        ----------
        view : View
        scale : str
            ``unit``, ``layer`` or ``network``.

        Returns
        -------
        limits : list of float
            One a layer; 1 where values are shown as shares of their units' limits.
        unit_limits : list of float32, shape (units,), or None
            One a layer, if the scale is that of units; 0 for one that was never active.
        """
        layers = view.probe_activations
        of = view.frame.run_id, view.limits.era
        if of != self._of or len(layers) != len(self._layers):
            self._of = of
            self._layers = [GrowingLimit() for _ in layers]
            self._units = [np.zeros(values.shape[1], np.float32) for values in layers]
        if scale == UNIT:
            self._grow_units(view)
            return [1.0] * len(layers), self._units
        limits = self._of_layers(view)
        return ([max(limits)] * len(limits) if scale == NETWORK else limits), None

    def _of_layers(self, view: View) -> list[float]:
        known = view.limits.activations
        return [
            known[number]
            if number < len(known) and known[number] > 0
            else self._layers[number].covering(values)
            for number, values in enumerate(view.probe_activations)
        ]

    def _grow_units(self, view: View) -> None:
        for number, values in enumerate(view.probe_activations):
            known = self._units[number]
            if known.shape != values.shape[1:]:
                known = np.zeros(values.shape[1], np.float32)
            if not view.is_past or not known.any():
                sizes = np.abs(values)
                sizes[~np.isfinite(sizes)] = 0.0
                # Another array each time: those handed out do not change.
                self._units[number] = np.maximum(known, sizes.max(axis=0, initial=0.0))


def shares(values: NDArray[np.float32], limits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return values, shape (n, units), as shares of their units' limits; 0 where that is 0."""
    inverse = np.divide(1.0, limits, out=np.zeros_like(limits), where=limits > 0)
    with np.errstate(all="ignore"):  # a broken network is shown as it is
        return values * inverse
