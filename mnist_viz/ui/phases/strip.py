"""The strip that tells one step in four phases, in the place of the timeline."""

from enum import IntEnum

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mnist_viz.ui.cards.marks import LINK, explain
from mnist_viz.ui.components import IconButton, PushButton, tooltip
from mnist_viz.ui.docks.usual_places import COMPACT_BELOW
from mnist_viz.ui.drawing.seen_picture import SeenPicture
from mnist_viz.ui.keys.copy_key import keeps_copy_key
from mnist_viz.ui.look.spacing import PADDING, UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.numbers import count
from mnist_viz.ui.phases.account import PHASES, Account
from mnist_viz.ui.phases.layer_choice import LayerChoice
from mnist_viz.ui.phases.phase_button import PhaseButton
from mnist_viz.ui.phases.phase_text import PhaseText
from mnist_viz.ui.phases.room import NO_LIMIT, room_for

_PICTURE = 56
_DETAIL_LINES = 2
_SNUG_BELOW = 50
"""Height of the window, in lines of text, below which the phases are written in one line each."""

_HIGHEST_LOW = 138
"""Where room lacks: more would push the window beyond a screen of 1280 × 720."""


class _Told(IntEnum):
    """How much is told: a window too low for a message, panels and all of it shows less."""

    BUTTONS = 0
    FORMULA = 1
    SENTENCE = 2
    ALL = 3


_CARDS = ("forward", "loss", "backpropagation", "update")
_KEYS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Left: -1,
}
_IMAGE_KEYS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_WEIGHT_KEYS = {Qt.Key.Key_Period: 1, Qt.Key.Key_Comma: -1}
_NEW_ROOM = {QEvent.Type.Resize, QEvent.Type.LayoutRequest}


