"""What is told of a unit: every number as it is written, from its View alone.

Terms are written with five decimals and z with four: what is written adds up by hand, and to z
within 1e-4.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mnist_viz.nn import activation
from mnist_viz.training import Drivers, Neuron, Selection, View, neuron_at, strongest_targets
from mnist_viz.ui import numbers
from mnist_viz.ui.pictures.readings import image_words, unit_words

MOST_TERMS = 80
MOST_LINKS = 4

_TERM = 5  # decimals; operands of the products one more, z one fewer
_EXACT = 1e10
"""Units of the last decimal above which a number is written with a power of ten."""


class Term(NamedTuple):
    """One line of the sum.

    Attributes
    ----------
    name : str
        ``pixel (14, 12)``, ``Layer 1, unit 7``, ``other 779``.
    product : str
        ``254/255 × +0.155123 =``; empty for the others.
    value : float
    text : str
        The value as it is written.
    source : int or None
        Which input it is; None for the others.
    """

    name: str
    product: str
    value: float
    text: str
    source: int | None


class Link(NamedTuple):
    """A unit that this one feeds, and the weight."""

    unit: Selection
    name: str
    weight: float
    text: str


@dataclass(frozen=True, eq=False)
class NeuronFacts:
    """What is written of a unit.

    Attributes
    ----------
    unit : Selection
    heading, detail : str
        ``Layer 1, unit 32``; ``tanh, from 784 pixels``.
    image : str
        Whose computation it is.
    neuron : Neuron
    terms : tuple of Term
        The largest, then the sum of the others.
    total, bias, z, value : str
    function : str
        What stands before the arrow to the activation.
    slope, gradient, weight_gradient : str
        f'(z); ∂L/∂z of the last update; the Euclidean norm of ∂L/∂w.
    gradient_step : str
        Whose batch these are of.
    links : tuple of Link
    drivers : Drivers or None
        Of this unit and run, if they are known.
    drivers_age : str
        Empty, or of which other step they are.
    """

    unit: Selection
    heading: str
    detail: str
    image: str
    neuron: Neuron
    terms: tuple[Term, ...]
    total: str
    bias: str
    z: str
    value: str
    function: str
    slope: str
    gradient: str
    weight_gradient: str
    gradient_step: str
    links: tuple[Link, ...]
    drivers: Drivers | None
    drivers_age: str

    @property
    def is_output(self) -> bool:
        return self.neuron.function == "softmax"


def neuron_facts(view: View, most_terms: int = MOST_TERMS) -> NeuronFacts:
    """Tell of the chosen unit, for the image that is followed."""
    frame, subject, unit = view.frame, view.subject, view.chosen
    layer = frame.layout.layers[unit.layer]
    one = neuron_at(
        frame,
        subject.pixels,
        subject.activations,
        unit.layer,
        unit.unit,
        gradients=view.gradients,
    )
    title = activation(layer.activation).title
    origin = (
        "pixels" if unit.layer == 0 else f"units of {frame.layout.layers[unit.layer - 1].title}"
    )
    drivers = _drivers_of(view)
    stale = drivers is not None and drivers.step != frame.step
    return NeuronFacts(
        unit=unit,
        heading=unit_words(view, unit.layer, unit.unit),
        detail=f"{title}, from {numbers.count(layer.inputs)} {origin}",
        image=image_words(view, subject.row),
        neuron=one,
        terms=_terms(view, one, most_terms),
        total=numbers.exact(one.total, _TERM, plus=True),
        bias=numbers.exact(one.bias, _TERM, plus=True),
        z=numbers.exact(one.z, _TERM - 1, plus=True),
        value=numbers.exact(one.value, _TERM - 1, plus=activation(layer.activation).signed),
        function=title,
        slope=numbers.exact(one.slope, _TERM - 1),
        gradient=_small(one.gradient),
        weight_gradient=_small(_norm(one)),
        gradient_step=f"batch of step {numbers.count(view.gradient_step)}",
        links=_links(view),
        drivers=drivers,
        drivers_age=f"as of step {numbers.count(drivers.step)}" if stale and drivers else "",
    )


def _terms(view: View, one: Neuron, most: int) -> tuple[Term, ...]:
    largest: list[int] = one.largest(most).tolist()
    pointed = view.chosen_connection
    if pointed is not None and pointed.source not in largest:
        largest = [*largest[: max(0, most - 1)], pointed.source]
    values = [float(one.terms[source]) for source in largest]
    count = len(one.terms) - len(largest)
    if count:
        values.append(one.remainder(np.array(largest, dtype=np.intp)))
    texts = _adding_up(values, one.total)
    terms = []
    for source, value, text in zip(largest, values, texts, strict=False):
        weight = numbers.exact(float(one.weights[source]), _TERM + 1, plus=True)
        product = f"{_input_text(view, one, source)} × {weight} ="
        terms.append(Term(source_words(view, one.layer, source), product, value, text, source))
    if count:
        terms.append(Term(f"other {numbers.count(count)}", "", values[-1], texts[-1], None))
    return tuple(terms)


def _adding_up(values: list[float], total: float) -> list[str]:
    """Return values as they are written: rounded down or up, so that they add up to their total.

    By largest remainders: those are rounded up that are the nearest to it, as many as it takes.
    """
    unit = 10.0**_TERM
    scaled_up = [value * unit for value in values]
    if not all(math.isfinite(value) and abs(value) < _EXACT for value in scaled_up):
        return [numbers.exact(value, _TERM, plus=True) for value in values]
    floors = [math.floor(value) for value in scaled_up]
    missing = round(total * unit) - sum(floors)
    nearest = sorted(range(len(values)), key=lambda place: floors[place] - scaled_up[place])
    for place in nearest[: max(0, missing)]:
        floors[place] += 1
    return [numbers.exact(whole / unit, _TERM, plus=True) for whole in floors]


def source_words(view: View, layer: int, source: int) -> str:
    """Return what an input of a layer is called."""
    if layer == 0:
        row, column = divmod(source, view.frame.layout.input_shape[1])
        return f"pixel ({row}, {column})"
    return unit_words(view, layer - 1, source)


def _input_text(view: View, one: Neuron, source: int) -> str:
    if one.layer == 0 and view.subject.has_levels:
        return f"{view.subject.image.reshape(-1)[source]}/255"
    return numbers.exact(float(one.inputs[source]), _TERM + 1)


def _links(view: View) -> tuple[Link, ...]:
    unit = view.chosen
    fed = strongest_targets(view.frame, unit.layer, unit.unit, MOST_LINKS)
    return tuple(
        Link(
            Selection(unit.layer + 1, target),
            unit_words(view, unit.layer + 1, target)
            .replace(", unit ", ", ")
            .replace(", class ", ", "),
            weight,
            numbers.exact(weight, 3, plus=True),
        )
        for target, weight in fed
    )


def _drivers_of(view: View) -> Drivers | None:
    known, unit = view.drivers, view.chosen
    fits = (
        known is not None
        and known.run_id == view.frame.run_id
        and (known.layer, known.unit) == (unit.layer, unit.unit)
    )
    return known if fits else None


def _norm(one: Neuron) -> float | None:
    if one.weight_gradients is None:
        return None
    return float((one.weight_gradients**2).sum() ** 0.5)


def _small(value: float | None) -> str:
    """Return a gradient: three significant digits, whatever its size."""
    if value is None or not math.isfinite(value) or value == 0 or abs(value) >= 0.001:
        return numbers.exact(value, 5, plus=value is not None and value < 0)
    return numbers.plain(value)


def as_text(facts: NeuronFacts) -> str:
    """Return all of it in lines of plain text, for reading aloud and for copying."""
    lines = [f"{facts.heading}: {facts.detail}.", f"What it computes for {facts.image}:"]
    lines += [
        f"{term.name}: {term.product} {term.text}".replace(":  ", ": ") for term in facts.terms
    ]
    lines.append(f"Sum of {numbers.count(len(facts.neuron.terms))} terms: {facts.total}.")
    lines.append(f"Bias: {facts.bias}. z = sum + bias = {facts.z}.")
    name = "Score, the softmax of all z" if facts.is_output else f"Activation, {facts.function}(z)"
    lines.append(f"{name}: {facts.value}. Slope there: {facts.slope}.")
    if facts.neuron.gradient is None:
        lines.append("No gradients yet.")
    else:
        lines.append(
            f"Gradient ∂L/∂z, {facts.gradient_step}: {facts.gradient}; "
            f"norm of ∂L/∂w: {facts.weight_gradient}."
        )
    if facts.drivers is not None:
        told = ", ".join(
            f"image {numbers.count(index)} (z {numbers.fixed(z, 2)})"
            for index, z in zip(
                facts.drivers.indices.tolist(), facts.drivers.z.tolist(), strict=True
            )
        )
        age = f", {facts.drivers_age}" if facts.drivers_age else ""
        title = facts.drivers.images_title
        lines.append(f"Of the {title}, these drive it most{age}: {told}.")
    if facts.links:
        fed = ", ".join(f"{link.name} ({link.text})" for link in facts.links)
        lines.append(f"Feeds most strongly into: {fed}.")
    return "\n".join(lines)
