"""Where the docks stood at a moment, for them to come back to."""

from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDockWidget

from mnist_viz.ui.docks.tree import DockTree


class Moment(NamedTuple):
    """Where all docks stood.

    Attributes
    ----------
    state : bytes
        Qt's: it tells the open neuron view and the tabs in front, too.
    size : QSize
        Of the area; null if that is not known.
    tree : DockTree or None
        With the height of each; None if that is not known.
    lent : int
        How much higher the area would be, at the most, had nothing been lent of its height.
    """

    state: bytes
    size: QSize = QSize()
    tree: DockTree | None = None
    lent: int = 0


class BeforeNeuron(NamedTuple):
    """What the neuron view was opened in.

    Attributes
    ----------
    moment : Moment
    docks : tuple of QDockWidget
        It stands in the place of these.
    stands_beside : bool
        Whether there was room for it beside all others.
    """

    moment: Moment
    docks: tuple[QDockWidget, ...]
    stands_beside: bool


class BeforePresenting(NamedTuple):
    """What a presentation began in.

    Attributes
    ----------
    moment : Moment
    compact : bool
    is_own : bool
        Whether the person had put the panels there.
    replaced : BeforeNeuron or None
        If the neuron view was open.
    """

    moment: Moment
    compact: bool
    is_own: bool
    replaced: BeforeNeuron | None
