"""From nothing to a running window, and back without leaving anything behind."""

import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication
from threadpoolctl import threadpool_limits

from mnist_viz import __version__, training, ui
from mnist_viz import session as sessions
from mnist_viz.ui.display.first_answer import FirstAnswer
from mnist_viz.ui.first_run import FirstRun
from mnist_viz.ui.look.style import ThemeFollower, styled_application
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.process.closing_signals import ClosingSignals
from mnist_viz.ui.process.crash_notices import CrashNotices
from mnist_viz.ui.process.free_memory import return_large_blocks
from mnist_viz.ui.process.garbage import GarbageCollector
from mnist_viz.ui.process.logs import start_logs, take_crash_report
from mnist_viz.ui.process.qt_messages import listen_to_qt
from mnist_viz.ui.settings import SettingsFile, SettingsKeeper, settings_path

if TYPE_CHECKING:
    from mnist_viz.session import Session
    from mnist_viz.training.opening import Opened

_LOG = logging.getLogger(__name__)

DIGIT_SETS = ("", "mnist", "builtin")
"""The data sets, by name, that the built-in digits stand in for or are."""

_HIDDEN_MS = 500
_HELD_MS = 30
"""How often it is looked whether a button of the mouse is held still."""

RESCUED = "rescued.safetensors"
"""What the weights are called that are saved when the training thread hangs."""


@dataclass(frozen=True)
class WindowOptions:
    """What the command line says about the window; None where it says nothing."""

    preset: str | None = None
    data: str | None = None
    seed: int | None = None
    autostart: bool = False
    screenshot: Path | None = None
    after: int = 0
    file: Path | None = None
    pretrained: bool = False


def run(options: WindowOptions) -> int:
    """Open the window; return the exit code once it is closed.

    Raises
    ------
    TensorFileError, SetUpFileError
        If the file to be opened cannot be used.
    RuntimeError
        If a picture was asked for and could not be taken.
    """
    opened = None if options.file is None else training.open_file(options.file)
    _check_can_be_pictured(options, opened)
    return_large_blocks()
    start_logs()
    listen_to_qt()
    # Two BLAS threads would spin against the window's own.
    with threadpool_limits(1, user_api="blas"):
        app = QApplication.instance() or styled_application("mnist-viz")
        assert isinstance(app, QApplication)
        app.setApplicationName("mnist-viz")
        app.setApplicationDisplayName("MNIST Viz")
        app.setApplicationVersion(__version__)
        garbage = GarbageCollector()
        program = Program(app, options, opened)
        code = app.exec()
        garbage.stop()
        return program.end(code)


