"""What the marks of a chart say of the changes in a run."""

from mnist_viz.training import TAUGHT_FIELD, Change, Frame, View
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
    newest = view.newest or view.frame
    values: dict[str, float | int | str] = {}
    marks = []
    for change in newest.changes:
        old = values.get(change.field, _value_before(view, newest, change))
        values[change.field] = change.value
        if change.field == TAUGHT_FIELD:
            marks.append((float(change.step), _taught(change)))
            continue
        before = "" if old is None else f"{_text(old)} → "
        name = _NAMES.get(change.field, change.field)
        marks.append((float(change.step), f"{name} {before}{_text(change.value)}"))
    return marks


def _taught(change: Change) -> str:
    """Say how many drawings are taught from then on; a Change names them by number and checksum."""
    number, _, _ = str(change.value).partition(" ")
    return f"my digits: {number or 'none'}"


def _value_before(view: View, newest: Frame, change: Change) -> float | int | None:
    """Return what was in force before a run's first change of a setting, where a View knows it."""
    if change.field == "learning_rate" and change.step > 0:
        return float(newest.metrics.learning_rate[change.step - 1])
    if change.field == "batch_size" and view.reference is not None:
        return view.reference.batch_size
    return None


def _text(value: float | int | str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return count(value)
    return setting(value)
