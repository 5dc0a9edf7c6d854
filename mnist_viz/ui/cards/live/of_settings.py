"""Schedules, initial weights and the other settings of the shown run."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from mnist_viz.nn import INITIALIZERS, SCHEDULES
from mnist_viz.training import AUGMENTATIONS, Purpose, generator
from mnist_viz.training.augmentation import AUGMENTATIONS as KINDS
from mnist_viz.ui import numbers
from mnist_viz.ui.cards.live.live import Live, Subject
from mnist_viz.ui.cards.picture import ABOVE_BARS, Curve, Mark, Picture, histogram
from mnist_viz.ui.charts.change_marks import change_marks
from mnist_viz.ui.sums import number

_VARIANTS = 8


def schedule(name: str, subject: Subject) -> Live:
    """Tell where on a schedule's curve the run is."""
    frame = subject.view.frame
    config = frame.config
    passes = frame.epoch + frame.offset / frame.images_per_epoch
    progress = passes / config.epochs
    factor = SCHEDULES[name](progress)
    t = np.linspace(0.0, max(1.0, progress), 241)
    rates = np.array([config.learning_rate * SCHEDULES[name](one) for one in t])
    here = Mark(passes, config.learning_rate * factor, "now")
    used = config.schedule == name
    caption = "The learning rate over the epochs" + ("." if used else ", if it were used.")
    x_range = (0.0, max(config.epochs, passes))
    top = 1.1 * float(rates.max())
    curve = Curve("η", t * config.epochs, rates, "accent" if used else "text2", dashed=not used)
    picture = Picture(caption, x_range, (0.0, top), "epochs", (curve,), marks=(here,))
    place = (
        f"Now: {numbers.fixed(passes, 2)} of {numbers.counted(config.epochs, 'epoch')}, "
        f"t = {numbers.fixed(progress, 3)}"
    )
    if used:
        rate = number(config.learning_rate * factor, 4)
        formula = f"η_{{t}} = {number(config.learning_rate)}·{number(factor, 5)} = {rate}"
        return Live(formula, (f"{place}; that is the next step's rate.",), picture)
    return Live(facts=(f"{place}. This run's schedule is {config.schedule}.",), picture=picture)


def any_schedule(subject: Subject) -> Live:
    """Tell where on its own schedule the run is."""
    return schedule(subject.view.frame.config.schedule, subject)


def initial_weights(name: str, subject: Subject) -> Live:
    """Tell the standard deviation for each layer, and show the first layer's first weights."""
    view = subject.view
    deviation = INITIALIZERS[name]
    layers = view.frame.layout.layers
    facts = [
        f"{layer.title}: n_{{in}} = {numbers.count(layer.inputs)}, n_{{out}} = "
        f"{numbers.count(layer.units)}, σ = {number(deviation(layer.inputs, layer.units), 4)}."
        for layer in layers
    ]
    first, start = layers[0], view.reference
    sigma = deviation(first.inputs, first.units)
    formula = f"σ = {number(sigma, 4)} in {first.title}"
    if start is None or start.step != 0 or view.frame.config.init != name:
        if view.frame.config.init != name:
            facts.append(f"This run began with {view.frame.config.init}.")
        return Live(formula, tuple(facts))
    values = first.weight.of(start.parameters)
    measured = float(values.std(dtype=np.float64))
    facts.append(f"{first.title} as it was drawn: σ = {number(measured, 4)}.")
    reach = 4 * sigma or 1.0
    bars = (histogram("weights", values, -reach, reach),)
    curves: tuple[Curve, ...] = ()
    if sigma:
        x = np.linspace(-reach, reach, 161)
        bell = np.exp(-0.5 * np.square(x / sigma))
        peak = len(values.ravel()) * (2 * reach / 48) / (sigma * math.sqrt(2 * math.pi))
        share = peak / max(1.0, float(bars[0].heights.max()))
        curves = (Curve("N(0, σ²)", x, share * bell, "text2", dashed=True),)
    caption = f"The first weights of {first.title} (bars), and the rule's bell curve (dashed)."
    picture = Picture(caption, (-reach, reach), (0.0, ABOVE_BARS), "w", curves, bars)
    return Live(formula, tuple(facts), picture)


def any_initial_weights(subject: Subject) -> Live:
    """Tell what the run began with."""
    return initial_weights(subject.view.frame.config.init, subject)


def augmentation(name: str, subject: Subject) -> Live:
    """Show one image, altered as the run would at several times."""
    view = subject.view
    config, image = view.frame.config, view.probe.images[0]
    used = config.augmentation == name
    fact = "This run uses it." if used else f"This run's augmentation is {config.augmentation}."
    if name not in KINDS:
        caption = "An image as the network gets it."
        return Live(facts=(fact,), picture=Picture(caption, images=image[None]))
    pixels = np.repeat(image.reshape(1, -1), _VARIANTS, axis=0)
    altered = np.empty(pixels.shape, dtype=np.float32)
    rng = generator(config.seed, Purpose.AUGMENTATION, view.frame.step)
    KINDS[name](image.shape).read(pixels, rng, altered)
    shown = np.rint(255 * altered).astype(np.uint8).reshape(_VARIANTS, *image.shape)
    label = view.class_names[int(view.probe.labels[0])]
    caption = f"Test image {view.probe.indices[0]} (a {label}), and {_VARIANTS} ways to alter it."
    return Live(
        facts=(fact,), picture=Picture(caption, images=np.concatenate([image[None], shown]))
    )


