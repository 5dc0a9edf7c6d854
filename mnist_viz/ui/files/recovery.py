"""What a crash left, offered at the next start."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from mnist_viz.session import Session
from mnist_viz.training import SessionRecord
from mnist_viz.ui.components.message_bar import MessageBar
from mnist_viz.ui.files.session_files import SessionFiles
from mnist_viz.ui.numbers import count
from mnist_viz.ui.process.logs import CrashReport

_ENDED = "The program ended unexpectedly the last time."


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
        self._crash: CrashReport | None = None
        session.autosave.found.connect(self._on_found)
        session.autosave.nothing_found.connect(self._on_nothing_found)
        files.opened.connect(self._on_opened)

    def note_crash(self, report: CrashReport | None) -> None:
        """Take note of what a crash wrote down, to be told with the session that it left."""
        self._crash = report

    @Slot(str, object)
    def _on_found(self, path: str, last: SessionRecord) -> None:
        self._found = path
        when = datetime.fromtimestamp(last.saved_at).astimezone()
        steps = count(last.run.known_steps)
        what_happened, details = self._what_happened()
        self._bar.show_message(
            "warning",
            _ENDED,
            f"Its session was kept at {when:%H:%M on %d.%m.%Y}, at step {steps}. {what_happened}",
            action_text="Open it",
            action=self._open,
            secondary_text="Discard",
            secondary=self._discard,
            details=details,
            # What a file named at the start holds, or lacks, is to be read first.
            in_turn=self._files.has_spoken,
        )

    @Slot()
    def _on_nothing_found(self) -> None:
        what_happened, details = self._what_happened()
        if details:
            in_turn = self._files.has_spoken
            self._bar.show_message(
                "warning", _ENDED, what_happened, details=details, in_turn=in_turn
            )

    def _what_happened(self) -> tuple[str, str]:
        """Return where a crash is written down, and what is written there, once."""
        report, self._crash = self._crash, None
        return ("", "") if report is None else (f"What happened is in {report.path}.", report.text)

    def _open(self) -> None:
        self._files.open_path(Path(self._found))

    def _discard(self) -> None:
        self._session.autosave.discard(self._found)

    @Slot(str)
    def _on_opened(self, path: str) -> None:
        """Keep what was kept until it is written down again."""
        if path == self._found:
            self._session.autosave.adopt(path)
