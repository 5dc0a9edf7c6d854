"""What cannot be written to the disk, in one notice: settings, the session, or both."""

from mnist_viz.ui.components.message_bar import MessageBar

SETTINGS, SESSION = "Settings", "The session"


class Unkept:
    """Says what will not be there at the next start.

    Parameters
    ----------
    bar : MessageBar
    """

    def __init__(self, bar: MessageBar) -> None:
        self._bar = bar
        self._reasons: dict[str, str] = {}
        self._said = ""

    def add(self, thing: str, why: str) -> None:
        """Say that something cannot be kept, with what was said before if that is still there.

        Parameters
        ----------
        thing : str
            `SETTINGS` or `SESSION`.
        why : str
            Where, and what is in the way.
        """
        if not self._bar.take_back(self._said):
            self._reasons = {}
        self._reasons[thing] = why
        whats: dict[tuple[str, ...], str] = {
            (SETTINGS,): "Settings cannot be kept; they last until the window is closed.",
            (SESSION,): "The session cannot be kept safe from a crash. Training goes on.",
        }
        both = "Settings and session cannot be kept; they last until the window is closed."
        self._said = whats.get(tuple(self._reasons), both)
        # What else is wrong, as with a file that could not be read, is not to be lost.
        in_turn = self._bar.kind in ("warning", "error")
        why = " ".join(dict.fromkeys(self._reasons.values()))
        self._bar.show_message("warning", self._said, why, until_read=True, in_turn=in_turn)
