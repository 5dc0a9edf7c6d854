"""Why a weight moved as it did: which images asked for it, and what the optimizer remembered."""

from typing import NamedTuple

import numpy as np

from mnist_viz.training import ParameterPlace, StepPhases, shares
from mnist_viz.ui.numbers import count, counted
from mnist_viz.ui.phases.places import source_name
from mnist_viz.ui.sums import number


class Reason(NamedTuple):
    """What the images of a batch have to do with one weight's gradient.

    Attributes
    ----------
    images : int
        Looked at.
    awake : int
        In which something came in through the weight; of a bias, all.
    up, down : int
        Whose share asks the weight to rise, to fall.
    label : int
        Of the class whose images have most to do with it.
    of_label, total : float
        What the images of that class add to the gradient, and what all do that are looked at.
    """

    images: int
    awake: int
    up: int
    down: int
    label: int
    of_label: float
    total: float


def reason(phases: StepPhases, place: ParameterPlace) -> Reason:
    """Return what the images that can be followed have to do with a weight's gradient."""
    each = shares(phases, place).astype(np.float64)
    labels = phases.labels[: len(each)]
    passed = phases.layers[place.layer]
    awake = len(each)
    if place.source is not None:
        awake = int(np.count_nonzero(passed.inputs[:, place.source]))
    total = float(each.sum())
    by_label = np.bincount(labels, weights=each, minlength=1)
    label = int((by_label * np.sign(total)).argmax())
    return Reason(
        images=len(each),
        awake=awake,
        up=int(np.count_nonzero(each < 0)),
        down=int(np.count_nonzero(each > 0)),
        label=label,
        of_label=float(by_label[label]),
        total=total,
    )


def why(phases: StepPhases, place: ParameterPlace, class_names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the reason in sentences."""
    one = reason(phases, place)
    known = len(phases.rows) == one.images
    images = ("" if known else "the first ") + counted(one.images, "image")
    layout = phases.before.layout
    if place.source is None:
        awake = ""
    elif place.layer == 0:
        awake = f"{count(one.awake)} of {images} {'has' if one.awake == 1 else 'have'} ink there; "
    else:
        source = source_name(layout, place)
        awake = f"{source} is not 0 in {count(one.awake)} of {images}; "
    if not one.up + one.down:
        sentences = [f"Why: {awake}none of them asks it to move."]
    else:
        rises = "rise" if one.total < 0 else "fall"
        for_it, against = (one.up, one.down) if one.total < 0 else (one.down, one.up)
        # Fewer can outweigh more: then the counts alone would contradict the move.
        weakly = ", but more weakly" if for_it <= against else ""
        of_label, total = number(one.of_label, 4), number(one.total, 4)
        theirs = f"theirs add up to {of_label}"
        if total != of_label:
            theirs += f", and with the others' it is {total}"
        if known:
            theirs += ", the gradient"
        else:
            gradient = number(float(phases.gradient[place.index]), 4)
            theirs += f"; with those of images that are not kept, the gradient is {gradient}"
        sentences = [
            f"Why: {awake}{count(for_it)} {'asks' if for_it == 1 else 'ask'} it to {rises}, "
            f"{count(against)} the opposite{weakly}. "
            f"Most of all the {class_names[one.label]}s: {theirs}."
        ]
    remembered = _remembered(phases, place)
    if remembered:
        sentences.append(remembered)
    return tuple(sentences)


def _remembered(phases: StepPhases, place: ParameterPlace) -> str:
    """Return what the optimizer adds to this batch's gradient, if it remembers anything."""
    values = {term.name: float(term.values[place.index]) for term in phases.terms.terms}
    gradient = values["gradient"]
    if "velocity" in values:
        decay = values.get("weight decay", 0.0)
        earlier = values["velocity"] - gradient - decay
        decayed = f", weight decay {number(decay, 4)}" if "weight decay" in values else ""
        return (
            f"Its velocity {number(values['velocity'], 4)} is this gradient "
            f"{number(gradient, 4)}{decayed} and {number(earlier, 4)} kept from the steps before."
        )
    size = values.get("corrected second moment", values.get("mean square"))
    if size is None:
        return ""
    return (
        f"The gradient is divided by its usual size, √ = {number(float(np.sqrt(size)), 4)}: "
        "weights move most whose gradients agree from step to step, not those with the largest."
    )
