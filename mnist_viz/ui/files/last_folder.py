"""The folder that file dialogs open in: the one of the last file."""

from pathlib import Path


class LastFolder:
    """Remembers where the person last opened or saved something.

    Attributes
    ----------
    path : str
        Empty until then.
    """

    def __init__(self) -> None:
        self.path = ""

    def suggest(self, name: str = "") -> str:
        """Return what a dialog is to begin with: the folder, if it is still there, and a name."""
        return str(Path(self.path, name)) if self.path and Path(self.path).is_dir() else name

    def note(self, chosen: str) -> None:
        """Take in the file or folder that was chosen."""
        path = Path(chosen).absolute()
        self.path = str(path if path.is_dir() else path.parent)
