"""What the list of runs says of each."""

import dataclasses
from itertools import chain
from typing import NamedTuple

from mnist_viz.nn import OPTIMIZERS, activation
from mnist_viz.session import Session
from mnist_viz.training import TAUGHT_FIELD, Analysis, Change, History, Run, RunConfig
from mnist_viz.ui.builder.settings import GROUPS, Setting, unheeded
from mnist_viz.ui.numbers import ABSENT, count, percent, setting

_ALWAYS_TOLD = ("optimizer", "learning_rate", "batch_size", "seed")
_SAYS_WHAT_IT_IS = ("loss", "augmentation")
"""Settings whose choices need no caption."""


class RunRow(NamedTuple):
    """One run in words.

    Attributes
    ----------
    run_id : int
    parent : int or None
        The run that it branched off.
    name, recipe, begins, steps, recorded, accuracy : str
        As the columns show them; `recorded` says what there is to be seen again.
    changes : str
        What was altered on the way, a line each; empty if nothing was.
    is_current, is_ghost : bool
    can_resume, can_repeat : bool
        Whether it can be gone on with, or trained again from its start.
    """

    run_id: int
    parent: int | None
    name: str
    recipe: str
    begins: str
    steps: str
    recorded: str
    accuracy: str
    changes: str
    is_current: bool
    is_ghost: bool
    can_resume: bool
    can_repeat: bool


def run_rows(session: Session) -> list[RunRow]:
    """Return a row for each run of a session, in the order of their beginning."""
    if not session.tree.runs:
        return []
    numbers = {run: number for number, run in enumerate(session.tree.runs, 1)}
    return [_row(session, run, numbers) for run in session.tree.runs.values()]


def best_accuracy(analyses: tuple[Analysis, ...]) -> float | None:
    """Return the best test accuracy that was found, None without any."""
    found = [one.accuracy for one in analyses if one.accuracy is not None]
    return max(found, default=None)


def recipe(config: RunConfig) -> str:
    """Return a recipe in a line: ``64 tanh, 32 ReLU · Adam · rate 0.1 · batch 64 · seed 0``.

    What is seldom altered follows where it is, in the builder's words: ``label smoothing 0.1``.
    """
    names = config.activation * (len(config.hidden) if len(config.activation) == 1 else 1)
    layers = [f"{n} {activation(name).title}" for n, name in zip(config.hidden, names, strict=True)]
    parts = [", ".join(layers) or "no hidden layer", OPTIMIZERS[config.optimizer].title]
    parts.append(f"rate {setting(config.learning_rate)}")
    parts.append(f"batch {config.batch_size}")
    parts.append(f"seed {config.seed}")
    fields = chain.from_iterable(settings for _, settings in GROUPS)
    return " · ".join([*parts, *(_in_words(one, config) for one in fields if _tells(one, config))])


def _tells(one: Setting, config: RunConfig) -> bool:
    """Return whether a setting is not the usual one, and has an effect."""
    if one.field in _ALWAYS_TOLD or one.field in unheeded(OPTIMIZERS[config.optimizer]):
        return False
    return bool(getattr(config, one.field) != getattr(RunConfig(), one.field))


def _in_words(one: Setting, config: RunConfig) -> str:
    value = getattr(config, one.field)
    if one.choices:
        title = dict(one.choices)[value]
        return title if one.field in _SAYS_WHAT_IT_IS else f"{_short(one)} {title}"
    return f"{_short(one)} {setting(value) if isinstance(value, float) else count(value)}"


def _short(one: Setting) -> str:
    return one.caption.partition(",")[0].lower()


def change_in_words(change: Change, before: float | str) -> str:
    """Return a change of what was set before: ``step 340: learning rate 0.1 → 0.4``."""
    name = change.field.replace("_", " ")
    if change.field == TAUGHT_FIELD:
        what = "My digits taught" if change.value else "My digits no longer taught"
    else:
        old, new = (
            setting(value) if isinstance(value, float) else str(value)
            for value in (before, change.value)
        )
        what = f"{name} {old} → {new}"
    return f"step {count(change.step)}: {what}"


def _row(session: Session, run: Run, numbers: dict[int, int]) -> RunRow:
    state, current = session.states[run.id], session.tree.current
    metrics = session.past.history.metrics(run.id)
    parent = run.parent if run.parent in numbers else None
    begins = ABSENT
    if parent is not None:
        begins = f"run {numbers[parent]}, step {count(run.branch_step)}"
    changes = zip(run.changes, run.values_before(run.changes), strict=True)
    own = [change_in_words(one, old) for one, old in changes if one.step >= run.branch_step]
    return RunRow(
        run_id=run.id,
        parent=parent,
        name=f"Run {numbers[run.id]}",
        recipe=recipe(dataclasses.replace(run.config, **state.asked)),
        begins=begins,
        steps=ABSENT if metrics is None else count(len(metrics)),
        recorded=_recorded(session.past.history, run.id),
        accuracy=percent(best_accuracy(state.analyses)),
        changes="\n".join(own),
        is_current=run.id == current.id,
        is_ghost=run.id == session.state.ghost,
        can_resume=session.branches.can_resume(run.id),
        can_repeat=session.branches.can_repeat(run.id),
    )


def _recorded(history: History, run_id: int) -> str:
    """Return what is left of a run's own steps."""
    track = history.track(run_id)
    if track is None or track.metrics is None:
        return ABSENT
    steps = len(track.snapshots)
    return {0: "only the curve", 1: "1 step"}.get(steps, f"{count(steps)} steps")
