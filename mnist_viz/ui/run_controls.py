"""What the transport bar asks for, done to the session."""

import dataclasses
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from mnist_viz.data import DataError, DataSplits, dataset_statuses
from mnist_viz.session import Session
from mnist_viz.training import (
    PRESETS,
    PRETRAINED,
    ConfigError,
    Frame,
    Model,
    RunConfig,
    check_size,
    has_enough,
    is_teachable,
    model_path,
    read_model,
)
from mnist_viz.ui.display.bar_display import BarDisplay
from mnist_viz.ui.first_run import FirstRun
from mnist_viz.ui.run_beginnings import RunBeginnings
from mnist_viz.ui.transport.transport_bar import TransportBar

_ON_AT = 0.1
"""Of its learning rate, what a network that has finished learning is trained on with."""


class RunControls(QObject):
    """Joins a transport bar and a session.

    Parameters
    ----------
    session : Session
    bar : TransportBar
    first : FirstRun

    Attributes
    ----------
    beginnings : RunBeginnings
    """

    refused = Signal(object)  # ConfigError or DataError: a setting that cannot be
    replaced = Signal(int, int)  # id of the run that a new one replaced, and its last step
    lesson_failed = Signal(object)  # DataError: it cannot begin, and the recipe is as it was
    pretrained_used = Signal(int)  # id of the run that it replaced, 0 if that had no steps

    def __init__(
        self,
        session: Session,
        bar: TransportBar,
        first: FirstRun,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.beginnings = RunBeginnings(session)
        self._preset, self._config, self._model = first.preset, first.config, first.model
        self._is_lesson = self._plays_next = False
        self._before_lesson = (self._preset, self._config)
        self._join(bar)
        self._display = BarDisplay(session, bar, self)

    @property
    def preset(self) -> str | None:
        """The preset that the run is of, if it is of one."""
        return self._preset

    @property
    def config(self) -> RunConfig:
        """The recipe of the run at hand, or of the first one."""
        return self._session.config if self._session.tree.runs else self._config

    @property
    def data_sets(self) -> list[tuple[str, str]]:
        """Name and title of every data set on this computer, and of those that runs trained on.

        Of the one in use, too, where it stands in for another.
        """
        known = {status.name: status.title for status in dataset_statuses() if status.is_here}
        in_use = [] if self._session.data is None else [self._session.data]
        for data in (*self._session.library.all, *in_use):
            known.setdefault(data.name, data.title)
        return list(known.items())

    @property
    def _only_looked_at(self) -> bool:
        """Whether the run at hand lacks its data, and another set stands in for them."""
        return bool(self._session.tree.runs) and not self._session.can_train

    def origin_of(self, name: str) -> str:
        """Return from where to load a data set: its folder if it came from one, or its name."""
        # A set that was given as a folder may be in no place where its name is looked for.
        kept = {data.name: data.origin for data in self._session.library.all}
        return kept[name] if name in kept and Path(kept[name]).exists() else name

    @Slot()
    def play(self) -> None:
        """Train, if there is a run to be trained, or the new one that is on its way."""
        if self._session.tree.runs:
            self._session.play()

    @Slot()
    def toggle_training(self) -> None:
        """Play or pause."""
        if self._session.training:
            self._session.pause()
        else:
            self.play()

    @Slot()
    def step(self) -> None:
        """Train one step."""
        if self._session.tree.runs:
            self._session.step()

    @Slot()
    def reset(self) -> None:
        """Begin again from the same initial weights, with the settings as they are now."""
        if self._only_looked_at:
            self._session.data_lacking.emit()
            return
        self._begin(self.config, self.beginnings.model)

    @Slot()
    def new_weights(self) -> None:
        """Begin again from other initial weights."""
        self._begin(dataclasses.replace(self.config, seed=self.config.seed + 1))

    @Slot(str)
    def choose_preset(self, name: str) -> None:
        """Begin a run of another preset, with the same seed; or from the pretrained network."""
        if name == PRETRAINED:
            self.use_pretrained()
            return
        self._preset = name
        self._begin(dataclasses.replace(PRESETS[name].config, seed=self.config.seed))

    @Slot()
    def use_pretrained(self) -> None:
        """Begin a run from the network that comes with the program, on digits."""
        self.start_pretrained("")

    def start_pretrained(self, data_name: str) -> None:
        """Begin a run from the network that comes with the program, on digits.

        Parameters
        ----------
        data_name : str
            What to load if nothing is loaded yet; empty for the usual.
        """
        model = read_model(model_path(PRETRAINED))
        rate = _ON_AT * model.config.learning_rate
        config = dataclasses.replace(model.config, schedule="constant", learning_rate=rate)
        model = dataclasses.replace(model, config=config)
        self._preset = PRETRAINED
        data, left = self._session.data, self._session.frame
        if data is not None and self._session.can_train and is_teachable(data):
            self._begin_from(model, data)
        else:
            self._config, self._model = config, model
            self._session.load_data(data_name)
        self.pretrained_used.emit(left.run_id if left is not None and left.step > 0 else 0)

    @Slot(object)
    def choose_config(self, config: RunConfig) -> None:
        """Begin a run of a recipe of one's own."""
        self._preset = _preset_of(config)
        self._begin(config)

    @Slot(str)
    def choose_data(self, name: str) -> None:
        """Read another data set; a run on it begins when it is there."""
        self._session.load_data(self.origin_of(name))

    @Slot(object, object)
    def begin_on(self, data: DataSplits, config: RunConfig) -> None:
        """Begin a run of a recipe on a data set."""
        if config != self.config:
            self._preset = _preset_of(config)
        self._begin(config, data=data)

    @Slot(float)
    def choose_learning_rate(self, value: float) -> None:
        """Use another learning rate from the next step on."""
        self._change("learning_rate", value)

    @Slot(object)
    def choose_batch_size(self, value: int | str) -> None:
        """Use another batch size from the next step on."""
        self._change("batch_size", value)

    def begin_from(self, model: Model) -> None:
        """Begin a run from a model's weights, on its data set if that is another one."""
        self._preset, self._config, self._model = None, model.config, model
        data = self._session.data
        if data is not None and self._session.can_train and data.name == model.data_name:
            self._on_data_loaded(data)
        else:
            self._session.load_data(model.data_name)

    def begin_lesson(
        self, config: RunConfig, preset: str | None, data_name: str, *, play: bool
    ) -> None:
        """Begin a run from scratch, on a data set by name; an empty name means the default one."""
        if not self._is_lesson:
            self._before_lesson = (self._preset, self._config)
        self._preset, self._config, self._model = preset, config, None
        self._is_lesson, self._plays_next = True, play
        self._session.load_data(self.origin_of(data_name))

    def repeat(self, run_id: int) -> None:
        """Train a run again from its start, as a new one, with what was changed on the way."""
        if self._session.branches.can_repeat(run_id):
            self._preset = self.beginnings.preset_of(run_id)
            self._session.branches.repeat(run_id)

    def _change(self, field: str, value: float | str) -> None:
        if not self._session.tree.runs:
            return
        try:
            self._session.change(field, value)
        except ConfigError as error:
            self.refused.emit(error)
            self._display.show_settings()

    def _begin(
        self, config: RunConfig, model: Model | None = None, data: DataSplits | None = None
    ) -> None:
        session = self._session
        if self._only_looked_at and data in (None, session.data):
            self.begin_lesson(config, self._preset, "", play=False)
            return
        data = data or session.data
        if data is not None and self._has_enough(data, config):
            self._config = config
            left = session.frame
            if model is None:
                session.begin(config, data)
            else:
                self._begin_from(dataclasses.replace(model, config=config), data)
            self._display.show_settings()
            if left is not None and left.step > 0:
                self.replaced.emit(left.run_id, left.step)

    def _has_enough(self, data: DataSplits, config: RunConfig) -> bool:
        """Return whether there are as many images as a config asks for; say so if not."""
        try:
            check_size(data, config)
        except DataError as error:
            self.refused.emit(error)
            return False
        return True

    def _begin_from(self, model: Model, data: DataSplits) -> None:
        """Begin a run of a model's recipe, from its weights where they fit the data."""
        layout = model.config.layout(data.image_shape, len(data.class_names))
        fits = model.network.layout == layout
        self._session.begin(model.config, data, model.network.parameters if fits else None)
        if fits:
            self.beginnings.note_model(self._session.tree.current.id, model)

    def _join(self, bar: TransportBar) -> None:
        session = self._session
        bar.play_requested.connect(self.play)
        bar.pause_requested.connect(session.pause)
        bar.reset_requested.connect(self.reset)
        bar.new_weights_requested.connect(self.new_weights)
        bar.speed_chosen.connect(session.set_speed)
        bar.preset_chosen.connect(self.choose_preset)
        bar.learning_rate_chosen.connect(self.choose_learning_rate)
        bar.batch_size_chosen.connect(self.choose_batch_size)
        bar.data_chosen.connect(self.choose_data)
        session.data_loaded.connect(self._on_data_loaded)
        session.data_failed.connect(self._on_data_failed)
        session.run_started.connect(self._on_run_started)

    @Slot(object)
    def _on_data_loaded(self, data: DataSplits) -> None:
        model, self._model = self._model, None
        if self._is_lesson:
            try:
                check_size(data, self._config)
            except DataError as error:
                self._give_up_lesson(error)
            else:
                self._is_lesson = False
                self._session.begin(self._config, data)
            return
        if model is None and self._session.without_data.supply(data):
            return
        if model is None and self._session.can_switch_to(data):
            self._session.switch_data(data)
            return
        if model is None:
            config = _fitting(self.config, data)
            if config != self.config:
                self._preset = _preset_of(config)
            self._begin(config, data=data)
        else:
            fitting = dataclasses.replace(model, config=_fitting(model.config, data))
            self._begin_from(fitting, data)

    @Slot(str, object)
    def _on_data_failed(self, name: str, error: Exception) -> None:
        # At the start another data set will be tried, which will do if none was asked for.
        if self._is_lesson and (name or self._session.tree.runs):
            self._give_up_lesson(error)

    def _give_up_lesson(self, error: Exception) -> None:
        self._is_lesson = self._plays_next = False
        self._preset, self._config = self._before_lesson
        self.lesson_failed.emit(error)

    @Slot(object)
    def _on_run_started(self, frame: Frame) -> None:
        self._preset = self.beginnings.note_preset(frame.run_id, self._preset)
        plays, self._plays_next = self._plays_next, False
        if plays:
            self._session.play()


def _preset_of(config: RunConfig) -> str | None:
    """Return the preset that a config is of, if it is of one."""
    return next((name for name, preset in PRESETS.items() if preset.config == config), None)


def _fitting(config: RunConfig, data: DataSplits) -> RunConfig:
    """Return a config that asks for no more images than there are."""
    if has_enough(data, config):
        return config
    config = dataclasses.replace(config, train_size=0)
    return config if has_enough(data, config) else dataclasses.replace(config, validation=0)
