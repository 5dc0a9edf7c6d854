"""The pad: a square of ink that every pointer and the keyboard can draw on."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.data import DIGIT_NAMES
from mnist_viz.ui.components import HintPill, tooltip
from mnist_viz.ui.drawing.ink import SAMPLE, BorrowedDigit, Sheet
from mnist_viz.ui.drawing.ink_canvas import PEN, InkCanvas
from mnist_viz.ui.drawing.pad_hand import PadHand, Tool
from mnist_viz.ui.drawing.pad_keys import PadKeys
from mnist_viz.ui.drawing.pad_marks import cross_size, paint_cross, paint_eraser, paint_frame
from mnist_viz.ui.drawing.pad_pointers import PRESSES, PadPointers
from mnist_viz.ui.drawing.pad_writer import PadWriter
from mnist_viz.ui.drawing.sample import sample_digit
from mnist_viz.ui.drawing.strokes import ERASER_RADIUS, WHOLE, Box, Point, united
from mnist_viz.ui.drawing.what_to_draw import IN_SHORT, what_to_draw
from mnist_viz.ui.look.spacing import CONTROL_RADIUS, GAP, UNIT, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_HELP = (
    "Draw with the mouse, a pen or a finger; drag with the right button to erase. "
    "By keyboard: X or Enter brings a cross, which the arrow keys move, faster with Shift; "
    "X or Enter puts its pen down and lifts it; Esc ends; C clears; Ctrl+Z undoes."
)
_LEAVINGS = {QEvent.Type.FocusOut, QEvent.Type.Hide}


class DrawingPad(QWidget):
    """A square to draw a digit on.

    Attributes
    ----------
    drawing_changed : Signal(object)
        What the network sees now: uint8 (28, 28), or None if the pad is empty. At most
        one a turn of the event loop; the last one of several always comes.
    """

    drawing_changed = Signal(object)  # uint8 (28, 28), or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # First, because `event` is called by almost anything else here.
        self._hand = PadHand()
        self._pointers = PadPointers(self._hand, self._place_of)
        self._keys = PadKeys(self._hand)
        self._writer = PadWriter(self._hand)
        self._hand.drawing_changed.connect(self.drawing_changed)
        self._hand.inked.connect(self._show_ink)
        self._hand.eraser_moved.connect(self._show_marks)
        self.setObjectName("drawing_pad")
        self.setAccessibleName("Drawing pad")
        self.setAccessibleDescription(_HELP)
        self.setToolTip(tooltip("Drawing pad", _HELP))
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._canvas: InkCanvas | None = None
        self._stale: Box | None = None
        self._marks = QRect()
        self._asked = what_to_draw(DIGIT_NAMES)
        self._is_asking = False
        self._hint = HintPill(1, self._asked, self)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hint.hide()
        self.restyle(system_theme())

    @property
    def drawing(self) -> NDArray[np.uint8] | None:
        """What the network sees, uint8 (28, 28), read-only; None if the pad is empty."""
        return self._hand.picture

    @property
    def strokes(self) -> list[NDArray[np.float64]]:
        """The points of each stroke, shape (n, 2), in the unit square."""
        return [stroke.points for stroke in self._hand.sheet.strokes]

    @property
    def borrowed(self) -> BorrowedDigit | None:
        """The test image on the pad, if there is one."""
        return self._hand.sheet.borrowed

    @property
    def can_undo(self) -> bool:
        return self._hand.can_undo

    @property
    def can_redo(self) -> bool:
        return self._hand.can_redo

    @property
    def raw(self) -> bool:
        """Whether the network sees the drawing as it lies, neither fitted nor centred."""
        return self._hand.raw

    @Slot(bool)
    def set_raw(self, raw: bool) -> None:
        """Let the network see the drawing as it lies, or as MNIST's digits are."""
        self._hand.set_raw(raw)

    def choose_tool(self, tool: Tool) -> None:
        """Choose what the main button of a pointer does."""
        self._hand.tool = tool
        self._hand.hover(None)

    @property
    def writer(self) -> PadWriter:
        """What writes digits by itself."""
        return self._writer

    def write(self, digit: int) -> None:
        """Have a digit written, 0 to 9, stroke by stroke; whoever touches the pad ends it."""
        self._keys.lift()
        self._writer.write(digit)

    def show_borrowed(self, image: NDArray[np.uint8], class_name: str, index: int) -> None:
        """Show a test image, until somebody draws.

        Parameters
        ----------
        image : uint8, shape (28, 28)
        class_name : str
            What it is.
        index : int
            Its place in the test set.
        """
        picture = np.array(image, dtype=np.uint8)
        picture.flags.writeable = False
        self._writer.stop()
        self._keys.lift()
        self._hand.borrow(BorrowedDigit(picture, class_name, index))

    def show_sample(self) -> None:
        """Show a digit to begin with, until somebody draws."""
        self._hand.borrow(sample_digit())

    @property
    def shows_sample(self) -> bool:
        """Whether it is still there."""
        return self.borrowed is not None and self.borrowed.index == SAMPLE

    @property
    def sheet(self) -> Sheet:
        """All that is on the pad."""
        return self._hand.sheet

    def show_sheet(self, sheet: Sheet) -> None:
        """Put a whole sheet on the pad."""
        self._writer.stop()
        self._keys.lift()
        self._hand.put(sheet)

    @Slot()
    def clear(self) -> None:
        """Take everything off the pad."""
        self._writer.stop()
        self._keys.lift()
        self._hand.clear()

    @Slot()
    def undo(self) -> None:
        """Take back the last stroke, erasure or clearing."""
        self._writer.stop()
        self._keys.lift()
        self._hand.undo()

    @Slot()
    def redo(self) -> None:
        """Do again what was undone last."""
        self._writer.stop()
        self._keys.lift()
        self._hand.redo()

    def ask_for(self, class_names: tuple[str, ...]) -> None:
        """Let the hint ask for what the network reads."""
        self._asked = what_to_draw(class_names)
        self._place_hint()

    def set_hint_visible(self, visible: bool) -> None:
        """Ask for a drawing; the hint leaves with the first stroke or picture."""
        self._is_asking = visible
        self._place_hint()
        self._canvas = None  # a borrowed digit makes room for it
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._radius = scaled(CONTROL_RADIUS)
        self._canvas = None
        self._hint.restyle(theme)
        self._place_hint()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(1, 1) * scaled(228)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1) * scaled(72)

    def event(self, event: QEvent) -> bool:
        if event.type() in PRESSES:
            self._writer.stop()
        if event.type() in PRESSES | _LEAVINGS:
            self._keys.let_go()
            self._show_marks()
        if event.type() in _LEAVINGS:
            self._pointers.let_go()
        if self._pointers.take(event) or (isinstance(event, QKeyEvent) and self._take_key(event)):
            return True
        if event.type() == QEvent.Type.ToolTip and not self._hand.sheet.is_empty:
            return True  # it would cover the drawing
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_hint()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        square, radius = self._square(), self._radius
        canvas = self._fresh_canvas(square.width())
        with QPainter(self) as painter:
            if square != self.rect():
                painter.fillRect(self.rect(), self._theme.color("panel"))
            painter.drawPixmap(square.topLeft(), canvas.pixels)
            if not square.adjusted(radius, radius, -radius, -radius).contains(event.rect()):
                paint_frame(painter, QRectF(square), radius, self._theme)
            if self._hand.eraser is not None:
                place = self._position(self._hand.eraser)
                # The circle stays free of ink: what remains has half a pen's width yet.
                reach = (ERASER_RADIUS - 0.4 * PEN) * square.width()
                paint_eraser(painter, place, reach, self._theme)
            if self._keys.visible:
                place = self._position(self._keys.place)
                paint_cross(painter, place, down=self._keys.down, theme=self._theme)

    def draw_by_keys(self) -> None:
        """Show the cross that arrow keys draw with."""
        self._keys.begin()
        self._show_marks()

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(self._keys.owns(event))  # its own keys win over the window's
            return event.isAccepted()
        taken = self._keys.take(event)
        if taken:
            self._show_marks()
        return taken

    def _square(self) -> QRect:
        side = max(1, min(self.width(), self.height()))
        return QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def _place_of(self, position: QPointF) -> Point:
        square = self._square()
        offset = position - QPointF(square.topLeft())
        return offset.x() / square.width(), offset.y() / square.height()

    def _position(self, place: Point) -> QPointF:
        square = self._square()
        return QPointF(square.topLeft()) + QPointF(*place) * square.width()

    def _fresh_canvas(self, side: int) -> InkCanvas:
        ratio = self.devicePixelRatioF()
        if self._canvas is None or not self._canvas.fits(side, ratio):
            self._canvas = InkCanvas(self._theme, side, ratio)
            if self._hint.isVisible():
                self._canvas.reserved = side - self._hint.y() + scaled(UNIT)
            self._stale = WHOLE
        if self._stale is not None:
            self._canvas.show(self._hand.sheet, self._stale)
            self._stale = None
        return self._canvas

    @Slot(object)
    def _show_ink(self, box: Box) -> None:
        if self._hand.sheet.is_own and self._is_asking:
            self.set_hint_visible(False)  # which left room for the hint
        self._stale = united(self._stale, box)
        if self._canvas is None:
            self.update()
        else:
            self.update(self._canvas.area(box).translated(self._square().topLeft()))

    @Slot()
    def _show_marks(self) -> None:
        """Paint the eraser and the cross where they are now, and no more where they were."""
        marks = QRect()
        if self._hand.eraser is not None:
            reach = round(ERASER_RADIUS * self._square().width()) + 2
            marks |= _around(self._position(self._hand.eraser), reach)
        if self._keys.visible:
            marks |= _around(self._position(self._keys.place), cross_size() + 2)
        self.update(marks | self._marks)
        self._marks = marks

    def _place_hint(self) -> None:
        """Place the hint, in the words that fit; where none do, it would be cut: leave it out."""
        square = self._square()
        fits = False
        for words in (self._asked, IN_SHORT):
            self._hint.set_text(words)
            fits = self._hint.sizeHint().width() <= square.width()
            if fits:
                break
        self._hint.setVisible(self._is_asking and fits)
        self._hint.adjustSize()
        left = square.center().x() - self._hint.width() // 2
        self._hint.move(left, square.bottom() - scaled(GAP) - self._hint.height())


def _around(place: QPointF, reach: int) -> QRect:
    return QRect(-reach, -reach, 2 * reach + 1, 2 * reach + 1).translated(place.toPoint())
