"""Gradients and updates: of the weight that the shown step moved most, and of whole layers."""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import OPTIMIZERS
from mnist_viz.training import ParameterPlace, StepPhases, chain_rule, moved_most, telling_image
from mnist_viz.training.layer_health import gradient_norm
from mnist_viz.ui import numbers
from mnist_viz.ui.cards.live.live import Live, Subject
from mnist_viz.ui.cards.picture import Picture, histogram
from mnist_viz.ui.phases.places import place_name
from mnist_viz.ui.pictures.readings import with_article
from mnist_viz.ui.sums import bracketed, number, signed

SEE_PHASES = "Press P to see every term of a step."
NO_STEP = "No steps yet. Press Space or the right arrow key."


def optimizer_in_use(name: str, subject: Subject) -> Live:
    """Tell the terms of the shown step's update, for the weight that moved most."""
    view = subject.view
    if view.frame.config.optimizer != name:
        used = OPTIMIZERS[view.frame.config.optimizer].title
        return Live(facts=(f"This run uses {used}.",))
    if view.frame.step == 0:
        return Live(facts=(NO_STEP,))
    phases = subject.phases
    if phases is None:
        return Live(facts=(SEE_PHASES,))
    place = weight_in_question(subject, phases)
    old, new = (float(frame.parameters[place.index]) for frame in (phases.before, phases.after))
    layout = phases.before.layout
    terms = "; ".join(
        f"{term.name} {term.symbol} = {number(float(term.values[place.index]))}"
        for term in phases.terms.terms
    )
    facts = (
        f"{_named(place, phases)}: {place_name(layout, place)}.",
        f"{terms[:1].upper()}{terms[1:]}; η = {number(phases.learning_rate)}.",
        f"{numbers.count(phases.moved)} of {numbers.count(layout.size)} parameters moved.",
    )
    sum_of = f"{number(old)} {signed(new - old)}"
    if name == "sgd" and not phases.config.weight_decay:
        slope = float(phases.gradient[place.index])
        sum_of = f"{number(old)} − {number(phases.learning_rate)}·{bracketed(slope)}"
    return Live(f"w_{{new}} = {sum_of} = {number(new, 5)}", facts, _sizes(phases))


def learning_rate(subject: Subject) -> Live:
    """Tell the shown step's rate, and what it did to the weight with the largest gradient."""
    frame = subject.view.frame
    if frame.gradients is None or frame.learning_rate is None:
        return Live(f"η = {number(frame.config.learning_rate)}", (NO_STEP,))
    index = int(np.abs(frame.gradients).argmax())
    place = ParameterPlace.at(frame.layout, index)
    g, eta = float(frame.gradients[index]), frame.learning_rate
    facts = [
        f"Step {numbers.count(frame.step)}; the largest gradient is that of "
        f"{place_name(frame.layout, place)}: {number(g)}."
    ]
    formula = f"η = {number(eta)}"
    if frame.config.optimizer == "sgd":
        new = float(frame.parameters[index])
        decay = frame.config.weight_decay if place.source is not None else 0.0
        old = (new + eta * g) / (1 - eta * decay)
        goes_by = bracketed(g)
        if decay:
            goes_by = f"({number(g)} {signed(decay * old)})"
            facts.append(
                f"To the loss's gradient, weight decay adds λ·w = {number(decay)}·{bracketed(old)}."
            )
        formula = f"{number(old)} − {number(eta)}·{goes_by} = {number(new, 5)}"
    else:
        facts.append(SEE_PHASES)
    return Live(formula, tuple(facts))


def gradient(subject: Subject) -> Live:
    """Tell the length of each layer's gradient."""
    view, frame, gradients = subject.view, subject.view.frame, subject.view.gradients
    if gradients is None:
        return Live(facts=(NO_STEP,))
    lengths = [
        f"{layer.title}: {numbers.plain(gradient_norm(layer, gradients))}"
        for layer in frame.layout.layers
    ]
    index = int(np.abs(gradients).argmax())
    place = place_name(frame.layout, ParameterPlace.at(frame.layout, index))
    facts = (
        f"Length √(Σ g²) at step {numbers.count(view.gradient_step)}: {'; '.join(lengths)}.",
        f"The largest: {place}, {number(float(gradients[index]))}.",
    )
    return Live(facts=facts)