class Program(QObject):
    """The window, its session, and what joins them to the process.

    Parameters
    ----------
    app : QApplication
    options : WindowOptions
    opened : Model, OpenedSession, SetUp or None
        What the file of `options` holds.

    Attributes
    ----------
    window : MainWindow
    session : Session
        From `ready` on.
    ready : Signal
        The window has all its parts; where a run begins as usual, the pad answers before.
    """

    ready = Signal()

    def __init__(self, app: QApplication, options: WindowOptions, opened: "Opened | None") -> None:
        super().__init__()
        # Else a stroke loses the points that came while the window was busy. On X11 the
        # application, once it is made, merges them again, whatever it was told before.
        app.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
        self._app = app
        self._options = options
        self._failure = ""
        self._pictured = False
        self._refusal: Exception | None = None
        self._opened = opened
        self.session: Session
        self._furnishing: Iterator[None] | None = None
        self._next_piece = QTimer(self)
        self._next_piece.timeout.connect(self._furnish_more)
        self._crashes: list[tuple[str, str]] = []
        self.settings: SettingsKeeper | None = None
        self.notices = CrashNotices(self)
        self.notices.raised.connect(self._note_crash)
        self.notices.install()
        follower = ThemeFollower(app)
        first = FirstRun.of(options.preset, options.seed, self._model)
        self.window = MainWindow(None, follower, first)
        self._signals = ClosingSignals(self.window)
        if options.screenshot is None:
            # A picture is the same whoever takes it: it heeds no settings and leaves none. What a
            # file asks for comes after them.
            self.settings = SettingsKeeper(SettingsFile(settings_path()), self.window, follower)
            if not self.settings.restore_place():
                self._fit_to_screen()
            self.window.painted.connect(self.settings.fit_to_screen)
        if self._begins_as_usual:
            self._answer = FirstAnswer(self.window.drawing_panel, first)
            self.window.painted.connect(self._begin_furnishing)
            # A window that nobody can see yet is not painted.
            QTimer.singleShot(_HIDDEN_MS, self._begin_furnishing)
        else:
            self._open_at_once()
        self.window.show()
        self.window.drawing_panel.setFocus()

    @property
    def _model(self) -> "training.Model | None":
        """What the file holds, if it is a model."""
        opened = self._opened  # without a file, what reads models is not needed yet
        return opened if opened is not None and isinstance(opened, training.Model) else None

    @property
    def _begins_as_usual(self) -> bool:
        """Whether an untrained network is to learn digits, among panels in their usual places."""
        options = self._options
        asks_for_model = options.file is not None or options.pretrained
        is_usual = self.settings is not None and not self.settings.has_layout
        return is_usual and not asks_for_model and options.data in (None, *DIGIT_SETS)

    def _open_at_once(self) -> None:
        """Let the window be shown with all that is in it."""
        session = self.session = sessions.Session(self)
        try:
            self.window.furnish(session)
            self._join()
            self._begin()
        except BaseException:
            # A thread that is alive when its object goes takes the process with it.
            session.close()
            raise

    @Slot()
    def _begin_furnishing(self) -> None:
        """Put the rest into the window, piece by piece, while the pad answers."""
        if self._furnishing is None and not self.window.is_closed:
            self._furnishing = self._pieces()
            self._next_piece.start()

    def _pieces(self) -> Iterator[None]:
        session = self.session = sessions.Session(self)
        yield
        yield from self.window.furnishing(session)
        self._join()
        self._answer.end()
        self._begin()  # not before: all of them are to hear of the data

    @Slot(str, str)
    def _note_crash(self, summary: str, details: str) -> None:
        """Keep it until there is a place to tell it."""
        self._crashes.append((summary, details))

    @Slot()
    def _furnish_more(self) -> None:
        assert self._furnishing is not None, "it has begun"
        held = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        self._next_piece.setInterval(_HELD_MS if held else 0)
        if held:
            return  # a stroke would be torn
        try:
            if self.window.is_closed or next(self._furnishing, self) is self:
                self._next_piece.stop()
        except BaseException:
            # A window without its parts is of no use; nobody would know why.
            self._next_piece.stop()
            self._failure = "The window could not be made; the log says why."
            self._app.exit(1)
            raise

    def _join(self) -> None:
        """Join the session to what tells of it, now that the window has all its parts."""
        options, session, window = self._options, self.session, self.window
        self.notices.raised.disconnect(self._note_crash)
        self.notices.raised.connect(window.messages.show_crash)
        for crash in self._crashes:
            window.messages.show_crash(*crash)
        session.data_failed.connect(self._on_data_failed)
        if options.autostart:
            session.run_started.connect(self._autostart)
        if options.screenshot is not None:
            session.failed.connect(self._on_training_failed)
            self._screenshot = ui.Screenshot(
                window,
                window.display,
                options.screenshot,
                after=options.after,
                done=self._on_picture,
            )
        if self.settings is not None:
            window.recovery.note_crash(take_crash_report())
            session.autosave.begin(autosave_folder())
            self.settings.restore_panels(session)
        self.ready.emit()

    def _begin(self) -> None:
        """Begin with what was asked for."""
        options, model, opened = self._options, self._model, self._opened
        if options.pretrained:
            self.window.controls.start_pretrained(options.data or "")
        elif options.file is None or opened is None or model is not None:
            name = model.data_name if model is not None else ""
            self.session.load_data(options.data or name)
        else:
            self.window.files.set_up_refused.connect(self._on_set_up_refused)
            self.window.files.take_up(options.file, opened)

    def _fit_to_screen(self) -> None:
        """Take most of the screen, and no more than there is."""
        room = self._app.primaryScreen().availableSize()
        most = QSize(int(0.85 * room.width()), int(0.85 * room.height()))
        self.window.resize(most.expandedTo(self.window.size()).boundedTo(room))

    def end(self, code: int) -> int:
        """Stop everything; return the exit code."""
        self._signals.uninstall()
        self._next_piece.stop()
        if hasattr(self, "session") and not self.session.close():
            self._abandon()
        self.notices.uninstall()
        if self._options.screenshot is not None and not self._pictured and not self._failure:
            raise KeyboardInterrupt("The window was closed before its picture was taken.")
        if self._failure:
            raise RuntimeError(self._failure)
        return code

    def _abandon(self) -> None:
        """End a process whose training thread hangs, with the newest weights in a file."""
        message = "The training thread did not stop; the program ended without it."
        try:
            message += f" {self._rescue()}"
        except Exception as error:  # noqa: BLE001 - whatever it is, the process must end
            message += f" The newest weights could not be saved: {error}"
        finally:
            _LOG.error(message)
            print(f"mnist-viz: {message}", file=sys.stderr, flush=True)  # noqa: T201
            logging.shutdown()
            os._exit(1)

    def _rescue(self) -> str:
        """Save the newest weights; return a sentence that says where."""
        model = self.session.model()
        if model is None:
            return "There were no weights to save."
        path = platformdirs.user_data_path("mnist-viz", appauthor=False) / RESCUED
        path.parent.mkdir(parents=True, exist_ok=True)
        training.save_model(path, model)
        return f"The newest weights are in {path}."

    @Slot(object)
    def _autostart(self) -> None:
        self.session.run_started.disconnect(self._autostart)
        if self._options.screenshot is not None:
            self.window.transport.show_speed("full")
            self.session.set_speed("full")
        self.session.play()

    @Slot(str, object)
    def _on_data_failed(self, name: str, error: Exception) -> None:
        """Go on without what could not be loaded, unless it was asked for by name."""
        if self.session.data is not None or error is self._refusal:
            return
        if name and name == self._options.data:
            self._failure = str(error)
            self._app.exit(1)
        else:
            self.session.load_data("builtin")

    @Slot(object)
    def _on_set_up_refused(self, error: Exception) -> None:
        """Begin as if no file had been given; the message stays. A picture would be of another."""
        self._refusal = error
        if self._options.screenshot is not None:
            self._fail(f"{self._options.file}: {error}")
        elif not self.session.tree.runs:
            self.session.load_data(self._options.data or "")

    @Slot(object)
    def _on_training_failed(self, error: Exception) -> None:
        if not self._screenshot.taken:
            self._fail(f"Training stopped before step {self._options.after:,}: {error}")

    def _fail(self, why: str) -> None:
        """End with an error, once the window has come so far that it can be closed."""
        self._failure = why
        QTimer.singleShot(0, self.window.close)

    def _on_picture(self, saved: bool) -> None:
        self._pictured = True
        if not saved:
            self._failure = f"The picture could not be written to {self._options.screenshot}."
        self.window.close()


def _check_can_be_pictured(options: WindowOptions, opened: "Opened | None") -> None:
    """Refuse to wait for steps that cannot be trained.

    Raises
    ------
    MissingDataError
        If training is asked for before the picture, and the data set of a session is not here.
    """
    waits = options.screenshot is not None and options.autostart
    if waits and isinstance(opened, training.OpenedSession) and opened.lacking is not None:
        raise opened.lacking


def autosave_folder() -> Path:
    """Return where sessions are kept safe from a crash; the folder need not exist."""
    return platformdirs.user_state_path("mnist-viz", appauthor=False) / "sessions"
