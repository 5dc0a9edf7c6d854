"""Pictures of digits on their way to the pad, dropped, pasted or opened; and the drawing out."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Slot
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from mnist_viz.data import DIGIT_NAMES
from mnist_viz.data.image_suffixes import RARE_SUFFIXES
from mnist_viz.data.image_suffixes import SUFFIXES as PICTURE_SUFFIXES
from mnist_viz.session import Session
from mnist_viz.session.pictures import PictureSource
from mnist_viz.training.opening import SUFFIXES as OTHER_FILES
from mnist_viz.ui.drawing.ink import Sheet
from mnist_viz.ui.drawing.ink_canvas import InkCanvas
from mnist_viz.ui.drawing.picture_offer import Refusal, offered
from mnist_viz.ui.drawing.strokes import WHOLE
from mnist_viz.ui.look.theme import theme
from mnist_viz.ui.main_window import MainWindow

if TYPE_CHECKING:
    from mnist_viz.data import PictureSteps

COPIED_SIDE = 560
"""Pixels of the copied drawing's side: twenty for each that the network sees."""

_PICTURES = " ".join(f"*{suffix}" for suffix in sorted(PICTURE_SUFFIXES | RARE_SUFFIXES))
OPEN_FILTER = f"Pictures ({_PICTURES});;All files (*)"


class PictureIntake(QObject):
    """Joins drops on the window, the clipboard and files to the pad.

    Parameters
    ----------
    session : Session
    window : MainWindow
    """

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        session.pictures.was_read.connect(self._on_read)
        session.pictures.failed.connect(self._on_failed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            return super().eventFilter(watched, event)
        assert isinstance(event, QDropEvent), "a drag that enters is one, too"
        if _is_of_others(event.mimeData()):
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.take(event.mimeData())
        return True

    def take(self, data: QMimeData) -> None:
        """Put the one picture that is offered on the pad, or say why not."""
        offer = offered(data)
        if isinstance(offer, Refusal):
            self._window.message_bar.show_message("warning", offer.what, offer.why)
        else:
            self._read(offer)

    @Slot()
    def paste(self) -> None:
        """Take the picture on the clipboard."""
        self.take(QGuiApplication.clipboard().mimeData())

    @Slot()
    def open(self) -> None:
        """Ask for a picture, and take it."""
        window = self._window
        name, _ = QFileDialog.getOpenFileName(
            window, "Open a picture of a digit", window.folder.suggest(), OPEN_FILTER
        )
        if name:
            window.folder.note(name)
            self._read(Path(name))

    @Slot()
    def copy(self) -> None:
        """Put the drawing on the clipboard, as a picture."""
        sheet = self._window.drawing_panel.sheet
        if sheet.is_empty:
            why = "Draw a digit, or press 0–9, then copy."
            self._window.message_bar.show_message("warning", "There is no drawing to copy.", why)
            return
        QGuiApplication.clipboard().setImage(picture_of(sheet))
        self._window.confirmations.confirm("The drawing is copied as a picture.")

    def _read(self, source: PictureSource) -> None:
        data = self._session.data
        other = data is not None and data.class_names != DIGIT_NAMES
        self._session.pictures.read(source, as_it_is=other)

    @Slot(object)
    def _on_read(self, steps: "PictureSteps") -> None:
        if steps.image.any():
            self._window.drawing_panel.show_picture(steps)
            return
        why = "No ink stands out from its ground. Take one with more contrast, or crop it."
        self._window.message_bar.show_message("warning", "The picture is empty.", why)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._window.message_bar.show_message("warning", "The picture was not taken.", str(error))


def picture_of(sheet: Sheet) -> QImage:
    """Return a sheet as a picture of dark ink on white paper, `COPIED_SIDE` wide."""
    canvas = InkCanvas(theme("light"), COPIED_SIDE, 1.0)
    canvas.show(sheet, WHOLE)
    return canvas.pixels.toImage()


def _is_of_others(data: QMimeData) -> bool:
    urls = data.urls()
    return len(urls) == 1 and Path(urls[0].path()).suffix.lower() in OTHER_FILES
