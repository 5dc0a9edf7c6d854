"""A dialog that is made when it is first wanted, so that the start is quick."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from mnist_viz.ui.look.theme import Theme, system_theme


class StyledDialog(Protocol):
    """What such a dialog is: a window that takes on themes."""

    def restyle(self, theme: Theme, /) -> None: ...
    def show(self) -> None: ...
    def raise_(self) -> None: ...
    def close(self) -> bool: ...


Dialog = TypeVar("Dialog", bound=StyledDialog)


class LateDialog(Generic[Dialog]):
    """Makes a dialog once, in the theme of the moment, and has it follow later ones.

    Parameters
    ----------
    make : callable
        Imports, makes and joins it.

    Attributes
    ----------
    made : Dialog or None
        None until it was wanted.
    """

    def __init__(self, make: Callable[[], Dialog]) -> None:
        self._make = make
        self._theme = system_theme()
        self.made: Dialog | None = None

    @property
    def dialog(self) -> Dialog:
        """The dialog, made now if it has to be."""
        if self.made is None:
            self.made = self._make()
            self.made.restyle(self._theme)
        return self.made

    def show(self) -> None:
        """Show it before all other windows."""
        self.dialog.show()
        self.dialog.raise_()

    def close(self) -> None:
        """Close it, if it was made."""
        if self.made is not None:
            self.made.close()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        if self.made is not None:
            self.made.restyle(theme)
