"""What the first run of a window is to be."""

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnist_viz.training import DEFAULT_PRESET, PRESETS, RunConfig

if TYPE_CHECKING:
    from mnist_viz.training import Model


@dataclass(frozen=True)
class FirstRun:
    """A recipe, and what it starts from.

    Attributes
    ----------
    config : RunConfig
    preset : str or None
        What the recipe is of, if it is of a preset.
    model : Model or None
        What it starts from, instead of random weights.
    """

    config: RunConfig
    preset: str | None
    model: "Model | None"

    @classmethod
    def of(
        cls, preset: str | None = None, seed: int | None = None, model: "Model | None" = None
    ) -> "FirstRun":
        """Return the one that is asked for.

        Parameters
        ----------
        preset : str or None
            None for the default one.
        seed : int or None
            None for the recipe's own.
        model : Model or None
            Has a recipe of its own.
        """
        name = None if model is not None else preset or DEFAULT_PRESET
        config = PRESETS[preset or DEFAULT_PRESET].config if model is None else model.config
        if seed is not None:
            config = dataclasses.replace(config, seed=seed)
        return cls(config, name, model)
