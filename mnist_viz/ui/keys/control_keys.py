"""Keys that go to a control: a field of the bar on top, a panel's switches, its menu, a message."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from mnist_viz.ui.components import MessageBar
from mnist_viz.ui.components.tooltips import BAR_MENU_KEY, HEADER_KEY, MENU_KEY, MESSAGE_KEY
from mnist_viz.ui.docks.active_window import activate_window_of
from mnist_viz.ui.docks.panel_dock import PanelDock
from mnist_viz.ui.docks.panel_header import PanelHeader
from mnist_viz.ui.keys.tab_order import stops_of
from mnist_viz.ui.transport.transport_bar import TransportBar
from mnist_viz.ui.transport.transport_settings import FIELD_KEYS


class ControlKeys(QObject):
    """Binds them to a window.

    Parameters
    ----------
    window : QWidget
        Where the keys work.
    transport : TransportBar
    message_bar : MessageBar
    docks : sequence of PanelDock
        The first is meant while no panel has the focus.
    """

    def __init__(
        self,
        window: QWidget,
        transport: TransportBar,
        message_bar: MessageBar,
        docks: Sequence[PanelDock],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._message_bar = message_bar
        self._docks = tuple(docks)
        self._before_message: QWidget | None = None
        for name, keys in FIELD_KEYS.items():
            self._bind(keys, partial(transport.go_to, name))
        self._bind(BAR_MENU_KEY, transport.open_menu)
        self._bind(MESSAGE_KEY, self._go_to_message)
        self._bind(HEADER_KEY, partial(self._go_along_header, 1))
        self._bind(f"Shift+{HEADER_KEY}", partial(self._go_along_header, -1))
        self._bind(MENU_KEY, self._open_panel_menu)

    def _bind(self, keys: str, does: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self._window).activated.connect(does)

    def before_message(self) -> tuple[QWidget, ...]:
        """Return what had the focus when the keys went to the message that now has it, if any."""
        focused, before = QApplication.focusWidget(), self._before_message
        if before is None or not isValid(before) or before.window() is not self._window:
            return ()
        return (before,) if self._holds_message(focused) else ()

    def _holds_message(self, focused: QWidget | None) -> bool:
        return focused is not None and self._message_bar.isAncestorOf(focused)

    @Slot()
    def _go_to_message(self) -> None:
        focused = QApplication.focusWidget()
        if not self._holds_message(focused):
            self._before_message = focused
        self._go_to_first(self._message_bar)

    def _go_along_header(self, way: int) -> None:
        """Go to the next switch of the panel that has the focus, or to the one before.

        The panel itself comes after the last and before the first.
        """
        dock, header = self._header()
        focused, window = QApplication.focusWidget(), header.window()
        panel = list(stops_of(dock.widget(), window))[:1]
        stops = panel + [stop for stop in stops_of(header, window) if stop is not header.more]
        if stops:
            place = stops.index(focused) if focused in stops else 0
            _focus(stops[(place + way) % len(stops)])

    @Slot()
    def _open_panel_menu(self) -> None:
        self._header()[1].open_menu()

    def _header(self) -> tuple[PanelDock, PanelHeader]:
        focused = QApplication.focusWidget()
        dock = self._docks[0]
        for one in self._docks:
            if focused is not None and one.isAncestorOf(focused):
                dock = one
        header = dock.titleBarWidget()
        assert isinstance(header, PanelHeader)
        return dock, header

    def _go_to_first(self, part: QWidget) -> None:
        stop = next(stops_of(part, part.window()), None)
        if stop is not None:
            _focus(stop)


def _focus(stop: QWidget) -> None:
    """Give a widget the focus, and the ring that tells where it is."""
    activate_window_of(stop)
    stop.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    stop.setFocus(Qt.FocusReason.ShortcutFocusReason)
