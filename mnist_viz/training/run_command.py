"""The command line that trains a run again."""

import dataclasses
import shlex
from dataclasses import dataclass

import numpy as np

from mnist_viz.nn import initial_parameters
from mnist_viz.training.config import RunConfig
from mnist_viz.training.frame import Frame
from mnist_viz.training.presets import DEFAULT_PRESET, PRESETS
from mnist_viz.training.randomness import Purpose, generator
from mnist_viz.training.runs import SOURCE_FIELDS, TAUGHT_FIELD, Change, Run

_OPTIONS = ("seed", "epochs")
"""Settings that have an option of their own."""


@dataclass(frozen=True)
class RunCommand:
    """A command line, and what of the run it cannot say.

    Attributes
    ----------
    line : str
        For a shell.
    unsaid : tuple of str
        What was done to the run that the line leaves out, in words.
    """

    line: str
    unsaid: tuple[str, ...]


def run_command(run: Run, newest: Frame, first: Frame | None, data: str) -> RunCommand:
    """Return the command that repeats a run.

    Parameters
    ----------
    run : Run
    newest, first : Frame
        Of the run: how far it is to be trained, and the weights it began with, if they are there.
    data : str
        Name or folder of the data set that it began with.
    """
    epochs = max(1, newest.place[0])
    config = run.config_at(0)  # what was set before the first step is said as the recipe's own
    if config.schedule == "constant":
        config = dataclasses.replace(config, epochs=epochs)
    words = ["main.py", "train", *_options(config), "--data", data]
    return RunCommand(shlex.join(words), tuple(_unsaid(run, first)))


def _options(config: RunConfig) -> list[str]:
    """Return preset, seed, epochs and whatever else makes the config, in as few words as can be."""
    preset = min(PRESETS, key=lambda name: (len(_differing(name, config)), name != DEFAULT_PRESET))
    words = ["--preset", preset]
    for field in _OPTIONS:
        words += [f"--{field}", str(getattr(config, field))]
    for field in _differing(preset, config):
        words += ["--set", f"{field}={_text(getattr(config, field))}"]
    return words


def _differing(preset: str, config: RunConfig) -> list[str]:
    usual = PRESETS[preset].config
    differing = [
        field.name
        for field in dataclasses.fields(RunConfig)
        if field.name not in _OPTIONS and getattr(usual, field.name) != getattr(config, field.name)
    ]
    if "hidden" in differing and "activation" not in differing:
        # Said alone, other widths would cut or continue the preset's activations.
        differing.append("activation")
    return differing


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(str(one) for one in value)
    return repr(value) if isinstance(value, float) else str(value)


def _unsaid(run: Run, first: Frame | None) -> list[str]:
    later = [one for one in run.changes if one.step > 0 or one.field in SOURCE_FIELDS]
    unsaid = [f"{_in_words(change)} from step {change.step:,}" for change in later]
    if run.given_weights if first is None else began_from_model(run, first):
        unsaid.insert(0, "the weights it began with, which came from a model")
    return unsaid


def _in_words(change: Change) -> str:
    if change.field == TAUGHT_FIELD:
        return "My digits taught" if change.value else "My digits no longer taught"
    return f"{change.field.replace('_', ' ')} {change.value}"


def began_from_model(run: Run, first: Frame) -> bool:
    """Return whether a run's first weights are others than its recipe draws."""
    config = run.config
    drawn = initial_parameters(first.layout, config.init, generator(config.seed, Purpose.WEIGHTS))
    return not np.array_equal(first.parameters, drawn)
