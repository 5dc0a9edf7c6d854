"""The bar that says what happened, why, and what to do next."""

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from mnist_viz.ui.components.buttons import IconButton, PushButton
from mnist_viz.ui.components.icon_label import IconLabel
from mnist_viz.ui.components.message import Action, Message, MessageKind
from mnist_viz.ui.components.polish import polish_again
from mnist_viz.ui.components.tooltips import MESSAGE_KEY, tooltip
from mnist_viz.ui.docks.usual_places import COMPACT_BELOW
from mnist_viz.ui.look.spacing import PADDING, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_HEIGHT, _LOW_HEIGHT = 56, 40
_PROGRESS = 2
_NARROWEST_TEXT = 320
_TOKENS = {"error": "error", "warning": "warning", "info": "accent"}


class MessageBar(QFrame):
    """One message at a time; hidden while there is none.

    Attributes
    ----------
    coming : Signal
        The bar is about to be shown, and has no room yet.
    action_chosen : Signal
        The primary button was pressed; the bar is hidden already.
    closed : Signal
        The person closed the message without doing anything about it.
    details_copied : Signal(str)
        A sentence that says so.
    """

    coming = Signal()
    action_chosen = Signal()
    closed = Signal()
    details_copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._message = Message("info", "", "")
        self._progress: float | None = None
        self._waiting: list[Message] = []
        self._icon = IconLabel("info")
        self._what = QLabel()
        self._why = QLabel()
        self._primary = PushButton("", kind="primary")
        self._secondary = PushButton("")
        self._copy = PushButton("Copy details")
        self._close = IconButton("close", "Close this message", "", f"{MESSAGE_KEY}, Tab")
        self._copy.setToolTip(tooltip("Copy details", "For a report.", f"{MESSAGE_KEY}, Tab"))
        self._lay_out()
        for button in (self._primary, self._secondary):
            button.clicked.connect(self._act)
        self._copy.clicked.connect(self._copy_details)
        self._close.clicked.connect(self._dismiss)
        self.restyle(system_theme())
        self.hide()

    @property
    def text(self) -> str:
        """What is said, or nothing while the bar is hidden."""
        return "" if self.isHidden() else f"{self._message.what} {self._message.why}"

    @property
    def kind(self) -> MessageKind | None:
        """Of what is said; None while the bar is hidden."""
        return None if self.isHidden() else self._message.kind

    def show_message(
        self,
        kind: MessageKind,
        what: str,
        why: str,
        action_text: str | None = None,
        action: Action | None = None,
        *,
        secondary_text: str | None = None,
        secondary: Action | None = None,
        details: str = "",
        until_read: bool = False,
        in_turn: bool = False,
    ) -> None:
        """Say something, in place of what was said before or after it.

        What leads on, has details, tells of an error or is to be read is not lost to a mere
        notice: one that matters less waits for it, and it comes back after any other.

        Parameters
        ----------
        kind : str
            ``error``, ``warning`` or ``info``.
        what, why : str
            What happened, in a sentence; why, and what holds now.
        action_text, action : str and callable, optional
            What the primary button says and does; see also `action_chosen`.
        secondary_text, secondary : str and callable, optional
            The same of a second button.
        details : str
            For a report; the person can copy them.
        until_read : bool
            Nobody asked for it, so that it must not go unseen: say it until it is closed.
        in_turn : bool
            Wait until the person is done with what is said now, whatever it is.
        """
        acts = action_text, action, secondary_text, secondary
        new = Message(kind, what, why, *acts, details, until_read)
        shown = self._message
        self._waiting = [one for one in self._waiting if not new.replaces(one)]
        if self.isHidden() or new.replaces(shown):
            self._say(new)
        elif in_turn or new.waits_for(shown):
            self._waiting.append(new)
        else:
            if shown.comes_back_after(new):
                self._waiting.insert(0, shown)
            self._say(new)

    def take_back(self, what: str) -> bool:
        """Say something no more, now or in its turn; return whether it was still to be read."""
        waiting = [one for one in self._waiting if one.what != what]
        was_there = len(waiting) < len(self._waiting)
        self._waiting = waiting
        if not self.isHidden() and self._message.what == what:
            was_there = True
            self.hide()
            self._show_next()
        return was_there

    @property
    def progress(self) -> float | None:
        """What the line at the foot shows, 0..1; None without one."""
        return self._progress

    def show_progress(self, share: float) -> None:
        """Show what is done, 0..1, as a thin line at the foot, until the next message."""
        self._progress = share
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        for part in (self._icon, self._primary, self._secondary, self._copy, self._close):
            part.restyle(theme)
        self._what.setFont(font("title"))
        self._why.setFont(font("body"))
        self._texts.setHorizontalSpacing(scaled(11))
        self._buttons.setSpacing(scaled(6))
        self._box.setSpacing(scaled(6))
        self._show_kind()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._progress is not None:
            line = scaled(_PROGRESS)
            width = round(self._progress * self.width())
            with QPainter(self) as painter:
                place = QRect(0, self.height() - line, width, line)
                painter.fillRect(place, self._theme.color("accent"))

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(200), self.minimumHeight())

    def _lay_out(self) -> None:
        self._texts = QGridLayout()
        self._texts.addWidget(self._icon, 1, 0, Qt.AlignmentFlag.AlignTop)
        for row, label in enumerate((self._what, self._why), 1):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._texts.addWidget(label, row, 1)
        for row in (0, 3):
            self._texts.setRowStretch(row, 1)
        self._texts.setColumnStretch(1, 1)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch()
        for button in (self._primary, self._secondary, self._copy, self._close):
            self._buttons.addWidget(button)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.addLayout(self._texts, 1)
        self._box.addLayout(self._buttons)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _arrange(self) -> None:
        """Put the buttons beside the words, or below where the words would be squeezed."""
        beside = self.width() >= self._buttons.sizeHint().width() + scaled(_NARROWEST_TEXT)
        way = QBoxLayout.Direction
        self._box.setDirection(way.LeftToRight if beside else way.TopToBottom)
        # The larger the text, the more of the height it takes from the panels.
        is_low = self.width() < COMPACT_BELOW * QFontMetrics(font("body")).height()
        above = scaled(2 if is_low else 6)
        self._box.setContentsMargins(scaled(14), above, scaled(PADDING), above)
        self._texts.setVerticalSpacing(scaled(1 if is_low else 3))
        self.setMinimumHeight(scaled(_LOW_HEIGHT if is_low else _HEIGHT))

    def _say(self, message: Message) -> None:
        new = self.isHidden() or message.what != self._message.what
        self._message = message
        self._progress = None
        self._what.setText(message.what)
        self._why.setText(message.why)
        self._why.setVisible(bool(message.why))
        texts = (message.action_text, message.secondary_text)
        for button, text in zip((self._primary, self._secondary), texts, strict=True):
            button.setText(text or "")
            button.setVisible(text is not None)
            button.setToolTip("" if text is None else tooltip(text, shortcut=MESSAGE_KEY))
        self._copy.setVisible(bool(message.details))
        self._show_kind()
        self._arrange()
        if self.isHidden():
            self.coming.emit()
        self.show()
        if new:
            self._announce(f"{message.what} {message.why}")

    def _show_kind(self) -> None:
        kind = self._message.kind
        self.setProperty("kind", kind)
        polish_again(self)
        self._icon.show_icon(kind, kind.capitalize(), _TOKENS[kind])

    def _announce(self, text: str) -> None:
        self.setAccessibleName(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @Slot()
    def _act(self) -> None:
        is_primary = self.sender() is self._primary
        message = self._message
        self.hide()
        action = message.action if is_primary else message.secondary
        if action is not None:
            action()
        if is_primary:
            self.action_chosen.emit()
        self._show_next()

    @Slot()
    def _copy_details(self) -> None:
        message = self._message
        text = f"{message.what}\n{message.why}\n\n{message.details}"
        QGuiApplication.clipboard().setText(text)
        self.details_copied.emit("The details are copied.")

    @Slot()
    def _dismiss(self) -> None:
        self.hide()
        self.closed.emit()
        self._show_next()

    def _show_next(self) -> None:
        """Say what waits, unless what the person did has led to another message."""
        if self._waiting and self.isHidden():
            self._say(self._waiting.pop(0))
