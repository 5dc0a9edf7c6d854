"""What all optimizers have in common: an update of all parameters, and what it is made of.

Each works in place, so that the number of passes over memory, which is what it
costs, can be read off the code; and block by block, so that all passes but the
first find a block in the processor's cache.
"""

from abc import ABC, abstractmethod
from typing import ClassVar, NamedTuple

import numpy as np

from mnist_viz.nn.arrays import FloatArray
from mnist_viz.nn.memory import aligned, aligned_zeros
from mnist_viz.nn.update_terms import Term, UpdateTerms

BLOCK = 131_072
"""Parameters updated at a time."""

SPECK = 1e-30
"""What an optimizer remembers that is smaller moves no parameter, and is forgotten."""

UPDATES_BETWEEN_SWEEPS = 100
"""In so many updates, a running mean that decays by 0.9 falls from a speck to 3e-35."""


class Block(NamedTuple):
    """Views of a stretch of the flat vectors.

    Attributes
    ----------
    place : slice
        Where in the vectors.
    w, decayed : float arrays
        Parameters, and 1 where weight decay applies, else 0.
    weights : tuple of float arrays
        The stretches of `w` that weight decay applies to.
    scratch, with_decay : float arrays
        Space for intermediate values, and for the gradient with weight decay in it.
    state : tuple of float arrays
        What the optimizer remembers of them, in the order of its `state_names`.
    """

    place: slice
    w: FloatArray
    decayed: FloatArray
    weights: tuple[FloatArray, ...]
    scratch: FloatArray
    with_decay: FloatArray
    state: tuple[FloatArray, ...]


def _weights(w: FloatArray, decayed: FloatArray) -> tuple[FloatArray, ...]:
    """Return the stretches of parameters that weight decay applies to, as views."""
    edges = np.flatnonzero(np.diff(decayed > 0, prepend=False, append=False))
    return tuple(w[start:stop] for start, stop in edges.reshape(-1, 2))


def _sweep(block: Block) -> None:
    """Set specks to zero before they decay to subnormal numbers, below 1.2e-38 in float32.

    The memory of a weight that gets no gradient any more, because its pixel is dark or its
    unit dead, decays until it is one of those; there it stays, for 0.9 of the smallest is
    rounded to itself. A processor takes a hundred times as long over one of them.
    """
    for array in block.state:
        np.abs(array, out=block.scratch)
        array *= block.scratch >= SPECK


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
    scratch : float array, shape (at least min(p, `BLOCK`),), optional
        Memory that others may use from update to update, for intermediate values; its own,
        if none is given.

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
    follows_gradient: ClassVar[bool] = False  # the update is −η g, and nothing else
    state_names: ClassVar[tuple[str, ...]] = ()
    constants: ClassVar[tuple[str, ...]] = ()  # of momentum and beta2, those it heeds

    def __init__(
        self,
        parameters: FloatArray,
        decayed: FloatArray,
        momentum: float = 0.9,
        beta2: float = 0.999,
        scratch: FloatArray | None = None,
    ) -> None:
        self.momentum = momentum
        self.beta2 = beta2
        self.updates = 0
        self._decayed = decayed
        dtype = parameters.dtype
        self.state: dict[str, FloatArray] = {
            name: aligned_zeros(parameters.shape, dtype) for name in self.state_names
        }
        with_decay = aligned((min(BLOCK, len(parameters)),), dtype)
        scratch = aligned(with_decay.shape, dtype) if scratch is None else scratch
        places = [slice(start, start + BLOCK) for start in range(0, len(parameters), BLOCK)]
        self._blocks = [
            Block(
                place,
                parameters[place],
                decayed[place],
                _weights(parameters[place], decayed[place]),
                scratch[: len(parameters[place])],
                with_decay[: len(parameters[place])],
                tuple(array[place] for array in self.state.values()),
            )
            for place in places
        ]

    def update(
        self, gradient: FloatArray, learning_rate: float, weight_decay: float = 0.0
    ) -> float:
        """Move the parameters by one update; return the sum of their squares.

        Parameters
        ----------
        gradient : float array, shape (p,)
            Of the loss alone; it is left as it is. Weight decay that is not decoupled
            is the gradient of (λ/2) Σ w², L2 regularisation: the update goes by the sum.
        learning_rate : float
        weight_decay : float
            λ.

        Returns
        -------
        float
            Finite only if every parameter is.
        """
        self.updates += 1
        squares = 0.0
        for block in self._blocks:
            g = gradient[block.place]
            if weight_decay:
                g = self._decay(block, g, learning_rate, weight_decay)
            self._move(block, g, learning_rate)
            squares += float(np.dot(block.w, block.w))
            if self.updates % UPDATES_BETWEEN_SWEEPS == 0:
                _sweep(block)
        return squares

    def set_momentum(self, momentum: float) -> None:
        """Change the momentum from the next update on; what was learnt before is kept."""
        self.momentum = momentum

    def _decay(
        self, block: Block, g: FloatArray, learning_rate: float, weight_decay: float
    ) -> FloatArray:
        """Return what the update goes by: the gradient, with weight decay unless that is apart."""
        if self.decoupled_decay:
            for weights in block.weights:
                weights *= 1.0 - learning_rate * weight_decay
            return g
        decay = np.multiply(block.w, block.decayed, out=block.scratch)
        decay *= weight_decay
        return np.add(g, decay, out=block.with_decay)

    def explain(
        self,
        before: FloatArray,
        gradient: FloatArray,
        learning_rate: float,
        weight_decay: float = 0.0,
    ) -> UpdateTerms:
        """Return what the update just made was made of; nothing is changed.

        Parameters
        ----------
        before : float array, shape (p,)
            The parameters before the update.
        gradient : float array, shape (p,)
            Of the loss alone, as `update` got it.
        learning_rate, weight_decay : float
            As `update` got them.

        Returns
        -------
        UpdateTerms
        """
        terms = [Term("gradient", "g", "g = ∂L/∂w", gradient)]
        shrinking = ""
        shrink = np.zeros_like(gradient)
        if weight_decay:
            decay = before * self._decayed
            decay *= weight_decay
            if self.decoupled_decay:
                shrink, shrinking = learning_rate * decay, " − η·λ·w"
            else:
                gradient = gradient + decay
            terms.append(Term("weight decay", "λ·w", "λ·w, for weights only", decay))
            if not self.decoupled_decay:
                with_decay = Term("gradient with weight decay", "g′", "g′ = g + λ·w", gradient)
                terms.append(with_decay)
        symbol = "g" if self.decoupled_decay else terms[-1].symbol
        own, formula, direction = self._explain(gradient, symbol)
        update = -(learning_rate * direction) - shrink
        return UpdateTerms((*terms, *own), f"w ← w{shrinking} − {formula}", update)

    @abstractmethod
    def _explain(self, g: FloatArray, symbol: str) -> tuple[tuple[Term, ...], str, FloatArray]:
        """Return the own terms, η times the direction in symbols, and the direction.

        `g` is what the update went by, and `symbol` what it is called.
        """

    @abstractmethod
    def _move(self, block: Block, g: FloatArray, learning_rate: float) -> None:
        """Update a block by its gradient `g`."""
