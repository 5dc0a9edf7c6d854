"""Layers, units, weights and the forward pass of the shown frame."""

import numpy as np

from mnist_viz.training import Selection, View
from mnist_viz.training.evidence import evidence
from mnist_viz.ui import numbers
from mnist_viz.ui.cards.live.live import Live, Subject
from mnist_viz.ui.tables.layer_health import layer_health


def network(subject: Subject) -> Live:
    """Tell the layers and the number of parameters."""
    layout = subject.view.frame.layout
    facts = (f"This one: {layout.describe()}; {numbers.count(layout.size)} parameters.",)
    return Live(facts=facts)


def parameters(subject: Subject) -> Live:
    """Count the weights and biases, layer by layer."""
    layout = subject.view.frame.layout
    terms = " + ".join(
        f"({numbers.count(layer.inputs)} + 1)·{numbers.count(layer.units)}"
        for layer in layout.layers
    )
    return Live(f"{terms} = {numbers.count(layout.size)}")


def layer(subject: Subject) -> Live:
    """Tell inputs, units and activation function of each layer."""
    layers = subject.view.frame.layout.layers
    facts = tuple(
        f"{one.title}: {numbers.counted(one.inputs, 'input')}, "
        f"{numbers.counted(one.units, 'unit')}, "
        f"{numbers.counted(one.inputs * one.units, 'weight')}, "
        f"{numbers.counted(one.units, 'bias', 'biases')}."
        for one in layers
    )
    return Live(facts=facts)


def unit(subject: Subject) -> Live:
    """Tell the weighted sum of the selected unit, for the example."""
    view, chosen = subject.view, _selected(subject.view)
    one = view.frame.layout.layers[chosen.layer]
    inputs = subject.example.inputs[chosen.layer]
    products = inputs * one.weight.of(view.frame.parameters)[:, chosen.unit]
    bias = float(one.bias.of(view.frame.parameters)[chosen.unit])
    total = float(products.sum(dtype=np.float64))
    z = float(subject.example.sums[chosen.layer][chosen.unit])
    a = float(subject.example.activations[chosen.layer][chosen.unit])
    formula = (
        f"z = {numbers.fixed(total, 4)} {_plus(bias)} = {numbers.fixed(z, 3)},   "
        f"a = {numbers.fixed(a, 3)}"
    )
    largest, present = int(np.abs(products).argmax()), int(np.count_nonzero(products))
    are = "product that is" if present == 1 else "products that are"
    facts = (
        f"{one.title}, unit {chosen.unit}, {subject.example.name}: the sum of "
        f"{numbers.count(present)} {are} not 0, and the bias.",
        f"The largest product is that of {_input_name(view, chosen.layer, largest)}: "
        f"{numbers.fixed(float(products[largest]), 3)}.",
    )
    return Live(formula, facts)


def weights(subject: Subject) -> Live:
    """Tell how many weights and biases there are, and how large they are now."""
    frame = subject.view.frame
    facts = []
    for one in frame.layout.layers:
        values = one.weight.of(frame.parameters)
        facts.append(
            f"{one.title}: {numbers.counted(values.size, 'weight')} from "
            f"{numbers.fixed(float(values.min()), 3)} to {numbers.fixed(float(values.max()), 3)}; "
            f"{numbers.counted(one.units, 'bias', 'biases')}."
        )
    return Live(unit(subject).formula, tuple(facts))


def filter_picture(subject: Subject) -> Live:
    """Tell the selected filter's size and its strongest pixel."""
    view = subject.view
    chosen = view.selection.unit if view.selection.layer == 0 else 0
    first = view.frame.layout.layers[0]
    chosen = min(chosen, first.units - 1)
    values = first.weight.of(view.frame.parameters)[:, chosen]
    strongest = int(np.abs(values).argmax())
    norm = float(np.sqrt(np.square(values, dtype=np.float64).sum()))
    facts = (
        f"Unit {chosen}: length √(Σ w²) = {numbers.plain(norm)}; the strongest weight is that of "
        f"{_input_name(view, 0, strongest)}, {numbers.signed(float(values[strongest]))}.",
    )
    return Live(facts=facts)


