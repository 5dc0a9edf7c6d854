"""Where the docks stood at a moment, for them to come back to."""

from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDockWidget


class BeforeNeuron(NamedTuple):
    """What the neuron view was opened in.

    Attributes
    ----------
    state : bytes
        Qt's.
    docks : tuple of QDockWidget
        It stands in the place of these.
    stands_beside : bool
        Whether there was room for it beside all others.
    """

    state: bytes
    docks: tuple[QDockWidget, ...]
    stands_beside: bool


class BeforePresenting(NamedTuple):
    """What a presentation began in.

    Attributes
    ----------
    state : bytes
        Qt's: it tells the open neuron view and the tabs in front, too.
    size : QSize
        Of the area.
    compact : bool
    is_own : bool
        Whether the person had put the panels there.
    replaced : BeforeNeuron or None
        If the neuron view was open.
    """

    state: bytes
    size: QSize
    compact: bool
    is_own: bool
    replaced: BeforeNeuron | None
