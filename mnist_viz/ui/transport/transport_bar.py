"""The bar at the top: what trains, how fast, which network, on which data."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QWidget,
)

from mnist_viz.nn import Layout
from mnist_viz.training import RunConfig
from mnist_viz.ui import numbers
from mnist_viz.ui.components import HintPill
from mnist_viz.ui.components.field_focus import put_keys_into
from mnist_viz.ui.docks.active_window import activate_window_of
from mnist_viz.ui.docks.usual_places import COMPACT_BELOW
from mnist_viz.ui.keys.tab_order import stops_of
from mnist_viz.ui.look.spacing import PADDING, TRANSPORT, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.transport.overflow import Overflow, Request, Selection
from mnist_viz.ui.transport.row_fit import RowFit
from mnist_viz.ui.transport.transport_buttons import TransportButtons
from mnist_viz.ui.transport.transport_settings import TransportSettings

_COMPACT_HEIGHT = 40
_GAP = 6


class TransportBar(QFrame):
    """Asks for training, and shows how it is set; decides nothing itself.

    What has no room goes into the menu at the right, the least needed first.

    Attributes
    ----------
    play_requested, pause_requested, step_requested, phases_requested, back_requested : Signal
    reset_requested, new_weights_requested, builder_requested : Signal
    about_requested, help_requested : Signal
    preview_requested : Signal
    speed_chosen : Signal(str)
        ``slow``, ``watch`` or ``full``.
    preset_chosen, data_chosen : Signal(str)
        Its name.
    learning_rate_chosen : Signal(float)
    batch_size_chosen : Signal(object)
        int or ``"full"``.
    """

    play_requested = Signal()
    pause_requested = Signal()
    step_requested = Signal()
    phases_requested = Signal()
    back_requested = Signal()
    reset_requested = Signal()
    new_weights_requested = Signal()
    builder_requested = Signal()
    about_requested = Signal()
    preview_requested = Signal()
    help_requested = Signal()
    speed_chosen = Signal(str)
    preset_chosen = Signal(str)
    learning_rate_chosen = Signal(float)
    batch_size_chosen = Signal(object)  # int or "full"
    data_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport_bar")
        self._training = False
        self._compact = False
        self._buttons = TransportButtons()
        self._settings = TransportSettings(self)
        self._hint = HintPill(2, "Press Space to train")
        self._network = QLabel()
        self._network.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._separators = [QFrame() for _ in range(3)]
        self._overflow = Overflow()
        self._menu: QMenu | None = None
        self._is_menu_wanted = False
        self._lay_out()
        self._connect()
        self.restyle(system_theme())

    def set_menu(self, menu: QMenu) -> None:
        """Let the button at the right open this menu, at once if somebody waits for it."""
        self._menu = menu
        menu.aboutToShow.connect(self._fill_menu)
        self._buttons.more.setMenu(menu)
        if self._is_menu_wanted:
            QTimer.singleShot(0, self.open_menu)

    def show_training(self, training: bool) -> None:
        """Offer to pause while the network trains, and to play while it does not."""
        if training != self._training:
            self._training = training
            self._buttons.show_training(training)

    def show_config(self, config: RunConfig, preset: str | None) -> None:
        """Show a recipe, and the preset it comes from, if any."""
        self._settings.show_config(config, preset)

    def show_speed(self, speed: str) -> None:
        """Show which of ``slow``, ``watch`` and ``full`` holds."""
        self._settings.show_speed(speed)

    def show_layout(self, layout: Layout) -> None:
        """Show the network in a line, where there is room."""
        parameters = numbers.count(layout.size)
        self._network.setText(f"{layout.describe()}    {parameters} parameters")
        self._fit()

    def show_data(self, entries: Sequence[tuple[str, str]], current: str | None) -> None:
        """Offer data sets.

        Parameters
        ----------
        entries : sequence of (str, str)
            Name and title of each.
        current : str or None
            Name of the one in use.
        """
        self._settings.data.show_entries(entries)
        self._settings.data.choose(current)
        self._fit()

    def show_hint(self, shown: bool) -> None:
        """Show the hint that Space trains, or not."""
        self._fitting.want(self._hint, shown)
        self._fit()

    def set_enabled_for_run(self, enabled: bool) -> None:
        """Let a run be started and changed, or not; a network and data can always be chosen."""
        self._buttons.set_run_enabled(enabled)
        self._settings.set_run_enabled(enabled)

    def go_to(self, name: str) -> None:
        """Put the keys into a field, given by objectName; where it found no room, open the menu."""
        fields = self._settings.fields
        field = fields[name]
        if name == "speed_control" and not field.isVisible():
            field = fields["speed_list"]
        stops = list(stops_of(field, self.window()))
        if not stops:
            self.open_menu()
            return
        # Of several buttons, the one that holds: the arrow keys go on from there.
        holds = (one for one in stops if isinstance(one, QAbstractButton) and one.isChecked())
        stop = next(holds, stops[0])
        activate_window_of(self)
        self.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        put_keys_into(stop)

    @property
    def requests(self) -> tuple[SignalInstance, ...]:
        """All signals by which it asks for something."""
        return (
            self.play_requested,
            self.pause_requested,
            self.step_requested,
            self.phases_requested,
            self.back_requested,
            self.reset_requested,
            self.new_weights_requested,
            self.builder_requested,
            self.about_requested,
            self.preview_requested,
            self.help_requested,
            self.speed_chosen,
            self.preset_chosen,
            self.learning_rate_chosen,
            self.batch_size_chosen,
            self.data_chosen,
        )

    @Slot()
    def open_menu(self) -> None:
        """Open the menu at the right, once there is one."""
        self._is_menu_wanted = self._menu is None
        if self._menu is not None:
            more = self._buttons.more
            self._menu.popup(more.mapToGlobal(more.rect().bottomLeft()))

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._buttons.restyle(theme)
        self._settings.restyle(theme)
        self._hint.restyle(theme)
        self._network.setFont(font("caption"))
        self._network.setContentsMargins(scaled(24), 0, scaled(10), 0)
        for separator in self._separators:
            separator.setFixedSize(scaled(9), scaled(26))
        margin = scaled(PADDING)
        self._row.setContentsMargins(margin, 0, margin, 0)
        self._row.setSpacing(scaled(_GAP))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        buttons = self._buttons
        width = buttons.play.width() + buttons.more.width() + scaled(2 * PADDING + 2 * _GAP)
        return QSize(width, self.height())

    def _lay_out(self) -> None:
        self._row = QHBoxLayout(self)
        buttons, fields = self._buttons, self._settings.fields
        weights = [buttons.reset, buttons.new_weights]
        speed = [fields["speed_control"], fields["speed_list"]]
        preset, rate, batch, data = (
            fields[name] for name in ("preset", "learning_rate", "batch_size", "data")
        )
        run = [preset, buttons.about, rate, batch, data]
        first, second, third = self._separators
        left = [*weights, first, buttons.back, buttons.play, buttons.step]
        left += [buttons.phases, self._hint]
        for widget in (*left, second, *speed, third, *run):
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addStretch()
        for widget in (self._network, buttons.builder, buttons.help, buttons.more):
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        least_first = [self._network, buttons.phases, buttons.about]
        least_first += [data, batch, preset, buttons.new_weights]
        least_first += [buttons.builder, buttons.help, rate, self._hint, *speed]
        drop_order = [*least_first, buttons.back, buttons.step, buttons.reset]
        self._fitting = RowFit(self._row, drop_order)
        for separator, neighbours in ((first, weights), (second, speed), (third, run)):
            separator.setFrameShape(QFrame.Shape.VLine)
            self._fitting.tie(separator, neighbours)
        self._fitting.want(self._hint, False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _connect(self) -> None:
        buttons, settings = self._buttons, self._settings
        buttons.play.clicked.connect(self._play_or_pause)
        buttons.more.clicked.connect(self.open_menu)  # which it does itself once it has a menu
        for button, request in (
            (buttons.back, self.back_requested),
            (buttons.step, self.step_requested),
            (buttons.phases, self.phases_requested),
            (buttons.reset, self.reset_requested),
            (buttons.new_weights, self.new_weights_requested),
            (buttons.builder, self.builder_requested),
            (buttons.about, self.about_requested),
            (buttons.help, self.help_requested),
        ):
            button.clicked.connect(request)
        settings.speed_chosen.connect(self.speed_chosen)
        settings.preset.chosen.connect(self.preset_chosen)
        settings.rate.chosen.connect(self.learning_rate_chosen)
        settings.batch.chosen.connect(self.batch_size_chosen)
        settings.data.chosen.connect(self.data_chosen)
        settings.data.command_chosen.connect(self.preview_requested)

    @Slot()
    def _play_or_pause(self) -> None:
        (self.pause_requested if self._training else self.play_requested).emit()

    @Slot()
    def _fill_menu(self) -> None:
        """Put what found no room at the top of the menu."""
        dropped = self._fitting.dropped
        entries: list[Request | Selection] = [
            Request(button.accessibleName(), button.click)
            for button in self._buttons.icon_buttons
            if button in dropped
        ]
        if self._menu is not None:
            self._overflow.fill(self._menu, [*entries, *self._settings.as_menu(dropped)])

    def _fit(self) -> None:
        """Show as much as the width allows."""
        self._compact = self.width() < COMPACT_BELOW * QFontMetrics(font("body")).height()
        self.setFixedHeight(scaled(_COMPACT_HEIGHT if self._compact else TRANSPORT))
        self._settings.set_inline(self._compact)
        self._fitting.want(self._settings.fields["speed_control"], not self._compact)
        self._fitting.want(self._settings.fields["speed_list"], self._compact)
        for separator in self._separators:
            self._fitting.want(separator, not self._compact)
        self._fitting.fit(self.width())
