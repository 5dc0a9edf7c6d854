"""What a panel's menu gives away: its picture, and its numbers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QBuffer, QIODevice, QObject, QPoint, QSize, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QImage, QImageWriter, QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from mnist_viz.ui.docks.picture_heading import PictureHeading
from mnist_viz.ui.files.last_folder import LastFolder
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.numbers import count

if TYPE_CHECKING:
    from mnist_viz.ui.panel import Panel


class PanelExports(QObject):
    """Copies or saves a panel as it is shown.

    Parameters
    ----------
    panel : Panel
    folder : LastFolder
        Where its files go.

    Attributes
    ----------
    copied : Signal(str)
        A sentence on what is now on the clipboard.
    file_made : Signal(str, object, object)
        What it is, the path that the person chose, and a callable that returns the content.
    """

    copied = Signal(str)
    file_made = Signal(str, object, object)  # str, Path, Callable[[], bytes]

    def __init__(self, panel: "Panel", folder: LastFolder, parent: QObject) -> None:
        super().__init__(parent)
        self._panel = panel
        self._widget = cast("QWidget", panel)
        self._folder = folder
        self._step: int | None = None
        self._csv: QAction | None = None
        if hasattr(panel, "text_copied"):
            panel.text_copied.connect(self._on_text_copied)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme

    def show_step(self, step: int | None) -> None:
        """Put a past step into pictures and the names of files, or none."""
        self._step = step

    def add_to(self, menu: QMenu) -> None:
        """Offer what can be had in a menu."""
        menu.addAction("Copy picture").triggered.connect(self.copy_picture)
        if hasattr(self._panel, "copy_text"):
            menu.addAction("Copy as text").triggered.connect(self._panel.copy_text)
        menu.addAction("Save as PNG…").triggered.connect(self.save_picture)
        self._csv = menu.addAction("Save as CSV…")
        self._csv.setToolTip("The numbers that are shown, with all their digits.")
        self._csv.triggered.connect(self.save_table)
        menu.aboutToShow.connect(self._look_for_table)

    def picture(self) -> QPixmap:
        """Return the panel as it looks, on its ground, under what tells what it shows."""
        ratio, width, heading = self._widget.devicePixelRatioF(), self._widget.width(), self.heading
        head = heading.height(width)
        pixels = QPixmap((self._widget.size() + QSize(0, head)) * ratio)
        pixels.setDevicePixelRatio(ratio)
        pixels.fill(self._theme.color("panel"))
        with QPainter(pixels) as painter:
            heading.paint(painter, width, self._theme)
            below = QPoint(0, head)
            self._widget.render(painter, below, renderFlags=QWidget.RenderFlag.DrawChildren)
        return pixels

    @property
    def heading(self) -> PictureHeading:
        """What is written over a picture: the title, what was chosen to be seen, the past step."""
        words = getattr(self._panel, "chosen_view", ""), self._panel.subtitle
        step = "" if self._step is None else f"step {count(self._step)}"
        return PictureHeading(self._title, " · ".join(filter(None, words)), step)

    @Slot()
    def copy_picture(self) -> None:
        """Put the panel's picture on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.picture())
        self.copied.emit(f"The picture of “{self._title}” is copied.")

    @Slot()
    def _on_text_copied(self) -> None:
        self.copied.emit(f"“{self._title}” is copied as text.")

    @property
    def _title(self) -> str:
        return str(getattr(self._panel, "heading", self._panel.title))

    @Slot()
    def save_picture(self) -> None:
        """Ask for a file, and have the panel's picture written."""
        self._save("The picture", "png", partial(_png, self.picture().toImage()))

    @Slot()
    def save_table(self) -> None:
        """Ask for a file, and have the panel's numbers written."""
        table = self._panel.as_table()
        if table is not None:
            self._save("The table", "csv", table.encoded)

    def _save(self, what: str, suffix: str, content: Callable[[], bytes]) -> None:
        step = "" if self._step is None else f"-step-{self._step}"
        name = f"{self._panel.title.lower().replace(' ', '-')}{step}.{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(
            self._widget,
            f"Save as {suffix.upper()}",
            self._folder.suggest(name),
            f"{suffix.upper()} (*.{suffix})",
        )
        if chosen:
            self._folder.note(chosen)
            path = chosen if chosen.lower().endswith(f".{suffix}") else f"{chosen}.{suffix}"
            self.file_made.emit(what, Path(path), content)

    @Slot()
    def _look_for_table(self) -> None:
        if self._csv is not None:
            self._csv.setEnabled(self._panel.as_table() is not None)


def _png(image: QImage) -> bytes:
    """Encode a picture; safe on any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"PNG")
    if not writer.write(image):
        raise OSError(writer.errorString())
    return bytes(buffer.data().data())
