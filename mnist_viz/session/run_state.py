"""What a session knows of each of its runs beside what is recorded."""

import dataclasses
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mnist_viz.training import (
    DATA_FIELD,
    SOURCE_FIELDS,
    TAUGHT_FIELD,
    Analysis,
    Change,
    Ruin,
    Run,
    taught_after,
)

MOST_ANALYSES = 1000
"""Of a run; each holds a prediction for every test image. Of the older half, every other goes."""

MOST_WHEN_LEFT = 100
"""Of a run that another one follows, while there are few runs."""

MOST_OF_ALL_LEFT = 1000
"""Of all those together; in a session of hundreds of runs each keeps a few."""

_LEAST_WHEN_LEFT = 4


@dataclass
class RunState:
    """Of one run.

    Attributes
    ----------
    asked : dict of str to object
        Settings that were asked for since its start.
    analyses : tuple of Analysis
        In the order of their steps.
    ghost : int or None
        The run that it is compared with: what it branched off, or what it replaced.
    data : str
        Name of the data set in force.
    taught : str
        Name of the digits that are taught; empty for none.
    to_come : tuple of Change
        Of a run that is trained again: what is to be changed on the way, as it was.
    ruin : Ruin or None
        Of a run that diverged or collapsed.
    """

    asked: dict[str, Any] = field(default_factory=dict)
    analyses: tuple[Analysis, ...] = ()
    ghost: int | None = None
    data: str = ""
    taught: str = ""
    to_come: tuple[Change, ...] = ()
    ruin: Ruin | None = None

    @property
    def good_step(self) -> int | None:
        """Of a run that diverged or collapsed: the last step worth going on from."""
        return None if self.ruin is None else self.ruin.good_step

    def branch(self, run: Run, settings: dict[str, Any]) -> "RunState":
        """Return the state of a run that branches off this one with other settings."""
        asked = {change.field: change.value for change in run.changes} | settings
        for name in SOURCE_FIELDS:
            asked.pop(name, None)
        analyses = tuple(
            dataclasses.replace(analysis, run_id=run.id)
            for analysis in self.analyses
            if analysis.step <= run.branch_step
        )
        taught = taught_after(run.changes, run.branch_step)
        return RunState(asked, analyses, run.parent, run.data_at(run.branch_step), taught)

    def add(self, analysis: Analysis) -> None:
        """Put an analysis in its place; those of past steps come late."""
        later = bisect_right(self.analyses, analysis.step, key=lambda other: other.step)
        self.analyses = (*self.analyses[:later], analysis, *self.analyses[later:])
        if len(self.analyses) > MOST_ANALYSES:
            self._thin()

    def shorten(self, runs: int = 1) -> None:
        """Keep few of the scores, the best among them, of one of so many runs that were left."""
        most = max(_LEAST_WHEN_LEFT, min(MOST_WHEN_LEFT, MOST_OF_ALL_LEFT // runs))
        count = len(self.analyses)
        if count > most:
            best = min(range(count), key=lambda place: self.analyses[place].wrong)
            spread = np.linspace(0, count - 1, most - 1).round().astype(int).tolist()
            self.analyses = tuple(self.analyses[place] for place in sorted({*spread, best}))

    def _thin(self) -> None:
        """Let every other one go of the older half."""
        half = len(self.analyses) // 2
        self.analyses = (*self.analyses[:half:2], *self.analyses[half:])

    def note(self, change: Change) -> None:
        """Take note of a Change that was made."""
        if change.field == DATA_FIELD:
            self.data = str(change.value)
        elif change.field == TAUGHT_FIELD:
            self.taught = str(change.value)
        else:
            self.asked[change.field] = change.value

    def changes_at(self, step: int) -> tuple[Change, ...]:
        """Return what was asked for as Changes of the next update; those that hold do nothing."""
        asked = {**self.asked, DATA_FIELD: self.data, TAUGHT_FIELD: self.taught}
        now = tuple(Change(step, name, value) for name, value in asked.items())
        return now + tuple(change for change in self.to_come if change.step > step)
