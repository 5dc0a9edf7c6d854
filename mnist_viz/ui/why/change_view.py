"""What would make the drawing another digit: the smallest change, and the way it was found."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSlider, QWidget

from mnist_viz.training import ChangedImage, View, grown_limit, nearest
from mnist_viz.training.counterfactual import ITERATIONS
from mnist_viz.ui import numbers
from mnist_viz.ui.components import Choice, ColorBar, IconButton, tooltip
from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors
from mnist_viz.ui.look.spacing import GAP, UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.pictures.legends import show_limit
from mnist_viz.ui.table import Table, table_of_pixels
from mnist_viz.ui.why.change_search import ChangeSearch
from mnist_viz.ui.why.paragraphs import Paragraphs
from mnist_viz.ui.why.signed_image import SignedColors
from mnist_viz.ui.why.tile import Tile
from mnist_viz.ui.why.tile_row import place_with_words, word_widths

SETTLED_MS = 250
"""After so long without another drawing or frame, a search is worth its time."""

PLAY_MS = 50
_LEAST_TEXT = 132
_CAPTIONS, _NOTES = ("Drawing", "Change"), ("length 0.00", "score 0.00")
_SLIDER = 160


class ChangeView(QWidget):
    """The drawing, the change and the changed drawing, at any iteration of the search."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen = Tile("change_seen", self)
        self._change = Tile("change_made", self)
        self._changed = Tile("change_result", self)
        self._tiles = (self._seen, self._change, self._changed)
        self._bar = ColorBar(self)
        self._label = QLabel("Make it", self)
        self._targets = Choice("Make it another digit", parent=self)
        self._targets.setObjectName("change_target")
        self._targets.setToolTip(
            tooltip("Make it another digit", "Look for the smallest change that makes it this one.")
        )
        self._play = IconButton("replay", "Play the search", "Show its iterations.", parent=self)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setObjectName("change_iteration")
        self._slider.setAccessibleName("Iteration of the search")
        self._text = Paragraphs("change_text", self)
        self.search = ChangeSearch(self)
        self._view: View | None = None
        self._searched: View | None = None
        self._target = -1
        self._class_names: tuple[str, ...] = ()
        self._limit = 0.0
        self._wanted: int | None = None  # by the person, of these names; else the runner-up
        self._settled = QTimer(self, singleShot=True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._begin)
        self._clock = QTimer(self)
        self._clock.setInterval(PLAY_MS)
        self._clock.timeout.connect(self._show_next)
        self._targets.chosen.connect(self._take_target)
        self._play.clicked.connect(self._toggle_playing)
        self._slider.valueChanged.connect(self._show_iteration)
        self._slider.sliderPressed.connect(self._clock.stop)
        self.search.progressed.connect(self._count)
        self.search.finished.connect(self._show_nearest)
        self.restyle(system_theme())

    @property
    def displayed(self) -> ChangedImage | None:
        """The iteration that is shown, or None if there is none."""
        place = self._slider.value()
        return self.search.found[place] if place < len(self.search.found) else None

    @property
    def target(self) -> int:
        """The class that the drawing is to be read as."""
        return self._target

    @property
    def text(self) -> str:
        """What is written beside the pictures."""
        return self._text.said

    def as_table(self) -> Table | None:
        """Return the pictures of the iteration that is shown; None while it is looked for."""
        shown = self.displayed
        if shown is None or self._searched is None or self.search.running:
            return None
        drawing = self.search.found[0].image
        return table_of_pixels(
            {"drawing": drawing, "change": shown.image - drawing, "changed drawing": shown.image},
            self._searched.frame.step,
        )

    def show_view(self, view: View) -> bool:
        """Look for a change of a view's drawing, soon; return whether there is one to change."""
        scores = view.scores
        if scores is None or len(scores) < 2 or not np.isfinite(scores).all():
            self._forget()
            return False
        before, self._view = self._view, view
        if self._class_names != view.class_names:
            self._class_names = view.class_names
            entries = [(str(label), name) for label, name in enumerate(view.class_names)]
            self._targets.show_entries(entries)
            self._wanted = None
            self._place()
        same_drawing = before is not None and before.drawing is view.drawing
        if not same_drawing:
            self._clear()
            self._seen.show_image(digit_image(self._drawing(view), self._ink))
            self._seen.describe("Drawing")
        if not same_drawing or self._searched is None or self._searched.frame is not view.frame:
            self._settled.start()
        return True

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._colors = SignedColors(theme)
        self._ink = ink_colors(theme, "ground")
        for part in (*self._tiles, self._bar, self._targets, self._play):
            part.restyle(theme)
        self._play.set_small()
        self._bar.show_map(theme.diverging)
        for label in (self._text, self._label):
            label.setFont(font("body"))
            label.setPalette(theme.palette)
        self._place()
        if self._view is not None:
            self._seen.show_image(digit_image(self._drawing(self._view), self._ink))
        self._show_iteration(self._slider.value())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()
        super().resizeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()
        self._settled.stop()
        if self.search.running:
            self._forget()

    def _forget(self) -> None:
        self._view = None
        self._settled.stop()
        self._clear()

    def _clear(self) -> None:
        self._clock.stop()
        self.search.cancel()
        self._searched = None
        self._slider.setRange(0, 0)
        for tile in (self._change, self._changed):
            tile.show_image(None)
            tile.describe("")
        self._text.say()
        for part in (self._play, self._slider):
            part.setEnabled(False)

    @Slot()
    def _begin(self) -> None:
        view = self._view
        if view is None or view.scores is None:
            return
        order = np.argsort(-view.scores, kind="stable").tolist()
        self._target = order[1] if self._wanted is None else self._wanted
        self._targets.choose(str(self._target))
        self._clear()
        self._searched = view
        self.search.start(view, self._target)

    @Slot(str)
    def _take_target(self, key: str) -> None:
        self._wanted = int(key)
        self._begin()

    @Slot()
    def _count(self) -> None:
        self._slider.setRange(0, max(0, len(self.search.found) - 1))
        if self._searched is not None and self.search.running:
            self._text.say(f"Searching: iteration {len(self.search.found)} of {ITERATIONS}.")

    @Slot()
    def _show_nearest(self) -> None:
        found = self.search.found
        best = nearest(found)
        for part in (self._play, self._slider):
            part.setEnabled(len(found) > 1)
        place = len(found) - 1 if best is None else best.iteration
        self._slider.setValue(place)
        self._show_iteration(place)

    @Slot()
    def _toggle_playing(self) -> None:
        if self._clock.isActive():
            self._clock.stop()
            return
        if self._slider.value() >= self._end:
            self._slider.setValue(0)
        self._clock.start()

    @property
    def _end(self) -> int:
        """The iteration at which playing ends: the nearest, or the last."""
        best = nearest(self.search.found)
        return self._slider.maximum() if best is None else best.iteration

    @Slot()
    def _show_next(self) -> None:
        if self._slider.value() >= self._end:
            self._clock.stop()
        else:
            self._slider.setValue(self._slider.value() + 1)

    @Slot(int)
    def _show_iteration(self, place: int) -> None:
        view, found = self._searched, self.search.found
        if view is None or self.search.running or place >= len(found):
            return
        one = found[place]
        change = np.asarray(one.image - found[0].image, dtype=np.float32)
        # One limit for all iterations, so that brightness compares.
        extremes = [found[-1].image - found[0].image, self._nearest_change()]
        limit = max(grown_limit(0.0, np.asarray(part, dtype=np.float32)) for part in extremes)
        self._change.show_image(self._colors.image(change, limit))
        self._change.describe("Change", f"length {numbers.score(one.size)}")
        pixels = np.rint(255 * one.image).astype(np.uint8)
        self._changed.show_image(digit_image(pixels, self._ink))
        read = int(one.scores.argmax())
        name = view.class_names[read]
        self._changed.describe(_read_as(name), f"score {numbers.score(float(one.scores[read]))}")
        self._limit = limit
        show_limit(self._bar, limit, signed=True)
        self._text.say(*self._told(view, one))

    def _nearest_change(self) -> NDArray[np.float32]:
        found = self.search.found
        best = nearest(found)
        image = found[0].image if best is None else best.image
        return np.asarray(image - found[0].image, dtype=np.float32)

    def _told(self, view: View, one: ChangedImage) -> tuple[str, ...]:
        best, name = nearest(self.search.found), view.class_names[self._target]
        score = numbers.score(float(one.scores[self._target]))
        place = f"Iteration {one.iteration} of {ITERATIONS}: {name} scores {score}."
        at = f"Network of step {numbers.count(view.frame.step)}."
        if best is not None and best.iteration == 0:
            return f"It is read as {name} already.", at
        if best is None:
            return f"No change was found that is read as {name}.", place, at
        size = numbers.score(best.size)
        what = f"The smallest change found has length {size}; a pixel from paper to ink has 1."
        return what, place, at

    @staticmethod
    def _drawing(view: View) -> NDArray[np.uint8]:
        assert view.drawing is not None, "shown only with a drawing"
        return view.drawing

    def _place(self) -> None:
        gap = 2 * scaled(GAP)
        row = max(self._targets.sizeHint().height(), self._play.height())
        left = 0
        width = self._label.sizeHint().width()
        self._label.setGeometry(0, 0, width, row)
        left += width + scaled(GAP)
        width = self._targets.sizeHint().width()
        self._targets.setGeometry(left, 0, width, row)
        left += width + gap
        self._play.move(left, (row - self._play.height()) // 2)
        left += self._play.width() + scaled(GAP)
        width = min(scaled(2 * _SLIDER), max(0, self.width() - left))
        self._slider.setGeometry(left, 0, width, row)
        text = scaled(_LEAST_TEXT) + gap if self.width() >= scaled(420) else 0
        top = row + scaled(UNIT)
        room = QRect(0, top, self.width() - text, self.height() - top)
        names = [_read_as(name) for name in self._class_names]
        widths = word_widths(self._seen, _CAPTIONS, _NOTES, names)
        placed = place_with_words(self._tiles, room, widths, self._bar.sizeHint().height())
        self._bar.setVisible(not placed.beneath.isEmpty())
        self._bar.setGeometry(placed.beneath)
        show_limit(self._bar, self._limit, signed=True)
        self._text.setVisible(bool(text))
        beside = placed.taken.right() + gap
        width = min(self.width() - beside, scaled(260))
        self._text.setGeometry(beside, placed.top, width, max(0, self.height() - placed.top))


def _read_as(name: str) -> str:
    return f"Read as {name}"
