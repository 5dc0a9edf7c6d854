"""The status line: what is happening, on which data, how fast."""

from time import perf_counter

from PySide6.QtCore import QSize, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from mnist_viz.data import DataSplits
from mnist_viz.training import Frame, RunConfig, View
from mnist_viz.ui.display.rates import Rate
from mnist_viz.ui.look.spacing import PADDING, STATUS, UNIT, font, scaled
from mnist_viz.ui.numbers import count, counted

CONFIRMED_MS = 4000
"""How long it says that something is done."""

_WRITE_EVERY_SECONDS = 0.25


class StatusLine(QWidget):
    """One line at the foot of the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAccessibleName("Status")
        # Without a layout, in which every new sentence would lay out the whole window again.
        self._doing = QLabel("Loading…", self)
        self._about = QLabel(self)
        self._steps, self._frames = Rate(), Rate()
        self._frames_seen = 0
        self._frame: Frame | None = None
        self._written = 0.0
        self._data = ""
        self._happening = self._doing.text()
        self._confirmed = QTimer(self, singleShot=True)
        self._confirmed.timeout.connect(self._end_confirming)
        for label in (self._doing, self._about):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.restyle()

    def restyle(self) -> None:
        """Take on the size of the person's font."""
        for label in (self._doing, self._about):
            label.setFont(font("caption"))
        self.setFixedHeight(scaled(STATUS))
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._about.sizeHint().width() + 2 * scaled(PADDING), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @property
    def text(self) -> str:
        """What it says is happening, or done."""
        return self._doing.text()

    def say(self, text: str) -> None:
        """Say what is happening, once what was done has been said."""
        self._happening = text
        if not self._confirmed.isActive():
            self._show(text)

    def confirm(self, text: str) -> None:
        """Say for some seconds that something is done, which nothing else shows."""
        self._show(text)
        self._confirmed.start(CONFIRMED_MS)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def show_data(self, data: DataSplits, config: RunConfig) -> None:
        """Name the data set and its size, and how much of it a run trains on."""
        whole = len(data.train)
        used = config.train_size or whole - (0 if data.stream else config.validation)
        of_all = "" if used == whole else f"{count(used)} of "
        train = f"{of_all}{count(whole)} train"
        self._data = f"{data.title}  {train}, {count(len(data.test))} test"
        self._write(0.0, 0.0, 0)

    def show_view(
        self,
        view: View,
        *,
        training: bool,
        replaying: int | None = None,
        comes_trained: bool = False,
    ) -> None:
        """Say where training is, and which step is shown.

        Parameters
        ----------
        view : View
        training : bool
        replaying : int or None
            The step that was asked for and is on its way.
        comes_trained : bool
            The run began from a trained network, not from random weights.
        """
        frame, now = view.newest or view.frame, perf_counter()
        self._frames_seen += view.frame is not self._frame  # another view of it is no new one
        self._frame = view.frame
        self._steps.note(now, frame.step)
        self._frames.note(now, self._frames_seen)
        if view.is_past:
            self.say(_past_sentence(view, training=training, replaying=replaying))
        else:
            self.say(_sentence(view, training=training, comes_trained=comes_trained))
        if training and now - self._written >= _WRITE_EVERY_SECONDS:
            self._written = now
            steps = self._steps.per_second()
            self._write(steps, self._frames.per_second(), frame.batch_size)

    def come_to_rest(self) -> None:
        """Show that nothing moves."""
        self._steps.forget()
        self._frames.forget()
        self._written = 0.0
        self._write(0.0, 0.0, 0)

    @Slot()
    def _end_confirming(self) -> None:
        self._show(self._happening)

    def _show(self, text: str) -> None:
        if text != self._doing.text():
            self._doing.setText(text)
            self._doing.setToolTip(text)
            self.setAccessibleDescription(text)

    def _write(self, steps: float, frames: float, batch_size: int) -> None:
        parts = [self._data]
        if batch_size:
            parts.append(f"{count(int(round(steps * batch_size, -2)))} images/s")
        parts.append(f"{_rate(steps)} steps/s")
        if batch_size:
            parts.append(f"{round(frames)} frames/s")
        self._about.setText("     ".join(parts))
        self._arrange()

    def _arrange(self) -> None:
        """Place what is told of the run at the right; a long sentence before it gives way."""
        margin, height = scaled(PADDING), self.height() - scaled(UNIT) // 2
        width = self._about.sizeHint().width()
        left = max(margin, self.width() - margin - width)
        self._about.setGeometry(left, 0, width, height)
        self._doing.setGeometry(margin, 0, max(0, left - 2 * margin), height)


def _rate(steps: float) -> str:
    return count(round(steps)) if steps >= 9.95 or steps == 0 else f"{steps:.1f}"


def _past_sentence(view: View, *, training: bool, replaying: int | None) -> str:
    shown = count(view.frame.step)
    if replaying is not None:
        return f"Showing step {shown} while step {count(replaying)} is being replayed…"
    assert view.newest is not None, "a past step is shown"
    doing = "goes on" if training else "is paused"
    return f"Showing step {shown}. The newest step is {count(view.newest.step)}; training {doing}."


def _sentence(view: View, *, training: bool, comes_trained: bool) -> str:
    frame = view.frame
    if frame.step == 0 and comes_trained:
        return "Ready. The network comes trained; it can be trained on from here."
    if frame.step == 0:
        return "Ready. The network has not learned anything yet; its weights are random."
    epoch, step = frame.place
    place = f"Epoch {count(epoch)}, step {count(step)} of {count(frame.steps_per_epoch)}."
    if frame.is_last and not training:
        epochs = counted(frame.config.epochs, "epoch")
        return f"Done at step {count(frame.step)}: the schedule ends after {epochs}."
    return f"Training. {place}" if training else f"Paused at step {count(frame.step)}. {place}"
