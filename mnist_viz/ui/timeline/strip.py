"""The strip of the timeline, on which one points at a step."""

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.components import tooltip
from mnist_viz.ui.look.spacing import CHIP_RADIUS, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.numbers import count
from mnist_viz.ui.timeline.strip_picture import StripPicture, left_above, newest_text, strip_picture
from mnist_viz.ui.timeline.strip_rows import MARGIN, NORMAL, StripRows

if TYPE_CHECKING:
    from mnist_viz.ui.timeline.moment import Moment

_PICTURE_INTERVAL_SECONDS = 0.4
_AT_LATEST_SECONDS = 0.7
"""Where no frame comes, with which the picture is painted anew.

Training waits for frames. Painted beside it, the picture takes five times as long.
"""

_SNAP = 5
_CHIP_HEIGHT = 18


class TimelineStrip(QWidget):
    """Shows where training is and what is shown; reports what is pointed at.

    Attributes
    ----------
    step_chosen : Signal(int, bool)
        A step, and whether exactly this one is wanted, or while the hand moves, one near it.
    range_chosen : Signal(int, int)
        Marked with Shift and the mouse.
    typing_began : Signal(str)
        A digit.
    """

    step_chosen = Signal(int, bool)
    range_chosen = Signal(int, int)
    typing_began = Signal(str)
    _dragged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_strip")
        self.setAccessibleName("Timeline")
        self.setToolTip(tooltip("Timeline", "Drag to see any step again.", "← →"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._moment: Moment | None = None
        self._range: tuple[int, int] | None = None
        self._rows = NORMAL
        self._picture: StripPicture | None = None
        self._painted: tuple[object, ...] = ()
        self._painted_at = 0.0
        self._pointed: float | None = None
        self._range_from: int | None = None
        self._held: tuple[float, int] = (0.0, 0)  # where the hand is that drags, and its step
        self._unreported = False
        # Queued, it comes after all movements that have arrived: each step costs a drawing.
        self._dragged.connect(self._report, Qt.ConnectionType.QueuedConnection)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._renew_picture)
        self.restyle(system_theme())

    @property
    def dragging(self) -> bool:
        """Whether the mouse is held down on it."""
        return self._dragging

    _dragging = False

    def show_moment(self, moment: "Moment") -> None:
        """Show a moment."""
        before, self._moment = self._moment, moment
        if before is not None and before.newest.run_id != moment.newest.run_id:
            self.end_drag()  # the hand was on another run's steps
        if before is None or bool(before.end) != bool(moment.end):
            hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
            self.setCursor(hand if moment.end else arrow)
        self.update()

    def end_drag(self) -> None:
        """Let a hand that drags choose nothing any more."""
        self._dragging, self._range_from = False, None

    def show_range(self, marked: tuple[int, int] | None) -> None:
        """Mark the steps that are looped."""
        self._range = marked
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._caption, self._strong = font("caption"), font("caption", semibold=True)
        self._caption_metrics = QFontMetrics(self._caption)
        self._strong_metrics = QFontMetrics(self._strong)
        self._picture = None
        self.set_rows(self._rows)

    def set_rows(self, rows: StripRows) -> None:
        """Take on another height."""
        self._rows, self._picture = rows, None
        self._top, self._bottom = scaled(rows.top), scaled(rows.bottom)
        self._labels, self._ticks = scaled(rows.labels or 0), scaled(rows.ticks)
        self._chip_size, self._chip_radius = (scaled(14), scaled(_CHIP_HEIGHT)), scaled(CHIP_RADIUS)
        self.setFixedHeight(scaled(rows.height) - 1)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        moment = self._moment
        with QPainter(self) as painter:
            if moment is None or moment.end == 0:
                self._paint_empty(painter)
                return
            picture = self._present_picture()
            painter.drawPixmap(0, 0, picture.pixels)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_end(painter, moment, picture)
            painter.setFont(self._strong)
            self._paint_range(painter, picture)
            self._paint_pointer(painter, picture)
            if moment.is_past:
                self._paint_newest(painter, moment, picture)
            ground, ink = ("past", "on_past") if moment.is_past else ("accent", "on_accent")
            line = "warning" if moment.is_past and self._theme.name == "light" else ground
            self._paint_playhead(painter, picture, (line, ground, ink))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self._has_steps():
            return
        self._dragging = True
        step = self._drag_to(event.position().x())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._range_from = step
        else:
            self.step_chosen.emit(step, False)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ContextMenu and self._dragging:
            return True  # a menu would take the hand's release
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointed = event.position().x()
        if self._dragging and not event.buttons() & Qt.MouseButton.LeftButton:
            self._let_go(self._held[1])  # its release went elsewhere
        elif self._dragging and not self._unreported:
            self._unreported = True
            self._dragged.emit()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self._dragging:
            return
        # Where the hand has rested, the scale may have moved on beneath it.
        (place, held), x = self._held, event.position().x()
        self._let_go(held if x == place else self._step_at(x))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit() and self._has_steps():
            self.typing_began.emit(event.text())
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = None
        self.update()
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._picture = None
        if not self._dragging:
            self._pointed = None  # what is there now is not what was pointed at

    def sizeHint(self) -> QSize:
        return QSize(scaled(600), self.height())

    @Slot()
    def _report(self) -> None:
        """Tell where the hand is that drags, unless it has let go since."""
        self._unreported = False
        if not self._dragging or self._pointed is None:
            return
        step = self._drag_to(self._pointed)
        if self._range_from is None:
            self.step_chosen.emit(step, False)
        else:
            self.show_range((min(self._range_from, step), max(self._range_from, step)))

    def _has_steps(self) -> bool:
        return self._moment is not None and self._moment.end > 0

    def _let_go(self, step: int) -> None:
        """End a drag at a step."""
        self._dragging = False
        begin, self._range_from = self._range_from, None
        if begin is None:
            self.step_chosen.emit(step, True)
        else:
            self.range_chosen.emit(min(begin, step), max(begin, step))

    def _drag_to(self, x: float) -> int:
        """Take note of where the hand is that drags; return the recorded step nearest to it."""
        self._held = x, self._step_at(x)
        return self._step_at(x, near=True)

    def _step_at(self, x: float, *, near: bool = False) -> int:
        """Return the step at a place, or a recorded one if it is close, or if one near will do."""
        moment, scale = self._moment, self._present_picture().scale
        assert moment is not None, "there are steps"
        step = min(scale.step(x), moment.newest.step)
        recorded = moment.nearest_recorded(step)
        is_close = abs(scale.x(recorded) - x) <= scaled(_SNAP)
        return recorded if is_close or near else step

    def _present_picture(self) -> StripPicture:
        """Return the picture of the moment; while it changes all the time, one not much older."""
        state = self._state()
        if self._picture is None or self._painted[2:] != state[2:]:
            return self._new_picture()
        if self._painted != state:
            age = perf_counter() - self._painted_at
            if age >= _PICTURE_INTERVAL_SECONDS:
                return self._new_picture()
            if not self._later.isActive():
                self._later.start(int(1000 * (_AT_LATEST_SECONDS - age)))
        return self._picture

    @Slot()
    def _renew_picture(self) -> None:
        """Paint the picture anew, if it is still to be seen."""
        if self._has_steps() and self.isVisible():
            self._new_picture()
            self.update()

    def _new_picture(self) -> StripPicture:
        moment = self._moment
        assert moment is not None, "show_moment() comes first"
        self._later.stop()
        self._painted, self._painted_at = self._state(), perf_counter()
        self._picture = strip_picture(
            moment,
            self._theme,
            self.size(),
            scaled(MARGIN),
            ratio=self.devicePixelRatioF(),
            rows=self._rows,
        )
        return self._picture

    def _state(self) -> tuple[object, ...]:
        """Return what the picture depends on: first what may be a little behind."""
        moment = self._moment
        assert moment is not None, "show_moment() comes first"
        return (
            moment.end,
            len(moment.recorded),
            moment.is_past,
            id(moment.ghost),
            tuple(moment.warnings),
            self.devicePixelRatioF(),
        )

    def _paint_empty(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self._theme.color("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        margin, top = scaled(MARGIN), self._top
        strip = QRectF(margin, top, self.width() - 2 * margin, self._bottom - top)
        framed = self._theme.name == "contrast"
        painter.setPen(self._theme.color("border" if framed else "ground"))
        painter.setBrush(self._theme.color("ground"))
        painter.drawRoundedRect(strip, scaled(3), scaled(3))

    def _paint_end(self, painter: QPainter, moment: "Moment", picture: StripPicture) -> None:
        """Label the end, where the playhead of the newest step is, too: the picture is older."""
        text = count(moment.end)
        width, height = (
            self._caption_metrics.horizontalAdvance(text),
            self._caption_metrics.height(),
        )
        place = QRectF(picture.scale.right - width, self._ticks - height / 2, width + 2, height)
        painter.setFont(self._caption)
        painter.setPen(self._theme.color("text2"))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_range(self, painter: QPainter, picture: StripPicture) -> None:
        if self._range is not None:
            left, right = (picture.scale.x(step) for step in self._range)
            top, bottom = self._top, self._bottom
            place = QRectF(left, top, right - left, bottom - top)
            painter.fillRect(place, self._theme.color("accent", 0.18))
            painter.setPen(QPen(self._theme.color("accent"), 1.0))
            for x in (left, right):
                painter.drawLine(QPointF(x, top), QPointF(x, bottom))

    def _paint_pointer(self, painter: QPainter, picture: StripPicture) -> None:
        """Show what a click would choose."""
        if self._pointed is None or self._dragging:
            return
        x = picture.scale.x(self._step_at(self._pointed))
        painter.setPen(QPen(self._theme.color("text", 0.5), 1.0))
        painter.drawLine(QPointF(x, self._top), QPointF(x, self._bottom))

    def _paint_newest(self, painter: QPainter, moment: "Moment", picture: StripPicture) -> None:
        x, theme = picture.scale.x(moment.newest.step), self._theme
        painter.setPen(QPen(theme.color("text2", 0.7), 1.0))
        painter.drawLine(QPointF(x, self._top), QPointF(x, self._bottom))
        painter.setPen(QPen(theme.color("panel"), 1.5))
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(QPointF(x, picture.newest_height), scaled(4.5), scaled(4.5))
        if self._rows.labels is not None:
            place = self._text_place(newest_text(moment), x)
            if not place.intersects(self._chip(picture.scale.x(moment.shown))):
                painter.setPen(theme.color("text2"))
                painter.setFont(self._caption)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, newest_text(moment))
                painter.setFont(self._strong)

    def _paint_playhead(
        self, painter: QPainter, picture: StripPicture, tokens: tuple[str, str, str]
    ) -> None:
        line, ground, ink = (self._theme.color(token) for token in tokens)
        assert self._moment is not None, "something is shown"
        x = picture.scale.x(self._moment.shown)
        painter.setPen(QPen(line, scaled(2)))
        painter.drawLine(QPointF(x, self._top - 2), QPointF(x, self._bottom + scaled(3)))
        if self._rows.labels is None:
            return
        chip = self._chip(x)
        for label in picture.labels:
            if label.intersects(chip):  # half a label would be read wrong
                painter.fillRect(label, self._theme.color("panel"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(chip, self._chip_radius, self._chip_radius)
        painter.setPen(ink)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, count(self._moment.shown))

    def _chip(self, x: float) -> QRectF:
        """Return where the step stands that is shown at a place."""
        assert self._moment is not None, "something is shown"
        room, height = self._chip_size
        width = self._strong_metrics.horizontalAdvance(count(self._moment.shown)) + room
        left = left_above(x, width, self.width())
        return QRectF(left, self._labels + 0.5 - height / 2, width, height)

    def _text_place(self, text: str, middle: float) -> QRectF:
        metrics = self._caption_metrics
        width, height = metrics.horizontalAdvance(text) + 2, metrics.height()
        left = left_above(middle, width, self.width())
        return QRectF(left, self._labels - height / 2, width, height)
