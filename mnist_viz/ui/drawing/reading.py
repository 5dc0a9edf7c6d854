"""How the network reads the drawing: what it sees, what it names, and how surely."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from mnist_viz.training import View
from mnist_viz.ui import numbers
from mnist_viz.ui.components import tooltip
from mnist_viz.ui.drawing.ink import OWN_PICTURE, SAMPLE, BorrowedDigit
from mnist_viz.ui.drawing.seen_picture import SeenPicture
from mnist_viz.ui.look.spacing import UNIT, font, scaled, width_of
from mnist_viz.ui.look.theme import Theme, system_theme

PICTURE_SHARE = 0.4
"""Of the width, at most, for the picture that the network sees."""

NOT_FINITE = numbers.score(float("nan"))
_NOTE = ("network sees 28 × 28", "sees 28 × 28")
"""What stands below, and what where that is too wide."""

RAW_NOTE = "raw, not normalised"
_RISE = UNIT  # the large digit's line box stands above the picture's edge
_LEAST_TEXT, _ALL_TEXT = 44, 84  # heights
_LEAST_PICTURE, _ENOUGH_PICTURE = 30, 66  # widths: for any, and for all lines beside it
_PICTURE_GAP, _DIGIT_GAP = 14, 8


class Reading(QWidget):
    """The picture beside the class with the highest score, its score and the runner-up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._picture = SeenPicture(self)
        self._prediction = QLabel(self)
        self._prediction.setObjectName("prediction")
        self._prediction.setAccessibleName("Prediction")
        self._prediction.setToolTip(
            tooltip("Prediction", "The class with the highest score in the frame that is shown.")
        )
        self._caption = QLabel("score", self)
        self._name = ""
        self._value = QLabel(self)
        self._value.setAccessibleName("Score of the prediction")
        self._next = QLabel(self)
        self._next.setAccessibleName("Runner-up")
        self._note = QLabel(self)
        for label in (self._prediction, self._caption, self._value, self._next, self._note):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._caption, self._next, self._note):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._is_odd = False
        self._short_note = ""
        self._second: tuple[str, str] | None = None
        self._single_names = "0"
        self._full = True
        self.restyle(system_theme())

    @property
    def picture(self) -> NDArray[np.uint8]:
        """What the network sees, as it is shown."""
        return self._picture.picture

    def height_in(self, width: int) -> int:
        """Return the height it needs in such a width."""
        room = self._picture_room(width)
        picture = self._picture.side_in(room) if room else 0
        left, beside = self._columns(picture)
        text = _ALL_TEXT if self._has_room_for_all(width, left, beside, picture) else _LEAST_TEXT
        return max(picture, scaled(text)) + scaled(_RISE)

    def least_width(self) -> int:
        """Return the width of a digit and its score."""
        value = width_of(numbers.score(0.0), "value")
        return self._width_with(value)

    def width_with_step(self) -> int:
        """Return the width of a digit and its score, or the step it is of."""
        step = width_of("step 9,999", "caption", semibold=True)
        return max(self.least_width(), self._width_with(step))

    def _width_with(self, beside: int) -> int:
        """Return the width of a digit and what stands beside it."""
        digit = width_of("0", "digit")
        return digit + scaled(_DIGIT_GAP) + beside + scaled(1)

    @property
    def free_width(self) -> int:
        """How much a digit and its score leave free at the right of their line."""
        picture = self._picture.height() if self._picture_room(self.width()) else 0
        _, beside = self._columns(picture)
        value = width_of(numbers.score(0.0), "value")
        return self.width() - beside - value - scaled(UNIT)

    def show_reading(
        self, view: View, borrowed: BorrowedDigit | None, *, raw: bool = False
    ) -> None:
        """Show how a view's network reads its drawing.

        Parameters
        ----------
        view : View
        borrowed : BorrowedDigit or None
            What the drawing is, if nobody drew it.
        raw : bool
            Whether the network sees the drawing neither fitted nor centred.
        """
        scores, names = view.scores, view.class_names
        single = "".join(name for name in names if len(name) == 1) or "0"
        if single != self._single_names:
            self._single_names = single
            self._arrange()
        self._picture.show_picture(view.drawing)
        step = f"step {numbers.count(view.frame.step)}"
        if raw and view.drawing is not None:
            self._set_note((RAW_NOTE, "raw"), is_odd=True)
        elif view.is_past:
            self._set_note((f"as of {step}", step), is_odd=True)
        else:
            self._set_note(_note(view.drawing, borrowed), is_odd=False)
        if scores is None:
            self._say("", numbers.ABSENT, None)
        elif not np.isfinite(scores).all():
            self._say("", NOT_FINITE, None)
        else:
            # Stable, so that of two equal scores the first wins, here and in the bars.
            order = np.argsort(-scores, kind="stable")[:2].tolist()
            said = [(names[index], numbers.score(float(scores[index]))) for index in order]
            self._say(*said[0], said[1] if len(said) > 1 else None)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self.setPalette(theme.palette)
        self._picture.restyle(theme)
        self._caption.setFont(font("caption"))
        self._next.setFont(font("body"))
        self._color_note()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:  # so that nothing below is painted for a new word
            painter.fillRect(event.rect(), self._theme.color("panel"))

    def _say(self, name: str, value: str, second: tuple[str, str] | None) -> None:
        moved = len(name) != len(self._name) or NOT_FINITE in {value, self._value.text()}
        self._name, self._second = name, second
        self._value.setText(value)
        if moved:
            self._arrange()
        else:
            self._write()

    def _set_note(self, notes: tuple[str, str], *, is_odd: bool) -> None:
        """Write what the picture is, in the longer words that fit; loudly if that is unusual."""
        note, short = notes
        turned = is_odd != self._is_odd
        if turned:
            self._is_odd = is_odd
            self._color_note()
        if turned or note != self._note.accessibleName():
            self._note.setAccessibleName(note)
            self._short_note = short
            if turned and not self._full:
                self._arrange()
            else:
                self._write_note()

    def _write_note(self) -> None:
        note = self._note.accessibleName()
        fits = QFontMetrics(self._note.font()).horizontalAdvance(note) <= self._note.width()
        self._note.setText(_cut(self._note, note if fits else self._short_note))

    def _color_note(self) -> None:
        palette = QPalette(self._theme.palette)
        if self._is_odd:
            palette.setColor(QPalette.ColorRole.PlaceholderText, self._theme.color("warning"))
        self._note.setPalette(palette)
        self._note.setFont(font("caption", semibold=self._is_odd))

    def _write(self) -> None:
        """Write what may have to be cut to the room it has."""
        self._prediction.setText(_cut(self._prediction, self._name))
        said = f"{self._name}, score {self._value.text()}" if self._name else ""
        self._prediction.setAccessibleDescription(said)
        if self._second is None:
            self._next.setText("")
            return
        name, score = self._second
        ending = f"\u2003{score}" if self._full else ""
        whole = f"then {name}"
        cut = _cut(self._next, whole, ending)
        is_told = len(name) > 1 or cut == whole + ending  # of one letter, no part can be read
        self._next.setText(cut if is_told else "")

    def _arrange(self) -> None:
        """Place everything; where there is no room for all, the quiet lines go."""
        is_long = len(self._name) > 1
        self._prediction.setFont(font("step") if is_long else self._large_font())
        self._value.setFont(font("title" if self._value.text() == NOT_FINITE else "value"))
        top, room = scaled(_RISE), self._picture_room(self.width())
        self._picture.setVisible(room > 0)
        self._picture.fit(room)
        self._picture.move(0, top)
        picture = self._picture.height() if room else 0
        left, beside = self._columns(picture)
        self._full = self._has_room_for_all(self.width(), left, beside, picture)
        if is_long:
            self._put(self._prediction, left, top + scaled(13))
            self._put(self._value, left, top + scaled(36))
        else:
            # The box is as high as the strip above and the digit; its own line is higher.
            middle, half = top + scaled(22), scaled(26)
            indent = QFontMetrics(font("digit")).leftBearing("0")
            self._prediction.setGeometry(left - indent, middle - half, beside - left, 2 * half)
            beside = beside if self._name else left
            self._put(self._value, beside, top + scaled(30 if self._full else 14))
            if self._value.text() != NOT_FINITE:
                # No wider, or what lies at its right would be painted again for a new score.
                room = self._value.fontMetrics().horizontalAdvance(numbers.score(0.0))
                self._value.resize(min(self._value.width(), room), self._value.height())
        self._put(self._caption, beside, top + scaled(12))
        bottom = top + max(picture, scaled(_ALL_TEXT))
        if self._full:
            self._put(self._next, left, bottom - scaled(29))
        else:
            self._put(self._next, beside, top + scaled(34))
        # Where one line only has room, that it is of the past matters more than what came second.
        instead = self._is_odd and not self._full and not is_long
        if instead:
            self._put(self._note, beside, top + scaled(34))
        else:
            self._put(self._note, left, bottom - scaled(11))
        self._caption.setVisible(self._full and not is_long)
        self._note.setVisible(self._full or instead)
        self._next.setVisible(self._full or not (is_long or instead))
        self._write_note()
        self._write()

    def _large_font(self) -> QFont:
        """Return the font of a digit, or one in which the widest letter takes no more room."""
        chosen = font("digit")
        metrics = QFontMetrics(chosen)
        widest = max(metrics.horizontalAdvance(name) for name in self._single_names)
        share = min(1.0, metrics.horizontalAdvance("0") / widest)
        chosen.setPixelSize(int(share * chosen.pixelSize()))
        return chosen

    def _columns(self, picture: int) -> tuple[int, int]:
        """Return where the text begins, and the score beside a digit."""
        left = picture + scaled(_PICTURE_GAP) if picture else 0
        return left, left + width_of("0", "digit") + scaled(_DIGIT_GAP)

    def _picture_room(self, width: int) -> float:
        """Return how wide the picture may be; 0 where the digit and its score need all."""
        left = width - scaled(_PICTURE_GAP) - self.width_with_step()
        room = min(PICTURE_SHARE * width, left)
        return room if room >= scaled(_LEAST_PICTURE) else 0.0

    def _has_room_for_all(self, width: int, left: int, beside: int, picture: int) -> bool:
        value = width_of(numbers.score(0.0), "value")
        note = width_of(_NOTE[1], "caption")
        second = width_of("then 0\u20030.00", "body")
        needed = max(beside + value, left + note, left + second)
        return needed <= width and picture >= scaled(_ENOUGH_PICTURE)

    def _put(self, label: QLabel, left: int, middle: int) -> None:
        height = QFontMetrics(label.font()).height()
        label.setGeometry(left, middle - height // 2, max(0, self.width() - left), height)


def _note(drawing: NDArray[np.uint8] | None, borrowed: BorrowedDigit | None) -> tuple[str, str]:
    """Say what the picture is, at length and in short."""
    if drawing is None:
        return "draw, or press 0–9", "draw, or 0–9"
    if borrowed is None:
        return _NOTE
    if borrowed.index == OWN_PICTURE:
        return "from your picture", "your picture"
    name = borrowed.class_name
    if borrowed.index == SAMPLE:
        return f"to begin with, a {name}", f"a {name}"
    if name.isdigit():
        return f"test digit, {'an' if name.startswith('8') else 'a'} {name}", f"test digit {name}"
    return f"test image: {name}", name


def _cut(label: QLabel, text: str, ending: str = "") -> str:
    """Shorten text to the width of its label; the ending stays whole."""
    metrics = QFontMetrics(label.font())
    if len(text) <= 6 and text[-1:].isdigit():  # always has its room, and measuring takes time
        return text + ending
    room = label.width() - metrics.horizontalAdvance(ending)
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room) + ending
