"""The window: transport bar above, panels as docks, status below."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mnist_viz.data import DIGIT_NAMES, DataSplits
from mnist_viz.session import Session
from mnist_viz.training import Model, View
from mnist_viz.ui.borrowed import Borrowed
from mnist_viz.ui.builder import BuilderControls
from mnist_viz.ui.cards.guide import Guide
from mnist_viz.ui.components.message_bar import MessageBar
from mnist_viz.ui.control_keys import ControlKeys
from mnist_viz.ui.dock_area import DockArea
from mnist_viz.ui.dock_moves import DockMoves
from mnist_viz.ui.getting_data import GetDataMenu, GettingData
from mnist_viz.ui.history_menu import HistoryMenu
from mnist_viz.ui.inspector import Inspector
from mnist_viz.ui.key_list import KeyList
from mnist_viz.ui.keys import command_of
from mnist_viz.ui.last_folder import LastFolder
from mnist_viz.ui.live_display import LiveDisplay
from mnist_viz.ui.menu import WindowMenu
from mnist_viz.ui.messages import Messages
from mnist_viz.ui.panel_dock import PanelDock
from mnist_viz.ui.panel_keys import PanelKeys
from mnist_viz.ui.panels.activations_panel import ActivationsPanel
from mnist_viz.ui.panels.drawing_panel import DrawingPanel
from mnist_viz.ui.panels.filters_panel import FiltersPanel
from mnist_viz.ui.panels.health_panel import HealthPanel
from mnist_viz.ui.panels.loss_panel import LossPanel
from mnist_viz.ui.panels.network_panel import NetworkPanel
from mnist_viz.ui.panels.neuron_panel import NeuronPanel
from mnist_viz.ui.panels.scores_panel import ScoresPanel
from mnist_viz.ui.panels.why_panel import WhyPanel
from mnist_viz.ui.phases.stepper import PhaseStepper
from mnist_viz.ui.picture_intake import PictureIntake
from mnist_viz.ui.presenter import Presenter
from mnist_viz.ui.preview import PreviewControls
from mnist_viz.ui.recovery import Recovery
from mnist_viz.ui.rewinder import Rewinder
from mnist_viz.ui.run_controls import RunControls
from mnist_viz.ui.runs import RunList
from mnist_viz.ui.score_course import ScoreCourse
from mnist_viz.ui.session_files import SessionFiles
from mnist_viz.ui.status import StatusLine
from mnist_viz.ui.style import ThemeFollower
from mnist_viz.ui.tab_order import move_focus
from mnist_viz.ui.teaching import Teaching
from mnist_viz.ui.theme import Theme
from mnist_viz.ui.timeline import Timeline
from mnist_viz.ui.transport.transport_bar import TransportBar

MODEL_FILTER = "Models (*.safetensors);;All files (*)"

FIRST_SIZE = (1280, 720)

SAMPLE_DIGIT = 7
"""What an untrained network guesses at when the window opens."""


class MainWindow(QWidget):
    """The window of one session.

    Parameters
    ----------
    session : Session
        Is closed with the window.
    follower : ThemeFollower
    preset, seed, model
        Of the first run; see `RunControls`.

    Attributes
    ----------
    closing : Signal
        The window is about to be closed, and still shows what it did.
    """

    closing = Signal()

    def __init__(
        self,
        session: Session,
        follower: ThemeFollower,
        *,
        preset: str | None = None,
        seed: int | None = None,
        model: Model | None = None,
    ) -> None:
        super().__init__()
        self.setWindowTitle("MNIST Viz")
        self._session = session
        self._borrowed: Borrowed | None = None
        self.transport = TransportBar()
        self.message_bar = MessageBar()
        self.timeline = Timeline()
        self.status = StatusLine()
        self.drawing_panel = DrawingPanel()
        filters = FiltersPanel()
        loss, scores, health = LossPanel(), ScoresPanel(), HealthPanel()
        self.why_panel = WhyPanel()
        self.neuron_panel = NeuronPanel()
        self.panels = (
            self.drawing_panel,
            filters,
            ActivationsPanel(),
            loss,
            scores,
            health,
            NetworkPanel(),
            self.why_panel,
            self.neuron_panel,
        )
        self.folder = LastFolder()
        self.docks = tuple(PanelDock(panel, self.folder) for panel in self.panels)
        self.dock_area = DockArea(self.docks)
        self.moves = DockMoves(self, self.dock_area, self.docks)
        how_it_does = (loss, scores, health)
        what_it_is = tuple(p for p in self.panels[1:] if p not in how_it_does)
        self.display = LiveDisplay(session, self.drawing_panel, (what_it_is, how_it_does), self)
        self.controls = RunControls(
            session, self.transport, self, preset=preset, seed=seed, model=model
        )
        strips = (self.drawing_panel.strip, self.why_panel.strip)
        self.course = ScoreCourse(session, self.display, strips, self)
        self.rewinder = Rewinder(session, self.display, self.timeline, self)
        self.messages = Messages(session, self.message_bar, self.controls, self.rewinder, self)
        self.getting_data = GettingData(session, self.message_bar, self.controls, self)
        self.teaching = Teaching(session, self.drawing_panel, self.message_bar, self.controls, self)
        self.files = SessionFiles(session, self)
        self.runs = RunList(session, self)
        self.pictures = PictureIntake(session, self)
        self.recovery = Recovery(session, self.message_bar, self.files, self)
        self.builder = BuilderControls(session, self.controls, self)
        self.inspector = Inspector(session, self.display, self.neuron_panel, self.dock_area, self)
        self.presenter = Presenter(self, self.dock_area, self.docks, follower)
        self.history_menu = HistoryMenu(session.past.history, self)
        self.preview = PreviewControls(session, self.controls, self)
        self._lay_out()
        self.guide = Guide(session, self.display, self, self.docks)
        self.stepper = PhaseStepper(
            session,
            self.display,
            self,
            timeline=self.timeline,
            dock_area=self.dock_area,
            docks=self.docks,
            filters=filters,
        )
        self._join(follower)
        self.restyle(follower.theme)
        self.resize(*FIRST_SIZE)
        self.transport.show_hint(True)
        self.drawing_panel.set_hint_visible(True)

    @Slot(object)
    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.transport.restyle(theme)
        self.message_bar.restyle(theme)
        self.builder.restyle(theme)
        self.runs.restyle(theme)
        self.teaching.restyle(theme)
        self.preview.restyle(theme)
        self.guide.restyle(theme)
        self.stepper.restyle(theme)
        self.timeline.restyle(theme)
        self.status.restyle()
        self.dock_area.restyle()
        for dock in self.docks:
            dock.restyle(theme)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Let Tab go through the window as it is read."""
        docks = (*self.docks, *self.dock_area.tabs)
        phases = self.stepper.parts  # they stand in the place of the timeline, but above
        parts = [self.transport, *phases, self.message_bar, *docks, self.timeline]
        return move_focus(self, parts, forward=forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = command_of(event)
        if command is None:
            super().keyPressEvent(event)
        elif command.startswith("borrow "):
            self.borrow(int(command.removeprefix("borrow ")))
        else:
            {
                "toggle": self.controls.toggle_training,
                "step": self.step,
                "back": self.step_back,
                "first": self.rewinder.go_first,
                "live": self.rewinder.go_live,
                "reset": self.controls.reset,
                "new_weights": self.controls.new_weights,
                "clear": self.drawing_panel.clear,
                "teach": self.teaching.ask,
                "draw": self.draw_by_keys,
                "builder": self.builder.open,
                "phases": self.stepper.toggle,
                "network": self.show_network,
                "why": self.show_why,
                "neuron": self.inspector.toggle,
                "preview": self.preview.open,
                "help": self.show_keys,
                "tool": self.drawing_panel.switch_tool,
                "replay": self.timeline.replay.click,
                "loop": self.timeline.loop.click,
                "go_on": self.timeline.go_on,
                "leave": self.leave,
            }[command]()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._session.pause()
        self.closing.emit()
        self.builder.close()
        self.preview.close()
        super().closeEvent(event)

    @Slot(int)
    def borrow(self, label: int) -> None:
        """Put a test image of a class into the pad, or of any for −1."""
        taken = self._borrowed.take(label) if self._borrowed is not None else None
        if taken is not None:
            self.drawing_panel.show_borrowed(*taken)

    @Slot()
    def draw_by_keys(self) -> None:
        """Go to the pad, and let arrow keys draw on it."""
        self._bring_forward(DrawingPanel)
        self.drawing_panel.draw_by_keys()

    @Slot(int)
    def show_test_image(self, row: int) -> None:
        """Put a test image into the pad, by its place."""
        view = self.display.view
        if view is not None and view.test is not None and row < len(view.test):
            name = view.class_names[view.test.labels[row]]
            self.drawing_panel.show_borrowed(view.test.images[row], name, row)

    @Slot(int)
    def write(self, digit: int) -> None:
        """Have a digit written on the pad, if it is digits that the network reads."""
        view = self.display.view
        if view is not None and view.class_names == DIGIT_NAMES:
            self.drawing_panel.write(digit)

    @Slot()
    def leave(self) -> None:
        """Leave off telling a step, or close the neuron view; else end a presentation."""
        if self.stepper.is_open:
            self.stepper.close()
        elif self.inspector.is_open:
            self.inspector.close()
        else:
            self.presenter.end()

    @Slot()
    def show_network(self) -> None:
        """Bring the diagram to the front, and the keys into it."""
        self._bring_forward(NetworkPanel)

    @Slot()
    def show_why(self) -> None:
        """Bring to the front why the drawing is read as it is, and the keys into it."""
        self._bring_forward(WhyPanel)

    def _bring_forward(self, kind: type[QWidget]) -> None:
        dock = next(dock for dock in self.docks if isinstance(dock.panel, kind))
        dock.show()
        dock.raise_()
        dock.widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def step(self) -> None:
        """Train one step; in the past, show the next one that is recorded; or the next phase."""
        if self.stepper.is_open:
            self.stepper.go_on()
        elif self.rewinder.is_past and not self.rewinder.is_at_good_step:
            self.rewinder.step_forward()
        else:
            self.controls.step()

    @Slot()
    def step_back(self) -> None:
        """Show the recorded step before, or the phase before."""
        if self.stepper.is_open:
            self.stepper.go_back()
        else:
            self.rewinder.step_back()

    @Slot()
    def show_keys(self) -> None:
        """List the keys."""
        KeyList(self).exec()

    @Slot()
    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    @Slot()
    def save_model(self) -> None:
        """Ask for a file, and write the network as it is now."""
        name, _ = QFileDialog.getSaveFileName(
            self, "Save model", self.folder.suggest("model.safetensors"), MODEL_FILTER
        )
        if name:
            self.folder.note(name)
            self._session.save_model(Path(name))

    @Slot()
    def open_data(self) -> None:
        """Ask for a folder of data, and go on with it or begin a run on it."""
        self._choose_data(
            QFileDialog.getExistingDirectory(self, "Open data folder", self.folder.suggest())
        )

    @Slot()
    def open_data_file(self) -> None:
        """Ask for a file of data, and go on with it or begin a run on it."""
        name, _ = QFileDialog.getOpenFileName(
            self, "Open data file", self.folder.suggest(), "NumPy archives (*.npz)"
        )
        self._choose_data(name)

    def _choose_data(self, path: str) -> None:
        if path:
            self.folder.note(path)
            self.controls.choose_data(path)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        column.addWidget(self.message_bar)
        column.addWidget(self.dock_area, 1)
        column.addWidget(self.timeline)
        column.addWidget(self.status)

    def _join(self, follower: ThemeFollower) -> None:
        follower.theme_changed.connect(self.restyle)
        self.closing.connect(self.guide.close)
        self.closing.connect(self.stepper.close)
        self.stepper.told.connect(self.status.say)
        self.stepper.ended.connect(self._on_told)
        self.stepper.card_wanted.connect(self.guide.show_card)
        self.dock_area.compact_changed.connect(self.status.setHidden)
        self.transport.help_requested.connect(self.guide.open_glossary)
        self.transport.about_requested.connect(self.guide.open_first)
        self.transport.builder_requested.connect(self.builder.open)
        self.transport.preview_requested.connect(self.preview.open)
        self.transport.step_requested.connect(self.step)
        self.transport.phases_requested.connect(self.stepper.toggle)
        self.transport.back_requested.connect(self.step_back)
        commands = {
            "open": self.files.open,
            "save_session": self.files.save,
            "save_session_as": self.files.save_as,
            "save_model": self.save_model,
            "runs": self.runs.open,
            "copy_command": self.runs.copy_current,
            "open_data": self.open_data,
            "open_data_file": self.open_data_file,
            "open_picture": self.pictures.open,
            "paste_picture": self.pictures.paste,
            "copy_drawing": self.pictures.copy,
            "preview": self.preview.open,
            "use_pretrained": self.controls.use_pretrained,
            "my_digits": self.teaching.show_my_digits,
            "reset_layout": self.dock_area.reset,
            "full_screen": self.toggle_full_screen,
            "keys": self.show_keys,
            "glossary": self.guide.open_glossary,
            "whats_this": self.guide.ask,
            "quit": self.close,
        }
        self.transport.set_menu(
            WindowMenu(
                self,
                self.docks,
                follower,
                presenter=self.presenter,
                recent=self.files.recent,
                past=self.history_menu,
                moves=self.moves.menu,
                get_data=GetDataMenu(self.getting_data, self),
                commands=commands,
            )
        )
        drawing = self.drawing_panel
        drawing.drawing_changed.connect(self.display.show_drawing)
        drawing.drawing_changed.connect(self._tell_of_sheet)
        drawing.drawing_changed.connect(self.course.follow)
        self.why_panel.raw_chosen.connect(drawing.set_raw)
        drawing.borrow_requested.connect(self.borrow)
        drawing.write_requested.connect(self.write)
        PanelKeys(self, self.docks)
        ControlKeys(self, self.transport, self.message_bar, self.docks)
        for digit in range(10):
            # Which character a digit gives with Shift differs from keyboard to keyboard.
            shortcut = QShortcut(QKeySequence(f"Shift+{digit}"), self)
            shortcut.activated.connect(partial(self.write, digit))
        for keys, way in (("Alt+Left", -1), ("Alt+Right", 1)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.inspector.go, way))
        for dock in self.docks:
            dock.exports.file_made.connect(self._session.write_file)
            # Later, for Qt has yet to put it in its place.
            dock.came_in_sight.connect(self.display.show_again, Qt.ConnectionType.QueuedConnection)
        self._join_panels()
        self.rewinder.shown.connect(self._on_shown)
        self._session.training_changed.connect(self._on_training_changed)
        self._session.data_changed.connect(self._on_data_changed)
        self._session.run_started.connect(self._show_data)

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
                panel.image_chosen.connect(self.show_test_image)

    @Slot()
    def _tell_of_sheet(self) -> None:
        drawing = self.drawing_panel
        self.why_panel.show_sheet(drawing.sheet, raw=drawing.raw)

    @Slot(object)
    def _on_shown(self, view: View) -> None:
        step = view.frame.step if view.is_past else None
        for dock in self.docks:
            dock.refresh()
            # What is drawn is of no step; how it is read says so itself.
            dock.show_step(None if dock.panel is self.drawing_panel else step)
        self._say_what_is_shown(view)

    def _say_what_is_shown(self, view: View) -> None:
        training, replaying = self._session.training, self.rewinder.replaying
        comes_trained = self.controls.beginnings.model is not None
        self.status.show_view(
            view, training=training, replaying=replaying, comes_trained=comes_trained
        )

    @Slot()
    def _on_told(self) -> None:
        if self.display.view is not None:
            self._say_what_is_shown(self.display.view)

    @Slot(bool)
    def _on_training_changed(self, training: bool) -> None:
        if not training:
            self.status.come_to_rest()
            if self.display.view is not None:
                self._say_what_is_shown(self.display.view)

    @Slot(object)
    def _on_data_changed(self, data: DataSplits) -> None:
        first = self._borrowed is None
        self._borrowed = Borrowed(data)
        self._show_data()
        if first and self.drawing_panel.drawing is None:
            self.borrow(SAMPLE_DIGIT if len(data.class_names) > SAMPLE_DIGIT else 0)

    @Slot()
    def _show_data(self) -> None:
        if self._session.data is not None:
            self.status.show_data(self._session.data, self.controls.config)
