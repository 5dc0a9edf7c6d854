"""The bar that says what happened, why, and what to do next."""

from collections.abc import Callable
from functools import partial
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
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
from mnist_viz.ui.spacing import PADDING, font, scaled
from mnist_viz.ui.theme import Theme, system_theme

MessageKind = Literal["error", "warning", "info"]
Action = Callable[[], object]

_HEIGHT = 56
_PROGRESS = 2
_NARROWEST_TEXT = 320
_TOKENS = {"error": "error", "warning": "warning", "info": "accent"}


class MessageBar(QFrame):
    """One message at a time; hidden while there is none.

    Attributes
    ----------
    action_chosen : Signal
        The primary button was pressed; the bar is hidden already.
    closed : Signal
        The person closed the message without doing anything about it.
    """

    action_chosen = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._kind: MessageKind = "info"
        self._details = ""
        self._progress: float | None = None
        self._actions: dict[QWidget, Action | None] = {}
        self._waiting: list[Action] = []
        self._icon = IconLabel("info")
        self._what = QLabel()
        self._why = QLabel()
        self._primary = PushButton("", kind="primary")
        self._secondary = PushButton("")
        self._copy = PushButton("Copy details")
        self._close = IconButton("close", "Close this message")
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
        return "" if self.isHidden() else f"{self._what.text()} {self._why.text()}"

    @property
    def shows_error(self) -> bool:
        """Whether what is said is an error."""
        return not self.isHidden() and self._kind == "error"

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
        in_turn: bool = False,
    ) -> None:
        """Say something, in place of what was said before or after it.

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
        in_turn : bool
            Wait until the person is done with what is said now.
        """
        if in_turn and not self.isHidden():
            self._waiting.append(
                partial(
                    self.show_message,
                    kind,
                    what,
                    why,
                    action_text,
                    action,
                    secondary_text=secondary_text,
                    secondary=secondary,
                    details=details,
                )
            )
            return
        new = self.isHidden() or what != self._what.text()
        self._kind = kind
        self._details = details
        self._progress = None
        self._what.setText(what)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self._actions = {self._primary: action, self._secondary: secondary}
        for button, text in ((self._primary, action_text), (self._secondary, secondary_text)):
            button.setText(text or "")
            button.setVisible(text is not None)
        self._copy.setVisible(bool(details))
        self._show_kind()
        self._arrange()
        self.show()
        if new:
            self._announce(f"{what} {why}")

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
        self._texts.setVerticalSpacing(scaled(3))
        self._texts.setHorizontalSpacing(scaled(11))
        self._buttons.setSpacing(scaled(6))
        self._box.setContentsMargins(scaled(14), scaled(6), scaled(PADDING), scaled(6))
        self._box.setSpacing(scaled(6))
        self.setMinimumHeight(scaled(_HEIGHT))
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
        return QSize(scaled(200), scaled(_HEIGHT))

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
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _arrange(self) -> None:
        """Put the buttons beside the words, or below where the words would be squeezed."""
        beside = self.width() >= self._buttons.sizeHint().width() + scaled(_NARROWEST_TEXT)
        way = QBoxLayout.Direction
        self._box.setDirection(way.LeftToRight if beside else way.TopToBottom)

    def _show_kind(self) -> None:
        self.setProperty("kind", self._kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.show_icon(self._kind, self._kind.capitalize(), _TOKENS[self._kind])

    def _announce(self, text: str) -> None:
        self.setAccessibleName(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @Slot()
    def _act(self) -> None:
        button = self.sender()
        self.hide()
        action = self._actions.get(button) if isinstance(button, QWidget) else None
        if action is not None:
            action()
        if button is self._primary:
            self.action_chosen.emit()
        self._show_next()

    @Slot()
    def _copy_details(self) -> None:
        text = f"{self._what.text()}\n{self._why.text()}\n\n{self._details}"
        QGuiApplication.clipboard().setText(text)

    @Slot()
    def _dismiss(self) -> None:
        self.hide()
        self.closed.emit()
        self._show_next()

    def _show_next(self) -> None:
        """Say what waits, unless what the person did has led to another message."""
        if self._waiting and self.isHidden():
            self._waiting.pop(0)()
