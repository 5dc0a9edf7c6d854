"""What “It is a 7” sets in motion, and what is said of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from mnist_viz.data.my_digits import MyDigits, TaughtDigit
from mnist_viz.data.my_digits_file import EXPORTED, my_digits_path
from mnist_viz.session import Session
from mnist_viz.session.teacher import Outcome
from mnist_viz.training.lessons import share_of_batch
from mnist_viz.ui.components.message_bar import MessageBar
from mnist_viz.ui.drawing.teach_button import with_article
from mnist_viz.ui.late_dialog import LateDialog
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.numbers import count
from mnist_viz.ui.panels.drawing_panel import DrawingPanel
from mnist_viz.ui.run_controls import RunControls

if TYPE_CHECKING:
    from mnist_viz.ui.teaching.dialog import MyDigitsDialog


_NOT_SAVED = "My digits could not be saved."
_NOT_READ = "My digits could not be read."
_NOT_EXPORTED = "My digits could not be exported."


class Teaching(QObject):
    """Joins the pad, My digits and the message bar.

    Parameters
    ----------
    session : Session
    panel : DrawingPanel
        Where drawings come from.
    bar : MessageBar
    controls : RunControls
    window : QWidget
    """

    def __init__(
        self,
        session: Session,
        panel: DrawingPanel,
        bar: MessageBar,
        controls: RunControls,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._panel = panel
        self._bar = bar
        self._controls = controls
        self._kept: TaughtDigit | None = None
        self._deleted: tuple[TaughtDigit, ...] = ()
        self._tells_of_deletion = False
        self._retries = False
        self._window = window
        self._late = LateDialog(self._make)
        panel.taught.connect(self.teach)
        panel.my_digits_requested.connect(self.show_my_digits)
        teacher = session.teacher
        teacher.changed.connect(self._on_changed)
        teacher.damaged.connect(self._on_damaged)
        teacher.exported.connect(self._on_exported)
        teacher.export_failed.connect(self._on_export_failed)
        session.run_started.connect(self._refresh)

    @property
    def dialog(self) -> "MyDigitsDialog":
        """Where My digits are seen."""
        return self._late.dialog

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._late.restyle(theme)

    def _make(self) -> "MyDigitsDialog":
        from mnist_viz.ui.teaching.dialog import (  # noqa: PLC0415 - not at every start
            MyDigitsDialog,
        )

        dialog = MyDigitsDialog(self._window)
        dialog.deleted.connect(self._delete)
        dialog.teaching_chosen.connect(self._use)
        dialog.export_requested.connect(self._export)
        return dialog

    @Slot()
    def ask(self) -> None:
        """Let the person say what they drew, or what their picture shows."""
        sheet = self._panel.sheet
        if sheet.is_own:
            self._panel.ask_what_it_is()
        elif sheet.is_empty:
            self._say("Nothing is drawn yet.", "Draw a digit; then T says which one it is.")
        else:
            why = "The network is scored on it, and would know it by heart. Draw a digit instead."
            self._say("A test image cannot be taught.", why)

    @Slot(int)
    def teach(self, label: int) -> None:
        """Keep what is on the pad as this digit, and teach it to the run at hand."""
        sheet = self._panel.sheet
        if not sheet.is_own:
            return
        try:
            digit = (
                TaughtDigit.of(label, self._panel.strokes)
                if sheet.source is None
                else TaughtDigit.of_picture(label, sheet.source.image)
            )
        except ValueError as error:
            self._say("The drawing cannot be taught.", f"{error} Clear the pad and draw again.")
            return
        self._kept = digit
        self._session.teacher.keep(digit)

    @Slot()
    def show_my_digits(self) -> None:
        """Open the dialog."""
        self._session.teacher.read()
        self._late.show()
        self._refresh()
        self.dialog.activateWindow()

    @Slot(object)
    def _delete(self, checksums: tuple[str, ...]) -> None:
        digits = self._session.teacher.my_digits or MyDigits()
        self._deleted = tuple(one for one in digits.digits if one.checksum in checksums)
        self._tells_of_deletion = True
        self._session.teacher.remove(checksums)

    @Slot(bool)
    def _use(self, wanted: bool) -> None:
        self._session.teacher.use(wanted=wanted)

    @Slot()
    def _export(self) -> None:
        folder = QFileDialog.getExistingDirectory(self.dialog, "Export My digits to a folder")
        if folder:
            self._session.teacher.export(Path(folder))

    @Slot(object)
    def _on_changed(self, digits: MyDigits) -> None:
        self._refresh()
        teacher, kept = self._session.teacher, self._kept
        if kept is not None and all(one.checksum != kept.checksum for one in digits.digits):
            kept = None  # it is still on its way
        tells_of_deletion = kept is None and self._tells_of_deletion
        if kept is not None:
            self._kept = None
        elif tells_of_deletion:
            self._tells_of_deletion = False
        if teacher.outcome.failure:
            self._tell_of_failure(teacher.outcome, kept)
            return
        was_unsaved = self._bar.take_back(_NOT_SAVED) or self._retries
        self._bar.take_back(_NOT_READ)
        self._retries = False
        if kept is not None:
            self._tell_of(kept, len(digits))
        elif tells_of_deletion:
            self._tell_of_deletion()
        elif was_unsaved:
            self._say("My digits are saved.", str(my_digits_path()))

    def _tell_of_deletion(self) -> None:
        number = len(self._deleted)
        what = f"{count(number)} drawing{'s' if number > 1 else ''} deleted from My digits."
        self._bar.show_message("info", what, "", secondary_text="Undo", secondary=self._put_back)

    def _tell_of_failure(self, outcome: Outcome, kept: TaughtDigit | None) -> None:
        """Say that the file is not what the window has, until it is or the person has read it."""
        why = outcome.failure
        if outcome.is_unsaved:
            lasts = "What you changed lasts"
            if kept is not None:
                learns = self._session.can_be_taught
                lasts = f"Your {kept.label} is {'learned from' if learns else 'in memory'}"
            why += f" {lasts} until the window is closed."
        self._bar.show_message(
            "error",
            _NOT_SAVED if outcome.is_unsaved else _NOT_READ,
            f"{why} Make room or allow writing there, then try again.",
            "Try again",
            self._retry,
            until_read=True,
        )

    @Slot()
    def _retry(self) -> None:
        """Save what could not be saved."""
        self._retries = self._session.teacher.outcome.is_unsaved
        self._session.teacher.read()

    def _tell_of(self, kept: TaughtDigit, number: int) -> None:
        session, replaced = self._session, self._session.teacher.outcome.replaced
        why = f"They are {count(number)} now." if number > 1 else "It is the first."
        if session.can_be_taught:
            every = round(1 / share_of_batch(number))
            which = "one of them" if number > 1 else "this one, drawn anew"
            why += f" From now on, 1 of {every} images that the network learns from is {which}."
        else:
            why += " The network at hand reads other things than digits, and is not taught it."
        trains = session.training or not session.can_be_taught
        self._bar.show_message(
            "info",
            f"Kept in My digits: {with_article(kept.label)}.",
            why,
            None if trains else "Train",
            self._controls.play,
            secondary_text="Undo",
            secondary=lambda: self._take_back(kept, replaced),
        )

    def _take_back(self, kept: TaughtDigit, replaced: tuple[TaughtDigit, ...]) -> None:
        """Make My digits what they were before a drawing was taught."""
        if replaced:
            self._session.teacher.put_back(replaced)
        else:
            self._session.teacher.remove((kept.checksum,))

    @Slot()
    def _put_back(self) -> None:
        self._session.teacher.put_back(self._deleted)

    @Slot()
    def _refresh(self) -> None:
        session, dialog = self._session, self._late.made
        digits = session.teacher.my_digits
        if digits is not None and dialog is not None and dialog.isVisible():
            dialog.show_digits(
                digits,
                taught=bool(len(session.taught)),
                teachable=session.can_be_taught,
            )

    @Slot(str, object)
    def _on_damaged(self, copy: str, error: Exception) -> None:
        self._bar.show_message(
            "warning",
            "My digits could not be read; a new file begins.",
            f"{error} Its name is {Path(copy).name}.",
            until_read=True,
        )

    @Slot(str)
    def _on_exported(self, folder: str) -> None:
        self._bar.take_back(_NOT_EXPORTED)
        self._say("My digits are exported.", f"{folder}: {' and '.join(EXPORTED)}")

    @Slot(object)
    def _on_export_failed(self, error: Exception) -> None:
        self._bar.show_message("error", _NOT_EXPORTED, str(error))

    def _say(self, what: str, why: str) -> None:
        self._bar.show_message("info", what, why)
