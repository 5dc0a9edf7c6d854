"""The header over a panel: title, subtitle, the panel's own controls, a menu."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from mnist_viz.ui.components import Chip, Choice, IconButton, SegmentedControl, Words
from mnist_viz.ui.components.tooltips import HEADER_KEY, MENU_KEY, name_key
from mnist_viz.ui.look.spacing import HEADER, PADDING, scaled
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.transport.overflow import Overflow, Request, Selection
from mnist_viz.ui.transport.row_fit import RowFit


class PanelHeader(QWidget):
    """A row that drops what does not fit: the subtitle, then controls into the menu.

    Parameters
    ----------
    title : str
    controls : sequence of QWidget
        The panel's, from left to right; the last give way first, but before them those whose
        property ``minor`` is set.

    Attributes
    ----------
    menu : QMenu
    more : QToolButton
        Opens it.
    """

    def __init__(self, title: str, controls: Sequence[QWidget]) -> None:
        super().__init__()
        self._controls = {_padded(control): control for control in controls}
        for control in controls:
            name_key(control, HEADER_KEY)
        self._overflow = Overflow()
        self._title = Words(title, "title", after=7)
        self._subtitle = Words("", "body", "text2", after=7)
        self._chip = Chip()
        self._padded_chip = _padded(self._chip)
        self.more = IconButton("menu", f"More about {title}", "", MENU_KEY, token="text2")
        self.more.set_small()
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(self.menu)
        self._least = QSize()
        self._lay_out()

    def open_menu(self) -> None:
        """Open the menu at the right."""
        self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def show_title(self, text: str) -> None:
        """Write another title."""
        if text != self._title.text:
            self._title.show_text(text)
            self._fit()

    def show_subtitle(self, text: str) -> None:
        """Write beside the title."""
        if text == self._subtitle.text:
            return
        width = self._subtitle.sizeHint().width()
        self._subtitle.show_text(text)
        if self._subtitle.sizeHint().width() != width:
            self._fit()

    def show_step(self, step: str) -> None:
        """Mark that a past step is shown, or nothing for the newest."""
        if step == self._chip.text:
            return
        width, shown = self._chip.sizeHint().width(), bool(self._chip.text)
        self._chip.show_text(step)
        if shown != bool(step) or self._chip.sizeHint().width() != width:
            self._fitting.want(self._padded_chip, bool(step))
            self._fit()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        for part in (self._title, self._subtitle, self._chip, self.more):
            part.restyle(theme)
        for holder in (*self._controls, self._padded_chip):
            _pad(holder)
        self._row.setContentsMargins(scaled(PADDING), 0, scaled(10), 0)
        self._row.setSpacing(scaled(2))
        self.setFixedHeight(scaled(HEADER))
        # Docks ask for it a thousand times while they are arranged.
        width = self._title.sizeHint().width() + self.more.width() + scaled(2 * PADDING + 8)
        self._least = QSize(width, scaled(HEADER))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._least

    def _lay_out(self) -> None:
        self._row = QHBoxLayout(self)
        middle = Qt.AlignmentFlag.AlignVCenter
        for words in (self._title, self._subtitle):
            self._row.addWidget(words, 0, middle)
        self._row.addStretch()
        for widget in (*self._controls, self._padded_chip, self.more):
            self._row.addWidget(widget, 0, middle)
        minor = [holder for holder, own in self._controls.items() if own.property("minor")]
        others = [holder for holder in reversed(self._controls) if holder not in minor]
        drop_order = [self._subtitle, *minor, *others, self._padded_chip]
        self._fitting = RowFit(self._row, drop_order)
        self._fitting.want(self._padded_chip, False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _fit(self) -> None:
        self._fitting.fit(self.width())

    @Slot()
    def _fill_menu(self) -> None:
        dropped = self._fitting.dropped
        entries = [_entry(own) for holder, own in self._controls.items() if holder in dropped]
        self._overflow.fill(self.menu, [entry for entry in entries if entry is not None])


def _padded(control: QWidget) -> QWidget:
    """Return a control with room around it; icon buttons stand close and need none."""
    if isinstance(control, IconButton):
        control.set_small()
        return control
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.addWidget(control)
    _pad(holder)
    return holder


def _pad(holder: QWidget) -> None:
    row = holder.layout()
    if row is not None:
        row.setContentsMargins(scaled(3), 0, scaled(4), 0)


def _entry(control: QWidget) -> Request | Selection | None:
    """Return what a control does, as an entry of a menu."""
    if isinstance(control, SegmentedControl | Choice):
        name = control.accessibleName() or "Show"
        return Selection(name, control.entries, control.value(), control.pick)
    if isinstance(control, QToolButton):
        checked = control.isChecked() if control.isCheckable() else None
        return Request(control.accessibleName(), control.click, checked)
    return None
