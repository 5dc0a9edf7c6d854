"""Optimizers: what an update makes of a gradient."""

import math

import numpy as np

from mnist_viz.nn.arrays import FloatArray
from mnist_viz.nn.optimizer import Block, Optimizer
from mnist_viz.nn.update_terms import Term


class GradientDescent(Optimizer):
    """w ← w − η g."""

    name = "sgd"
    title = "gradient descent"
    follows_gradient = True

    def _move(self, block: Block, g: FloatArray, learning_rate: float) -> None:
        w, scratch = block.w, block.scratch
        np.multiply(g, learning_rate, out=scratch)
        w -= scratch

    def _explain(self, g: FloatArray, symbol: str) -> tuple[tuple[Term, ...], str, FloatArray]:
        return (), f"η·{symbol}", g


class Momentum(Optimizer):
    """v ← μ v + g; w ← w − η v (Polyak, 1964)."""

    name = "momentum"
    title = "momentum"
    state_names = ("velocity",)
    constants = ("momentum",)

    def _move(self, block: Block, g: FloatArray, learning_rate: float) -> None:
        w, scratch, (v,) = block.w, block.scratch, block.state
        v *= self.momentum
        v += g
        np.multiply(v, learning_rate, out=scratch)
        w -= scratch

    def _explain(
        self,
        g: FloatArray,  # noqa: ARG002 - the velocity has it in it
        symbol: str,
    ) -> tuple[tuple[Term, ...], str, FloatArray]:
        v = self.state["velocity"].copy()
        return (Term("velocity", "v", f"v ← μ·v + {symbol}", v),), "η·v", v


class Nesterov(Optimizer):
    """v ← μ v + g; w ← w − η (g + μ v) (Nesterov, 1983, as Sutskever et al., 2013, use it)."""

    name = "nesterov"
    title = "Nesterov momentum"
    state_names = ("velocity",)
    constants = ("momentum",)

    def _move(self, block: Block, g: FloatArray, learning_rate: float) -> None:
        w, scratch, (v,) = block.w, block.scratch, block.state
        v *= self.momentum
        v += g
        np.multiply(v, self.momentum, out=scratch)
        scratch += g
        scratch *= learning_rate
        w -= scratch

    def _explain(self, g: FloatArray, symbol: str) -> tuple[tuple[Term, ...], str, FloatArray]:
        v = self.state["velocity"].copy()
        ahead = self.momentum * v + g
        terms = (
            Term("velocity", "v", f"v ← μ·v + {symbol}", v),
            Term("look-ahead gradient", "u", f"u = {symbol} + μ·v", ahead),
        )
        return terms, "η·u", ahead


class RMSProp(Optimizer):
    """s ← β₂ s + (1 − β₂) g²; w ← w − η g / (√s + ε) (Tieleman and Hinton, 2012)."""

    name = "rmsprop"
    title = "RMSprop"
    state_names = ("square",)
    constants = ("beta2",)
    epsilon = 1e-8

    def _move(self, block: Block, g: FloatArray, learning_rate: float) -> None:
        w, scratch, (s,) = block.w, block.scratch, block.state
        s *= self.beta2
        np.multiply(g, g, out=scratch)
        scratch *= 1.0 - self.beta2
        s += scratch
        np.sqrt(s, out=scratch)
        scratch += self.epsilon
        np.divide(g, scratch, out=scratch)
        scratch *= learning_rate
        w -= scratch

    def _explain(self, g: FloatArray, symbol: str) -> tuple[tuple[Term, ...], str, FloatArray]:
        s = self.state["square"].copy()
        terms = (Term("mean square", "s", f"s ← β₂·s + (1 − β₂)·{symbol}²", s),)
        return terms, f"η·{symbol} / (√s + ε)", g / (np.sqrt(s) + self.epsilon)


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
    constants = ("momentum", "beta2")
    epsilon = 1e-8

    def set_momentum(self, momentum: float) -> None:
        # The kept mean is m / (1 − β₁): the factor changes, m must not.
        self.state["mean"] *= (1.0 - self.momentum) / (1.0 - momentum)
        super().set_momentum(momentum)

    def _move(self, block: Block, g: FloatArray, learning_rate: float) -> None:
        w, scratch, (m, s) = block.w, block.scratch, block.state
        m *= self.momentum
        m += g
        s *= self.beta2
        np.multiply(g, g, out=scratch)
        s += scratch
        mean_factor = (1.0 - self.momentum) / (1.0 - self.momentum**self.updates)
        root_factor = math.sqrt((1.0 - self.beta2) / (1.0 - self.beta2**self.updates))
        np.sqrt(s, out=scratch)
        scratch += self.epsilon / root_factor
        np.divide(m, scratch, out=scratch)
        scratch *= learning_rate * mean_factor / root_factor
        w -= scratch

    def _explain(
        self,
        g: FloatArray,  # noqa: ARG002 - the moments have it in them
        symbol: str,
    ) -> tuple[tuple[Term, ...], str, FloatArray]:
        m = (1.0 - self.momentum) * self.state["mean"]
        s = (1.0 - self.beta2) * self.state["square"]
        m_hat = m / (1.0 - self.momentum**self.updates)
        s_hat = s / (1.0 - self.beta2**self.updates)
        terms = (
            Term("first moment", "m", f"m ← β₁·m + (1 − β₁)·{symbol}", m),
            Term("second moment", "s", f"s ← β₂·s + (1 − β₂)·{symbol}²", s),
            Term("corrected first moment", "m̂", "m̂ = m / (1 − β₁ᵗ)", m_hat),
            Term("corrected second moment", "ŝ", "ŝ = s / (1 − β₂ᵗ)", s_hat),
        )
        return terms, "η·m̂ / (√ŝ + ε)", m_hat / (np.sqrt(s_hat) + self.epsilon)


class AdamW(Adam):
    """Adam with weight decay apart from the gradient (Loshchilov and Hutter, 2019)."""

    name = "adamw"
    title = "AdamW"
    decoupled_decay = True


OPTIMIZERS: dict[str, type[Optimizer]] = {
    kind.name: kind for kind in (GradientDescent, Momentum, Nesterov, RMSProp, Adam, AdamW)
}
"""The optimizers, by name."""
