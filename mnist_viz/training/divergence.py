"""Stopping at the first value that is not finite, with the last good weights kept."""

import math

import numpy as np

from mnist_viz.nn import FloatArray, Network, Optimizer

_HUGE = 1e20
"""Sums of squares above this make the guard keep copies: float32 ends at 3e38."""


class DivergenceError(Exception):
    """A value of the network is no longer finite.

    Attributes
    ----------
    step : int
        The update that failed; network and optimizer are as they were before it.
    layer : str
        Where: ``Layer 1``, …, ``Output``.
    quantity : str
        What: ``loss``, ``gradient of the weights``, ``weights``, ….
    last_good_step : int
        The last step whose weights are worth going back to.
    """

    def __init__(self, step: int, layer: str, quantity: str) -> None:
        self.step = step
        self.layer = layer
        self.quantity = quantity
        self.last_good_step = step - 1
        where = quantity if quantity == "loss" else f"{quantity} of {layer}"
        super().__init__(
            f"At step {step:,} the {where} became not finite. The weights of step {step - 1:,} "
            "are kept; go on from them with a lower learning rate."
        )


class NonFiniteGuard:
    """Looks at every update of a network, at the price of a dot product.

    A dot product of a vector with itself is finite only if all its entries are.
    Only when values become huge are copies kept to go back to. The methods are
    called where NumPy does not warn.

    Parameters
    ----------
    network : Network
    optimizer : Optimizer
    """

    def __init__(self, network: Network, optimizer: Optimizer) -> None:
        self._network = network
        self._arrays = {"": network.parameters} | {
            f"optimizer's {name} of the ": array for name, array in optimizer.state.items()
        }
        self._optimizer = optimizer
        self._kept: list[FloatArray] | None = None
        self._kept_before: list[FloatArray] | None = None
        with np.errstate(all="ignore"):
            self._wary = not _sum_of_squares(network.parameters) < _HUGE

    @property
    def before_last(self) -> FloatArray | None:
        """The parameters before the last update, once the next is refused; if they were huge."""
        return None if self._kept is None else self._kept[0]

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
        huge = not size < _HUGE
        if huge:
            self._look_closely(step, gradient, "gradient of the ")
        self._wary = self._wary or huge
        if self._wary:
            self._kept_before = self._kept
            self._kept = [array.copy() for array in self._arrays.values()]
        else:
            self._kept = None

    def check_update(self, step: int, squares: float) -> None:
        """Undo an update after which the parameters, or what the optimizer keeps, are not finite.

        Parameters
        ----------
        step : int
        squares : float
            What the update returned.

        Raises
        ------
        DivergenceError
        """
        huge = not squares < _HUGE
        if huge or self._wary:
            try:
                for what, array in self._arrays.items():
                    self._look_closely(step, array, what)
            except DivergenceError:
                self._undo()
                raise
        self._wary = huge

    def _undo(self) -> None:
        assert self._kept is not None, "a finite update of small values cannot overflow"
        for array, kept in zip(self._arrays.values(), self._kept, strict=True):
            array[:] = kept
        self._kept = self._kept_before
        self._optimizer.updates -= 1

    def _look_closely(self, step: int, flat: FloatArray, what: str) -> None:
        for layer in self._network.layout.layers:
            for slot, name in ((layer.weight, "weights"), (layer.bias, "biases")):
                if not np.isfinite(slot.of(flat)).all():
                    raise DivergenceError(step, layer.title, f"{what}{name}")


def _sum_of_squares(flat: FloatArray) -> float:
    return float(np.dot(flat, flat))