def any_augmentation(subject: Subject) -> Live:
    """Show what the run does with its images."""
    return augmentation(subject.view.frame.config.augmentation, subject)


def memory(field: str, symbol: str, subject: Subject) -> Live:
    """Tell over how many steps a running mean remembers."""
    value = float(getattr(subject.view.frame.config, field))
    steps = numbers.counted(round(1 / (1 - value)), "step")
    return Live(f"1 / (1 − {value:g}) = {steps}", (f"{symbol} = {value:g}.",))


def dropout(subject: Subject) -> Live:
    """Tell the share, and the factor on the units that stay."""
    rate = subject.view.frame.config.dropout
    hidden = sum(layer.units for layer in subject.view.frame.layout.layers[:-1])
    silenced = round(rate * hidden)
    fact = (
        f"r = {rate:g}: of {numbers.counted(hidden, 'hidden unit')}, "
        f"{numbers.count(silenced)} {'is' if silenced == 1 else 'are'} silenced for each image, "
        "on average."
    )
    return Live(f"1 / (1 − {rate:g}) = {numbers.plain(1 / (1 - rate))}", (fact,))


def label_smoothing(subject: Subject) -> Live:
    """Tell the targets."""
    share = subject.view.frame.config.label_smoothing
    classes = len(subject.view.class_names)
    other = share / classes
    formula = (
        f"t_{{right}} = 1 − {share:g} + {numbers.fixed(other, 4)} = "
        f"{numbers.fixed(1 - share + other, 4)},   t_{{other}} = {numbers.fixed(other, 4)}"
    )
    return Live(formula, (f"ε = {share:g}, {classes} classes.",))


def label_noise(subject: Subject) -> Live:
    """Tell how many labels are wrong, about."""
    frame = subject.view.frame
    share, count = frame.config.label_noise, frame.images_per_epoch
    wrong = numbers.count(round(share * count))
    return Live(facts=(f"{share:g} of {numbers.count(count)} training images: about {wrong}.",))


def seed(subject: Subject) -> Live:
    """Tell the seed."""
    return Live(facts=(f"This run's seed is {subject.view.frame.config.seed}.",))


def batch(subject: Subject) -> Live:
    """Tell the size of a batch."""
    frame = subject.view.frame
    facts = (
        f"{numbers.count(frame.batch_size)} of {numbers.count(frame.images_per_epoch)} "
        "training images at each step.",
    )
    return Live(f"n = {numbers.count(frame.batch_size)}", facts)


def epoch(subject: Subject) -> Live:
    """Tell the steps of an epoch, and where the run is."""
    frame = subject.view.frame
    formula = (
        f"⌈{numbers.count(frame.images_per_epoch)} / {numbers.count(frame.batch_size)}⌉ = "
        f"{numbers.counted(frame.steps_per_epoch, 'step')}"
    )
    return Live(formula, (_place(subject),))


def step(subject: Subject) -> Live:
    """Tell the step's number and place."""
    return Live(facts=(_place(subject),))


def epochs(subject: Subject) -> Live:
    """Tell how much of the recipe's epochs is done."""
    frame = subject.view.frame
    passes = frame.epoch + frame.offset / frame.images_per_epoch
    total = frame.config.epochs
    formula = f"t = {numbers.fixed(passes, 2)} / {numbers.count(total)} = "
    return Live(f"{formula}{numbers.fixed(passes / total, 3)}", (_place(subject),))


def train_size(subject: Subject) -> Live:
    """Tell how many images are trained on."""
    images = numbers.counted(subject.view.frame.images_per_epoch, "image")
    return Live(facts=(f"This run trains on {images}.",))


def held_out(subject: Subject) -> Live:
    """Tell how many images are held out."""
    images = numbers.counted(subject.view.frame.config.validation, "image")
    return Live(facts=(f"This run holds {images} out.",))


def run(subject: Subject) -> Live:
    """Tell the run's changes so far."""
    view = subject.view
    made = change_marks(view)[: len(view.frame.changes)]
    facts = [f"Changed at step {numbers.count(int(step))}: {what}." for step, what in made]
    return Live(facts=(_place(subject), *facts))


def _place(subject: Subject) -> str:
    frame = subject.view.frame
    if frame.step == 0:
        return "Step 0: the network is untrained."
    number, in_epoch = frame.place
    return (
        f"Step {numbers.count(frame.step)}: epoch {numbers.count(number)}, "
        f"step {numbers.count(in_epoch)} of {numbers.count(frame.steps_per_epoch)} in it."
    )


SETTINGS: dict[str, Callable[[Subject], Live]] = {
    **{f"schedule.{name}": partial(schedule, name) for name in SCHEDULES},
    **{f"init.{name}": partial(initial_weights, name) for name in INITIALIZERS},
    **{f"augmentation.{name}": partial(augmentation, name) for name in AUGMENTATIONS},
    "schedule": any_schedule,
    "init": any_initial_weights,
    "augmentation": any_augmentation,
    "momentum": partial(memory, "momentum", "μ"),
    "beta2": partial(memory, "beta2", "β₂"),
    "dropout": dropout,
    "label_smoothing": label_smoothing,
    "label_noise": label_noise,
    "seed": seed,
    "batch": batch,
    "epoch": epoch,
    "step": step,
    "epochs": epochs,
    "train_size": train_size,
    "held_out": held_out,
    "run": run,
}
"""What tells of each setting."""
