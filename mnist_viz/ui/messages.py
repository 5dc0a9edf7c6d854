"""What went wrong or needs saying, in the bar inside the window: what, why, what to do."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from mnist_viz.data import DataError
from mnist_viz.session import Session
from mnist_viz.training import ConfigError, DivergenceError, Ruin
from mnist_viz.ui.components.message_bar import MessageBar
from mnist_viz.ui.files import unkept
from mnist_viz.ui.numbers import count, counted, setting
from mnist_viz.ui.rewinder import Rewinder
from mnist_viz.ui.run_controls import RunControls
from mnist_viz.ui.settings import SETTINGS

_MODEL_NOT_SAVED = "The model could not be saved."
_ENDED = "The schedule of the learning rate has come to its end."
_STALLED = "Training has not answered for some seconds."
_NAMED_CHANGES = 2


class Messages(QObject):
    """Turns failures into sentences with a way out.

    Parameters
    ----------
    session : Session
    bar : MessageBar
    controls : RunControls
    rewinder : Rewinder
        Do what the sentences offer.
    """

    def __init__(
        self,
        session: Session,
        bar: MessageBar,
        controls: RunControls,
        rewinder: Rewinder,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._bar = bar
        self._controls = controls
        self._rewinder = rewinder
        self._slower_rate = 0.0
        self._failure, self._rest = "", -1
        self._unkept = unkept.Unkept(bar)
        self._left = 0
        self._branch = ""
        session.failed.connect(self._on_failed)
        session.run_started.connect(self._on_run_started)
        session.model_saved.connect(self._on_saved)
        session.save_failed.connect(self._on_save_failed)
        session.file_written.connect(self._on_written)
        session.autosave.failed.connect(self._on_autosave_failed)
        session.write_failed.connect(self._on_write_failed)
        session.watch.stalled.connect(self._on_stalled)
        session.watch.recovered.connect(self._on_recovered)
        controls.refused.connect(self._on_refused)
        controls.replaced.connect(self._on_replaced)
        controls.pretrained_used.connect(self._on_pretrained_used)
        session.branches.branched.connect(self._on_branched)
        session.training_changed.connect(self._on_training_changed)
        session.came_to_rest.connect(self._on_rest)
        session.frame_ready.connect(self._tell_of_end)
        rewinder.refused.connect(self._on_step_refused)

    @Slot(str, str)
    def show_crash(self, summary: str, details: str) -> None:
        """Tell of an exception that nobody caught."""
        self._bar.show_message(
            "error",
            "Something went wrong inside the program.",
            f"{summary}. Training and drawing go on; what you see may be incomplete.",
            details=details,
        )

    @Slot(str, str)
    def show_error(self, what: str, why: str) -> None:
        """Tell of something that was asked for and did not come about."""
        self._bar.show_message("error", what, why)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        ruin = self._session.state.ruin if self._session.tree.runs else None
        if ruin is not None and isinstance(error, DivergenceError):
            self._tell_of(ruin)
            return
        self._failure = "Training stopped."
        self._bar.show_message(
            "error",
            self._failure,
            f"{error} Reset to begin again.",
            action_text="Reset",
            action=self._controls.reset,
            details=repr(error),
        )

    @Slot()
    def _on_run_started(self) -> None:
        """Say no more what was wrong with the run before, but what is with one gone back to."""
        self._bar.take_back(self._failure)
        self._bar.take_back(_ENDED)
        if self._session.state.ruin is not None:
            self._tell_of(self._session.state.ruin)

    def _tell_of(self, ruin: Ruin) -> None:
        """Show the last good step of the run at hand, and offer to go on from it."""
        rate, asked = ruin.learning_rate, self._controls.config.learning_rate
        self._rewinder.show_good(ruin.good_step)
        self._rewinder.warn(ruin.step, "collapsed" if ruin.is_collapse else "not finite")
        before, *later = rates = self._rates_since_good(ruin)
        slower = before if before < max(later, default=rate) else rate / 10
        self._slower_rate = asked if asked < rate else slower  # it may have been lowered since
        self._failure, why = _what_and_why(ruin, rates)
        action = f"Rewind and use rate {setting(self._slower_rate)}"
        why += f" {action}, then press Space."  # training rests until then
        self._bar.show_message("error", self._failure, why, action, self._go_on_slower)

    @Slot(int)
    def _on_rest(self, step: int) -> None:
        self._rest = step
        self._tell_of_end()

    @Slot()
    def _tell_of_end(self) -> None:
        """Say why training does not go on, once it rests at the end of its schedule."""
        frame = self._session.frame
        if frame is None or frame.step != self._rest:
            return
        self._rest = -1
        if frame.is_last:
            epochs = frame.config.epochs
            done = "Its only epoch is" if epochs == 1 else f"All its {count(epochs)} epochs are"
            why = (
                f"{done} trained. Reset begins again; "
                "in the builder, it gets more epochs or a constant rate."
            )
            self._bar.show_message("info", _ENDED, why, "Reset", self._controls.reset)

    @Slot()
    def _on_stalled(self) -> None:
        why = (
            "One piece of its work takes very long, or does not end. Drawing and past steps still "
            "work; closing the window keeps what there is."
        )
        self._bar.show_message("warning", _STALLED, why)

    @Slot()
    def _on_recovered(self) -> None:
        self._bar.take_back(_STALLED)

    @Slot()
    def _go_on_slower(self) -> None:
        good = self._session.state.good_step
        if good is not None:
            self._rewinder.continue_from(good, learning_rate=self._slower_rate)

    def _rates_since_good(self, ruin: Ruin) -> list[float]:
        """Return the learning rate that the last good step was reached with, and all after it."""
        run, good = self._session.tree.current, ruin.good_step
        later = (change for change in run.changes if good <= change.step < ruin.step)
        rates = [run.config_at(good - 1).learning_rate]
        rates += [float(change.value) for change in later if change.field == "learning_rate"]
        # The frame that tells of the last change may have yet to come.
        return rates if rates[-1] == ruin.learning_rate else [*rates, ruin.learning_rate]

    @Slot(int, int)
    def _on_replaced(self, run_id: int, step: int) -> None:
        self._offer_return(run_id, f"A new run begins; the one before had {counted(step, 'step')}.")

    @Slot(int)
    def _on_pretrained_used(self, replaced: int) -> None:
        self._left = replaced
        self._bar.show_message(
            "info",
            "The pretrained network reads your drawings now.",
            "It learned from MNIST and from digits that 24 people wrote with a pen. "
            "Draw, or train it on from here.",
            secondary_text="Undo" if replaced else None,
            secondary=self._return,
        )

    @Slot(int, int)
    def _on_branched(self, run_id: int, step: int) -> None:
        good = self._session.states[run_id].good_step == step
        which = ", the last good one" if good else ""
        self._branch = f"A new run begins at step {count(step)}{which}."
        self._offer_return(run_id, self._branch, "Press Space to train it. ")

    @Slot(bool)
    def _on_training_changed(self, training: bool) -> None:
        """Say no more how to begin with what has begun, if it is still there to be read."""
        if training and self._bar.take_back(self._branch):
            self._offer_return(self._left, self._branch)

    def _offer_return(self, run_id: int, what: str, first: str = "") -> None:
        self._left = run_id
        why = f"{first}The old run is kept, and its loss stays in sight as a ghost."
        self._bar.show_message("info", what, why, action_text="Undo", action=self._return)

    @Slot()
    def _return(self) -> None:
        branches, left = self._session.branches, self._left
        if branches.can_resume(left):
            branches.resume(left)
            return
        why = "Its recorded steps went to make room for those of newer runs; its curve is kept."
        self._bar.show_message(
            "warning",
            "That run cannot be gone on with.",
            why,
            action_text="Train it again" if branches.can_repeat(left) else None,
            action=self._repeat,
        )

    @Slot()
    def _repeat(self) -> None:
        self._controls.repeat(self._left)

    @Slot(int, int, object)
    def _on_step_refused(self, step: int, shown: int, error: Exception) -> None:
        self._bar.show_message(
            "warning",
            f"Step {count(step)} cannot be shown; step {count(shown)} is.",
            str(error),
        )

    @Slot(str)
    def _on_saved(self, path: str) -> None:
        self._bar.take_back(_MODEL_NOT_SAVED)
        self._bar.show_message("info", "The model is saved.", path)

    @Slot(str, object)
    def _on_save_failed(self, path: str, error: Exception) -> None:
        why = getattr(error, "strerror", None) or str(error)
        self._bar.show_message("error", _MODEL_NOT_SAVED, f"{path}: {why}.")

    @Slot(str, str)
    def _on_written(self, what: str, path: str) -> None:
        if what != SETTINGS:
            self._bar.take_back(_not_saved(what))
            self._bar.show_message("info", f"{what} is saved.", path)

    @Slot(str, str, object)
    def _on_write_failed(self, what: str, path: str, error: Exception) -> None:
        why = getattr(error, "strerror", None) or str(error)
        if what == SETTINGS:
            self._unkept.add(unkept.SETTINGS, f"{path}: {why}.")
        else:
            self.show_error(_not_saved(what), f"{path}: {why}.")

    @Slot(object)
    def _on_autosave_failed(self, error: OSError) -> None:
        self._unkept.add(unkept.SESSION, f"{self._session.autosave.folder}: {error.strerror}.")

    @Slot(object)
    def _on_refused(self, error: ConfigError | DataError) -> None:
        self._bar.show_message("warning", "That setting cannot be.", str(error))


def _not_saved(what: str) -> str:
    return f"{what} could not be saved."


def _what_and_why(ruin: Ruin, rates: Sequence[float]) -> tuple[str, str]:
    """Say what became of training, and why; `rates` are that of the last good step, and on."""
    why = f"The learning rate {setting(rates[-1])} is too large: the weights overshot. "
    if rates[0] < max(rates):
        why = f"The learning rate {_way_of(rates)}, and the weights overshot. "
    good = count(ruin.good_step)
    why += f"Step {good}, which was still good, is shown."
    if ruin.is_collapse:
        what = f"The network stopped learning at step {count(ruin.step)}: "
        return f"{what}{ruin.layer} answers every image alike.", why
    where = "loss" if ruin.quantity == "loss" else f"{ruin.quantity} of {ruin.layer}"
    return f"The {where} is not finite at step {count(ruin.step)}.", why


def _way_of(rates: Sequence[float]) -> str:
    """Say how the learning rate changed; all of that is undone as one goes back."""
    first, *later = map(setting, rates)
    if len(later) <= _NAMED_CHANGES:
        return f"went from {first} to {', then to '.join(later)}"
    return f"went from {first}, in several changes, to {later[-1]}"
