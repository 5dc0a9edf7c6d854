"""The window: transport bar above, panels as docks, status below."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mnist_viz import ui
from mnist_viz.ui.components.message_bar import MessageBar
from mnist_viz.ui.confirmations import Confirmations
from mnist_viz.ui.docks.first_place import FirstPlace
from mnist_viz.ui.docks.panel_dock import PanelDock
from mnist_viz.ui.early_requests import EarlyRequests
from mnist_viz.ui.files.last_folder import LastFolder
from mnist_viz.ui.first_run import FirstRun
from mnist_viz.ui.keys import lost_focus
from mnist_viz.ui.keys.single_keys import command_of
from mnist_viz.ui.keys.tab_order import move_focus
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.panels.drawing_panel import DrawingPanel
from mnist_viz.ui.status import StatusLine
from mnist_viz.ui.timeline import Timeline
from mnist_viz.ui.transport.transport_bar import TransportBar

if TYPE_CHECKING:
    from mnist_viz.session import Session
    from mnist_viz.training import View
    from mnist_viz.ui.panel import Panel

_SomePanel = TypeVar("_SomePanel", bound="Panel")

FIRST_SIZE = (1280, 720)

_OF_A_RUN = frozenset({"toggle", "step"})
"""Commands that are kept until there is one."""


class MainWindow(QWidget):
    """The window of one session.

    Parameters
    ----------
    session : Session or None
        Whose training stops as the window is closed. Without one, the window is only what
        it takes to draw, until `furnish` or `furnishing` puts in the rest.
    follower : ThemeFollower
    first : FirstRun, optional
        By default one of the default preset.

    Attributes
    ----------
    closing : Signal
        The window is about to be closed, and still shows what it did.
    painted : Signal
        It has been for the first time.
    """

    closing = Signal()
    painted = Signal()

    def __init__(
        self,
        session: "Session | None",
        follower: ThemeFollower,
        first: FirstRun | None = None,
    ) -> None:
        super().__init__()
        self.setWindowTitle("MNIST Viz")
        self._follower = follower
        self._first_run = FirstRun.of() if first is None else first
        self.is_furnished = self.is_closed = self._is_painted = False
        self.folder = LastFolder()
        self.transport = TransportBar()
        self.message_bar = MessageBar()
        self.timeline = Timeline()
        self.status = StatusLine()
        self.confirmations = Confirmations(self.status, self.message_bar, self)
        self.drawing_panel = DrawingPanel()
        self._drawing_dock = PanelDock(self.drawing_panel, self.folder)
        self._first_place = FirstPlace(self._drawing_dock)
        asking = (*self.transport.requests, *self.drawing_panel.requests)
        self._early = EarlyRequests(asking, self)
        self._lay_out()
        self.restyle(follower.theme)
        follower.theme_changed.connect(self.restyle)
        self.resize(*FIRST_SIZE)
        self.transport.show_config(self._first_run.config, self._first_run.preset)
        self.transport.show_data([("", "Loading…")], "")
        self.transport.set_enabled_for_run(enabled=False)
        self.transport.show_hint(True)
        self.drawing_panel.set_hint_visible(True)
        self.drawing_panel.show_sample()
        if session is not None:
            self.furnish(session)

    def _lay_out(self) -> None:
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        column.addWidget(self.message_bar)
        column.addWidget(self._first_place, 1)
        column.addWidget(self.timeline)
        column.addWidget(self.status)

    def furnish(self, session: "Session") -> None:
        """Put in all that is still missing."""
        for _ in self.furnishing(session):
            pass

    def furnishing(self, session: "Session") -> Iterator[None]:
        """Put in all that is still missing, piece by piece, so that a drawing can be answered."""
        self._session = session
        yield from self._make_panels()
        self._make_display()
        yield
        yield from self._make_commands()
        self._join()
        self.is_furnished = True
        self._furnish_place()

    def _make_panels(self) -> Iterator[None]:
        self.docks: tuple[PanelDock, ...] = (self._drawing_dock,)
        place = self._first_place  # out of sight, until they are in their own
        self.filters = self._docked(ui.FiltersPanel(place))
        yield
        activations = self._docked(ui.ActivationsPanel(place))
        yield
        loss = self._docked(ui.LossPanel(place))
        yield
        scores = self._docked(ui.ScoresPanel(place))
        yield
        health = self._docked(ui.HealthPanel(place))
        yield
        network = self._docked(ui.NetworkPanel(place))
        yield
        self.why_panel = self._docked(ui.WhyPanel(place))
        yield
        self.neuron_panel = self._docked(ui.NeuronPanel(place))
        yield
        self.panels = (
            self.drawing_panel,
            self.filters,
            activations,
            loss,
            scores,
            health,
            network,
            self.why_panel,
            self.neuron_panel,
        )
        bar = self.message_bar
        self.dock_area = ui.DockArea(self.docks, self, lender=self.status, guests=[bar])
        bar.coming.connect(self.dock_area.hold_places)
        self.moves = ui.DockMoves(self, self.dock_area, self.docks)

    def _docked(self, panel: _SomePanel) -> _SomePanel:
        self.docks += (PanelDock(panel, self.folder, self._first_place),)
        return panel

    def _make_display(self) -> None:
        """Make what shows the session's runs and lets them be changed."""
        session = self._session
        how_it_does = self.panels[3:6]
        what_it_is = (*self.panels[1:3], *self.panels[6:])
        groups = (what_it_is, how_it_does)
        self.display = ui.LiveDisplay(session, self.drawing_panel, groups, self)
        self.controls = ui.RunControls(session, self.transport, self._first_run, self)
        strips = (self.drawing_panel.strip, self.why_panel.strip)
        self.course = ui.ScoreCourse(session, self.display, strips, self)
        self.rewinder = ui.Rewinder(session, self.display, self.timeline, self)
        self.reporter = ui.Reporter(
            session, self.display, self.controls, self.rewinder, self.status
        )
        self.pad_images = ui.PadImages(self.drawing_panel, self.display, self._early, self)

    def _make_commands(self) -> Iterator[None]:
        session, bar, controls = self._session, self.message_bar, self.controls
        self.messages = ui.Messages(session, bar, controls, self.rewinder, self)
        self.getting_data = ui.GettingData(session, bar, controls, self)
        yield
        self.teaching = ui.Teaching(session, self.drawing_panel, bar, controls, self)
        self.files = ui.SessionFiles(session, self)
        self.data_files = ui.DataFiles(self, self.folder, controls)
        self.runs = ui.RunList(session, self)
        yield
        self.pictures = ui.PictureIntake(session, self)
        self.recovery = ui.Recovery(session, bar, self.files, self)
        self.builder = ui.BuilderControls(session, controls, self)
        yield
        self.inspector = ui.Inspector(
            session, self.display, self.neuron_panel, self.dock_area, self
        )
        self.presenter = ui.Presenter(self, self.dock_area, self.docks, self._follower)
        self.history_menu = ui.HistoryMenu(session.past.history, self)
        self.preview = ui.PreviewControls(session, controls, self)
        yield
        self.guide = ui.Guide(session, self.display, self, self.docks)
        yield
        self.stepper = ui.PhaseStepper(
            session,
            self.display,
            self,
            timeline=self.timeline,
            dock_area=self.dock_area,
            docks=self.docks,
            filters=self.filters,
        )
        self.commands = ui.Commands(self)
        yield

    def _join(self) -> None:
        """Let what was made do what is asked for, and follow what happens."""
        self._early.stop_listening()
        self._join_steps()
        self._join_bar()
        self._join_pad()
        ui.PanelKeys(self, self.docks)
        ui.WayBack(self)
        self._control_keys = ui.ControlKeys(self, self.transport, self.message_bar, self.docks)
        self._join_docks()
        self._join_confirmations()
        self._join_panels()
        self.rewinder.shown.connect(self._on_shown)
        session = self._session
        session.training_changed.connect(self.reporter.follow_training)
        session.data_changed.connect(self.reporter.show_data)
        session.data_changed.connect(self.pad_images.take_from)
        session.run_started.connect(self.reporter.show_data)
        session.run_started.connect(self._early.carry_out)

    def _join_steps(self) -> None:
        self.closing.connect(self.guide.close)
        self.closing.connect(self.stepper.close)
        self.stepper.told.connect(self.status.say)
        self.stepper.ended.connect(self.reporter.tell_again)
        self.stepper.card_wanted.connect(self.guide.show_card)

    def _join_bar(self) -> None:
        bar = self.transport
        bar.help_requested.connect(self.guide.open_glossary)
        bar.about_requested.connect(self.guide.open_first)
        bar.builder_requested.connect(self.builder.open)
        bar.preview_requested.connect(self.preview.open)
        bar.step_requested.connect(self.commands.step)
        bar.phases_requested.connect(self.stepper.toggle)
        bar.back_requested.connect(self.commands.step_back)
        bar.set_menu(ui.WindowMenu(self, self._follower))

    def _join_pad(self) -> None:
        drawing = self.drawing_panel
        drawing.drawing_changed.connect(self.display.show_drawing)
        drawing.drawing_changed.connect(self._tell_of_sheet)
        drawing.drawing_changed.connect(self.course.follow)
        self.why_panel.raw_chosen.connect(drawing.set_raw)
        drawing.borrow_requested.connect(self.pad_images.borrow)
        drawing.write_requested.connect(self.pad_images.write)

    def _join_docks(self) -> None:
        self.dock_area.compact_changed.connect(self.status.setHidden)
        for dock in self.docks:
            dock.exports.file_made.connect(self._session.write_file)
            # Later, for Qt has yet to put it in its place.
            dock.came_in_sight.connect(self.display.show_again, Qt.ConnectionType.QueuedConnection)
            if dock.panel is self.neuron_panel:
                dock.came_in_sight.connect(
                    self.inspector.follow, Qt.ConnectionType.QueuedConnection
                )

    def _join_confirmations(self) -> None:
        confirm = self.confirmations.confirm
        self.message_bar.details_copied.connect(confirm)
        self.stepper.copied.connect(confirm)
        self.presenter.capped.connect(confirm)
        for dock in self.docks:
            dock.exports.copied.connect(confirm)

    def _join_panels(self) -> None:
        """Let what the person points at in a panel be shown in all."""
        for panel in self.panels:
            if hasattr(panel, "unit_selected"):
                panel.unit_selected.connect(self.display.select)
            if hasattr(panel, "connection_chosen"):
                panel.connection_chosen.connect(self.display.select_connection)
            if hasattr(panel, "probe_wanted"):
                panel.probe_wanted.connect(self.display.choose_probe)
            if hasattr(panel, "unit_opened") and panel is not self.neuron_panel:
                panel.unit_opened.connect(self.inspector.open)
            if hasattr(panel, "row_chosen"):
                panel.row_chosen.connect(self.display.follow)
            if hasattr(panel, "image_chosen"):
                panel.image_chosen.connect(self.pad_images.show_test_image)

    def _furnish_place(self) -> None:
        """Put the docks where the drawing panel stood alone."""
        focus = self.focusWidget()
        if self.isVisible():
            # In their places before they are seen: Qt crashes if docks are moved as they appear.
            self.dock_area.resize(self._first_place.size())
            self.dock_area.arrange()
        self._column.replaceWidget(self._first_place, self.dock_area)
        self._first_place.hide()
        self._restyle_furniture(self._follower.theme)
        self.dock_area.show()
        if focus is not None:  # which Qt gives away as the dock goes
            focus.setFocus()
        if self.drawing_panel.drawing is not None:
            self.display.show_drawing(self.drawing_panel.drawing)

    @Slot(object)
    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.transport.restyle(theme)
        self.message_bar.restyle(theme)
        self.timeline.restyle(theme)
        self.status.restyle()
        self._drawing_dock.restyle(theme)
        if self.is_furnished:
            self._restyle_furniture(theme)

    def _restyle_furniture(self, theme: Theme) -> None:
        self.builder.restyle(theme)
        self.runs.restyle(theme)
        self.teaching.restyle(theme)
        self.preview.restyle(theme)
        self.guide.restyle(theme)
        self.stepper.restyle(theme)
        self.dock_area.restyle()
        for dock in self.docks[1:]:
            dock.restyle(theme)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Let Tab go through the window as it is read; to the pad if what had the keys goes.

        A message that goes gives them back to what had them before.
        """
        if lost_focus.is_lost():
            before = self._control_keys.before_message() if self.is_furnished else ()
            if not lost_focus.take_over(*before, self.drawing_panel):
                self.setFocus()
            return True
        if not self.is_furnished:
            return super().focusNextPrevChild(forward)
        docks = (*self.docks, *self.dock_area.tabs)
        phases = self.stepper.parts  # they stand in the place of the timeline, but above
        parts = [self.transport, *phases, self.message_bar, *docks, self.timeline]
        return move_focus(self, parts, forward=forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = command_of(event)
        if not self.is_furnished and event.matches(QKeySequence.StandardKey.Quit):
            self.close()
        elif command == "toggle" and event.isAutoRepeat():
            pass  # held down on a button, the key would start what it does not mean
        elif command is not None and self._is_too_early(command):
            self._early.keep(partial(self.keyPressEvent, event.clone()))
        elif command is None:
            super().keyPressEvent(event)
        else:
            self.commands.carry_out(command)

    def _is_too_early(self, command: str) -> bool:
        """Whether a key can be heeded only once there are panels, or a run."""
        return not self.is_furnished or (command in _OF_A_RUN and not self._session.tree.runs)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        is_activated = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if is_activated and self.focusWidget() is None:
            self.setFocus()  # else Qt takes a list on top: at the start, where the pad floats

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)  # what is in it is painted after it

    def closeEvent(self, event: QCloseEvent) -> None:
        self.is_closed = True
        if self.is_furnished:
            self._session.pause()
            self._give_back_height()
        self.closing.emit()
        if self.is_furnished:
            self.builder.close()
            self.preview.close()
        super().closeEvent(event)

    def _give_back_height(self) -> None:
        """Let panels that were moved under a message be kept as they stand without it."""
        if self.dock_area.was_moved_under_guest:
            self.message_bar.hide()
            self._column.activate()

    @Slot()
    def _tell_of_sheet(self) -> None:
        drawing = self.drawing_panel
        self.why_panel.show_sheet(drawing.sheet, raw=drawing.raw)

    @Slot(object)
    def _on_shown(self, view: "View") -> None:
        step = view.frame.step if view.is_past else None
        for dock in self.docks:
            # What is drawn is of no step; how it is read says so itself.
            dock.show_step(None if dock.panel is self.drawing_panel else step)
        self.reporter.tell(view)