def forward(subject: Subject) -> Live:
    """Tell what went through each layer for the example."""
    layers = subject.view.frame.layout.layers
    facts = [f"For {subject.example.name}:"]
    for one, z, a in zip(layers, subject.example.sums, subject.example.activations, strict=True):
        facts.append(
            f"{one.title}: {numbers.counted(one.inputs, 'input')}; z from "
            f"{numbers.fixed(float(z.min()), 2)} to {numbers.fixed(float(z.max()), 2)}, a from "
            f"{numbers.fixed(float(a.min()), 2)} to {numbers.fixed(float(a.max()), 2)}."
        )
    return Live(facts=tuple(facts))


def logit(subject: Subject) -> Live:
    """Tell the example's logits."""
    names = subject.view.class_names
    values = ", ".join(
        f"{name}: {numbers.fixed(float(z), 2)}"
        for name, z in zip(names, subject.example.sums[-1], strict=True)
    )
    return Live(facts=(f"The logits of {subject.example.name}: {values}.",))


def unusable_units(subject: Subject) -> Live:
    """Tell how many units of each layer no shown image gets through."""
    facts = tuple(
        f"{one.title}: {numbers.count(one.unusable)} of {numbers.counted(one.units, 'unit')}."
        for one in layer_health(subject.view)
        if one.unusable is not None
    )
    images = len(subject.view.probe.labels)
    head = f"Unusable on the {images} shown images, at step {numbers.count(_step(subject))}:"
    return Live(facts=(head, *facts) if facts else ("No layer here can get stuck like this.",))


def probe(subject: Subject) -> Live:
    """Tell which images they are."""
    view = subject.view
    named = ", ".join(
        f"{view.class_names[int(label)]}: {index}"
        for label, index in zip(view.probe.labels, view.probe.indices, strict=True)
    )
    return Live(facts=(f"Their numbers among the test images: {named}.",))


def ink(subject: Subject) -> Live:
    """Tell how much ink the network sees, and where its middle is."""
    drawing = subject.view.drawing
    if drawing is None or not drawing.any():
        return Live(facts=("The pad is empty.",))
    values = drawing.astype(np.float64)
    rows, columns = np.indices(drawing.shape) + 0.5
    total = values.sum()
    middle = (rows * values).sum() / total, (columns * values).sum() / total
    formula = (
        f"middle of the ink: row {numbers.fixed(middle[0], 1)}, "
        f"column {numbers.fixed(middle[1], 1)}"
    )
    inked = numbers.count(int(np.count_nonzero(drawing)))
    return Live(formula, (f"{inked} of {numbers.count(drawing.size)} pixels have ink.",))


def evidence_of_drawing(subject: Subject) -> Live:
    """Tell the sum of what all pixels add, for the digit that is read."""
    view = subject.view
    if view.drawing is None:
        return Live(facts=("The pad is empty.",))
    assert view.scores is not None, "there is a drawing"
    order = np.argsort(-view.scores, kind="stable")
    first, second = int(order[0]), int(order[1])
    image = view.drawing * np.float32(1 / 255)
    with np.errstate(all="ignore"):  # a broken network is shown as it is
        own, _ = evidence(view.frame.layout, view.frame.parameters, image, first, second)
    values = own.contributions
    formula = (
        f"Σ_{{i}} c_{{i}} = {numbers.fixed(float(values.sum(dtype=np.float64)), 2)},   "
        f"F(x) − F(0) = {numbers.fixed(float(own.difference), 2)}"
    )
    for_it = float(values[values > 0].sum(dtype=np.float64))
    against = float(values[values < 0].sum(dtype=np.float64))
    facts = (
        f"F is the logit of {view.class_names[first]}, as which the picture on the pad is read: "
        f"{numbers.fixed(for_it, 2)} speak for it, {numbers.fixed(against, 2)} against it.",
    )
    return Live(formula, facts)


def _selected(view: View) -> Selection:
    layers = view.frame.layout.layers
    number = min(view.selection.layer, len(layers) - 1)
    return Selection(number, min(view.selection.unit, layers[number].units - 1))


def _step(subject: Subject) -> int:
    return subject.view.frame.step


def _plus(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {numbers.fixed(abs(value), 4)}"


def _input_name(view: View, layer: int, number: int) -> str:
    """Return what comes into a layer at a place: ``pixel (13, 19)``, ``unit 4 of Layer 1``."""
    layers = view.frame.layout.layers
    if layer:
        return f"unit {number} of {layers[layer - 1].title}"
    row, column = divmod(number, view.frame.layout.input_shape[1])
    return f"pixel ({row}, {column})"
