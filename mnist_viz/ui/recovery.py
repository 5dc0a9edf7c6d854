"""What a crash left, offered at the next start; and what is said when nothing can be kept."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from mnist_viz.session import Session
from mnist_viz.training import SessionRecord
from mnist_viz.ui.components.message_bar import MessageBar
from mnist_viz.ui.numbers import count
from mnist_viz.ui.session_files import SessionFiles


class Recovery(QObject):
    """Joins autosave and message bar.

    Parameters
    ----------
    session : Session
    bar : MessageBar
    files : SessionFiles
        Opens what was kept.
    """

    def __init__(
        self, session: Session, bar: MessageBar, files: SessionFiles, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._bar = bar
        self._files = files
        self._found = ""
        session.autosave.found.connect(self._on_found)
        session.autosave.failed.connect(self._on_failed)
        files.opened.connect(self._on_opened)

    @Slot(str, object)
    def _on_found(self, path: str, last: SessionRecord) -> None:
        self._found = path
        when = datetime.fromtimestamp(last.saved_at).astimezone()
        steps = count(last.run.known_steps)
        self._bar.show_message(
            "warning",
            "The program ended unexpectedly the last time.",
            f"Its session was kept at {when:%H:%M on %d.%m.%Y}, at step {steps}.",
            action_text="Open it",
            action=self._open,
            secondary_text="Discard",
            secondary=self._discard,
            # What a file named at the start holds, or lacks, is to be read first.
            in_turn=self._files.has_spoken,
        )

    def _open(self) -> None:
        self._files.open_path(Path(self._found))

    def _discard(self) -> None:
        self._session.autosave.discard(self._found)

    @Slot(str)
    def _on_opened(self, path: str) -> None:
        """Keep what was kept until it is written down again."""
        if path == self._found:
            self._session.autosave.adopt(path)

    @Slot(object)
    def _on_failed(self, error: OSError) -> None:
        self._bar.show_message(
            "warning",
            "The session cannot be kept safe from a crash.",
            f"{self._session.autosave.folder}: {error.strerror}. Training goes on.",
        )
