"""The list of runs, branches below what they left."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QDialog,
    QHBoxLayout,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mnist_viz.ui.components import PushButton, tooltip
from mnist_viz.ui.components.dialog_keys import give_keys
from mnist_viz.ui.components.on_screen import resize_on_screen
from mnist_viz.ui.look.spacing import PADDING, UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.runs.run_rows import RunRow

_COLUMNS = ("Run", "Steps", "Recorded", "Best test accuracy", "Branched off", "Recipe")
_LIST_SIZE = (960, 240)
_ROW = 26
_SHARE_OF_SCREEN, _LIST_SHARE = 0.95, 0.3
_RUN_ID = Qt.ItemDataRole.UserRole
_NUMBERS = (1, 2, 3)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunsDialog(QDialog):
    """Shows runs; decides nothing itself.

    Attributes
    ----------
    resume_requested, repeat_requested, compare_requested, copy_requested : Signal(int)
        The id of the run to go on with, to train again, to show as the ghost, or to copy as a
        command.
    """

    resume_requested = Signal(int)
    repeat_requested = Signal(int)
    compare_requested = Signal(int)
    copy_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runs")
        self.setWindowTitle("Runs")
        self._rows: dict[int, RunRow] = {}
        self._items: dict[int, QTreeWidgetItem] = {}
        self._tree = QTreeWidget()
        self._resume = PushButton("Go on with it", "play", "primary")
        self._repeat = PushButton("Train again", "reset")
        self._compare = PushButton("Show as ghost")
        self._copy = PushButton("Copy as command")
        self._close = PushButton("Close")
        # Of the selected run: in the list it may be cut.
        self._whole_recipe = QLabel(alignment=Qt.AlignmentFlag.AlignTop)
        self._hint = QLabel(
            "A run that was left waits where it was. Where memory is short, only its curve is kept."
        )
        self._set_up()
        self._lay_out()
        self.restyle(system_theme())

    @property
    def selected(self) -> int | None:
        """The id of the run that is selected."""
        item = self._tree.currentItem()
        return None if item is None else item.data(0, _RUN_ID)

    def show_runs(self, rows: Sequence[RunRow]) -> None:
        """Show these runs; the selected one stays selected."""
        if list(self._rows.values()) == list(rows):
            return
        chosen = self.selected
        self._rows = {row.run_id: row for row in rows}
        self._tree.clear()
        items = self._items = {}
        for row in rows:
            above = items.get(row.parent) if row.parent is not None else None
            items[row.run_id] = self._item(row, above)
        self._tree.expandAll()
        current = next((row.run_id for row in rows if row.is_current), None)
        wanted = chosen if chosen in items else current
        if wanted is not None:
            self._tree.setCurrentItem(items[wanted])
        for column in range(len(_COLUMNS)):
            self._tree.resizeColumnToContents(column)
        self._show_selected()

    def select(self, run_id: int) -> None:
        """Select a run."""
        self._tree.setCurrentItem(self._items[run_id])

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        for button in (self._resume, self._repeat, self._compare, self._copy, self._close):
            button.restyle(theme)
        for widget in (self._tree, self._whole_recipe, self._hint):
            widget.setFont(font("body"))
        two_lines = 2 * QFontMetrics(font("body")).lineSpacing()
        self._whole_recipe.setMinimumHeight(two_lines)  # what stands around it holds still
        side = scaled(UNIT)
        item = f"height: {scaled(_ROW)}px; padding-left: {side}px; padding-right: {side}px;"
        self._tree.setStyleSheet(f"QTreeView::item {{ {item} }}")
        self._tree.setIndentation(2 * QFontMetrics(font("body")).averageCharWidth())
        for label in (self._whole_recipe, self._hint):
            label.setWordWrap(True)
        room = self.screen().availableSize()
        own = (self._resume, self._repeat, self._compare, self._copy, self._close)
        wide = sum(button.sizeHint().width() + scaled(2 * UNIT) for button in own)
        fits = wide + scaled(4 * PADDING) <= room.width() * _SHARE_OF_SCREEN
        way = QBoxLayout.Direction
        self._buttons.setDirection(way.LeftToRight if fits else way.TopToBottom)
        self._tree.setMinimumHeight(min(scaled(_LIST_SIZE[1]), round(_LIST_SHARE * room.height())))
        wanted = QSize(scaled(_LIST_SIZE[0]), self.sizeHint().height())
        resize_on_screen(self, wanted.boundedTo(room * _SHARE_OF_SCREEN))

    def _item(self, row: RunRow, above: QTreeWidgetItem | None) -> QTreeWidgetItem:
        mark = ", at hand" if row.is_current else ", ghost" if row.is_ghost else ""
        texts = [row.name + mark, row.steps, row.recorded, row.accuracy, row.begins, row.recipe]
        item = QTreeWidgetItem(self._tree if above is None else above, texts)
        item.setData(0, _RUN_ID, row.run_id)
        for column in _NUMBERS:
            item.setTextAlignment(column, _RIGHT)
        said = ", ".join(text for text in texts if text)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, said)
        for column in range(len(texts)):
            item.setToolTip(column, row.changes)
        if row.is_current:
            bold = font("body")
            bold.setBold(True)
            item.setFont(0, bold)
        return item

    def _set_up(self) -> None:
        tree = self._tree
        tree.setObjectName("runs_list")
        tree.setAccessibleName("Runs")
        tree.setHeaderLabels(_COLUMNS)
        for column in _NUMBERS:
            tree.headerItem().setTextAlignment(column, _RIGHT)
        tree.setRootIsDecorated(False)
        tree.setAllColumnsShowFocus(True)
        tree.setUniformRowHeights(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        tree.currentItemChanged.connect(self._show_selected)
        tree.itemActivated.connect(self._ask_to_resume)
        self._resume.setToolTip(tooltip("Go on with it", "Train on where it was left.", "Enter"))
        hint = "Train it again from its start, with what was changed on the way, as a new run."
        self._repeat.setToolTip(tooltip("Train again", hint))
        hint = "Compare the run at hand with it: its loss is drawn as a thin curve."
        self._compare.setToolTip(tooltip("Show as ghost", hint))
        hint = "The line that trains it again without a window."
        self._copy.setToolTip(tooltip("Copy as command", hint))
        tree.setToolTip(tooltip("Runs", "The tooltip of a row tells what was changed in it."))
        self._close.setToolTip(tooltip("Close", shortcut="Esc"))
        give_keys(self, [tree, self._repeat, self._compare, self._copy])
        for button in (self._repeat, self._compare, self._copy, self._close):
            button.setAutoDefault(False)
        self._resume.clicked.connect(self._ask_to_resume)
        self._repeat.clicked.connect(self._ask_to_repeat)
        self._compare.clicked.connect(self._ask_to_compare)
        self._copy.clicked.connect(self._ask_to_copy)
        self._close.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [scaled(2 * PADDING)]))
        column.setSpacing(scaled(2 * UNIT))
        column.addWidget(self._tree, 1)
        column.addWidget(self._whole_recipe)
        column.addWidget(self._hint)
        row = self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(scaled(2 * UNIT))
        goes_on, uses = QHBoxLayout(), QHBoxLayout()  # beside each other, where there is room
        for half, buttons in (
            (goes_on, (self._resume, self._repeat)),
            (uses, (self._compare, self._copy)),
        ):
            half.setSpacing(scaled(2 * UNIT))
            for button in buttons:
                half.addWidget(button)
        goes_on.addStretch()
        uses.addStretch()
        uses.addWidget(self._close)
        row.addLayout(goes_on)
        row.addLayout(uses, 1)
        column.addLayout(row)

    @Slot()
    def _show_selected(self) -> None:
        row = None if self.selected is None else self._rows.get(self.selected)
        self._resume.setEnabled(row is not None and row.can_resume and not row.is_current)
        self._repeat.setEnabled(row is not None and row.can_repeat)
        self._compare.setEnabled(row is not None and not (row.is_current or row.is_ghost))
        self._copy.setEnabled(row is not None)
        self._whole_recipe.setText("" if row is None else row.recipe)
        self._take_room()

    def _take_room(self) -> None:
        """Grow where a recipe takes more lines: Qt would let them overlap the list."""
        needed = self._column.totalMinimumHeightForWidth(self.width())
        room = self.screen().availableSize() * _SHARE_OF_SCREEN
        if needed > self.height():
            resize_on_screen(self, QSize(self.width(), needed).boundedTo(room))

    @Slot()
    def _ask_to_resume(self) -> None:
        if self.selected is not None and self._resume.isEnabled():
            self.resume_requested.emit(self.selected)

    @Slot()
    def _ask_to_repeat(self) -> None:
        if self.selected is not None:
            self.repeat_requested.emit(self.selected)

    @Slot()
    def _ask_to_compare(self) -> None:
        if self.selected is not None:
            self.compare_requested.emit(self.selected)

    @Slot()
    def _ask_to_copy(self) -> None:
        if self.selected is not None:
            self.copy_requested.emit(self.selected)
