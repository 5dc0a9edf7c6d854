"""The window's handle on its runs."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from mnist_viz.data import DataSplits
from mnist_viz.data.my_digits import MyDigits
from mnist_viz.nn import Network
from mnist_viz.session.autosave import Autosave
from mnist_viz.session.branches import Branches
from mnist_viz.session.fetcher import Downloads
from mnist_viz.session.library import Library
from mnist_viz.session.loader import DataLoader
from mnist_viz.session.orders import FileOrders, WorkerOrders
from mnist_viz.session.pacing import FIRST_SPEED
from mnist_viz.session.past import Past
from mnist_viz.session.pictures import Pictures
from mnist_viz.session.previews import Previews
from mnist_viz.session.python_thread import PythonThread
from mnist_viz.session.requests import RunRequest
from mnist_viz.session.run_state import RunState
from mnist_viz.session.stall_watch import StallWatch
from mnist_viz.session.storage import Storage
from mnist_viz.session.teacher import Teacher
from mnist_viz.session.without_data import WithoutData
from mnist_viz.session.worker import TrainingWorker
from mnist_viz.training import (
    Analysis,
    Change,
    DivergenceError,
    Drivers,
    DriversRequest,
    Frame,
    Model,
    Ruin,
    Run,
    RunConfig,
    RunTree,
    has_enough,
    is_teachable,
)

_AT_REST_MS = 250
"""After a run's first test scores; by then they are shown. Then its first steps are prepared."""

_ENDING_MS = 10_000
"""How long a thread may take to end on a machine with much else to do; it is given up then."""

_STALLED_MS = 500
"""How long one may take that has given no sign of life for seconds."""

_SAVING_MS = 60_000
"""How long a session that somebody saved may take to be written, before the program ends."""


