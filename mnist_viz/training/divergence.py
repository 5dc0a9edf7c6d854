"""Stopping at the first value that is not finite, with the last good weights kept."""

import math

import numpy as np

from mnist_viz.nn import Network

_HUGE = 1e20
"""Sums of squares above this make the guard keep copies: float32 ends at 3e38."""


class DivergenceError(Exception):
    """A value of the network is no longer finite.

    Attributes
    ----------
    step : int
        The update that failed; the network is as it was before it.
    layer : str
        Where: ``Layer 1``, …, ``Output``.
    quantity : str
        What: ``loss``, ``gradient of the weights``, ``weights``, ….
    """

    def __init__(self, step: int, layer: str, quantity: str) -> None:
        self.step = step
        self.layer = layer
        self.quantity = quantity
        where = quantity if quantity == "loss" else f"{quantity} of {layer}"
        super().__init__(
            f"At step {step:,} the {where} became not finite. The weights of step {step - 1:,} "
            "are kept; go on from them with a lower learning rate."
        )


class NonFiniteGuard:
    """Looks at every update of a network, at the price of two dot products.

    A dot product of a vector with itself is finite only if all its entries are.
    Only when values become huge are copies kept to go back to.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._kept: np.ndarray | None = None
        self._wary = False

    def check_gradient(self, step: int, loss: float, learning_rate: float) -> None:
        """Refuse an update whose loss or gradient is not finite.

        Raises
        ------
        DivergenceError
        """
        if not math.isfinite(loss):
            raise DivergenceError(step, self._network.layout.layers[-1].title, "loss")
        gradient = self._network.gradients
        size = _sum_of_squares(gradient) * max(1.0, learning_rate**2)
        if not size < _HUGE:
            self._look_closely(step, gradient, "gradient of the ")
        self._kept = self._network.parameters.copy() if self._wary or not size < _HUGE else None

    def check_parameters(self, step: int) -> None:
        """Undo an update after which the parameters are not finite.

        Raises
        ------
        DivergenceError
        """
        size = _sum_of_squares(self._network.parameters)
        self._wary = not size < _HUGE
        if self._wary:
            try:
                self._look_closely(step, self._network.parameters, "")
            except DivergenceError:
                assert self._kept is not None, "a finite update of small values cannot overflow"
                self._network.parameters[:] = self._kept
                raise

    def _look_closely(self, step: int, flat: np.ndarray, what: str) -> None:
        for layer in self._network.layout.layers:
            for slot, name in ((layer.weight, "weights"), (layer.bias, "biases")):
                if not np.isfinite(slot.of(flat)).all():
                    raise DivergenceError(step, layer.title, f"{what}{name}")


def _sum_of_squares(flat: np.ndarray) -> float:
    return float(np.dot(flat, flat))
