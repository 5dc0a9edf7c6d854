"""Every number that is written of a unit, recomputed from the parameters and the image."""

import dataclasses
import math
import re
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_viz.nn import ACTIVATIONS
from mnist_viz.training import RunConfig, Selection, View
from mnist_viz.ui.neuron.facts import NeuronFacts, as_text, neuron_facts
from tests.samples import sample_view

UNITS = [Selection(0, 5), Selection(1, 30), Selection(2, 7)]


def number(text: str) -> Decimal:
    return Decimal(text.replace("\u2212", "-").replace("+", ""))


def by_hand(view: View, image: NDArray[np.uint8], layer: int) -> NDArray[np.float64]:
    """Return the inputs of a layer, in double precision."""
    x = image.reshape(-1) / 255
    for part in view.frame.layout.layers[:layer]:
        flat = view.frame.parameters
        z = x @ part.weight.of(flat).astype(np.float64) + part.bias.of(flat)
        x = np.tanh(z) if part.activation == "tanh" else np.maximum(z, 0)
    return np.asarray(x)


def facts_of(unit: Selection, steps: int = 60, most: int = 8) -> tuple[View, NeuronFacts]:
    view = dataclasses.replace(sample_view(steps), selection=unit)
    return view, neuron_facts(view, most)


@pytest.mark.parametrize("unit", UNITS)
def test_each_written_number_is_that_of_the_parameters_and_the_image(unit: Selection) -> None:
    view, facts = facts_of(unit)
    assert view.drawing is not None
    layer = view.frame.layout.layers[unit.layer]
    inputs = by_hand(view, view.drawing, unit.layer)
    weights = layer.weight.of(view.frame.parameters)[:, unit.unit].astype(np.float64)
    bias = float(layer.bias.of(view.frame.parameters)[unit.unit])
    terms = inputs * weights
    ranked = np.argsort(-np.abs(terms), kind="stable")[:8]
    shown = facts.terms[:-1]
    assert [term.source for term in shown] == ranked.tolist()
    for term, source in zip(shown, ranked, strict=True):
        assert float(number(term.text)) == pytest.approx(terms[source], abs=1e-5)
        value, weight = re.findall(r"[\d./+\u2212]+", term.product)
        assert float(number(weight)) == pytest.approx(weights[source], abs=6e-7)
        written = float(value[:-4]) / 255 if unit.layer == 0 else float(number(value))
        assert written == pytest.approx(inputs[source], abs=2e-6)
    other = facts.terms[-1]
    assert other.name == f"other {len(terms) - 8}"
    assert float(number(other.text)) == pytest.approx(np.delete(terms, ranked).sum(), abs=1e-5)
    assert float(number(facts.total)) == pytest.approx(terms.sum(), abs=1e-5)
    assert float(number(facts.bias)) == pytest.approx(bias, abs=6e-6)
    assert float(number(facts.z)) == pytest.approx(terms.sum() + bias, abs=6e-5)
    z = float(terms.sum()) + bias
    assert view.scores is not None
    value = (math.tanh(z), max(z, 0.0), float(view.scores[unit.unit % 10]))[unit.layer]
    assert float(number(facts.value)) == pytest.approx(value, abs=6e-5)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("steps", [0, 3, 60])
@pytest.mark.parametrize("most", [3, 8, 20])
def test_what_is_written_adds_up_by_hand_and_to_z(unit: Selection, steps: int, most: int) -> None:
    _, facts = facts_of(unit, steps, most)
    written = sum((number(term.text) for term in facts.terms), Decimal(0))
    assert written == number(facts.total)
    assert abs(written + number(facts.bias) - number(facts.z)) <= Decimal("1e-4")
    assert abs(float(written + number(facts.bias)) - facts.neuron.z) < 1e-4


