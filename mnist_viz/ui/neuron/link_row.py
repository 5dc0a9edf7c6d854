"""Where a unit leads: a title, and a button for each of the units that it feeds most strongly."""

from PySide6.QtCore import QPoint, QRect, QSize, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.cards.marks import explain
from mnist_viz.ui.components import PushButton, Words, tooltip
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.neuron.facts import MOST_LINKS, Link

_BETWEEN = 6
_AROUND = 14  # padding and outline, as the style sheet has them


class LinkRow(QWidget):
    """Buttons side by side, each with a unit and the weight; as many as there is room for.

    Attributes
    ----------
    unit_chosen : Signal(object)
        The Selection of a button that was pressed.
    """

    unit_chosen = Signal(object)  # Selection

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Words("Feeds most strongly into", "title")
        self._title.setParent(self)
        self._links: tuple[Link, ...] = ()
        self._widest = 1
        self._buttons = [PushButton("", parent=self) for _ in range(MOST_LINKS)]
        for button in self._buttons:
            button.setToolTip(tooltip("Feeds", "Open the unit that this one feeds."))
            button.setAccessibleName("Feeds")
            button.clicked.connect(self._choose)
        explain(self, "connection")
        self.restyle(system_theme())

    @property
    def shown(self) -> list[PushButton]:
        """The buttons that lead somewhere."""
        return [button for button in self._buttons if not button.isHidden()]

    def show_links(self, links: tuple[Link, ...]) -> None:
        """Lead to these units, at most `MOST_LINKS`."""
        if links == self._links:
            return
        self._links = links
        for number, button in enumerate(self._buttons):
            if number < len(links):
                link = links[number]
                button.setText(f"{link.name}\n{link.text}")
                button.setAccessibleName(f"{link.name}, weight {link.text}")
        self._arrange()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._title.restyle(theme)
        for button in self._buttons:
            button.restyle(theme)
            button.setFont(font("body", semibold=True))
        self._widest = 1
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(scaled(420), self._title_height() + self._button_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widest = 1
        self._arrange()

    def _arrange(self) -> None:
        title = self._title_height()
        self._title.setGeometry(0, 0, self.width(), title)
        room, between = self.width() + scaled(_BETWEEN), scaled(_BETWEEN)
        # It only grows, or buttons would come and go as the digits change while training.
        self._widest = max([self._widest, *map(self._needed_width, self._links)])
        count = max(1, min(MOST_LINKS, room // (self._widest + between)))
        size = QSize(room // count - between, self._button_height())
        for number, button in enumerate(self._buttons):
            button.setGeometry(QRect(QPoint(number * (room // count), title), size))
            button.setVisible(number < min(count, len(self._links)))

    @staticmethod
    def _needed_width(link: Link) -> int:
        advance = QFontMetrics(font("body", semibold=True)).horizontalAdvance
        return max(advance(link.name), advance(link.text)) + scaled(_AROUND)

    @staticmethod
    def _title_height() -> int:
        return QFontMetrics(font("title")).height() + scaled(6)

    @staticmethod
    def _button_height() -> int:
        return 2 * QFontMetrics(font("body", semibold=True)).height() + scaled(10)

    @Slot()
    def _choose(self) -> None:
        button = self.sender()
        number = self._buttons.index(button) if isinstance(button, PushButton) else -1
        if 0 <= number < len(self._links):
            self.unit_chosen.emit(self._links[number].unit)
