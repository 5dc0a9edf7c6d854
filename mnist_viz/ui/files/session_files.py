"""Sessions, models and set-ups: opened and saved, and what is said of it."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from mnist_viz.session import Session
from mnist_viz.training import (
    Frame,
    Looks,
    Selection,
    SessionRecord,
    differences,
    environment,
)
from mnist_viz.training.journal import SUFFIX as JOURNAL_SUFFIX
from mnist_viz.training.opening import MissingDataError, Opened, OpenedSession
from mnist_viz.training.session_file import SUFFIX
from mnist_viz.training.setup_file import SetUp, SetUpFileError
from mnist_viz.ui.drawing.sheet_record import drawing_of, sheet_of
from mnist_viz.ui.files.drops import FileDrops
from mnist_viz.ui.files.lesson import set_up, show_panels
from mnist_viz.ui.files.recent import RecentFiles
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.numbers import count

OPEN_FILTER = f"Sessions, models, set-ups (*{SUFFIX} *.safetensors *.json);;All files (*)"
SAVE_FILTER = f"Sessions (*{SUFFIX});;All files (*)"
MODEL_FILTER = "Models (*.safetensors);;All files (*)"

_FIRST_NAME = f"session{SUFFIX}"
_SAVING = "Saving the session…"
_NOT_SAVED = "The session could not be saved."


class SessionFiles(QObject):
    """What the window's menu does with files.

    Parameters
    ----------
    session : Session
    window : MainWindow

    Attributes
    ----------
    path : Path or None
        The file of the session at hand.
    recent : RecentFiles
    has_spoken : bool
        Whether a file has led to a message.
    """

    opened = Signal(str)  # path: what is in it is taken over
    set_up_refused = Signal(object)  # Exception: all stays as it was

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._shown: int | None = None
        self._panels: tuple[str, ...] | None = None
        self._lacking: MissingDataError | None = None
        self._refusal = ""
        self.path: Path | None = None
        self.has_spoken = False
        self.recent = RecentFiles(window)
        self.recent.chosen.connect(self._open_named)
        self._drops = FileDrops(window)
        self._drops.dropped.connect(self._open_named)
        self.recent.last_session = lambda: session.autosave.last
        storage = self._session.storage
        storage.looks = self.looks
        storage.saved.connect(self._on_saved)
        storage.save_failed.connect(self._on_save_failed)
        storage.opened.connect(self._on_opened)
        storage.open_failed.connect(self._on_open_failed)
        storage.taken_over.connect(self._on_taken_over)
        self._session.data_lacking.connect(self._on_data_lacking)
        self._session.run_started.connect(self._on_run_started)
        window.controls.lesson_failed.connect(self._refuse_set_up)

    def looks(self) -> Looks:
        """Return how the session is looked at now."""
        window, view = self._window, self._window.display.view
        return Looks(
            shown=view.frame.step if view is not None and view.is_past else None,
            selection=Selection(0, 0) if view is None else view.selection,
            limits=window.display.limits,
            drawing=drawing_of(window.drawing_panel.sheet),
            presets=window.controls.beginnings.presets,
        )

    @Slot()
    def save(self) -> None:
        """Save the session to its file; ask for one if it has none."""
        if self.path is None:
            self.save_as()
        else:
            self.save_to(self.path)

    @Slot()
    def save_as(self) -> None:
        """Ask for a file, and save the session to it."""
        window = self._window
        first = window.folder.suggest(_FIRST_NAME) if self.path is None else str(self.path)
        name, _ = QFileDialog.getSaveFileName(window, "Save session", first, SAVE_FILTER)
        if name:
            path = Path(name)
            window.folder.note(name)
            self.save_to(path if path.suffix else path.with_suffix(SUFFIX))

    def save_to(self, path: Path) -> None:
        """Save the session to a file."""
        self._window.message_bar.show_message("info", _SAVING, str(path))
        self._session.storage.save(path)

    @Slot()
    def save_model(self) -> None:
        """Ask for a file, and write the network as it is now."""
        window = self._window
        first = window.folder.suggest("model.safetensors")
        name, _ = QFileDialog.getSaveFileName(window, "Save model", first, MODEL_FILTER)
        if name:
            window.folder.note(name)
            self._session.save_model(Path(name))

    @Slot()
    def open(self) -> None:
        """Ask for a file, and open it."""
        window = self._window
        name, _ = QFileDialog.getOpenFileName(window, "Open", window.folder.suggest(), OPEN_FILTER)
        if name:
            window.folder.note(name)
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a session, a model or a set-up; if it cannot be, all stays as it is."""
        self._window.message_bar.take_back(self._refusal)
        self._session.storage.open(path)

    def take_up(self, path: Path, opened: Opened) -> None:
        """Go on with what was read from a file, or say why not."""
        self.has_spoken = True
        if isinstance(opened, OpenedSession):
            self._session.storage.take_over(opened)
            self.path = path if path.suffix == SUFFIX else None
            self._say_opened(path, opened)
        elif isinstance(opened, SetUp):
            try:
                set_up(self._session, self._window, opened)
            except SetUpFileError as error:
                self._refuse_set_up(error)
                return
            self._panels = opened.panels
        else:
            self._window.controls.begin_from(opened)
        if path.suffix != JOURNAL_SUFFIX:
            self.recent.note(path)
        self.opened.emit(str(path))

    @Slot(object)
    def _refuse_set_up(self, error: Exception) -> None:
        self._panels = None
        self._refusal = "The set-up cannot be used."
        self._window.messages.show_error(self._refusal, str(error))
        self.set_up_refused.emit(error)

    def _say_opened(self, path: Path, opened: OpenedSession) -> None:
        record = opened.record
        runs = len(record.runs)
        name = "what was kept" if path.suffix == JOURNAL_SUFFIX else path.name
        what = f"Opened {name}: {count(runs)} run{'s' if runs > 1 else ''}, "
        what += f"at step {count(record.steps)}."
        changed = differences(record.environment, environment())
        bar = self._window.message_bar
        if opened.lacking is not None:
            self._lacking = opened.lacking
            self._say_lacking(f"{what.removesuffix('.')}, to be looked at.")
        elif changed:
            why = (
                f"Past steps are as they were; training on may differ in the last bits, since "
                f"this is another computer or library: {'; '.join(changed)}."
            )
            bar.show_message("warning", what, why)
        elif opened.missing:
            why = f"{', '.join(opened.missing)} cannot be had, so that some runs cannot go on."
            bar.show_message("warning", what, why)
        else:
            bar.show_message("info", what, "Training goes on from there, exactly.")

    def _say_lacking(self, what: str) -> None:
        """Tell what the run at hand lacks, and how to get it."""
        lacking, getting = self._lacking, self._window.getting_data
        if lacking is None:
            return
        why = f"Training on takes {lacking.known_as}, "
        # What to do by hand is worth saying only where no button does it.
        why += "which is not here." if getting.can_get(lacking.data_name) else lacking.why
        getting.show_unusable(lacking.data_name, what, why, "warning")

    @Slot()
    def _on_data_lacking(self) -> None:
        self._say_lacking("Training needs data that are not here.")

    @Slot(str)
    def _open_named(self, path: str) -> None:
        self.open_path(Path(path))

    @Slot(str)
    def _on_saved(self, path: str) -> None:
        self.path = Path(path)
        self.recent.note(self.path)
        for what in (_SAVING, _NOT_SAVED):
            self._window.message_bar.take_back(what)
        self._window.message_bar.show_message("info", "The session is saved.", path)

    @Slot(str, object)
    def _on_save_failed(self, path: str, error: Exception) -> None:
        why = getattr(error, "strerror", None) or str(error)
        self._window.message_bar.take_back(_SAVING)
        self._window.messages.show_error(_NOT_SAVED, f"{path}: {why}.")

    @Slot(str, object)
    def _on_opened(self, path: str, opened: Opened) -> None:
        self.take_up(Path(path), opened)

    @Slot(str, object)
    def _on_open_failed(self, path: str, error: Exception) -> None:
        self._refusal = what = f"{Path(path).name} cannot be opened."
        if isinstance(error, MissingDataError):
            self._window.getting_data.show_unusable(error.data_name, what, str(error))
        else:
            self._window.messages.show_error(what, str(error))

    @Slot(object)
    def _on_taken_over(self, record: SessionRecord) -> None:
        looks, window = record.looks, self._window
        self._lacking = None
        window.controls.beginnings.take_over(record)
        window.rewinder.forget_warnings()
        window.display.expect(looks.selection, looks.limits)
        window.drawing_panel.show_sheet(sheet_of(looks.drawing))
        self._shown = looks.shown

    @Slot(object)
    def _on_run_started(self, frame: Frame) -> None:
        panels, self._panels = self._panels, None
        if panels is not None:
            show_panels(self._window, panels)
        shown, self._shown = self._shown, None
        went_wrong = self._session.state.ruin is not None  # its last good step is shown then
        if shown is not None and shown < frame.step and not went_wrong:
            self._window.rewinder.go_to(shown)