def test_others_that_are_nothing_are_written_as_nothing() -> None:
    view, facts = facts_of(Selection(2, 3), most=40)
    assert view.drawing_activations is not None
    silent = int(np.count_nonzero(view.drawing_activations[1] == 0))
    assert silent
    assert facts.terms[-1].name == f"other {silent}"
    assert facts.terms[-1].text == "+0.00000"


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slope_and_activation_are_written_for_every_activation(name: str) -> None:
    config = RunConfig(hidden=(6,), activation=(name,), batch_size=32)
    view = dataclasses.replace(sample_view(3, config), selection=Selection(0, 2))
    facts = neuron_facts(view)
    one, step = facts.neuron, 1e-5
    low, high = one.curve(np.array([one.z - step, one.z + step]))
    assert float(number(facts.slope)) == pytest.approx((high - low) / (2 * step), abs=6e-5)
    assert view.drawing_activations is not None
    assert float(number(facts.value)) == pytest.approx(view.drawing_activations[0][2], abs=6e-5)


@pytest.mark.parametrize("unit", UNITS)
def test_gradients_are_those_of_the_frame(unit: Selection) -> None:
    view, facts = facts_of(unit)
    layer, gradients = view.frame.layout.layers[unit.layer], view.frame.gradients
    assert gradients is not None
    bias = float(layer.bias.of(gradients)[unit.unit])
    assert float(number(facts.gradient.replace("e\u2212", "e-"))) == pytest.approx(bias, rel=0.05)
    length = float(np.linalg.norm(layer.weight.of(gradients)[:, unit.unit]))
    assert float(number(facts.weight_gradient.replace("e\u2212", "e-"))) == pytest.approx(
        length, rel=0.05
    )
    assert facts.gradient_step == "batch of step 60"


def test_before_the_first_step_there_are_no_gradients() -> None:
    _, facts = facts_of(UNITS[0], steps=0)
    assert facts.gradient == facts.weight_gradient == "–"
    assert "No gradients yet." in as_text(facts)


def test_links_are_the_largest_weights_into_the_next_layer() -> None:
    view, facts = facts_of(Selection(0, 5))
    weights = view.frame.layout.layers[1].weight.of(view.frame.parameters)[5]
    ranked = np.argsort(-np.abs(weights))[:4]
    assert [link.unit for link in facts.links] == [Selection(1, int(u)) for u in ranked]
    for link in facts.links:
        assert float(number(link.text)) == pytest.approx(weights[link.unit.unit], abs=6e-4)
    assert facts_of(Selection(2, 0))[1].links == ()


def test_it_follows_an_image_of_the_probe_where_there_is_no_drawing_or_it_is_asked_for() -> None:
    view = dataclasses.replace(sample_view(drawing=False), selection=Selection(0, 5))
    assert neuron_facts(view).image.startswith("test image 0 ")
    other = dataclasses.replace(view, followed=3)
    facts = neuron_facts(other)
    assert facts.image == f"test image {view.probe.indices[3]} (a 3)"
    assert np.array_equal(facts.neuron.inputs, view.probe.images[3].reshape(-1) / 255)


def test_the_text_holds_every_number_that_is_shown() -> None:
    _, facts = facts_of(Selection(1, 30))
    text = as_text(facts)
    assert text.startswith("Layer 2, unit 30: ReLU, from 64 units of Layer 1.")
    for term in facts.terms:
        assert f"{term.name}: " in text
        assert term.text in text
    for part in (facts.total, facts.bias, facts.z, facts.value, facts.slope, facts.gradient):
        assert part in text
    for link in facts.links:
        assert f"{link.name} ({link.text})" in text


def test_a_broken_unit_is_told_of_as_not_finite() -> None:
    view, _ = facts_of(Selection(1, 30))
    broken = np.full_like(view.frame.parameters, np.nan)
    frame = dataclasses.replace(view.frame, parameters=broken, gradients=broken)
    facts = neuron_facts(dataclasses.replace(view, frame=frame))
    assert {facts.total, facts.z, facts.value, facts.slope, facts.gradient} == {"not finite"}
    assert "nan" not in as_text(facts)
