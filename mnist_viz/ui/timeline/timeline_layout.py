"""Where the parts of the timeline stand."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.look.spacing import PADDING, font, scaled
from mnist_viz.ui.timeline.strip_rows import MARGIN, StripRows

if TYPE_CHECKING:
    from mnist_viz.ui.timeline.timeline import Timeline

_STRIP_LEFT = 116
_TITLE_AT, _BUTTONS_AT = 17, 48
_CAPTION_AT, _STEP_AT, _PLACE_AT = 17, 37, 59
_LIVE_WIDTH = 88
_STRIP_TO_STEP = 32
_FIELD_INSET = 5
"""What Qt leaves free in a line edit before its text."""


def arrange(timeline: "Timeline", rows: StripRows) -> None:
    """Place everything from both ends; the strip takes what is left."""
    margin = scaled(PADDING)
    right = timeline.width() - margin
    middle = scaled(rows.middle) + 1
    is_low = rows.labels is None
    for extra in (timeline.title, timeline.caption, timeline.place, *timeline.buttons):
        extra.setHidden(is_low)
    if timeline.live.isVisibleTo(timeline):
        right = _buttons(timeline, right, middle)
    step_width = _step_width(timeline)
    step_left = right - scaled(12) - step_width
    for part, at in (
        (timeline.caption, _CAPTION_AT),
        (timeline.step, rows.middle + 1 if is_low else _STEP_AT),
        (timeline.place, _PLACE_AT),
    ):
        inset = _FIELD_INSET if part is timeline.step else 0
        _put(part, step_left - inset, step_width + inset, scaled(at))
    _put(timeline.title, margin, scaled(90), scaled(_TITLE_AT))
    for place, button in enumerate(timeline.buttons):
        left = scaled(4 + 30 * place)
        button.move(left, scaled(_BUTTONS_AT) - button.height() // 2)
    left = 0 if is_low else scaled(_STRIP_LEFT - MARGIN)
    end = step_left - scaled(_STRIP_TO_STEP - MARGIN)
    timeline.strip.setGeometry(left, 1, max(1, end - left), timeline.height() - 1)
    _place_hint(timeline, middle)


def _buttons(timeline: "Timeline", right: int, middle: int) -> int:
    """Place the buttons at the right; return where they begin."""
    live, proceed = timeline.live, timeline.proceed
    size = live.sizeHint()
    width = max(size.width(), scaled(_LIVE_WIDTH))
    live.setGeometry(right - width, middle - size.height() // 2, width, size.height())
    right -= width
    if proceed.isVisibleTo(timeline):
        size = proceed.sizeHint()
        right -= scaled(8) + size.width()
        proceed.setGeometry(right, middle - size.height() // 2, size.width(), size.height())
    return right


def _step_width(timeline: "Timeline") -> int:
    """Return the width of the column with the step, which grows by whole digits."""
    moment = timeline.moment
    newest = 0 if moment is None else moment.newest.step
    text = f"{10 ** max(3, len(str(newest)) - 1):,}".replace("1", "0")
    step = QFontMetrics(font("step")).horizontalAdvance(text) + scaled(8)
    caption = QFontMetrics(font("caption"))
    place = caption.horizontalAdvance(timeline.place.text()) + scaled(2)
    return max(step, place, scaled(62 if timeline.proceed.isVisibleTo(timeline) else 88))


def _put(part: QWidget, left: int, width: int, middle: int) -> None:
    height = part.height() if part.minimumHeight() == part.maximumHeight() else 0
    height = height or QFontMetrics(part.font()).height()
    part.setGeometry(left, middle - height // 2, width, height)


def _place_hint(timeline: "Timeline", middle: int) -> None:
    """Place the hint and the words of the empty timeline, together in the middle."""
    strip, hint, nothing = timeline.strip.geometry(), timeline.hint, timeline.nothing
    size, words = hint.sizeHint(), nothing.sizeHint()
    gap = scaled(14)
    both = size.width() + gap + words.width()
    has_room = both < strip.width() - 2 * scaled(MARGIN)
    left = strip.center().x() - (both if has_room else size.width()) // 2
    hint.setGeometry(QRect(left, middle - size.height() // 2, size.width(), size.height()))
    top = middle - words.height() // 2
    nothing.setGeometry(
        left + size.width() + gap, top, words.width() if has_room else 0, words.height()
    )
