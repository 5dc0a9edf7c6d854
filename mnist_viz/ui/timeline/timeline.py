"""The timeline: buttons to play the past, the strip, the step, the way back to the newest."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from mnist_viz.ui.components import HintPill, IconButton, PushButton, tooltip
from mnist_viz.ui.docks.usual_places import COMPACT_BELOW
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.numbers import count
from mnist_viz.ui.timeline.playback import Playback
from mnist_viz.ui.timeline.playback_menu import PlaybackMenu
from mnist_viz.ui.timeline.step_field import StepField
from mnist_viz.ui.timeline.strip import TimelineStrip
from mnist_viz.ui.timeline.strip_rows import COMPACT, NORMAL
from mnist_viz.ui.timeline.timeline_layout import arrange

if TYPE_CHECKING:
    from mnist_viz.ui.timeline.moment import Moment


class Timeline(QWidget):
    """Shows where in training one is, and asks for other steps; decides nothing itself.

    Attributes
    ----------
    step_chosen : Signal(object, bool)
        int, and whether exactly this step is wanted, or one near it will do.
    live_requested : Signal
        The newest step is wanted.
    continue_requested : Signal
        Training is to go on from the shown step.
    """

    step_chosen = Signal(object, bool)  # int
    live_requested = Signal()
    continue_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName("Timeline")
        self._moment: Moment | None = None
        self._marked: tuple[int, int] | None = None
        self._digits = (1, 0)
        self._rows = NORMAL
        self.playback = Playback(self)
        self.strip = TimelineStrip(self)
        self._make_parts()
        menu = PlaybackMenu(self.playback, self.replay, self.loop, self)
        for part in (self.replay, self.strip):
            menu.serve(part)
        self._connect()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        # Else the window would be painted below it for each new number.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.restyle(system_theme())
        self._show_state()

    @property
    def moment(self) -> "Moment | None":
        """What it shows."""
        return self._moment

    def show_moment(self, moment: "Moment") -> None:
        """Show where training is and what is on the screen."""
        before, self._moment = self._moment, moment
        self.strip.show_moment(moment)
        self.step.show_step(moment.shown)
        self._show_place(moment)
        is_other_run = before is not None and before.newest.run_id != moment.newest.run_id
        if before is None or is_other_run or self._state_of(before) != self._state_of(moment):
            self._show_state()
        self._keep_room(moment)
        if is_other_run:
            self._mark(None)

    def go_on(self) -> None:
        """Train on from the shown step, if it is a past one."""
        if self.proceed.isVisible():
            self.proceed.click()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        for label, role in (
            (self.title, "title"),
            (self.caption, "caption"),
            (self.place, "caption"),
        ):
            label.setFont(font(role))
        for part in (self.strip, self.step, self.hint, self.live, self.proceed, *self.buttons):
            part.restyle(theme)
        self.nothing.setFont(font("body"))
        self._arrange()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self._theme.color("panel"))
            painter.fillRect(0, 0, self.width(), 1, self._theme.color("border"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(320), self.height())

    def _make_parts(self) -> None:
        self.title = QLabel("Timeline", self)
        self.caption, self.place = QLabel("step", self), QLabel("at the start", self)
        self.nothing = QLabel("No steps yet. Every step you train will appear here.", self)
        for label in (self.caption, self.place, self.nothing):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.nothing.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hint = HintPill(3, "Drag here to rewind", self)
        self.step = StepField(self)
        self.first = IconButton("first", "First step", "See the untrained network.", "Home")
        self.replay = IconButton(
            "replay", "Replay", "Play what was recorded. Right-click: how.", "V"
        )
        self.loop = IconButton(
            "loop",
            "Loop",
            "Play again and again; Shift and drag marks what.",
            "Shift+V",
            checkable=True,
        )
        self.buttons = (self.first, self.replay, self.loop)
        for name, button in zip(("first", "replay", "loop"), self.buttons, strict=True):
            button.setObjectName(f"{name}_button")
            button.setParent(self)
        self.proceed = PushButton("Continue", "branch", "outline", self)
        self.proceed.setObjectName("continue_button")
        self.proceed.setToolTip(
            tooltip("Continue", "Train on from the shown step, as a new run; this one stays.", "G")
        )
        self.live = PushButton("Live", "live", "live", self)
        self.live.setObjectName("live_button")

    def _connect(self) -> None:
        self.strip.step_chosen.connect(self._on_pointed)
        self.strip.range_chosen.connect(self._on_range)
        self.strip.typing_began.connect(self.step.begin)
        self.step.step_entered.connect(self._on_entered)
        self.first.clicked.connect(self._go_first)
        self.replay.clicked.connect(self._toggle_playback)
        self.loop.toggled.connect(self._on_loop)
        self.live.clicked.connect(self._go_live)
        self.proceed.clicked.connect(self._proceed)
        self.playback.step_reached.connect(self._on_played)
        self.playback.ended.connect(self._on_played_out)
        self.playback.playing_changed.connect(self._on_playing_changed)

    @staticmethod
    def _state_of(moment: "Moment") -> tuple[bool, bool]:
        return moment.is_past, moment.end > 0

    def _show_state(self) -> None:
        """Show the parts that belong to the empty, the live or the rewound timeline."""
        moment = self._moment
        has_steps = moment is not None and moment.end > 0
        is_past = moment is not None and moment.is_past
        for button in (*self.buttons, self.live):
            button.setEnabled(has_steps)
        self.step.setEnabled(has_steps)
        for part in (self.hint, self.nothing):
            part.setVisible(not has_steps)
        # What stands beside the strip keeps its place while a hand drags on it.
        dragged = self.strip.dragging
        text = self.live.text() if dragged else "Back to live" if is_past else "Live"
        self.live.show_as(text, "live", "past" if is_past else "live")
        hint = "Show the newest step, and follow." if is_past else "The newest step is shown."
        self.live.setToolTip(tooltip("Back to live" if is_past else "Live", hint, "End"))
        if not dragged:
            self.proceed.setVisible(is_past)
            self._arrange()

    def _show_place(self, moment: "Moment") -> None:
        if moment.is_past:
            text = f"of {count(moment.newest.step)}"
        elif moment.shown == 0:
            text = "at the start"
        else:
            text = f"epoch {count(moment.newest.place[0])}"
        if text != self.place.text():
            self.place.setText(text)
            said = f"Step {count(moment.shown)} {text}"
            self.strip.setAccessibleDescription(said)

    def _keep_room(self, moment: "Moment") -> None:
        """Let what counts up keep its place until it has one digit more."""
        if moment.is_past:
            self.proceed.setText(self._proceed_text(moment.shown))
        digits = (len(str(moment.newest.step)), len(self.place.text()))
        if digits != self._digits:
            self._digits = digits
            self._keep_room_for_proceed()
            if not self.strip.dragging:
                self._arrange()

    def _keep_room_for_proceed(self) -> None:
        if self._moment is not None:
            self.proceed.setText(self._proceed_text(self._moment.shown))
        self.proceed.reserve(self._proceed_text(10 ** self._digits[0] - 1))

    def _proceed_text(self, step: int) -> str:
        return "Continue" if self._rows is COMPACT else f"Continue from {count(step)}"

    def _arrange(self) -> None:
        is_low = self.width() < COMPACT_BELOW * QFontMetrics(font("body")).height()
        rows = COMPACT if is_low else NORMAL
        if rows is not self._rows:
            self._rows = rows
            self.strip.set_rows(rows)
            self._keep_room_for_proceed()
        self.setFixedHeight(scaled(rows.height))
        arrange(self, rows)

    def _mark(self, marked: tuple[int, int] | None) -> None:
        self._marked = marked
        self.strip.show_range(marked)

    @Slot(int, bool)
    def _on_pointed(self, step: int, exact: bool) -> None:
        self.playback.stop()
        self.step_chosen.emit(step, exact)
        if exact:
            self._show_state()

    @Slot(int, int)
    def _on_range(self, first: int, last: int) -> None:
        self._mark((first, last) if last > first else None)
        self._show_state()
        self.loop.setChecked(last > first)

    @Slot(object)
    def _on_entered(self, step: int) -> None:
        self.playback.stop()
        self.step_chosen.emit(step, True)

    @Slot()
    def _go_first(self) -> None:
        self.playback.stop()
        self.step_chosen.emit(0, True)

    @Slot()
    def _go_live(self) -> None:
        self.playback.stop()
        self.live_requested.emit()

    @Slot()
    def _proceed(self) -> None:
        self.playback.stop()
        self.continue_requested.emit()

    @Slot()
    def _toggle_playback(self) -> None:
        moment = self._moment
        if self.playback.playing:
            self.playback.stop()
        elif moment is not None:
            newest = moment.newest.step
            self.playback.start(moment.shown, self._marked or (0, newest), newest)

    @Slot(int)
    def _on_played(self, step: int) -> None:
        self.step_chosen.emit(step, False)

    @Slot()
    def _on_played_out(self) -> None:
        if self.playback.speed > 0 and self._marked is None:
            self.live_requested.emit()

    @Slot(bool)
    def _on_playing_changed(self, playing: bool) -> None:
        self.replay.show_icon("pause" if playing else "replay")
        self.replay.set_text(*(("Stop", "") if playing else ("Replay", "Play what was recorded.")))

    @Slot(bool)
    def _on_loop(self, looping: bool) -> None:
        self.playback.looping = looping
        if not looping:
            self._mark(None)
