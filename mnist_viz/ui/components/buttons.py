"""Buttons: an icon, a text, or a small switch; the style sheet draws them."""

from typing import ClassVar, Literal

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QToolButton, QWidget

from mnist_viz.ui.components.polish import polish_again
from mnist_viz.ui.components.tooltips import tooltip
from mnist_viz.ui.look.icons import icon
from mnist_viz.ui.look.spacing import HEADER_BUTTON, ICON, ICON_BUTTON, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

ButtonKind = Literal["primary", "secondary", "outline", "live", "past"]

_ICON_TOKENS: dict[ButtonKind, str] = {
    "primary": "on_accent",
    "secondary": "text",
    "outline": "text",
    "live": "accent",
    "past": "on_past",
}

_CONFIRM = {Qt.Key.Key_Return, Qt.Key.Key_Enter}

_ICON_WIDTH = ICON + 6  # a little room between icon and text, which Qt sets close


class IconButton(QToolButton):
    """A square button that shows an icon alone.

    Parameters
    ----------
    icon_name : str
        Of ``resources/icons``.
    text : str
        Its name, for the tooltip and for screen readers.
    hint : str
        A sentence on what it does.
    shortcut : str, optional
        The key that the tooltip names. The window owns the keys; this binds none.
    checkable : bool
    token : str
        The colour of the icon.
    """

    def __init__(
        self,
        icon_name: str,
        text: str,
        hint: str = "",
        shortcut: str | None = None,
        checkable: bool = False,
        *,
        token: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._token = token
        self._edge = ICON_BUTTON
        self._shortcut = shortcut
        self.setAutoRaise(True)
        self.setCheckable(checkable)
        self.set_text(text, hint)
        self.restyle(system_theme())

    def set_text(self, text: str, hint: str = "") -> None:
        """Give the button another name, where it now does something else."""
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)
        self.setToolTip(tooltip(text, hint, self._shortcut))

    def set_small(self) -> None:
        """Take the size that fits into a header."""
        self._edge = HEADER_BUTTON
        self.restyle(self._theme)

    def show_icon(self, icon_name: str) -> None:
        """Show another icon."""
        self._icon_name = icon_name
        self.setIcon(icon(icon_name, self._theme, self._token))

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self.setIcon(icon(self._icon_name, theme, self._token))
        self.setIconSize(QSize(1, 1) * scaled(ICON))
        self.setFixedSize(QSize(1, 1) * scaled(self._edge))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _pressed_by_enter(self, event):
            super().keyPressEvent(event)


class PushButton(QPushButton):
    """A button with a text and perhaps an icon.

    Parameters
    ----------
    text : str
    icon_name : str, optional
    kind : str
        ``primary``, at most one in each region of the window; ``secondary``, with
        an ``outline`` where it stands beside a filled one; ``live`` and ``past``
        for the way back to the newest step.
    """

    def __init__(
        self,
        text: str,
        icon_name: str | None = None,
        kind: ButtonKind = "secondary",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon_name
        self._kind = kind
        self._texts = [text]
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle(system_theme())

    def reserve(self, *texts: str) -> None:
        """Make room for the widest of these texts, so that changing it moves nothing."""
        self._texts = [*texts, self.text()]
        self.updateGeometry()

    def show_as(self, text: str, icon_name: str | None, kind: ButtonKind) -> None:
        """Change what the button says."""
        self._icon_name = icon_name
        self.setText(text)
        if kind != self._kind:
            self._kind = kind
            self.setProperty("kind", kind)
            polish_again(self)
        self._show_icon()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self.setFont(font("title"))
        self.setIconSize(QSize(scaled(_ICON_WIDTH), scaled(ICON)))
        self._show_icon()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        widest = max(metrics.horizontalAdvance(text) for text in (*self._texts, self.text()))
        with_icon = scaled(_ICON_WIDTH) + 4 if self._icon_name else 0
        height = max(scaled(ICON_BUTTON), metrics.height() + scaled(6))
        return QSize(widest + with_icon + scaled(26), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def _show_icon(self) -> None:
        if self._icon_name is not None:
            self.setIcon(icon(self._icon_name, self._theme, _ICON_TOKENS[self._kind]))


class Toggle(QToolButton):
    """A small switch that says what it switches on: ``log``.

    Attributes
    ----------
    chosen : Signal(str)
        ``on`` or ``off``: another one holds.
    """

    chosen = Signal(str)
    entries: ClassVar[list[tuple[str, str]]] = [("on", "On"), ("off", "Off")]

    def __init__(
        self,
        text: str,
        hint: str = "",
        shortcut: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)
        self.setToolTip(tooltip(text, hint, shortcut))
        self.toggled.connect(self._tell)
        self.restyle(system_theme())

    def value(self) -> str:
        """Return ``on`` or ``off``."""
        return "on" if self.isChecked() else "off"

    def pick(self, key: str) -> None:
        """Switch ``on`` or ``off`` as the person does, with the signal."""
        self.setChecked(key == "on")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _pressed_by_enter(self, event):
            super().keyPressEvent(event)

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit(self.value())

    def restyle(self, _theme: Theme) -> None:
        """Take on the size of the person's font."""
        self.setFont(font("body", semibold=True))
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.text()) + scaled(20)
        self.setFixedSize(width, max(scaled(20), metrics.height() + scaled(4)))


def _pressed_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press a button if the key is Enter, as Space does; Qt does so in dialogs alone."""
    if event.key() not in _CONFIRM:
        return False
    if not event.isAutoRepeat():
        button.click()
    return True
