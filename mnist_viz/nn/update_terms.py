"""What an update was made of, in the notation of the literature; for looking at, not for training.

Optimizers keep and compute what is quickest (`Adam` keeps m / (1 − β₁)); here
are the quantities that their papers name, and the update that follows from them.
"""

from typing import NamedTuple

from mnist_viz.nn.arrays import FloatArray


class Term(NamedTuple):
    """A quantity that an update goes by, one value a parameter.

    Attributes
    ----------
    name : str
        What people call it.
    symbol : str
        What formulas call it.
    formula : str
        How it comes about, in symbols.
    values : float array, shape (p,)
    """

    name: str
    symbol: str
    formula: str
    values: FloatArray


class UpdateTerms(NamedTuple):
    """How a gradient became an update.

    Attributes
    ----------
    terms : tuple of Term
        In the order in which one leads to the next; the first is the loss's gradient g.
    formula : str
        The new parameter, in the terms' symbols.
    update : float array, shape (p,)
        What was added to the parameters, but for rounding.
    """

    terms: tuple[Term, ...]
    formula: str
    update: FloatArray

    def term(self, name: str) -> Term:
        """Return the term of a name.

        Raises
        ------
        KeyError
            If there is none.
        """
        for one in self.terms:
            if one.name == name:
                return one
        raise KeyError(name)