def chain_of_factors(subject: Subject) -> Live:
    """Tell the factors of a weight for an image.

    Those that the step is told of, else the weight that moved most and the image that had most
    to do with it.
    """
    phases = subject.phases
    if phases is None:
        return Live(facts=(NO_STEP if subject.view.frame.step == 0 else SEE_PHASES,))
    place, on_screen = weight_in_question(subject, phases), subject.view.told
    image = telling_image(phases, place) if on_screen is None else on_screen.image
    rule = chain_rule(phases, place, image)
    label = with_article(subject.view.class_names[int(phases.labels[image])])
    factors = [rule.error, rule.slope, rule.source]
    if rule.kept != 1.0:
        factors.insert(1, rule.kept)
    product = " · ".join([number(factors[0]), *(bracketed(one) for one in factors[1:])])
    facts = (
        f"{place_name(phases.before.layout, place)}; image {image + 1} of the batch, {label}.",
        f"All images of the batch together: g = {number(float(phases.gradient[place.index]))}.",
    )
    return Live(f"∂L/∂w = {product} = {number(rule.share, 5)}", facts)


def update(subject: Subject) -> Live:
    """Tell how many parameters moved, and which most."""
    frame = subject.view.frame
    own = optimizer_in_use(frame.config.optimizer, subject)
    return Live(own.formula, own.facts)


def update_ratio(subject: Subject) -> Live:
    """Tell each layer's update, measured by its weights before it."""
    phases = subject.phases
    if phases is None:
        return Live(facts=(NO_STEP if subject.view.frame.step == 0 else SEE_PHASES,))
    ratios = []
    for layer in phases.before.layout.layers:
        moved = _length(layer.weight.of(phases.change))
        size = _length(layer.weight.of(phases.before.parameters))
        ratio = numbers.plain(moved / size) if size else numbers.ABSENT
        ratios.append(f"{layer.title}: {numbers.plain(moved)} / {numbers.plain(size)} = {ratio}")
    return Live(facts=(f"Weights at step {numbers.count(phases.step)}. {'; '.join(ratios)}.",))


def remembered(names: tuple[str, ...], subject: Subject) -> Live:
    """Tell what the optimizer remembers of the weight in question, if it goes by such terms."""
    phases = subject.phases
    if phases is None:
        return Live(facts=(NO_STEP if subject.view.frame.step == 0 else SEE_PHASES,))
    place = weight_in_question(subject, phases)
    terms = [term for term in phases.terms.terms if term.name in names]
    if not terms:
        used = OPTIMIZERS[phases.config.optimizer].title
        return Live(facts=(f"This run uses {used}, which has none.",))
    formula = ",   ".join(
        f"{term.symbol} = {number(float(term.values[place.index]))}" for term in terms
    )
    gradient = number(float(phases.gradient[place.index]))
    named = f"{_named(place, phases)}: {place_name(phases.before.layout, place)}."
    return Live(formula, (named, f"Its gradient in this step: {gradient}."))


def weight_decay(subject: Subject) -> Live:
    """Tell λ, and the sum of the squared weights that it pulls at."""
    frame = subject.view.frame
    decay = frame.config.weight_decay
    squares = sum(
        float(np.square(layer.weight.of(frame.parameters), dtype=np.float64).sum())
        for layer in frame.layout.layers
    )
    penalty = 0.5 * decay * squares
    facts = (f"λ = {number(decay)}; Σ w² over all weights is {numbers.plain(squares)}.",)
    return Live(f"½·λ·Σ w² = {numbers.plain(penalty)}", facts)


def weight_in_question(subject: Subject, phases: StepPhases) -> ParameterPlace:
    """Return the weight that a step is told of, else the one that it moved most."""
    view = subject.view
    one = None if view.told is None else view.chosen_connection
    layout = phases.before.layout
    return moved_most(phases) if one is None else ParameterPlace.of(layout, one)


def _named(place: ParameterPlace, phases: StepPhases) -> str:
    step = numbers.count(phases.step)
    if place.index == moved_most(phases).index:
        return f"The weight that step {step} moved most"
    return f"The weight that is pointed at, in step {step}"


def _sizes(phases: StepPhases) -> Picture:
    """Return how large the parameters' updates were."""
    sizes = np.abs(phases.change[phases.change != 0]).astype(np.float64)
    exponents = np.log10(sizes) if len(sizes) else np.zeros(1)
    high = float(np.ceil(exponents.max()))
    low = min(float(np.floor(exponents.min())), high - 1)
    caption = (
        f"How far the {numbers.count(phases.moved)} parameters moved at step "
        f"{numbers.count(phases.step)}; each tick is ten times as far."
    )
    bars = (histogram("parameters", exponents, low, high),)
    return Picture(caption, (low, high), (0.0, 1.0), "log₁₀ |Δw|", bars=bars)


def _length(values: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.square(values, dtype=np.float64).sum()))
