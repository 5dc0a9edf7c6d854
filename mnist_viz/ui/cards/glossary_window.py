"""The glossary: every term in a list that can be searched, and the card of one."""

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from mnist_viz.training import StepPhases, View
from mnist_viz.ui.cards.card import Card
from mnist_viz.ui.cards.card_text import PICTURE, card_html, card_plain, key_of_link
from mnist_viz.ui.cards.glossary import CARDS, FIRST_CARDS, SUBJECTS
from mnist_viz.ui.cards.live.live import Live, Subject
from mnist_viz.ui.cards.live.registry import NEEDS_PHASES, live
from mnist_viz.ui.cards.painting import paint
from mnist_viz.ui.cards.typesetting import plain
from mnist_viz.ui.components import tooltip
from mnist_viz.ui.components.dialog_keys import give_keys
from mnist_viz.ui.components.on_screen import resize_on_screen
from mnist_viz.ui.look.spacing import PADDING, UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.numbers import count

_EVERY_MS = 250
"""The least time between two writings of the live numbers."""

_WIDTH, _HEIGHT = 760, 600
_SHARE_OF_SCREEN = 0.95

_BEGIN_HERE = "Begin here"
_KEY = Qt.ItemDataRole.UserRole


class GlossaryWindow(QDialog):
    """Shows one card at a time, with the numbers of the shown frame.

    Attributes
    ----------
    phases_wanted : Signal
        The card shown would tell more, were the shown step taken apart.
    """

    phases_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("glossary")
        self.setWindowTitle("Glossary")
        self._subject: Subject | None = None
        self._card = CARDS[FIRST_CARDS[0]]
        self._written = ""
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search")
        self._search.setAccessibleName("Search the glossary")
        self._search.setClearButtonEnabled(True)
        self._list = QListWidget()
        self._list.setAccessibleName("Terms")
        self._text = QTextBrowser()
        self._text.setOpenLinks(False)
        self._text.setAccessibleName("Card")
        self._later = QTimer(self, singleShot=True)
        self._later.setInterval(_EVERY_MS)
        self._later.timeout.connect(self._write)
        self._search.setToolTip(tooltip("Search the glossary", "Enter opens the first that fits."))
        give_keys(self, [self._search, self._list, self._text])
        self._fill()
        self._lay_out()
        self._text_size = 0
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(self._take_first)
        self._list.currentItemChanged.connect(self._on_chosen)
        self._text.anchorClicked.connect(self._on_link)
        self.restyle(system_theme())

    @property
    def card(self) -> Card:
        """The one that is shown."""
        return self._card

    @property
    def text(self) -> str:
        """The card as plain text, with its live numbers."""
        return card_plain(self._card, self._live(), self._where())

    def show_card(self, key: str) -> None:
        """Show a card, and the window."""
        self._search.clear()
        self._go_to(key)
        self.show()
        self.raise_()
        self.activateWindow()
        self._text.setFocus()

    def show_moment(self, view: View, phases: StepPhases | None = None) -> None:
        """Take the live numbers from another moment; hidden, that costs nothing.

        Parameters
        ----------
        view : View
        phases : StepPhases or None
            Of some step, if one was taken apart.
        """
        self._subject = Subject(view, phases)
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        for part in (self._search, self._list, self._text):
            part.setFont(font("body"))
        for row in range(self._list.count()):
            item = self._list.item(row)
            if item.data(_KEY) is None:
                item.setFont(font("body", semibold=True))
                item.setForeground(theme.color("text2"))
        self._list.setFixedWidth(scaled(200))
        self._search.setFixedWidth(scaled(200))
        if (size := font("body").pixelSize()) != self._text_size:
            self._text_size = size
            resize_on_screen(self, self.sizeHint())
        self._text.document().setDocumentMargin(scaled(2 * PADDING))
        self._written = ""
        if self.isVisible():
            self._write()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write()

    def done(self, result: int) -> None:
        """Close, and give the keys back to the window: not every desktop does."""
        super().done(result)
        self._subject = None
        window = self.parentWidget()
        if window is not None:
            window.activateWindow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self._written = ""
            self._later.start()

    def sizeHint(self) -> QSize:
        room = self.screen().availableSize() * _SHARE_OF_SCREEN
        return QSize(scaled(_WIDTH), scaled(_HEIGHT)).boundedTo(room)

    def _fill(self) -> None:
        first = tuple(CARDS[key] for key in FIRST_CARDS)
        for subject, cards in ((_BEGIN_HERE, first), *SUBJECTS):
            head = QListWidgetItem(subject)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(head)
            for card in cards:
                item = QListWidgetItem(f"   {card.title}")
                item.setData(_KEY, card.key)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{card.title}, {subject}")
                self._list.addItem(item)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(scaled(2 * UNIT))
        left.addWidget(self._search)
        left.addWidget(self._list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(*4 * [scaled(PADDING)])
        row.setSpacing(scaled(PADDING))
        row.addLayout(left)
        row.addWidget(self._text, 1)

    def _go_to(self, key: str) -> None:
        if self._list.currentRow() < 0 or self._list.currentItem().data(_KEY) != key:
            rows = range(self._list.count() - 1, -1, -1)  # under its subject rather than "Begin"
            row = next(row for row in rows if self._list.item(row).data(_KEY) == key)
            self._list.setCurrentRow(row)
            middle = QListWidget.ScrollHint.PositionAtCenter
            self._list.scrollToItem(self._list.item(row), middle)
        self._show(CARDS[key])

    def _show(self, card: Card) -> None:
        self._card = card
        self._written = ""
        self._text.setHtml("")
        if self.isVisible():
            self._write()
            self._text.verticalScrollBar().setValue(0)

    @Slot()
    def _write(self) -> None:
        """Write the card, unless it reads as before."""
        current = self._live()
        html = card_html(self._card, current, self._theme, self._where())
        if html != self._written:
            self._written = html
            bar = self._text.verticalScrollBar()
            place = bar.value()
            self._add_picture(current)
            self._text.setHtml(html)
            bar.setValue(place)
            self._text.setAccessibleDescription(self.text)
        if self._wants_phases():
            self.phases_wanted.emit()

    def _add_picture(self, current: Live | None) -> None:
        if current is not None and current.picture is not None:
            image = paint(current.picture, self._theme, self._room(), self.devicePixelRatioF())
            kind = QTextDocument.ResourceType.ImageResource.value
            self._text.document().addResource(kind, QUrl(PICTURE), image)

    def _room(self) -> int:
        """Return how wide a picture can be, beside the scroll bar that it may bring about."""
        margin = self._text.document().documentMargin()
        bar = self._text.verticalScrollBar().sizeHint().width()
        return max(1, int(self._text.contentsRect().width() - bar - 2 * margin))

    def _live(self) -> Live | None:
        return None if self._subject is None else live(self._card.key, self._subject)

    def _wants_phases(self) -> bool:
        subject = self._subject
        return (
            subject is not None
            and self._card.key in NEEDS_PHASES
            and subject.phases is None
            and subject.view.frame.step > 0
        )

    def _where(self) -> str:
        subject = self._subject
        return "" if subject is None else f"at step {count(subject.view.frame.step)}"

    @Slot(str)
    def _filter(self, text: str) -> None:
        """Show the terms that a text occurs in; an empty one shows all."""
        wanted = text.strip().casefold()
        head: QListWidgetItem | None = None
        begin = False
        for row in range(self._list.count()):
            item = self._list.item(row)
            key = item.data(_KEY)
            if key is None:
                head, begin = item, item.text() == _BEGIN_HERE
                item.setHidden(bool(wanted))
                continue
            fits = _fits(CARDS[key], wanted) and not (wanted and begin)
            item.setHidden(not fits)
            if fits and head is not None:
                head.setHidden(False)

    @Slot()
    def _take_first(self) -> None:
        for row in range(self._list.count()):
            item = self._list.item(row)
            if not item.isHidden() and item.data(_KEY) is not None:
                self._list.setCurrentRow(row)
                self._list.setFocus()
                return

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        key = None if item is None else item.data(_KEY)
        if key is not None and key != self._card.key:
            self._show(CARDS[key])

    @Slot(QUrl)
    def _on_link(self, address: QUrl) -> None:
        key = key_of_link(address.toString())
        if key is not None:
            self._go_to(key)


def _fits(card: Card, wanted: str) -> bool:
    texts = (card.title, card.sentence, plain(card.formula), *card.words)
    return any(wanted in text.casefold() for text in texts)
