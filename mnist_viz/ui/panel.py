"""What every panel has in common."""

from typing import ClassVar, Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from mnist_viz.training import View
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.table import Table


class Panel(Protocol):
    """A widget that draws a View.

    A panel is a QWidget that knows no other panel and no session. It sets its
    own ``objectName`` and, where the person can choose something in it, reports
    that by a signal.

    Attributes
    ----------
    title : str
        Of its header.
    subtitle : str
        Beside the title, quietly. A panel that changes it has a signal `heading_changed`.
    follows_drawing : bool
        Whether what is drawn makes a difference on it.

    Where the person chooses what is seen by a control of the header, and `subtitle` does not tell
    it, a panel has a str `chosen_view` that does: a picture of it is without its header.
    """

    title: ClassVar[str]
    follows_drawing: ClassVar[bool]
    subtitle: str

    def show_view(self, view: View) -> None:
        """Draw a view; a hidden panel does nothing."""

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme."""

    def header_controls(self) -> list[QWidget]:
        """Return what stands in the panel's header, from left to right."""

    def as_table(self) -> Table | None:
        """Return what is drawn, as numbers; None if nothing is."""


class HeadedPanel(Protocol):
    """A panel whose header does not always say the same."""

    subtitle: str

    @property
    def heading_changed(self) -> SignalInstance:
        """What stands in the header has changed."""


def show_subtitle(panel: HeadedPanel, text: str) -> None:
    """Say something beside a panel's title; its header hears of it if that is new."""
    if text != panel.subtitle:
        panel.subtitle = text
        panel.heading_changed.emit()
