"""The way from ink to what the network sees, step by step."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from mnist_viz.data import InkSteps, PictureSteps
from mnist_viz.data.ink import CENTRE, HALF_WIDTH
from mnist_viz.ui import numbers
from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors
from mnist_viz.ui.drawing.ink import Sheet
from mnist_viz.ui.drawing.ink_canvas import InkCanvas
from mnist_viz.ui.drawing.reading import RAW_NOTE
from mnist_viz.ui.drawing.strokes import WHOLE, Stroke
from mnist_viz.ui.look.spacing import GAP, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.why.tile import GRID, Marks, Tile
from mnist_viz.ui.why.tile_row import place_in_row

_EDGE = 4 / GRID
_INNER = (_EDGE, _EDGE, 1 - _EDGE, 1 - _EDGE)  # the middle 20 × 20 of 28 × 28
_MIDDLE = (CENTRE / GRID, CENTRE / GRID)
_CANVAS = 224  # pixels of a drawn step, shrunk to its tile
_SKIPPED = "skipped"
_READY_MADE = "A test image comes as it is: those who made the data set have fitted and centred it."
_WHY = (
    "MNIST's digits were fitted into 20 × 20 pixels and centred by mass before any network "
    "learnt from them, so yours is too."
)
_RAW = "The network now sees the drawing where and as large as it lies. Shift it, and see."
_RAW_PICTURE = "The network now sees the whole picture, shrunk: paper, shadows, and all."


class StepsView(QWidget):
    """Five pictures in a row; the middle three count for nothing where the raw picture is fed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = tuple(Tile(f"ink_step_{number}", self) for number in range(1, 6))
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._sheet = Sheet()
        self._is_raw = False
        self.restyle(system_theme())

    @property
    def text(self) -> str:
        """The sentence below the pictures."""
        return self._text.text()

    def show_sheet(self, sheet: Sheet, *, raw: bool) -> None:
        """Show how a drawing reaches the network."""
        self._sheet, self._is_raw = sheet, raw
        steps = sheet.steps
        if isinstance(steps, InkSteps):
            self._show_ink(steps)
        elif steps is not None:
            self._show_picture(steps)
        elif sheet.picture is not None:
            self._show_ready_made(sheet.picture)
        for tile in self.tiles[1:4]:
            tile.setVisible(steps is not None)
        self.tiles[0].setVisible(steps is not None)
        self._text.setText(self._sentence(steps))
        self._place()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._ink = ink_colors(theme, "ground")
        for tile in self.tiles:
            tile.restyle(theme)
        self._text.setFont(font("body"))
        self._text.setPalette(theme.palette)
        self._place()
        if not self._sheet.is_empty:
            self.show_sheet(self._sheet, raw=self._is_raw)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()
        super().resizeEvent(event)

    def _sentence(self, steps: InkSteps | PictureSteps | None) -> str:
        if steps is None:
            return _READY_MADE
        if not self._is_raw:
            return _WHY
        return _RAW_PICTURE if isinstance(steps, PictureSteps) else _RAW

    def _show_ink(self, steps: InkSteps) -> None:
        left, top, right, bottom = steps.box
        scale = _extent(steps.fitted) / max(_extent(steps.strokes), 1e-9) / GRID
        drawn = self._inked(self._sheet)
        self.tiles[0].show_image(drawn)
        self.tiles[0].describe("Your ink")
        self.tiles[1].show_image(drawn, Marks(box=(left, top, right, bottom)))
        size = f"{numbers.score(right - left)} × {numbers.score(bottom - top)}"
        self._describe(1, "Its box", size)
        self.tiles[2].show_image(self._inked(_in_frame(steps.fitted), fine=True), Marks(_INNER))
        self._describe(2, "Fitted into 20 × 20", f"× {numbers.plain(scale)}")
        centred = self._inked(_in_frame(steps.centred), fine=True)
        self.tiles[3].show_image(centred, Marks(cross=_MIDDLE))
        self._describe(3, "Centred by mass", _shift(*steps.shift.tolist()))
        self._show_seen(steps.image)

    def _show_picture(self, steps: PictureSteps) -> None:
        height, width = steps.ink.shape
        longer = max(height, width)
        self.tiles[0].show_image(_grey_image(steps.grey))
        self.tiles[0].describe("Your picture")
        box = None
        if steps.box is not None:
            left, top, right, bottom = steps.box
            x, y = (longer - width) / 2, (longer - height) / 2
            edges = (left + x, top + y, right + x, bottom + y)
            box = tuple(edge / longer for edge in edges)
        ink = digit_image(np.rint(255 * steps.ink).astype(np.uint8), self._ink)
        self.tiles[1].show_image(ink, Marks(box=box))
        self._describe(1, "Its ink and box", "")
        self.tiles[2].show_image(digit_image(_in_middle(steps.fitted), self._ink), Marks(_INNER))
        self._describe(2, "Fitted into 20 × 20")
        self.tiles[3].show_image(digit_image(steps.image, self._ink), Marks(cross=_MIDDLE))
        self._describe(3, "Centred by mass")
        self._show_seen(steps.image)

    def _show_ready_made(self, image: NDArray[np.uint8]) -> None:
        self._show_seen(image)

    def _show_seen(self, image: NDArray[np.uint8]) -> None:
        raw = self._sheet.raw
        seen = raw if self._is_raw and raw is not None else image
        self.tiles[4].show_image(digit_image(seen, self._ink))
        raw_note = RAW_NOTE if self._is_raw else "the network's input"
        self.tiles[4].describe("28 × 28 pixels", raw_note)

    def _describe(self, number: int, caption: str, note: str = "") -> None:
        skipped = self._is_raw
        self.tiles[number].describe(caption, _SKIPPED if skipped else note, dimmed=skipped)

    def _inked(self, sheet: Sheet, *, fine: bool = False) -> QPixmap:
        canvas = InkCanvas(self._theme, _CANVAS, self.devicePixelRatioF(), ground="ground")
        if fine:
            canvas.pen = 2 * HALF_WIDTH / GRID
        canvas.show(sheet, WHOLE)
        canvas.pixels.setDevicePixelRatio(1)
        return canvas.pixels

    def _place(self) -> None:
        taken = place_in_row(self.tiles, self.rect(), 2 * scaled(GAP))
        top = taken.bottom() + scaled(GAP)
        free = self.height() - top
        self._text.setVisible(free >= self._text.heightForWidth(self.width()))
        self._text.setGeometry(0, top, self.width(), max(0, free))


def _extent(strokes: tuple[NDArray[np.float64], ...]) -> float:
    return float(np.ptp(np.concatenate(strokes), axis=0).max())


def _in_frame(strokes: tuple[NDArray[np.float64], ...]) -> Sheet:
    """Return strokes in pixels of the 28 × 28 frame as a sheet of that frame."""
    return Sheet(tuple(Stroke(stroke / GRID) for stroke in strokes))


def _in_middle(fitted: NDArray[np.float32]) -> NDArray[np.uint8]:
    height, width = fitted.shape
    frame = np.zeros((GRID, GRID), dtype=np.uint8)
    top, left = (GRID - height) // 2, (GRID - width) // 2
    frame[top : top + height, left : left + width] = np.rint(255 * np.clip(fitted, 0, 1))
    return frame


def _shift(x: float, y: float) -> str:
    return f"{x:+.2f}, {y:+.2f} pixels".replace("-", "\u2212")


def _grey_image(grey: NDArray[np.uint8]) -> QImage:
    shades = np.arange(256, dtype=np.uint32)
    return digit_image(grey, (shades * np.uint32(0x010101)) | np.uint32(0xFF << 24))
