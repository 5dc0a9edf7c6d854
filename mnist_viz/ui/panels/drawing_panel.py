"""The panel to draw in: the pad, what the network sees of it, and its scores."""

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QWidget

from mnist_viz.data import DIGIT_NAMES
from mnist_viz.training import Selection, View
from mnist_viz.ui.components import IconButton
from mnist_viz.ui.drawing.drawing_layout import Needs, Places, arrange
from mnist_viz.ui.drawing.drawing_pad import DrawingPad
from mnist_viz.ui.drawing.ink import BorrowedDigit, Sheet
from mnist_viz.ui.drawing.pad_hand import Tool
from mnist_viz.ui.drawing.reading import Reading
from mnist_viz.ui.drawing.score_bars import ScoreBars
from mnist_viz.ui.drawing.score_grid import least_height, least_width
from mnist_viz.ui.drawing.score_strip import ScoreStrip
from mnist_viz.ui.drawing.teach_button import TeachButton
from mnist_viz.ui.look.spacing import PADDING, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.table import Table

if TYPE_CHECKING:
    from mnist_viz.data import PictureSteps

ANY = -1
_NO_NAMES = tuple("0123456789")


class DrawingPanel(QWidget):
    """Where people draw, and see at once what the network makes of it.

    Attributes
    ----------
    drawing_changed : Signal(object)
        What the network sees now: uint8 (28, 28), or None if the pad is empty. Also
        when a digit was borrowed.
    borrow_requested : Signal(int)
        The class of the test image to borrow, or -1 for any.
    write_requested : Signal(int)
        The digit to be written on the pad, stroke by stroke; see `write`.
    taught : Signal(int)
        Which digit the drawing is, by whom drew or brought it; see `sheet`.
    my_digits_requested : Signal
        The person wants to see what was taught.
    unit_opened : Signal(object)
        A Selection: the person wants to see how a score comes about.
    """

    title: ClassVar[str] = "Draw"
    follows_drawing: ClassVar[bool] = True
    drawing_changed = Signal(object)  # uint8 (28, 28), or None
    borrow_requested = Signal(int)
    write_requested = Signal(int)
    taught = Signal(int)
    my_digits_requested = Signal()
    unit_opened = Signal(object)  # Selection

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawing_panel")
        self.subtitle = ""
        self._view: View | None = None
        self._pad = DrawingPad(self)
        self._reading = Reading(self)
        self._bars = ScoreBars(self)
        self._bars.class_chosen.connect(self._open_class)
        self.strip = ScoreStrip(self)
        self._offers_teaching = False
        self._teach = TeachButton(self)
        self._teach.chosen.connect(self.taught)
        self._teach.my_digits_requested.connect(self.my_digits_requested)
        self.setFocusProxy(self._pad)
        self._make_controls()
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._ask_for_chosen)
        self._writings = QMenu("Show me how to write", self)
        self._writings.triggered.connect(self._ask_to_write)
        self._pad.drawing_changed.connect(self._on_drawing)
        self.restyle(system_theme())
        self._enable_controls()

    @property
    def requests(self) -> tuple[SignalInstance, ...]:
        """All signals by which it asks for something."""
        return (
            self.borrow_requested,
            self.write_requested,
            self.taught,
            self.my_digits_requested,
            self.unit_opened,
        )

    @property
    def drawing(self) -> NDArray[np.uint8] | None:
        """What the network sees of the pad, uint8 (28, 28), read-only; None if it is empty."""
        return self._pad.drawing

    @property
    def strokes(self) -> list[NDArray[np.float64]]:
        """The points of each stroke on the pad, shape (n, 2), in the unit square."""
        return self._pad.strokes

    @property
    def displayed(self) -> list[float]:
        """The scores that the bars show; empty without any."""
        return self._bars.displayed

    def show_view(self, view: View) -> None:
        """Draw how the view's network reads its drawing."""
        is_new_shape = self._view is None or view.class_names != self._view.class_names
        self._view = view
        if not self.isVisible():
            return
        if is_new_shape:
            self._pad.ask_for(view.class_names)
            self._arrange()
        self._reading.show_reading(view, self._borrowed_in(view), raw=self._pad.raw)
        self._bars.show_scores(view.scores, view.class_names)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        for part in (
            self._pad,
            self._reading,
            self._bars,
            self.strip,
            self._teach,
            *self._controls,
        ):
            part.restyle(theme)
        self._arrange()

    def header_controls(self) -> list[QWidget]:
        """Return pen, eraser, undo, redo, borrow and clear."""
        return list(self._controls)

    def as_table(self) -> Table | None:
        """Return the picture that the network sees, 0 to 255, and below it the scores."""
        view = self._view
        if view is None or view.drawing is None or view.scores is None:
            return None
        rows, columns = (
            axis.ravel().astype(str).tolist() for axis in np.indices(view.drawing.shape)
        )
        blank = [""] * len(view.class_names)
        return Table(
            ("what", "row", "column", "value"),
            (
                [*(["pixel"] * view.drawing.size), *(f"score of {n}" for n in view.class_names)],
                [*rows, *blank],
                [*columns, *blank],
                [*view.drawing.ravel().astype(str).tolist(), *view.scores.astype(str).tolist()],
            ),
        )

    def show_borrowed(self, image: NDArray[np.uint8], class_name: str, index: int) -> None:
        """Put a test image on the pad, until somebody draws.

        Parameters
        ----------
        image : uint8, shape (28, 28)
        class_name : str
            What it is.
        index : int
            Its place in the test set.
        """
        self._pad.show_borrowed(image, class_name, index)

    def show_sample(self) -> None:
        """Put a digit on the pad to begin with, until somebody draws."""
        self._pad.show_sample()

    @property
    def is_untouched(self) -> bool:
        """Whether nothing is on the pad but what it began with."""
        return self._pad.shows_sample or self.drawing is None

    @property
    def sheet(self) -> Sheet:
        """All that is on the pad."""
        return self._pad.sheet

    def show_sheet(self, sheet: Sheet) -> None:
        """Put a whole sheet on the pad."""
        self._pad.show_sheet(sheet)

    def show_picture(self, steps: "PictureSteps") -> None:
        """Put a digit from the person's own picture on the pad."""
        self._pad.show_sheet(Sheet.of_picture(steps))

    @property
    def raw(self) -> bool:
        """Whether the network sees the drawing as it lies, neither fitted nor centred."""
        return self._pad.raw

    @Slot(bool)
    def set_raw(self, raw: bool) -> None:
        """Let the network see the drawing as it lies, or as MNIST's digits are."""
        self._pad.set_raw(raw)

    @Slot(int)
    def write(self, digit: int) -> None:
        """Have a digit written on the pad, stroke by stroke."""
        self._pad.write(digit)

    def draw_by_keys(self) -> None:
        """Show the cross that arrow keys draw with."""
        self._pad.draw_by_keys()

    @Slot()
    def ask_what_it_is(self) -> None:
        """Let the person say which digit they drew, if it is digits that the network reads."""
        if self._reads_digits:
            self._teach.ask()

    @Slot()
    def clear(self) -> None:
        """Take everything off the pad."""
        self._pad.clear()

    @Slot()
    def undo(self) -> None:
        """Take back the last stroke, erasure or clearing."""
        self._pad.undo()

    @Slot()
    def redo(self) -> None:
        """Do again what was undone last."""
        self._pad.redo()

    def set_hint_visible(self, visible: bool) -> None:
        """Ask for a drawing, on the pad; the hint leaves with the first stroke."""
        self._pad.set_hint_visible(visible)

    def sizeHint(self) -> QSize:
        return QSize(scaled(252), scaled(504))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._view is not None:
            self._arrange()
            self.show_view(self._view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def _make_controls(self) -> None:
        pen = IconButton("pen", "Pen", "Draw on the pad.", "E", checkable=True)
        eraser = IconButton(
            "eraser", "Eraser", "Erase. The right button always does.", "E", checkable=True
        )
        undo = IconButton("undo", "Undo", "Take back the last stroke.", "Ctrl+Z")
        borrow = IconButton(
            "borrow", "Borrow a test digit", "Again for another; right-click to choose.", "0–9"
        )
        redo = IconButton("redo", "Redo", "Do again what was undone.", "Ctrl+Shift+Z")
        redo.setProperty("minor", True)  # by the keyboard it is as near as ever
        clear = IconButton("clear", "Clear", "Take everything off the pad.", "C")
        self._controls = (pen, eraser, undo, redo, borrow, clear)
        self._undo, self._redo, self._clear = undo, redo, clear
        self._tools = QButtonGroup(self)
        for tool in (pen, eraser):
            self._tools.addButton(tool)
        pen.setChecked(True)
        eraser.toggled.connect(self._choose_eraser)
        undo.clicked.connect(self._pad.undo)
        redo.clicked.connect(self._pad.redo)
        clear.clicked.connect(self._pad.clear)
        borrow.clicked.connect(self._ask_for_any)
        borrow.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        borrow.customContextMenuRequested.connect(self._offer_classes)
        self._borrow = borrow

    @Slot()
    def switch_tool(self) -> None:
        """Take the eraser instead of the pen, or the pen again."""
        pen, eraser = self._tools.buttons()
        (pen if eraser.isChecked() else eraser).click()

    @Slot(bool)
    def _choose_eraser(self, chosen: bool) -> None:
        self._pad.choose_tool(Tool.ERASER if chosen else Tool.PEN)

    @Slot()
    def _ask_for_any(self) -> None:
        self.borrow_requested.emit(ANY)

    @Slot(QPoint)
    def _offer_classes(self, position: QPoint) -> None:
        """Let one be chosen by name: not every class has a key."""
        if self._view is None:
            return
        self._menu.clear()
        for label, name in enumerate(self._view.class_names):
            self._menu.addAction(name).setData(label)
        if self._view.class_names == DIGIT_NAMES:
            self._writings.clear()
            for digit, name in enumerate(DIGIT_NAMES):
                self._writings.addAction(name).setData(digit)
            self._menu.addSeparator()
            self._menu.addMenu(self._writings)
        self._menu.popup(self._borrow.mapToGlobal(position))

    @Slot(QAction)
    def _ask_for_chosen(self, action: QAction) -> None:
        if action.parent() is self._menu:  # those of a menu within it arrive here too
            self.borrow_requested.emit(action.data())

    @Slot(QAction)
    def _ask_to_write(self, action: QAction) -> None:
        self.write_requested.emit(action.data())

    @Slot(object)
    def _on_drawing(self, drawing: NDArray[np.uint8] | None) -> None:
        self._enable_controls()
        self.drawing_changed.emit(drawing)

    def _enable_controls(self) -> None:
        self._undo.setEnabled(self._pad.can_undo)
        self._redo.setEnabled(self._pad.can_redo)
        self._clear.setEnabled(self._pad.drawing is not None)
        if self._offers_teaching != self._pad.sheet.is_own:
            self._show_teach()

    @property
    def _reads_digits(self) -> bool:
        return self._view is not None and self._view.class_names == DIGIT_NAMES

    def _show_teach(self) -> None:
        """Offer to teach what somebody brought, where the reading leaves room for the button."""
        reading = self._reading.geometry()
        place = QRect(QPoint(), self._teach.size())
        place.moveTopRight(reading.topRight())
        self._offers_teaching = self._pad.sheet.is_own
        fits = self._reading.free_width >= place.width()
        self._teach.setGeometry(place)
        self._teach.setVisible(self._offers_teaching and self._reads_digits and fits)

    def _borrowed_in(self, view: View) -> BorrowedDigit | None:
        """Return the test image on the pad, if the view's drawing is it."""
        digit = self._pad.borrowed
        if digit is None or view.drawing is None or not np.array_equal(digit.image, view.drawing):
            return None
        return digit

    def _arrange(self) -> None:
        names = _NO_NAMES if self._view is None else self._view.class_names
        needs = Needs(
            len(names),
            self._reading.height_in,
            lambda width: least_height(width, names),
            self._reading.least_width(),
            self._reading.width_with_step(),
            least_width(names),
        )
        places = arrange(self.size(), needs)
        self._pad.setGeometry(places.pad)
        self._reading.setGeometry(places.reading)
        self._bars.setVisible(places.bars is not None)
        if places.bars is not None:
            self._bars.setGeometry(places.bars)
        self._place_strip(places, len(names))
        self._show_teach()

    @Slot(int)
    def _open_class(self, index: int) -> None:
        if self._view is not None:
            output = len(self._view.frame.layout.layers) - 1
            self.unit_opened.emit(Selection(output, index))

    def _place_strip(self, places: Places, classes: int) -> None:
        """Show how it was read while training, where the bars leave room for that below."""
        gap, bars = scaled(PADDING), places.bars
        height = 0
        if bars is not None and bars.top() > places.pad.bottom():
            room = self.height() - bars.bottom() - 2 * gap
            height = self.strip.height_in(room, classes)
            self.strip.setGeometry(bars.left(), bars.bottom() + gap, bars.width(), height)
        self.strip.setVisible(height > 0)
