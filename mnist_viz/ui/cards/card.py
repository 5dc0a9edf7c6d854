"""What is written of a term."""

from typing import NamedTuple


class Card(NamedTuple):
    """A term, explained to somebody who meets neural networks for the first time.

    Formulas are written as `mnist_viz.ui.cards.typesetting` reads them.

    Attributes
    ----------
    key : str
        Names it in the code: ``learning_rate``; of a value that a setting can have,
        the setting and the value: ``optimizer.adam``.
    title : str
        What people call it.
    sentence : str
        What it is or does.
    formula : str
        May be empty, where there is nothing to compute.
    letters : str
        What the formula's letters stand for, if it has any.
    more : str
        What else helps to understand it.
    use : str
        When to use it, or what to do about it.
    source : str
        Where it comes from.
    related : tuple of str
        Keys of other cards.
    words : tuple of str
        Other words for it on the screen.
    """

    key: str
    title: str
    sentence: str
    formula: str = ""
    letters: str = ""
    more: str = ""
    use: str = ""
    source: str = ""
    related: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