class Session(QObject):
    """Runs, one of them training; lives on the GUI thread.

    Requests return at once; what comes of them is told by signals. Results of a
    run that is no longer the current one are dropped.

    Attributes
    ----------
    tree : RunTree
    data : DataSplits or None
        What the current run trains on.
    frame, first_frame : Frame or None
        The newest of the current run that was asked for, and its first.
    past : Past
        What is recorded of all runs.
    pictures : Pictures
        Of digits, read on the I/O thread.
    branches : Branches
        The way from run to run.
    without_data : WithoutData
        The way to a run that cannot be trained for lack of its data.
    downloads : Downloads
    storage : Storage
        The way into files and out of them.
    previews : Previews
    autosave : Autosave
    watch : StallWatch
    library : Library
        The data sets of all runs, and what they were taught.
    teacher : Teacher
        My digits.
    states : dict of int to RunState
        By run.
    speed : str
        As set last.
    """

    data_loaded = Signal(object)  # DataSplits
    data_changed = Signal(object)  # DataSplits: what the run at hand now trains on
    data_failed = Signal(str, object)  # the name asked for, Exception
    model_saved = Signal(str)  # path
    save_failed = Signal(str, object)  # path, Exception
    file_written = Signal(str, str)  # what, path
    write_failed = Signal(str, str, object)  # what, path, Exception
    run_started = Signal(object)  # Frame that the run begins or goes on with
    data_lacking = Signal()  # training was asked for, without the data that it takes
    settings_changed = Signal()  # by a Change that an earlier run made, too
    frame_ready = Signal(object)  # Frame
    frame_shown = Signal()  # what followed from it is painted
    analysis_ready = Signal(object)  # Analysis
    drivers_ready = Signal(object)  # Drivers
    training_changed = Signal(bool)
    came_to_rest = Signal(int)  # step: the worker has nothing more to train
    failed = Signal(object)  # Exception

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tree = RunTree()
        self.data: DataSplits | None = None
        self.frame: Frame | None = None
        self.first_frame: Frame | None = None
        self.states: dict[int, RunState] = {}
        self.speed = FIRST_SPEED
        self._plays = 0
        self._training = False
        self._awaiting_frame = False
        self._shown = QTimer(self, singleShot=True)  # without delay: after what is due is painted
        self._at_rest = QTimer(self, singleShot=True)
        self._wanted_data: str | None = None
        self._worker = TrainingWorker()
        self._loader = DataLoader()
        self._orders = WorkerOrders(self._worker, self)
        self._file_orders = FileOrders(self._loader, self)
        self._worker_thread = self._thread_for(self._worker, "training")
        self._io_thread = self._thread_for(self._loader, "files")
        self.downloads = Downloads(self)
        self.previews = Previews(self)
        self.library = Library()
        self.past = Past(self._worker, self._io_thread, self.library, self)
        self.pictures = Pictures(self._io_thread, self)
        self.branches = Branches(self)
        self.without_data = WithoutData(self)
        self.teacher = Teacher(self, self._io_thread)
        self.storage = Storage(self, self._worker, self._io_thread)
        self.storage.taken_over.connect(self._on_taken_over)
        self.autosave = Autosave(self, self._worker, self._io_thread)
        self.watch = StallWatch(self)
        self._join()
        for thread in (self._worker_thread, self._io_thread):
            thread.start()

    @property
    def training(self) -> bool:
        """Whether the run is playing."""
        return self._training

    @property
    def config(self) -> RunConfig:
        """The current run's config with every change that was asked for."""
        return dataclasses.replace(self.tree.current.config, **self.state.asked)

    @property
    def state(self) -> RunState:
        """Of the current run."""
        return self.states[self.tree.current.id]

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """Of the current run, in the order of their steps."""
        return self.state.analyses if self.tree.runs else ()

    @property
    def asked_for_default(self) -> bool:
        """Whether the data set was left to the program to choose."""
        return self._wanted_data == ""

    def load_data(self, name: str) -> None:
        """Read a data set; `data_loaded` or `data_failed` follows."""
        self._wanted_data = name
        self._file_orders.load.emit(name)

    def begin(
        self,
        config: RunConfig,
        data: DataSplits,
        parameters: NDArray[np.float32] | None = None,
    ) -> None:
        """Begin a run, at rest, from scratch or from given parameters."""
        taught = self.taught if is_teachable(data) else MyDigits()
        state = RunState(ghost=self.branches.ghost_of_next(), data=data.name)
        self.library.add(data)
        is_given = parameters is not None
        run = self.tree.begin(config, data.name, data.checksum, given_weights=is_given)
        library = self.library
        request = RunRequest(run, data, parameters, others=library.all, taught=library.taught)
        self.start(request, state)
        if len(taught):
            self.teach(taught)

    def start(self, request: RunRequest, state: RunState) -> None:
        """Let the worker begin a run that is now the tree's current one."""
        left = [state for run_id, state in self.states.items() if run_id != request.run.id]
        for other in left:
            other.shorten(len(left))
        self.states[request.run.id] = state  # before anybody is told that training rests
        self._settle(request.run)
        self._use(self.library[state.data])
        self._orders.begin.emit(request)

    def _settle(self, run: Run) -> None:
        """Look at a run, of which no frame is known yet."""
        self.past.begin(run)
        self.branches.forget()
        self.frame = self.first_frame = None
        self._awaiting_frame = False
        self._set_training(False)

    @property
    def can_train(self) -> bool:
        """Whether there is a run, and what it is trained on is at hand; else it is looked at."""
        return bool(self.tree.runs) and self.library.has(self.tree.current)

    def show_untrained(self, run: Run, frame: Frame, data: DataSplits) -> None:
        """Show a run that is now the tree's current one at a frame, and train nothing."""
        self._settle(run)
        self._orders.leave.emit()
        self._use(data)
        self._on_run_started(frame)

    def can_switch_to(self, data: DataSplits) -> bool:
        """Return whether the current run can go on with a data set: its classes agree."""
        return (
            self.can_train
            and self.data is not None
            and data.agrees_with(self.data)
            and not self.library.is_other(data)
            and has_enough(data, self.config)
        )

    def switch_data(self, data: DataSplits) -> None:
        """Go on with another data set, a recorded Change; see `can_switch_to`."""
        self.library.add(data)
        self.state.data = data.name
        self._use(data)
        self._orders.switch_data.emit(data)

    @property
    def taught(self) -> MyDigits:
        """The drawings that are taught to the current run; may be empty."""
        return self.library.taught_as(self.state.taught if self.tree.runs else "")

    @property
    def can_be_taught(self) -> bool:
        """Whether there is a run, and it learns to read digits."""
        return self.can_train and self.data is not None and is_teachable(self.data)

    def teach(self, digits: MyDigits) -> None:
        """Mix drawings into every batch, a recorded Change; an empty set ends that."""
        self.library.add_taught(digits)
        self.state.taught = digits.name
        self._orders.teach.emit(digits)

    def play(self) -> None:
        """Train until paused; `data_lacking` follows if that cannot be.

        A run that diverged or collapsed goes on from its last good step, as a new one.
        """
        if not self.can_train:
            self.data_lacking.emit()
            return
        self.branches.leave_ruins()
        if self.branches.awaits_replay:
            self.branches.play_then()
            return
        self._plays += 1
        self._set_training(True)
        self._orders.play.emit(self._plays)

    def pause(self) -> None:
        """Stop training."""
        self._set_training(False)
        self._orders.pause.emit()

    def step(self) -> None:
        """Stop training, but for one more step, else as in `play`."""
        if not self.can_train:
            self.data_lacking.emit()
            return
        if self._training:
            self.pause()
        self.branches.leave_ruins()
        if not self.branches.awaits_replay:
            self._orders.take_steps.emit(1)

    def set_speed(self, speed: str) -> None:
        """Set one of `mnist_viz.session.SPEEDS`."""
        self.speed = speed
        self._orders.set_speed.emit(speed)

    def change(self, field: str, value: float | str) -> None:
        """Alter a setting of the current run from the next step on.

        Raises
        ------
        ConfigError
            If the setting cannot have that value.
        """
        dataclasses.replace(self.config, **{field: value})  # type: ignore[arg-type]
        self.state.asked[field] = value
        self._orders.change.emit(field, value)

    def model(self) -> Model | None:
        """Return the newest frame's network, or None before there is one."""
        frame, data = self.frame, self.data
        if frame is None or data is None:
            return None
        network = Network(frame.layout, frame.parameters)
        learned = self.library.records[self.state.data]
        return Model(network, self.config, learned.name, data.class_names, learned.origin)

    def save_model(self, path: Path) -> None:
        """Write the newest frame's network; `model_saved` or `save_failed` follows."""
        model = self.model()
        if model is not None:
            self._file_orders.save.emit(str(path), model)

    def write_file(self, what: str, path: Path, content: Callable[[], bytes]) -> None:
        """Write a file; `file_written` or `write_failed` follows.

        Parameters
        ----------
        what : str
            What it is, for those signals.
        path : Path
            Its folder is made, if it is missing.
        content : callable
            Is called on the I/O thread, and must touch nothing that may change.
        """
        self._file_orders.write.emit(what, str(path), content)

    def request_frame(self) -> None:
        """Ask for the newest frame, unless one is on its way."""
        if self.can_train and not self._awaiting_frame and self.first_frame is not None:
            self._awaiting_frame = True
            self._orders.send_frame.emit()

    def wait_for_paint(self) -> None:
        """Let training wait for more to be painted of the frame at hand; called at `frame_shown`.

        That follows again.
        """
        self._shown.start()

    def find_drivers(self, request: DriversRequest) -> None:
        """Look for the test images that drive a unit most; `drivers_ready` follows."""
        self._orders.find_drivers.emit(request)

    def close(self, patience_ms: int = _ENDING_MS) -> bool:
        """Stop everything; return whether all threads ended in time."""
        self.watch.stop()
        if self.watch.has_stalled:
            patience_ms = min(patience_ms, _STALLED_MS)
        self._at_rest.stop()
        self.downloads.finish()
        self.previews.finish()
        self.storage.hand_over(patience_ms)
        self.autosave.prepare_end()
        self._orders.finish.emit()
        ended = [self._worker_thread.wait(patience_ms)]
        if not all(ended):
            self.autosave.go_without_worker()
        # Only now: it has yet to write where the worker left off.
        self._file_orders.finish.emit()
        files_ms = max(patience_ms, _SAVING_MS) if self.storage.saving else patience_ms
        ended.append(self._io_thread.wait(files_ms))
        for thread in (self.downloads.thread_of_work, self.previews.thread_of_work):
            ended += [thread.wait(patience_ms)]
        return all(ended)

    def _thread_for(self, resident: QObject, name: str) -> QThread:
        thread = PythonThread(self)
        thread.setObjectName(name)
        resident.moveToThread(thread)
        return thread

    def _join(self) -> None:
        worker, loader = self._worker, self._loader
        loader.loaded.connect(self._on_loaded)
        loader.failed.connect(self._on_load_failed)
        self._at_rest.timeout.connect(self._orders.prepare)
        self._shown.timeout.connect(self._on_shown)
        loader.saved.connect(self.model_saved)
        loader.save_failed.connect(self.save_failed)
        loader.written.connect(self.file_written)
        loader.write_failed.connect(self.write_failed)
        worker.run_started.connect(self._on_run_started)
        worker.frame_ready.connect(self._on_frame)
        worker.analysis_ready.connect(self._on_analysis)
        worker.drivers_ready.connect(self._on_drivers)
        worker.came_to_rest.connect(self._on_rest)
        worker.failed.connect(self._on_failed)

    def _set_training(self, training: bool) -> None:
        if training != self._training:
            self._training = training
            self.past.note_training(training)
            self.training_changed.emit(training)

    def _use(self, data: DataSplits) -> None:
        if data is not self.data:
            self.data = data
            self.data_changed.emit(data)

    def _note_changes(self, made: tuple[Change, ...]) -> None:
        """Take note of Changes that nobody asks for now, as they were made in an earlier run."""
        state = self.state
        expected = [change for change in made if change in state.to_come]
        for change in expected:
            state.note(change)
        if expected:
            self._use(self.library[state.data])
            self.settings_changed.emit()

    def _is_current(self, run_id: int) -> bool:
        return bool(self.tree.runs) and run_id == self.tree.current.id

    @Slot(str, object)
    def _on_loaded(self, name: str, data: DataSplits) -> None:
        if name == self._wanted_data:
            self.data_loaded.emit(data)

    @Slot(str, object)
    def _on_load_failed(self, name: str, error: Exception) -> None:
        if name == self._wanted_data:
            self.data_failed.emit(name, error)

    @Slot()
    def _on_taken_over(self) -> None:
        self._wanted_data = None  # what is still being read belongs to the session before

    @Slot(object)
    def _on_run_started(self, frame: Frame) -> None:
        if self._is_current(frame.run_id):
            self.frame = frame
            self.first_frame = self.past.first_frame(frame)
            self.run_started.emit(frame)

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        self._shown.start()
        if not self._is_current(frame.run_id):
            return
        self._awaiting_frame = False
        self.frame = frame
        self._note_changes(frame.changes[len(self.tree.current.changes) :])
        self.tree.record(frame.run_id, frame.changes)
        self.past.history.note(frame)
        self.frame_ready.emit(frame)

    @Slot()
    def _on_shown(self) -> None:
        self.frame_shown.emit()
        if not self._shown.isActive():
            self._orders.go_on.emit()

    @Slot(object)
    def _on_analysis(self, analysis: Analysis) -> None:
        if self._is_current(analysis.run_id):
            self.state.add(analysis)
            if len(self.state.analyses) == 1 and not self._training:
                self._at_rest.start(_AT_REST_MS)
            self.analysis_ready.emit(analysis)

    @Slot(object)
    def _on_drivers(self, drivers: Drivers) -> None:
        if self._is_current(drivers.run_id):
            self.drivers_ready.emit(drivers)

    @Slot(int, int, int)
    def _on_rest(self, run_id: int, step: int, play_number: int) -> None:
        if not self._is_current(run_id):
            return
        if play_number == self._plays:
            self._set_training(False)
            self.came_to_rest.emit(step)
        if self.frame is None or self.frame.step != step:
            self.request_frame()

    @Slot(int, object)
    def _on_failed(self, run_id: int, error: Exception) -> None:
        if not self._is_current(run_id):
            return
        self._set_training(False)
        self._awaiting_frame = False
        self.request_frame()
        if isinstance(error, DivergenceError):
            good = self.past.last_good_step(run_id, error.last_good_step)
            self.state.ruin = Ruin.of(error, self.config.learning_rate, good)
        self.failed.emit(error)
