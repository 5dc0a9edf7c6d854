"""The activation functions' curves, with the points where the shown frame's units stand."""

import numpy as np

from mnist_viz.nn import ACTIVATIONS, Activation
from mnist_viz.ui import numbers
from mnist_viz.ui.cards.live.live import Live, Subject
from mnist_viz.ui.cards.picture import Bars, Curve, Mark, Picture, histogram

_REACH = 4.0
_FLAT = 0.1
"""A slope below which a unit learns next to nothing."""


def activation_in_use(name: str, subject: Subject) -> Live:
    """Tell where the units of the layers that use an activation function stand on its curve."""
    kind = ACTIVATIONS[name]
    layers = subject.view.frame.layout.layers
    using = [number for number, layer in enumerate(layers) if layer.activation == name]
    if not using:
        unused = ("No layer of this network uses it.",)
        return Live(facts=unused, picture=_picture(kind, _REACH, (), ()))
    selection = subject.view.selection
    layer = selection.layer if selection.layer in using else using[0]
    unit = selection.unit if selection.layer == layer else 0
    unit = min(unit, layers[layer].units - 1)
    z, a, slope = _at(kind, float(subject.example.sums[layer][unit]))
    sums = np.concatenate([subject.probe_sums(number).ravel() for number in using])
    where = f"{layers[layer].title}, unit {unit}, {subject.example.name}"
    facts = [f"The point: {where}."]
    facts += [_spread(subject, kind, number) for number in using]
    reach = max(_REACH, 1.05 * float(np.abs(sums[np.isfinite(sums)]).max(initial=0.0)))
    bars = (histogram("units on the shown images", sums, -reach, reach),)
    marks = (Mark(z, a, f"unit {unit}"),)
    at = numbers.fixed(z, 3)
    formula = f"f({at}) = {numbers.fixed(a, 3)},   f′({at}) = {numbers.fixed(slope, 3)}"
    return Live(formula, tuple(facts), _picture(kind, reach, bars, marks))


def any_activation(subject: Subject) -> Live:
    """Tell the activation function of each layer, and what a unit makes of its sum."""
    layers, selection = subject.view.frame.layout.layers, subject.view.selection
    layer = min(selection.layer, len(layers) - 1)
    unit = min(selection.unit, layers[layer].units - 1)
    z = float(subject.example.sums[layer][unit])
    a = float(subject.example.activations[layer][unit])
    facts = (
        f"This network: {subject.view.frame.layout.describe()}.",
        f"{layers[layer].title}, unit {unit}, {subject.example.name}: "
        f"z = {numbers.fixed(z, 3)} became a = {numbers.fixed(a, 3)}.",
    )
    return Live(facts=facts)


def softmax_of_example(subject: Subject) -> Live:
    """Tell how the example's scores come out of its logits."""
    z, scores = subject.example.sums[-1].astype(np.float64), subject.example.activations[-1]
    names = subject.view.class_names
    top = int(scores.argmax())
    exponentials = np.exp(z - z[top])
    total = float(exponentials.sum())
    formula = (
        f"p_{{{names[top]}}} = exp({numbers.fixed(float(z[top]), 2)}) / Σ_{{j}} exp(z_{{j}}) "
        f"= 1 / {numbers.fixed(total, 4)} = {numbers.fixed(1 / total, 3)}"
    )
    others = "; ".join(
        f"{name}: z = {numbers.fixed(float(value), 2)}, p = {numbers.fixed(float(score), 2)}"
        for name, value, score in zip(names, z, scores, strict=True)
    )
    largest = numbers.fixed(float(z[top]), 2)
    facts = (
        f"For {subject.example.name}, dividing above and below by exp({largest}).",
        f"All of them: {others}.",
    )
    edges = np.linspace(-0.5, len(names) - 0.5, len(names) + 1)
    bars = Bars("scores", edges, scores.astype(np.float64), "accent")
    caption = f"The score of each class for {subject.example.name}."
    picture = Picture(
        caption,
        (-0.5, len(names) - 0.5),
        (0.0, 1.0),
        "class",
        bars=(bars,),
        marks=tuple(Mark(k, 0.0, name) for k, name in enumerate(names)),
    )
    return Live(formula, facts, picture)


def _at(kind: Activation, z: float) -> tuple[float, float, float]:
    value = np.array([z])
    a = np.empty(1)
    kind.forward(value, a)
    slope = np.ones(1)
    kind.backward(slope, value if kind.needs_input else a, kind.scratch((1,), np.float64))
    return z, float(a[0]), float(slope[0])


def _spread(subject: Subject, kind: Activation, layer: int) -> str:
    z = subject.probe_sums(layer)
    a = np.asarray(subject.view.probe_activations[layer])
    slope = np.ones_like(z)
    kind.backward(slope, z if kind.needs_input else a, kind.scratch(z.shape, z.dtype))
    flat = float((np.abs(slope) < _FLAT).mean())
    low, high = numbers.fixed(float(z.min()), 3), numbers.fixed(float(z.max()), 3)
    return (
        f"{subject.view.frame.layout.layers[layer].title}, "
        f"{numbers.counted(z.shape[1], 'unit')} on {len(z)} images: z from {low} to {high}; "
        f"the slope is below {_FLAT} in {numbers.percent(flat)} of them."
    )


def _picture(
    kind: Activation, reach: float, bars: tuple[Bars, ...], marks: tuple[Mark, ...]
) -> Picture:
    z = np.linspace(-reach, reach, 241)
    a = np.empty_like(z)
    kind.forward(z, a)
    slope = np.ones_like(z)
    kind.backward(slope, z if kind.needs_input else a, kind.scratch(z.shape, z.dtype))
    low, high = min(float(a.min()), 0.0), max(float(a.max()), 1.0)
    caption = f"{kind.title}: the solid curve is a = f(z), the dashed one its slope f′(z)"
    caption += "; the bars count the units on the shown images." if bars else "."
    curves = (Curve("f(z)", z, a), Curve("f′(z)", z, slope, "text2", dashed=True))
    room = 0.06 * (high - low)
    return Picture(caption, (-reach, reach), (low - room, high + room), "z", curves, bars, marks)
