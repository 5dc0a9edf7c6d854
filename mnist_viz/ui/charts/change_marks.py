"""What the marks of a chart say of the changes in a run."""

from mnist_viz.training import TAUGHT_FIELD, Change, View
from mnist_viz.ui.numbers import count, setting

_NAMES = {
    "learning_rate": "rate",
    "batch_size": "batch",
    "momentum": "momentum",
    "weight_decay": "decay",
    "data": "data",
}


def change_marks(view: View) -> list[tuple[float, str]]:
    """Return step and text of each change in the view's run: ``rate 0.1 → 0.4``."""
    changes, run = (view.newest or view.frame).changes, view.run
    if not changes or run is None:
        return []
    before = run.values_before(changes)
    return [
        (float(one.step), _in_words(one, old)) for one, old in zip(changes, before, strict=True)
    ]


def _in_words(change: Change, old: float | str) -> str:
    if change.field == TAUGHT_FIELD:
        return _taught(change)
    return f"{_NAMES[change.field]} {_text(old)} → {_text(change.value)}"


def _taught(change: Change) -> str:
    """Say how many drawings are taught from then on; a Change names them by number and checksum."""
    number, _, _ = str(change.value).partition(" ")
    return f"my digits: {number or 'none'}"


def _text(value: float | int | str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return count(value)
    return setting(value)
