"""Terms, slopes, deltas and shares: what goes over the connections of the shown network."""

import numpy as np

from mnist_viz.training import Neuron, StepPhases, View, neuron_at, shares
from mnist_viz.ui import numbers
from mnist_viz.ui.cards.live.live import Live, Subject
from mnist_viz.ui.cards.live.of_updates import NO_STEP, SEE_PHASES, weight_in_question
from mnist_viz.ui.neuron.facts import source_words
from mnist_viz.ui.phases.places import place_name
from mnist_viz.ui.pictures.readings import unit_words, with_article
from mnist_viz.ui.sums import number

_MOST_TERMS = 3


def connection(subject: Subject) -> Live:
    """Tell what goes over the connection that is pointed at, or else the strongest term's."""
    view, one = subject.view, _neuron(subject.view)
    pointed = view.chosen_connection
    largest = one.largest(1)
    if pointed is None and not len(largest):
        return Live(facts=(f"Nothing comes into {_unit(view)} from {subject.example.name}.",))
    source = int(largest[0]) if pointed is None else pointed.source
    formula = (
        f"t = {number(float(one.weights[source]))}·{number(float(one.inputs[source]))} = "
        f"{number(float(one.terms[source]), 5)}"
    )
    name = source_words(view, one.layer, source)
    return Live(formula, (f"{name} → {_unit(view)}, {subject.example.name}.",))


def term(subject: Subject) -> Live:
    """Tell the sum of the chosen unit, and its largest terms."""
    view, one = subject.view, _neuron(subject.view)
    named = [
        f"{source_words(view, one.layer, source)}: {numbers.exact(float(one.terms[source]), 4)}"
        for source in one.largest(_MOST_TERMS).tolist()
    ]
    facts = [f"{_unit(view)}, {subject.example.name}; {numbers.count(len(one.terms))} terms."]
    if named:
        facts.append(f"The largest: {'; '.join(named)}.")
    return Live(f"Σ_{{i}} w_{{i}}·x_{{i}} = {numbers.exact(one.total, 4)}", tuple(facts))


def slope(subject: Subject) -> Live:
    """Tell the chosen unit's slope at its sum."""
    one = _neuron(subject.view)
    at = numbers.exact(one.z, 4)
    formula = f"f′({at}) = {numbers.exact(one.slope, 4)}"
    facts = [f"{_unit(subject.view)}, {subject.example.name}."]
    if one.function == "softmax":
        facts.append("Of a score, with the other logits held: p·(1 − p).")
    return Live(formula, tuple(facts))


def delta(subject: Subject) -> Live:
    """Tell ∂L/∂z of the chosen unit: of the followed image, and summed over the batch."""
    view = subject.view
    if view.gradients is None:
        return Live(facts=(NO_STEP,))
    unit = view.chosen
    bias = view.frame.layout.layers[unit.layer].bias.of(view.gradients)
    step = numbers.count(view.gradient_step)
    summed = f"{_unit(view)}: over the batch of step {step} they add up to"
    facts = [f"{summed} {number(float(bias[unit.unit]))}, the gradient of its bias."]
    if view.told is None:
        return Live(facts=tuple(facts))
    own = float(view.told.phases.layers[unit.layer].delta[view.told.image, unit.unit])
    facts.insert(0, f"Of {subject.example.name}, in step {view.told.phases.step}.")
    return Live(f"δ = {number(own)}", tuple(facts))


def share(subject: Subject) -> Live:
    """Tell what the images of a step add to the gradient of a weight."""
    phases = subject.phases
    if phases is None:
        return Live(facts=(NO_STEP if subject.view.frame.step == 0 else SEE_PHASES,))
    place = weight_in_question(subject, phases)
    each = shares(phases, place).astype(np.float64)
    known = "" if len(each) == len(phases.rows) else f" of its first {numbers.count(len(each))}"
    facts = (
        f"{place_name(phases.before.layout, place)}, step {numbers.count(phases.step)}.",
        f"The shares{known} run from {number(float(each.min()), 4)} to "
        f"{number(float(each.max()), 4)}; {np.count_nonzero(each)} of {len(each)} are not 0.",
    )
    return Live(f"Σ_{{i}} g_{{i}} = {number(float(each.sum()), 5)}", facts)


def target(subject: Subject) -> Live:
    """Tell the target of the image that a step follows, beside its scores."""
    told, view = subject.view.told, subject.view
    if told is None:
        return Live(facts=(SEE_PHASES,))
    smoothing, classes = told.phases.config.label_smoothing, len(view.class_names)
    targets = np.full(classes, smoothing / classes)
    targets[told.label] += 1 - smoothing
    written = ", ".join(f"{value:g}" for value in targets)
    facts = (
        f"{subject.example.name} is {with_article(view.class_names[told.label])}.",
        f"Its scores: {_scores(told.phases, told.image)}.",
    )
    return Live(f"t = ({written})", facts)


def drivers(subject: Subject) -> Live:
    """Tell the images that drive the chosen unit, where they are known."""
    view, known = subject.view, subject.view.drivers
    if known is None or (known.layer, known.unit) != (view.chosen.layer, view.chosen.unit):
        return Live(facts=("The key N opens a neuron, with the images that drive it most.",))
    named = ", ".join(
        f"{numbers.count(int(index))}: z = {numbers.fixed(float(z), 2)}"
        for index, z in zip(known.indices, known.z, strict=True)
    )
    step = numbers.count(known.step)
    return Live(facts=(f"{_unit(view)} at step {step}, of the {known.images_title}: {named}.",))


def _scores(phases: StepPhases, image: int) -> str:
    return ", ".join(numbers.fixed(float(score), 3) for score in phases.scores[image])


def _neuron(view: View) -> Neuron:
    subject, unit = view.subject, view.chosen
    return neuron_at(
        view.frame,
        subject.pixels,
        subject.activations,
        unit.layer,
        unit.unit,
        gradients=view.gradients,
    )


def _unit(view: View) -> str:
    return unit_words(view, view.chosen.layer, view.chosen.unit)
