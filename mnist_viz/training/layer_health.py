"""How well each layer of a network in training can still learn: three numbers a layer.

They are taken where the step is made, at steps fixed by rule, and not where they are displayed: a
curve over time holds the same steps on every machine, whether a panel was open or not.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import DataSplits
from mnist_viz.nn import FloatArray, LayerLayout, Network
from mnist_viz.nn.layers import Buffers, Dense
from mnist_viz.training.health_record import GRADIENT_NORM, STUCK, UPDATE_RATIO
from mnist_viz.training.probe import Probe
from mnist_viz.training.stuck_units import stuck_units
from mnist_viz.training.thinning_steps import next_step

EVERY_STEP_UP_TO = 20
GAP_SHARE = 7
"""From then on, the gap to the next step that is looked at is the step over this."""

_EVERY_STEP_AFTER_CHANGE = 2
_GAP_SHARE_AFTER_CHANGE = 2
"""What a change does shows within a few steps: counted from it, the steps are looked at anew."""

_LEAST_TELLING = 1e-3
"""The gradient of an update is read off the weights only where it moved them by such a share:
their last bits do not matter then.
"""

LEAST_FORESEEN = 1e-5
"""An update that is a smaller share of the weights may be lost in their last bits: it is measured.
"""


def watched_after(step: int, changed_at: int = 0) -> int:
    """Return the first step after `step` that is looked at: all to 20, then a seventh apart.

    Parameters
    ----------
    step : int
    changed_at : int
        Where something was changed last, up to `step`: from there on steps are looked at that
        are a half apart, too.
    """
    by_rule = next_step(step, every_step_up_to=EVERY_STEP_UP_TO, gap_share=GAP_SHARE)
    if not changed_at:
        return by_rule
    since = next_step(
        step - changed_at,
        every_step_up_to=_EVERY_STEP_AFTER_CHANGE,
        gap_share=_GAP_SHARE_AFTER_CHANGE,
    )
    return min(by_rule, changed_at + since)


@dataclass(frozen=True, eq=False)
class _WatchedLayer:
    """One layer of a network, as views that stay: of each look, little is the arithmetic.

    Attributes
    ----------
    place : LayerLayout
    name : str
        Of its activation.
    dense : Dense
    weights, before : float arrays, shape (n,)
        Its weights, and where they are kept over an update.
    by_weights, gradients : float arrays
        The gradient by the weights, and by them and the biases.
    """

    place: LayerLayout
    name: str
    dense: Dense
    weights: FloatArray
    before: FloatArray
    by_weights: FloatArray
    gradients: FloatArray


class HealthWatch:
    """Looks at the layers of a network around some of its updates.

    The methods are called where NumPy does not warn: a broken network is shown as it is.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        self._data: DataSplits | None = None
        self._x = np.empty((0, 0), dtype=np.float32)
        self._buffers: list[Buffers] = []
        self._sizes: list[float] = []
        self._moves: list[float] | None = None
        before = np.empty_like(network.parameters)
        self._layers = [
            _WatchedLayer(
                layer,
                layer.activation,
                dense,
                network.parameters[layer.weight.start : layer.weight.stop],
                before[layer.weight.start : layer.weight.stop],
                network.gradients[layer.weight.start : layer.weight.stop],
                network.gradients[layer.weight.start : layer.bias.stop],
            )
            for layer, dense in zip(network.layout.layers, network.layers, strict=True)
        ]
        self._next = 1
        self._changed_at = 0
        self._asked = False

    def restart(self, step: int, changed_at: int) -> None:
        """Take note that the network is at a step, past or to come.

        Parameters
        ----------
        step : int
        changed_at : int
            Where something was changed last up to there; 0 if nothing was.
        """
        self._changed_at, self._asked = changed_at, False
        self._next = watched_after(step, changed_at)

    def ask(self) -> None:
        """Look at the next update, too, whatever its step is."""
        self._asked = True

    def expects(self, step: int) -> bool:
        """Return whether the update of a step is to be looked at; `look_before` is due then."""
        return step >= self._next or self._asked

    def look_before(self, rate: float | None) -> None:
        """Keep what is there before an update.

        Parameters
        ----------
        rate : float or None
            If the update will be the gradient times minus this, and nothing else.
        """
        self._sizes = [_square(layer.weights) for layer in self._layers]
        self._moves = None if rate is None else self._foreseen(rate)
        if self._moves is None:
            for layer in self._layers:
                np.copyto(layer.before, layer.weights)

    def _foreseen(self, rate: float) -> list[float] | None:
        """Return the squared lengths of the layers' moves, or None if they must be measured."""
        moves = [rate * rate * _square(layer.by_weights) for layer in self._layers]
        least = LEAST_FORESEEN**2
        is_sure = all(move >= least * size for move, size in zip(moves, self._sizes, strict=True))
        return moves if is_sure else None

    def _measured(self) -> list[float]:
        """Return the same after the update."""
        for layer in self._layers:
            np.subtract(layer.weights, layer.before, out=layer.before)
        return [_square(layer.before) for layer in self._layers]

    def look(self, step: int, data: DataSplits) -> NDArray[np.float32]:
        """Return the health of the layers after an update that was looked at before.

        Parameters
        ----------
        step : int
        data : DataSplits
            In force, of whose test images the first of each class are run through the network.

        Returns
        -------
        float32, shape (3, layers)
            `GRADIENT_NORM`: length of the gradient of the loss by a layer's weights and biases.
            `UPDATE_RATIO`: ‖Δw‖ / ‖w‖, how far the update moved its weights as a share of their
            size before; biases do not count. A common rule of thumb wants about a thousandth;
            far less learns slowly, far more overshoots. `STUCK`: number of its units through
            which none of the images can teach; NaN where no unit can get stuck.
        """
        self._next, self._asked = watched_after(step, self._changed_at), False
        values = np.empty((3, len(self._layers)), dtype=np.float32)
        moves = self._measured() if self._moves is None else self._moves
        values[UPDATE_RATIO] = np.sqrt(np.divide(moves, self._sizes))
        values[GRADIENT_NORM] = [_norm(layer.gradients) for layer in self._layers]
        values[STUCK] = self._stuck_counts(self._images(data))
        return values

    def look_back(
        self, before: FloatArray, rate: float | None, data: DataSplits
    ) -> NDArray[np.float32]:
        """Return the health of the layers after an update that was not looked at.

        Parameters
        ----------
        before : float array, shape (parameters,)
            The parameters before it.
        rate : float or None
            If the update was the gradient times minus this, and nothing else: what the gradient
            was is read off it, where it moved a layer far enough.
        data : DataSplits
            As in `look`.

        Returns
        -------
        float32, shape (3, layers)
            As from `look`; NaN where a gradient cannot be told.
        """
        values = np.empty((3, len(self._layers)), dtype=np.float32)
        for number, layer in enumerate(self._layers):
            biases, old = layer.place.bias.of(before), layer.place.weight.of(before).ravel()
            moved = layer.weights.astype(np.float64) - old
            ratio = float(np.divide(_norm(moved), _norm(old)))
            gradient = np.nan
            if rate is not None and ratio >= _LEAST_TELLING:
                by_biases = layer.dense.bias.astype(np.float64) - biases
                gradient = math.hypot(_norm(moved), _norm(by_biases)) / rate
            values[UPDATE_RATIO, number], values[GRADIENT_NORM, number] = ratio, gradient
        values[STUCK] = self._stuck_counts(self._images(data))
        return values

    def _stuck_counts(self, x: FloatArray) -> list[float]:
        """Return how many units of each layer have got stuck; NaN where none can."""
        counts: list[float] = []
        for layer, buffers in zip(self._layers[:-1], self._buffers, strict=True):
            x = layer.dense.forward(x, buffers)
            stuck = stuck_units(layer.name, x)
            counts.append(np.nan if stuck is None else float(np.count_nonzero(stuck)))
        return [*counts, np.nan]

    def _images(self, data: DataSplits) -> FloatArray:
        """Return the first test image of each class, as the network gets them."""
        if data is not self._data:
            images = Probe.one_of_each(data.test, len(data.class_names)).images
            self._x = images.reshape(len(images), -1) * np.float32(1 / 255)
            self._buffers = [layer.dense.buffers(len(images)) for layer in self._layers[:-1]]
            self._data = data
        return self._x


def gradient_norm(layer: LayerLayout, gradients: FloatArray) -> float:
    """Return the Euclidean norm of a layer's part of the flat gradient."""
    with np.errstate(over="ignore", invalid="ignore"):
        return _norm(gradients[layer.weight.start : layer.bias.stop])


def _norm(part: FloatArray) -> float:
    return math.sqrt(_square(part))


def _square(part: FloatArray) -> float:
    """Return the square of a vector's length."""
    square = float(np.dot(part, part))
    if not 1e-30 < square < 1e30:  # float32 cannot be trusted here
        wide = part.astype(np.float64)
        square = float(np.dot(wide, wide))
    return square
