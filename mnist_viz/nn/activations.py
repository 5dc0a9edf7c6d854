"""Activation functions, each with its derivative, working in place.

A derivative is computed from the stored activation ``a`` wherever that is
possible, because ``a`` is in memory anyway and ``z`` then need not be kept.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from mnist_viz.nn.arrays import FloatArray
from mnist_viz.nn.memory import aligned


class Activation(ABC):
    """An element-wise function ``a = f(z)``.

    Attributes
    ----------
    name : str
        What configurations and files call it.
    title : str
        What people call it.
    signed : bool
        Whether outputs fall on both sides of zero.
    ceiling : float or None
        The largest magnitude an output can have, if there is one.
    needs_input : bool
        Whether the derivative needs ``z`` itself, so that ``z`` must be kept.
    curved : bool
        Whether it is anything but straight pieces.
    kinked : bool
        Whether its derivative leaps at 0.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    signed: ClassVar[bool] = False
    ceiling: ClassVar[float | None] = None
    needs_input: ClassVar[bool] = False
    curved: ClassVar[bool] = True
    kinked: ClassVar[bool] = False
    scratch_dtype: ClassVar[DTypeLike | None] = None

    def scratch(self, shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
        """Return an array for intermediate values of `backward`."""
        return aligned(shape, self.scratch_dtype or dtype)

    @abstractmethod
    def forward(self, z: FloatArray, out: FloatArray) -> None:
        """Write f(z) to `out`, which may be `z` itself unless `needs_input`."""

    @abstractmethod
    def backward(self, grad: FloatArray, value: FloatArray, scratch: NDArray[Any]) -> None:
        """Turn dL/da in `grad` into dL/dz = dL/da · f'(z), in place.

        Parameters
        ----------
        grad, value : float arrays of one shape
            `value` is z if `needs_input`, else the activation a.
        scratch : array of that shape, from `scratch`
        """


class Linear(Activation):
    """f(z) = z."""

    name = "linear"
    title = "linear"
    signed = True
    curved = False

    def forward(self, z: FloatArray, out: FloatArray) -> None:
        if out is not z:
            np.copyto(out, z)

    def backward(self, grad: FloatArray, value: FloatArray, scratch: NDArray[Any]) -> None:
        """Leave the gradient as it is: f'(z) = 1."""


class Sigmoid(Activation):
    """f(z) = 1 / (1 + exp(−z)), computed as (1 + tanh(z/2)) / 2, which cannot overflow."""

    name = "sigmoid"
    title = "sigmoid"
    ceiling = 1.0

    def forward(self, z: FloatArray, out: FloatArray) -> None:
        np.multiply(z, 0.5, out=out)
        np.tanh(out, out=out)
        out += 1.0
        out *= 0.5

    def backward(self, grad: FloatArray, value: FloatArray, scratch: NDArray[Any]) -> None:
        np.subtract(1.0, value, out=scratch)
        scratch *= value
        grad *= scratch


class Tanh(Activation):
    """f(z) = tanh(z)."""

    name = "tanh"
    title = "tanh"
    signed = True
    ceiling = 1.0

    def forward(self, z: FloatArray, out: FloatArray) -> None:
        np.tanh(z, out=out)

    def backward(self, grad: FloatArray, value: FloatArray, scratch: NDArray[Any]) -> None:
        np.multiply(value, value, out=scratch)
        np.subtract(1.0, scratch, out=scratch)
        grad *= scratch


class ReLU(Activation):
    """f(z) = max(0, z) (Nair and Hinton, 2010); its derivative at 0 is taken as 0."""

    name = "relu"
    title = "ReLU"
    curved = False
    kinked = True
    # A boolean factor is a quarter of the memory traffic of a float one.
    scratch_dtype = np.bool_

    def forward(self, z: FloatArray, out: FloatArray) -> None:
        np.maximum(z, 0.0, out=out)

    def backward(self, grad: FloatArray, value: FloatArray, scratch: NDArray[Any]) -> None:
        np.greater(value, 0.0, out=scratch)
        grad *= scratch


class LeakyReLU(Activation):
    """f(z) = z for z > 0, else 0.01 z (Maas, Hannun and Ng, 2013)."""

    name = "leaky_relu"
    title = "leaky ReLU"
    curved = False
    kinked = True
    signed = True
    slope = 0.01

    def forward(self, z: FloatArray, out: FloatArray) -> None:
        np.maximum(z, self.slope * z, out=out)

    def backward(self, grad: FloatArray, value: FloatArray, scratch: NDArray[Any]) -> None:
        np.greater(value, 0.0, out=scratch)
        scratch *= 1.0 - self.slope
        scratch += self.slope
        grad *= scratch


class GELU(Activation):
    """f(z) = ½ z (1 + tanh(√(2/π) (z + 0.044715 z³))) (Hendrycks and Gimpel, 2016)."""

    name = "gelu"
    title = "GELU"
    signed = True
    needs_input = True
    _scale = 0.7978845608028654  # sqrt(2 / pi)
    _cubic = 0.044715

    def _tanh(self, z: FloatArray, out: FloatArray) -> None:
        np.multiply(z, z, out=out)
        out *= self._cubic
        out += 1.0
        out *= z
        out *= self._scale
        np.tanh(out, out=out)

    def forward(self, z: FloatArray, out: FloatArray) -> None:
        self._tanh(z, out)
        out += 1.0
        out *= z
        out *= 0.5

    def backward(self, grad: FloatArray, value: FloatArray, scratch: NDArray[Any]) -> None:
        self._tanh(value, scratch)
        slope = value * value
        slope *= 3.0 * self._cubic
        slope += 1.0
        slope *= self._scale
        slope *= value
        slope *= 1.0 - scratch * scratch
        slope += scratch
        slope += 1.0
        slope *= 0.5
        grad *= slope


class Softmax(Linear):
    """The output layer's: f(z)ₖ = exp(zₖ) / Σⱼ exp(zⱼ), over the classes.

    While training it passes logits on as they are: the loss takes softmax and
    logarithm together, which neither overflows nor loses digits, and its
    gradient is already the one with respect to the logits.
    """

    name = "softmax"
    title = "softmax"
    signed = False
    ceiling = 1.0


ACTIVATIONS: dict[str, Activation] = {
    kind.name: kind() for kind in (Sigmoid, Tanh, ReLU, LeakyReLU, GELU, Linear)
}
"""The activations of hidden layers, by name."""

SOFTMAX = Softmax()


def activation(name: str) -> Activation:
    """Return an activation by its name.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    if name == SOFTMAX.name:
        return SOFTMAX
    try:
        return ACTIVATIONS[name]
    except KeyError:
        known = ", ".join(ACTIVATIONS)
        raise ValueError(f"There is no activation {name!r}; there are {known}.") from None
