"""Joins the list of runs, the session and the display."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from mnist_viz.data.catalogue import CATALOGUE
from mnist_viz.data.loading import BUILTIN
from mnist_viz.session import Session
from mnist_viz.training import Frame, Run
from mnist_viz.training.run_command import RunCommand, run_command
from mnist_viz.ui.late_dialog import LateDialog
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.runs.run_rows import run_rows

if TYPE_CHECKING:
    from mnist_viz.ui.runs.dialog import RunsDialog


class RunList(QObject):
    """Opens the list, and does what it asks for.

    Parameters
    ----------
    session : Session
    window : MainWindow
    """

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._late = LateDialog(self._make)
        session.run_started.connect(self._refresh)
        session.analysis_ready.connect(self._refresh)
        session.training_changed.connect(self._refresh)

    @property
    def dialog(self) -> "RunsDialog":
        """The list."""
        return self._late.dialog

    @Slot()
    def open(self) -> None:
        """Show the list; as it opens, the run at hand is the selected one."""
        dialog, tree = self.dialog, self._session.tree
        dialog.show_runs(run_rows(self._session))
        if tree.runs and not dialog.isVisible():
            dialog.select(tree.current.id)
        self._late.show()
        dialog.activateWindow()

    @Slot(int)
    def resume(self, run_id: int) -> None:
        """Go on with a run where it was left."""
        branches = self._session.branches
        if branches.can_resume(run_id):
            branches.resume(run_id)

    @Slot(int)
    def compare(self, run_id: int) -> None:
        """Show a run as the ghost of the one at hand."""
        self._session.state.ghost = run_id
        self._window.display.show_ghost(self._session.branches.ghost)
        self._refresh()

    @Slot(int)
    def copy(self, run_id: int) -> None:
        """Put the command that repeats a run on the clipboard, and say what it leaves out."""
        command = self.command(run_id)
        bar = self._window.message_bar
        if command is None:
            bar.show_message(
                "warning", "Nothing was copied.", "Of that run only the curve is left."
            )
            return
        QGuiApplication.clipboard().setText(command.line)
        if command.unsaid:
            left_out = f"The command line cannot say: {'; '.join(command.unsaid)}."
            bar.show_message("warning", "Copied, but it will not be the same run.", left_out)
        else:
            what = "The command is copied; it trains whole epochs."
            bar.show_message("info", what, command.line)

    @Slot()
    def copy_current(self) -> None:
        """Copy the command that repeats the run at hand."""
        if self._session.tree.runs:
            self.copy(self._session.tree.current.id)

    def command(self, run_id: int) -> RunCommand | None:
        """Return the command that repeats a run; None if none of its steps is recorded."""
        session = self._session
        run, history = session.tree.runs[run_id], session.past.history
        first, newest = history.at_or_before(run_id, 0), self._newest(run_id)
        if newest is None:
            return None
        start = None if first is None else history.frame(run_id, first)
        return run_command(run, newest, start, self._data_of(run))

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._late.restyle(theme)

    def _make(self) -> "RunsDialog":
        from mnist_viz.ui.runs.dialog import RunsDialog  # noqa: PLC0415 - not at every start

        dialog = RunsDialog(self._window)
        dialog.resume_requested.connect(self.resume)
        dialog.repeat_requested.connect(self._window.controls.repeat)
        dialog.compare_requested.connect(self.compare)
        dialog.copy_requested.connect(self.copy)
        return dialog

    def _newest(self, run_id: int) -> Frame | None:
        session = self._session
        if run_id == session.tree.current.id:
            return session.frame
        history = session.past.history
        steps = history.steps(run_id)
        snapshot = history.at_or_before(run_id, int(steps[-1])) if len(steps) else None
        return None if snapshot is None else history.frame(run_id, snapshot)

    def _data_of(self, run: Run) -> str:
        """Return what ``--data`` finds the run's first data set by."""
        if run.data_name in (BUILTIN, *CATALOGUE):
            return run.data_name
        return self._session.library.records[run.data_name].origin

    @Slot()
    def _refresh(self) -> None:
        made = self._late.made
        if made is not None and made.isVisible():
            made.show_runs(run_rows(self._session))