class PhasesStrip(QWidget):
    """Shows one phase of an `Account`, and asks for others; decides nothing itself.

    Attributes
    ----------
    phase_wanted : Signal(int)
        From 0; −1 is the last one of the step before, 4 the first of the next.
    image_wanted : Signal(int)
        So many images on in the batch, or back.
    layer_wanted : Signal(object)
        int, where to look for the weight that moved most, or None for everywhere.
    weight_wanted : Signal(int)
        So many weights on, in the order of how far they moved, or back.
    card_wanted : Signal(str)
        The key of the card of a term of the formula.
    copied : Signal(str)
        A sentence on what is now on the clipboard.
    closed : Signal
    """

    phase_wanted = Signal(int)
    image_wanted = Signal(int)
    layer_wanted = Signal(object)  # int or None
    weight_wanted = Signal(int)
    card_wanted = Signal(str)
    copied = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("phases_strip")
        self.setAccessibleName("One step in four phases")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._account: Account | None = None
        self._phase = 0
        self._is_low = self._is_snug = False
        self._told = _Told.ALL
        self._make_parts()
        self._lay_out()
        self._connect()
        self.restyle(system_theme())
        if parent is not None:
            parent.installEventFilter(self)

    @property
    def account(self) -> Account | None:
        """What is told."""
        return self._account

    @property
    def phase(self) -> int:
        """The phase that is told, from 0."""
        return self._phase

    @property
    def text(self) -> PhaseText | None:
        """What is told of the phase."""
        return None if self._account is None else self._account.texts[self._phase]

    def show_phase(self, account: Account, phase: int) -> None:
        """Tell a phase of a step."""
        self._account, self._phase = account, phase
        texts = account.texts
        for number, (button, text) in enumerate(zip(self._buttons, texts, strict=True)):
            button.show_state(text.summary, current=number == phase, done=number < phase)
        explain(self, _CARDS[phase])
        self._write()
        self._formula.setAccessibleName(texts[phase].plain_formula)
        self._show_image(account)
        self._layers.show_account(account)
        last = phase == len(PHASES) - 1
        self._next.setText("Next step" if last else f"{PHASES[phase + 1]}")
        self.setAccessibleDescription(texts[phase].plain)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, texts[phase].plain))

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        for button in self._buttons:
            button.restyle(theme)
        for control in (self._next, self._picture, self._layer, *self._icons):
            control.restyle(theme)
        self._sentence.setFont(font("body"))
        self._formula.setFont(font("body"))
        self._details.setFont(font("body"))
        # As high in all phases, so that the panels stay where they are.
        self._details.setMinimumHeight(_DETAIL_LINES * QFontMetrics(font("body")).lineSpacing())
        self._image_name.setFont(font("caption"))
        self._head.setSpacing(scaled(UNIT + 2))
        self._body.setHorizontalSpacing(scaled(PADDING))
        self._body.setVerticalSpacing(scaled(UNIT))
        self._picture.fit(scaled(_PICTURE))
        self._write()
        self._arrange()
        self.update()

    def event(self, event: QEvent) -> bool:
        return keeps_copy_key(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in _KEYS:
            self.phase_wanted.emit(self._phase + _KEYS[key])
        elif key in _IMAGE_KEYS:
            self.image_wanted.emit(_IMAGE_KEYS[key])
        elif key in _WEIGHT_KEYS:
            self.weight_wanted.emit(_WEIGHT_KEYS[key])
        elif key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key == Qt.Key.Key_W:
            self._layers.pick_next()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self._theme.color("panel"))
            painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.color("border"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _NEW_ROOM and self.isVisible():
            self._arrange()  # the window may have changed in height alone, or a message come
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(320), self._height_of(_Told.BUTTONS))

    @Slot()
    def copy(self) -> None:
        """Put all four phases on the clipboard, as text."""
        if self._account is not None:
            QGuiApplication.clipboard().setText(self._account.plain)
            self.copied.emit("All four phases are copied as text.")

    def _make_parts(self) -> None:
        self._buttons = [PhaseButton(number, title) for number, title in enumerate(PHASES, 1)]
        for number, card in enumerate(_CARDS):
            explain(self._buttons[number], card)
        self._next = PushButton("Next step", kind="primary")
        self._next.setObjectName("next_phase_button")
        self._next.reserve("Next step", *PHASES)
        self._next.setToolTip(tooltip("Next", "The next phase, or the next step.", "→"))
        self._copy = IconButton("export", "Copy as text", "All four phases, in words.", "Ctrl+C")
        self._close = IconButton(
            "close", "Close", "Back to the timeline. A step that was undone stays undone.", "Esc"
        )
        self._before = IconButton("chevron_up", "Image before", "Follow the image before.", "↑")
        self._after = IconButton("chevron_down", "Next image", "Follow the next image.", "↓")
        self._icons = (self._copy, self._close, self._before, self._after)
        for button in self._icons:
            button.set_small()
        self._layers = LayerChoice(self)
        self._layer = self._layers.widget
        self._picture = SeenPicture()
        self._picture.setObjectName("followed_image")
        self._picture.setAccessibleName("The image that is followed")
        self._image_name = QLabel()
        self._sentence, self._formula, self._details = QLabel(), QLabel(), QLabel()
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse
        for label in (self._sentence, self._formula, self._details):
            label.setWordWrap(True)
            label.setTextInteractionFlags(selectable)
        self._formula.setTextInteractionFlags(
            selectable
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._formula.setToolTip(tooltip("Formula", "Click what a number is, to read its card."))
        self._details.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._details.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._image_name.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        self._head = QHBoxLayout()
        for button in self._buttons:
            self._head.addWidget(button, 1)
        self._head.addWidget(self._layer, 0, middle)
        for control in (self._next, self._copy, self._close):
            self._head.addWidget(control, 0, middle)
        image = QHBoxLayout()
        image.setSpacing(scaled(UNIT))
        image.addWidget(self._picture)
        arrows = QVBoxLayout()
        arrows.setSpacing(0)
        arrows.addWidget(self._before)
        arrows.addWidget(self._after)
        image.addLayout(arrows)
        self._body = QGridLayout()
        self._body.addLayout(image, 0, 0, 2, 1)
        self._body.addWidget(self._image_name, 2, 0)
        self._body.addWidget(self._sentence, 0, 1)
        self._body.addWidget(self._formula, 1, 1)
        self._body.addWidget(self._details, 2, 1)
        self._body.setColumnStretch(1, 1)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._head)
        self._whole.addLayout(self._body)
        # Never less than it needs in its width, but its least is what the window's least is of.
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _connect(self) -> None:
        for button in self._buttons:
            button.clicked.connect(self._on_phase)
        self._next.clicked.connect(self._go_on)
        self._copy.clicked.connect(self.copy)
        self._close.clicked.connect(self.closed)
        self._before.clicked.connect(self._image_before)
        self._after.clicked.connect(self._image_after)
        self._layers.wanted.connect(self.layer_wanted)
        self._formula.linkActivated.connect(self._on_link)

    def _arrange(self) -> None:
        """Leave out what is second in importance, where room lacks."""
        line = QFontMetrics(font("body")).height()
        is_low = self.width() < COMPACT_BELOW * line
        is_snug = is_low or self.window().height() < _SNUG_BELOW * line
        above = scaled(UNIT if is_snug else 2 * UNIT)
        self._whole.setContentsMargins(scaled(PADDING), above, scaled(PADDING), above)
        spacing = scaled(UNIT if is_snug else UNIT + 2)
        if spacing != self._whole.spacing():  # else Qt would lay it all out again, without end
            self._whole.setSpacing(spacing)
        self.setMaximumHeight(scaled(_HIGHEST_LOW) if is_low else NO_LIMIT)
        before = self._is_low, self._is_snug, self._told
        if (is_low, is_snug) != before[:2]:
            self._is_low, self._is_snug = is_low, is_snug
            for button in self._buttons:
                button.set_low(is_snug)
            for part in (self._layer, self._copy):
                part.setVisible(not is_low)
            self._write()
        self._tell_what_fits()
        if before != (is_low, is_snug, self._told):
            self._whole.activate()

    def _tell_what_fits(self) -> None:
        """Leave out details, words, then the formula, where the panels would lack the room."""
        room = min(room_for(self), self.maximumHeight())
        fitting = (told for told in reversed(_Told) if self._height_of(told) <= room)
        self._told = next(fitting, _Told.BUTTONS)
        for part in (self._picture, self._before, self._after, self._sentence):
            part.setVisible(self._told >= _Told.SENTENCE)
        is_all = self._told is _Told.ALL
        self._image_name.setVisible(is_all and not self._is_low)
        self._details.setVisible(is_all and bool(self._details.text()))
        self._formula.setVisible(self._told >= _Told.FORMULA)

    def _height_of(self, told: _Told) -> int:
        """Return the height that so much needs in the present width."""
        margins, gap = self._whole.contentsMargins(), self._body.verticalSpacing()
        height = margins.top() + self._head.sizeHint().height() + margins.bottom()
        width = self.width() - margins.left() - margins.right()
        if told >= _Told.FORMULA:
            height += self._whole.spacing()
        if told is _Told.FORMULA:
            height += self._formula.heightForWidth(width)
        if told >= _Told.SENTENCE:
            width -= self._picture_width() + self._body.horizontalSpacing()
            words = self._sentence.heightForWidth(width) + gap + self._formula.heightForWidth(width)
            height += max(words, self._picture.height())
        if told is _Told.ALL and self._details.text():
            least = self._details.minimumHeight()
            height += gap + max(least, self._details.heightForWidth(width))
        return height

    def _picture_width(self) -> int:
        """Return the width of the image with its arrows, or of its name if that is wider."""
        arrows = max(self._before.sizeHint().width(), self._after.sizeHint().width())
        name = 0 if self._is_low else self._image_name.sizeHint().width()
        return max(self._picture.width() + scaled(UNIT) + arrows, name)

    def _write(self) -> None:
        """Write what is told; where room lacks, the rule is left to the formula, but not why."""
        text, is_last = self.text, self._phase == len(PHASES) - 1
        if text is None:
            return
        sentence, details = text.sentence, text.details
        if self._is_low:
            sentence = sentence.rsplit(". ", 1)[-1] if is_last else sentence
            details = details[:1] if is_last else ()
        self._sentence.setText(sentence)
        self._formula.setText(text.formula_html(self._theme, low=self._is_low))
        self._details.setText("  ".join(details))
        self._tell_what_fits()

    def _show_image(self, account: Account) -> None:
        shape = account.phases.before.layout.input_shape
        pixels = account.phases.layers[0].inputs[account.image].reshape(shape)
        self._picture.show_picture((255 * pixels).round().clip(0, 255).astype("uint8"))
        images = count(len(account.phases.rows))
        name = f"{account.label} · {count(account.image + 1)} of {images}"
        self._image_name.setText(name)
        self._picture.setToolTip(tooltip(account.image_name.capitalize(), "Of the step's batch."))
        can_move = account.phases.followable > 1
        self._before.setEnabled(can_move)
        self._after.setEnabled(can_move)

    @Slot()
    def _on_phase(self) -> None:
        button = self.sender()
        assert isinstance(button, PhaseButton)
        self.phase_wanted.emit(self._buttons.index(button))

    @Slot()
    def _go_on(self) -> None:
        self.phase_wanted.emit(self._phase + 1)

    @Slot()
    def _image_before(self) -> None:
        self.image_wanted.emit(-1)

    @Slot()
    def _image_after(self) -> None:
        self.image_wanted.emit(1)

    @Slot(str)
    def _on_link(self, address: str) -> None:
        self.card_wanted.emit(address.removeprefix(LINK))
