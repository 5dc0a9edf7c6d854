"""The file that keeps the settings: read whatever it holds, never overwritten unread.

A JSON file of our own rather than QSettings, which overwrites a damaged file at the next
write, returns numbers and truth values as text, and an empty list as None.
"""

import json
from pathlib import Path

import platformdirs

from mnist_viz.ui.settings.settings import Settings, settings_from

SETTINGS = "The settings file"
"""What `Session.write_file` is told of it; only its failure is worth a message."""

_MOST_BYTES = 1_000_000
_MEANWHILE = "The usual settings hold: choose yours again, or close the window,"
FORMAT = 1


def settings_path() -> Path:
    """Return where the settings of this person are kept; the file need not exist."""
    return platformdirs.user_config_path("mnist-viz", appauthor=False) / "settings.json"


class SettingsFile:
    """Reads settings, and says how they are written.

    Parameters
    ----------
    path : Path

    Attributes
    ----------
    path : Path
    complaint : str
        Why the file could not be used, where it is kept, and what to do; empty if it could.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.complaint = ""

    def read(self) -> Settings:
        """Return the settings; the defaults, and a `complaint`, if they cannot be read."""
        try:
            with self.path.open("rb") as file:
                content = file.read(_MOST_BYTES + 1)
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            self.complaint = f"{self.path}: {error.strerror}. {_MEANWHILE} and let it be read."
            return Settings()
        document = _document(content)
        if document is None:
            self._set_aside()
            return Settings()
        return settings_from(document)

    def encoded(self, settings: Settings) -> bytes:
        """Return what the file is to hold."""
        document = {"format": FORMAT, **settings.as_document()}
        return (json.dumps(document, indent=1) + "\n").encode()

    def _set_aside(self) -> None:
        """Keep a damaged file under another name: the next write would end it."""
        kept = self.path.with_name(f"{self.path.stem}.damaged{self.path.suffix}")
        try:
            self.path.replace(kept)
        except OSError as error:
            why = f"{self.path} is damaged, and could not be kept aside: {error.strerror}."
            self.complaint = f"{why} {_MEANWHILE} and delete the file."
        else:
            why = f"{self.path.name} is damaged; a copy is kept at {kept}."
            self.complaint = f"{why} {_MEANWHILE} mend the copy, and rename it."


def _document(content: bytes) -> dict[str, object] | None:
    """Return what the file holds, or None if that is no document of settings."""
    if len(content) > _MOST_BYTES:
        return None
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):  # JSON's and Unicode's errors are ValueErrors
        return None
    return document if isinstance(document, dict) else None
