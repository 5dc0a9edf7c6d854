"""My digits, to see, to delete and to export."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mnist_viz.data.my_digits import MyDigits, TaughtDigit
from mnist_viz.ui.components import EmptyState, PushButton, tooltip
from mnist_viz.ui.components.dialog_keys import KEY, give_keys
from mnist_viz.ui.components.on_screen import resize_on_screen
from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors, zoomed
from mnist_viz.ui.look.spacing import PADDING, UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.numbers import count

_PICTURE = 56
_CELL = (72, 88)
_SIZE, _LEAST_LIST = (522, 404), (240, 104)
_SCREEN_SHARE = 0.9
_EMPTY = (
    "Draw a digit, press T and say which one it is: it is kept here, and the network learns it "
    "while it trains."
)
_NEEDS_DIGITS = "The network at hand reads other things than digits."


class MyDigitsDialog(QDialog):
    """Shows what was taught; decides nothing itself.

    Attributes
    ----------
    deleted : Signal(object)
        Checksums of the drawings to let go, a tuple.
    teaching_chosen : Signal(bool)
        Whether the run at hand is to be taught.
    export_requested : Signal
    """

    deleted = Signal(object)  # tuple of str
    teaching_chosen = Signal(bool)
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("my_digits")
        self.setWindowTitle("My digits")
        self._digits = MyDigits()
        self._icons: dict[str, QIcon] = {}
        self._title = QLabel()
        self._empty = EmptyState("No drawings yet", _EMPTY)
        self._list = QListWidget()
        self._teach = QCheckBox("Teach them to the network")
        self._delete = PushButton("Delete")
        self._delete_all = PushButton("Delete all")
        self._export = PushButton("Export as IDX…")
        self._close = PushButton("Close")
        self._set_up()
        self._lay_out()
        self.restyle(system_theme())

    @property
    def shown(self) -> list[str]:
        """The labels of the drawings, in order."""
        return [self._list.item(row).text() for row in range(self._list.count())]

    def show_digits(self, digits: MyDigits, *, taught: bool, teachable: bool) -> None:
        """Show these drawings.

        Parameters
        ----------
        digits : MyDigits
        taught : bool
            Whether the run at hand is taught them.
        teachable : bool
            Whether it could be.
        """
        self._digits = digits
        row = self._list.currentRow()
        self._fill()
        if len(digits):
            self._list.setCurrentRow(min(max(row, 0), len(digits) - 1))
        self._title.setText(f"{count(len(digits))} drawing{'s' if len(digits) != 1 else ''}")
        self._teach.blockSignals(True)
        self._teach.setChecked(taught)
        self._teach.blockSignals(False)
        self._teach.setEnabled(teachable and bool(len(digits)))
        why = "" if teachable else _NEEDS_DIGITS
        self._teach.setToolTip(tooltip(self._teach.text(), why, self._teach.property(KEY)))
        self._empty.setVisible(not len(digits))
        self._list.setVisible(bool(len(digits)))
        for button in (self._delete, self._delete_all, self._export):
            button.setEnabled(bool(len(digits)))

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._colors = ink_colors(theme, "ground")
        self._icons.clear()
        for button in (self._delete, self._delete_all, self._export, self._close):
            button.restyle(theme)
        self._empty.restyle(theme)
        self._title.setFont(font("title"))
        for widget in (self._teach, self._list):
            widget.setFont(font("body"))
        self._list.setIconSize(QSize(1, 1) * scaled(_PICTURE))
        self._list.setGridSize(QSize(scaled(_CELL[0]), scaled(_CELL[1])))
        for place in (self._list, self._empty):
            place.setMinimumSize(scaled(_LEAST_LIST[0]), scaled(_LEAST_LIST[1]))
        room = self.screen().availableSize() * _SCREEN_SHARE
        resize_on_screen(self, QSize(scaled(_SIZE[0]), scaled(_SIZE[1])).boundedTo(room))
        self._fill()

    def _fill(self) -> None:
        self._list.clear()
        for number, digit in enumerate(self._digits.digits, 1):
            item = QListWidgetItem(self._icon_of(digit), str(digit.label))
            item.setData(Qt.ItemDataRole.UserRole, digit.checksum)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, f"Drawing {number}, taught as {digit.label}"
            )
            self._list.addItem(item)

    def _icon_of(self, digit: TaughtDigit) -> QIcon:
        """Return the picture of a drawing, made when it is first seen."""
        made = self._icons.get(digit.checksum)
        if made is None:
            ratio = self.devicePixelRatioF()
            zoom = max(1, round(scaled(_PICTURE) * ratio / 28))
            image = zoomed(digit_image(digit.image, self._colors), zoom, ratio)
            made = self._icons[digit.checksum] = QIcon()
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # Qt would tint a selected one
                made.addPixmap(QPixmap.fromImage(image), mode)
        return made

    def _set_up(self) -> None:
        drawings = self._list
        drawings.setObjectName("my_digits_list")
        drawings.setAccessibleName("My digits")
        drawings.setViewMode(QListWidget.ViewMode.IconMode)
        drawings.setMovement(QListWidget.Movement.Static)
        drawings.setResizeMode(QListWidget.ResizeMode.Adjust)
        drawings.setUniformItemSizes(True)
        drawings.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), drawings)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._delete_selected)
        self._delete.setToolTip(tooltip("Delete", "Let the selected drawings go.", "Del"))
        hint = "Write the drawings and their labels as two files like MNIST's."
        self._export.setToolTip(tooltip("Export as IDX", hint))
        self._close.setToolTip(tooltip("Close", shortcut="Esc"))
        self._delete_all.setToolTip(tooltip("Delete all", "Let all drawings go."))
        give_keys(self, [self._teach, drawings, self._delete_all, self._export])
        self._delete.clicked.connect(self._delete_selected)
        self._delete_all.clicked.connect(self._delete_every)
        self._export.clicked.connect(self.export_requested)
        self._close.clicked.connect(self.reject)
        self._teach.toggled.connect(self.teaching_chosen)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._teach)
        foot = QHBoxLayout()
        foot.setSpacing(scaled(2 * UNIT))
        for button in (self._delete, self._delete_all, self._export):
            foot.addWidget(button)
        foot.addStretch()
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*4 * [scaled(2 * PADDING)])
        column.setSpacing(scaled(PADDING))
        column.addLayout(head)
        column.addWidget(self._list, 1)
        column.addWidget(self._empty, 1)
        column.addLayout(foot)

    @Slot()
    def _delete_selected(self) -> None:
        chosen = [item.data(Qt.ItemDataRole.UserRole) for item in self._list.selectedItems()]
        if chosen:
            self.deleted.emit(tuple(chosen))

    @Slot()
    def _delete_every(self) -> None:
        self.deleted.emit(tuple(digit.checksum for digit in self._digits.digits))
