"""Optimizers: what an update makes of a gradient.

Each works in place on the flat vectors, so that the number of passes over
memory, which is what it costs, can be read off the code.
"""

import math
from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from mnist_viz.nn.arrays import FloatArray


class Optimizer(ABC):
    """Turns gradients into updates of the parameters.

    Parameters
    ----------
    parameters : float array, shape (p,)
        What is updated, in place.
    decayed : float array, shape (p,)
        1 where weight decay applies (weights), 0 where not (biases).
    momentum : float
        Decay of the running mean of gradients (β₁ of Adam).
    beta2 : float
        Decay of the running mean of squared gradients.

    Attributes
    ----------
    updates : int
        Number of updates so far.
    state : dict of str to float array, shape (p,)
        What the optimizer remembers from update to update, by name.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    decoupled_decay: ClassVar[bool] = False
    state_names: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        parameters: FloatArray,
        decayed: FloatArray,
        momentum: float = 0.9,
        beta2: float = 0.999,
    ) -> None:
        self.parameters = parameters
        self.decayed = decayed
        self.momentum = momentum
        self.beta2 = beta2
        self.updates = 0
        self.state = {name: np.zeros_like(parameters) for name in self.state_names}
        self._scratch = np.empty_like(parameters)

    def update(self, gradient: FloatArray, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Move the parameters by one update.

        Parameters
        ----------
        gradient : float array, shape (p,)
            Weight decay that is not decoupled is added to it: the gradient of
            (λ/2) Σ w², L2 regularisation.
        learning_rate : float
        weight_decay : float
            λ.
        """
        self.updates += 1
        if weight_decay:
            np.multiply(self.parameters, self.decayed, out=self._scratch)
            if self.decoupled_decay:
                self._scratch *= learning_rate * weight_decay
                self.parameters -= self._scratch
            else:
                self._scratch *= weight_decay
                gradient += self._scratch
        self._move(gradient, learning_rate)

    def set_momentum(self, momentum: float) -> None:
        """Change the momentum from the next update on; what was learnt before is kept."""
        self.momentum = momentum

    @abstractmethod
    def _move(self, gradient: FloatArray, learning_rate: float) -> None: ...


class GradientDescent(Optimizer):
    """w ← w − η g."""

    name = "sgd"
    title = "gradient descent"

    def _move(self, gradient: FloatArray, learning_rate: float) -> None:
        np.multiply(gradient, learning_rate, out=self._scratch)
        self.parameters -= self._scratch


class Momentum(Optimizer):
    """v ← μ v + g; w ← w − η v (Polyak, 1964)."""

    name = "momentum"
    title = "momentum"
    state_names = ("velocity",)

    def _move(self, gradient: FloatArray, learning_rate: float) -> None:
        velocity = self.state["velocity"]
        velocity *= self.momentum
        velocity += gradient
        np.multiply(velocity, learning_rate, out=self._scratch)
        self.parameters -= self._scratch


class Nesterov(Optimizer):
    """v ← μ v + g; w ← w − η (g + μ v) (Nesterov, 1983, as Sutskever et al., 2013, use it)."""

    name = "nesterov"
    title = "Nesterov momentum"
    state_names = ("velocity",)

    def _move(self, gradient: FloatArray, learning_rate: float) -> None:
        velocity = self.state["velocity"]
        velocity *= self.momentum
        velocity += gradient
        np.multiply(velocity, self.momentum, out=self._scratch)
        self._scratch += gradient
        self._scratch *= learning_rate
        self.parameters -= self._scratch


class RMSProp(Optimizer):
    """s ← β₂ s + (1 − β₂) g²; w ← w − η g / (√s + ε) (Tieleman and Hinton, 2012)."""

    name = "rmsprop"
    title = "RMSprop"
    state_names = ("square",)
    epsilon = 1e-8

    def _move(self, gradient: FloatArray, learning_rate: float) -> None:
        square, scratch = self.state["square"], self._scratch
        square *= self.beta2
        np.multiply(gradient, gradient, out=scratch)
        scratch *= 1.0 - self.beta2
        square += scratch
        np.sqrt(square, out=scratch)
        scratch += self.epsilon
        np.divide(gradient, scratch, out=scratch)
        scratch *= learning_rate
        self.parameters -= scratch


class Adam(Optimizer):
    """Adaptive moments (Kingma and Ba, 2015).

    m ← β₁ m + (1 − β₁) g;  s ← β₂ s + (1 − β₂) g²;
    w ← w − η m̂ / (√ŝ + ε), with m̂ = m / (1 − β₁ᵗ) and ŝ = s / (1 − β₂ᵗ).

    Kept are m / (1 − β₁) and s / (1 − β₂), and the constant factors are gathered
    into one: the same numbers in ten passes over memory instead of fourteen.
    """

    name = "adam"
    title = "Adam"
    state_names = ("mean", "square")
    epsilon = 1e-8

    def set_momentum(self, momentum: float) -> None:
        # The kept mean is m / (1 − β₁): the factor changes, m must not.
        self.state["mean"] *= (1.0 - self.momentum) / (1.0 - momentum)
        super().set_momentum(momentum)

    def _move(self, gradient: FloatArray, learning_rate: float) -> None:
        mean, square, scratch = self.state["mean"], self.state["square"], self._scratch
        mean *= self.momentum
        mean += gradient
        square *= self.beta2
        np.multiply(gradient, gradient, out=scratch)
        square += scratch
        mean_factor = (1.0 - self.momentum) / (1.0 - self.momentum**self.updates)
        root_factor = math.sqrt((1.0 - self.beta2) / (1.0 - self.beta2**self.updates))
        np.sqrt(square, out=scratch)
        scratch += self.epsilon / root_factor
        np.divide(mean, scratch, out=scratch)
        scratch *= learning_rate * mean_factor / root_factor
        self.parameters -= scratch


class AdamW(Adam):
    """Adam with weight decay apart from the gradient (Loshchilov and Hutter, 2019)."""

    name = "adamw"
    title = "AdamW"
    decoupled_decay = True


OPTIMIZERS: dict[str, type[Optimizer]] = {
    kind.name: kind for kind in (GradientDescent, Momentum, Nesterov, RMSProp, Adam, AdamW)
}
"""The optimizers, by name."""
