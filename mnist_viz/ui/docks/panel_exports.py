"""What a panel's menu gives away: its picture, and its numbers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QBuffer, QIODevice, QObject, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QImage, QImageWriter, QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from mnist_viz.ui.files.last_folder import LastFolder
from mnist_viz.ui.look.spacing import GAP, HEADER, PADDING, font, scaled
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
        """Return the panel as it looks, on its ground, under its title and the past step shown."""
        ratio, head = self._widget.devicePixelRatioF(), scaled(HEADER)
        size = self._widget.size() + QSize(0, head)
        pixels = QPixmap(size * ratio)
        pixels.setDevicePixelRatio(ratio)
        pixels.fill(self._theme.color("panel"))
        with QPainter(pixels) as painter:
            self._paint_heading(painter, QRect(0, 0, size.width(), head))
            below = QPoint(0, head)
            self._widget.render(painter, below, renderFlags=QWidget.RenderFlag.DrawChildren)
        return pixels

    def _paint_heading(self, painter: QPainter, place: QRect) -> None:
        """Write what a picture that has left the window is of."""
        place = place.adjusted(scaled(PADDING), 0, -scaled(PADDING), 0)
        vertical, gap = Qt.AlignmentFlag.AlignVCenter, scaled(GAP)
        if self._step is not None:
            text = f"step {count(self._step)}"
            painter.setFont(font("body"))
            painter.setPen(self._theme.color("text2"))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | vertical, text)
            place.setRight(place.right() - painter.fontMetrics().horizontalAdvance(text) - gap)
        painter.setFont(font("title"))
        painter.setPen(self._theme.color("text"))
        metrics, right = painter.fontMetrics(), Qt.TextElideMode.ElideRight
        elided = metrics.elidedText(self._heading, right, place.width())
        painter.drawText(place, vertical, elided)

    @Slot()
    def copy_picture(self) -> None:
        """Put the panel's picture on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.picture())
        self.copied.emit(f"The picture of “{self._heading}” is copied.")

    @Slot()
    def _on_text_copied(self) -> None:
        self.copied.emit(f"“{self._heading}” is copied as text.")

    @property
    def _heading(self) -> str:
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
