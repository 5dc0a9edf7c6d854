"""What is said of a setting that cannot be, by its caption."""

from typing import NamedTuple

from mnist_viz.data import DataSplits
from mnist_viz.training import BOUNDS, MAX_PARAMETERS, RunConfig, has_enough
from mnist_viz.ui.builder.settings import Setting
from mnist_viz.ui.numbers import count

TOO_LARGE = f"Hidden layers: A network of at most {count(MAX_PARAMETERS)} parameters."

_LARGEST_TOLD = 1_000_000_000
"""A limit beyond is none that anybody means to reach."""


class Shortage(NamedTuple):
    """What is said of settings that ask for more images than there are, and their fields."""

    text: str
    fields: tuple[str, ...]


ENOUGH = Shortage("", ())


def shortage(config: RunConfig, data: DataSplits) -> Shortage:
    """Return what is wrong with how many images of a data set a config uses and holds out."""
    if has_enough(data, config):
        return ENOUGH
    images = len(data.train)
    has = f"{data.title} has {count(images)} training images"
    if config.train_size > images:
        return Shortage(f"Training images: At most {count(images)}; {has}.", ("train_size",))
    if config.validation >= images:
        return Shortage(f"Held out: At most {count(images - 1)}; {has}.", ("validation",))
    text = f"Training images, Held out: Together at most {count(images)}; {has}."
    return Shortage(text, ("train_size", "validation"))


def refusal(setting: Setting, text: str) -> str:
    """Return what a number can be, where a text is none that can."""
    return f"{setting.caption}: {_allowed(setting, text)}."


def _allowed(setting: Setting, text: str) -> str:
    low, high, above, below = BOUNDS[setting.field]
    is_real = isinstance(getattr(RunConfig(), setting.field), float)
    kind = "A number" if is_real else "A whole number"
    if high > _LARGEST_TOLD and text.isdecimal():
        return "A smaller whole number"
    word = setting.word
    if setting.zero != "0":
        low, word = 1, setting.zero
    parts = [f"{kind} {'above' if above else 'from'} {count(int(low))}"]
    if high <= _LARGEST_TOLD:
        parts.append(f"{'to below' if below else 'to'} {count(int(high))}")
    return " ".join(parts) + (f", or {word}" if word else "")
