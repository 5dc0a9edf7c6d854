"""The button beside the reading that says what a drawing is: “It is a 7”."""

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from mnist_viz.data import DIGIT_NAMES
from mnist_viz.ui.components import IconButton

_HINT = (
    "Say which digit you drew. The drawing is kept in My digits, and the network learns it "
    "while it trains."
)


class TeachButton(IconButton):
    """Opens a list of the ten digits; a digit key chooses one.

    Attributes
    ----------
    chosen : Signal(int)
        What the drawing is.
    my_digits_requested : Signal
        The person wants to see what was taught.
    """

    chosen = Signal(int)
    my_digits_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("teach", "It is a…", _HINT, "T", parent=parent)
        self.setObjectName("teach_button")
        self.menu_of_digits = QMenu(self)
        self.menu_of_digits.setObjectName("teach_menu")
        for digit, name in enumerate(DIGIT_NAMES):
            it_is = self.menu_of_digits.addAction(f"It is {with_article(digit, f'&{name}')}")
            it_is.setData(digit)
        self.menu_of_digits.addSeparator()
        self.menu_of_digits.addAction("&My digits…")
        self.menu_of_digits.triggered.connect(self._take)
        self.clicked.connect(self.ask)

    @Slot()
    def ask(self) -> None:
        """Ask what the drawing is."""
        menu = self.menu_of_digits
        menu.setActiveAction(menu.actions()[0])
        place = self.parentWidget() if self.isHidden() else self
        assert place is not None, "the button is part of a panel"
        menu.popup(place.mapToGlobal(QPoint(0, place.height())))

    @Slot(QAction)
    def _take(self, action: QAction) -> None:
        if action.data() is None:
            self.my_digits_requested.emit()
        else:
            self.chosen.emit(action.data())


def with_article(digit: int, text: str = "") -> str:
    """Return a digit with its article: “a 7”, “an 8”."""
    return f"{'an' if digit == 8 else 'a'} {text or digit}"
