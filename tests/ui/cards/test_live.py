"""The live numbers of the cards, computed again from the parameters and the data."""

import dataclasses
import math
import re

import numpy as np
import pytest

from mnist_viz.nn import INITIALIZERS, OPTIMIZERS, SCHEDULES, logits_and_activations
from mnist_viz.training import (
    BACKWARD,
    Change,
    RunConfig,
    Selection,
    ToldStep,
    View,
    chain_rule,
    moved_furthest,
    moved_most,
    telling_image,
)
from mnist_viz.ui.cards.card_text import card_plain
from mnist_viz.ui.cards.glossary import CARDS
from mnist_viz.ui.cards.live.live import Live, Subject
from mnist_viz.ui.cards.live.registry import LIVE, live
from tests.samples import phases_of, sample_view

STEPS = 40
FALSE_PLURAL = re.compile(r"(?<![\d.,])1 (hidden )?(epoch|step|image|unit|input|weight|biase)s\b")


def subject(config: RunConfig | None = None, **settings: object) -> Subject:
    config = RunConfig(batch_size=32) if config is None else config
    view = dataclasses.replace(sample_view(STEPS, config), **settings)  # type: ignore[arg-type]
    return Subject(view, phases_of(config, STEPS))


def told(key: str, one: Subject) -> Live:
    said = live(key, one)
    assert said is not None
    return said


def values(text: str) -> list[float]:
    """Return the numbers in a text, without its scripts."""
    text = re.sub(r"[_^]\{[^{}]*\}", "", text).replace("−", "-").replace(",", "")
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


def pass_of(view: View) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    assert view.drawing is not None
    x = view.drawing.reshape(1, -1) / np.float32(255)
    return logits_and_activations(view.frame.layout, view.frame.parameters, x)


def test_what_is_there_once_is_told_in_the_singular() -> None:
    config = RunConfig(
        hidden=(1,),
        activation=("relu",),
        batch_size=1,
        epochs=1,
        schedule="cosine",
        momentum=0.0,
        dropout=0.5,
        validation=1,
    )
    one = Subject(sample_view(1, config), phases_of(config, 1))
    for key in LIVE:
        said = live(key, one)
        if said is not None:
            text = " ".join((said.formula, *said.facts))
            assert not FALSE_PLURAL.search(text), (key, text)


def test_every_card_tells_its_numbers_at_any_step_of_any_run() -> None:
    fresh = Subject(sample_view(0, drawing=False))
    odd = RunConfig(hidden=(), activation=("relu",), loss="squared_error", batch_size="full")
    for one in (
        fresh,
        subject(),
        subject(RunConfig(optimizer="adamw", init="zeros")),
        subject(odd),
    ):
        for key in LIVE:
            text = card_plain(CARDS[key], told(key, one), "at this step")
            assert "nan" not in text.split()
            assert "inf" not in text.split()


def test_an_activations_point_and_bars_are_those_of_the_shown_network() -> None:
    one = subject(selection=Selection(0, 5))
    view = one.view
    said = told("activation.tanh", one)
    first = view.frame.layout.layers[0]
    weights, biases = (slot.of(view.frame.parameters) for slot in (first.weight, first.bias))
    assert view.drawing is not None
    z = float((view.drawing.reshape(-1) / np.float32(255)) @ weights[:, 5] + biases[5])
    expected = [z, math.tanh(z), z, 1 - math.tanh(z) ** 2]
    assert values(said.formula) == pytest.approx(expected, abs=6e-4)
    assert said.picture is not None
    mark = said.picture.marks[0]
    assert (mark.x, mark.y) == pytest.approx((z, math.tanh(z)), abs=1e-5)
    probes = view.probe.images.reshape(10, -1) / np.float32(255)
    sums = probes @ weights + biases
    bars = said.picture.bars[0]
    counts, _ = np.histogram(sums, bins=bars.edges)
    assert abs(bars.heights - counts).sum() <= 2  # rounding at an edge
    assert bars.heights.sum() == sums.size
    curve, slope = said.picture.curves
    assert np.allclose(curve.y, np.tanh(curve.x))
    assert np.allclose(slope.y, 1 - np.tanh(curve.x) ** 2)
    flat = 100 * float((1 - np.tanh(sums) ** 2 < 0.1).mean())
    assert values(said.facts[1])[-1] == pytest.approx(flat, abs=0.06)


def test_an_activation_that_is_not_used_says_so_and_shows_its_curve() -> None:
    said = told("activation.gelu", subject())
    assert said.facts == ("No layer of this network uses it.",)
    assert said.picture is not None
    assert not said.picture.bars
    z = said.picture.curves[0].x
    phi = np.array([0.5 * (1 + math.erf(v / math.sqrt(2))) for v in z])
    assert np.allclose(said.picture.curves[0].y, z * phi, atol=2e-3)


def test_softmax_tells_the_drawings_scores() -> None:
    one = subject()
    logits, activations = pass_of(one.view)
    said = told("softmax", one)
    top = int(logits.argmax())
    z = logits[0].astype(float)
    total = np.exp(z - z[top]).sum()
    assert values(said.formula) == pytest.approx([z[top], 1, total, 1 / total], abs=6e-3)
    assert 1 / total == pytest.approx(float(activations[-1][0, top]), abs=1e-5)
    assert said.picture is not None
    assert np.allclose(said.picture.bars[0].heights, activations[-1][0], atol=1e-5)


def test_cross_entropy_is_that_of_the_worst_read_probe() -> None:
    one = subject()
    view = one.view
    x = view.probe.images.reshape(10, -1) / np.float32(255)
    _, activations = logits_and_activations(view.frame.layout, view.frame.parameters, x)
    right = activations[-1][np.arange(10), view.probe.labels]
    worst = int(right.argmin())
    said = told("loss.cross_entropy", one)
    expected = [right[worst], -math.log(right[worst])]
    assert values(said.formula) == pytest.approx(expected, abs=6e-4)
    assert f"Test image {view.probe.indices[worst]} " in said.facts[0]
    assert said.picture is not None
    for mark, p in zip(said.picture.marks, right, strict=True):
        assert (mark.x, mark.y) == pytest.approx((p, -math.log(p)), rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizers_terms_are_those_of_the_weight_that_moved_most(name: str) -> None:
    config = RunConfig(batch_size=32, optimizer=name, learning_rate=0.01)
    one = subject(config)
    phases = one.phases
    assert phases is not None
    place = int(np.abs(phases.change).argmax())
    if moved_most(phases).index == place:  # else a bias moved most
        said = told(f"optimizer.{name}", one)
        new = float(one.view.frame.parameters[place])
        assert values(said.formula)[-1] == pytest.approx(new, rel=1e-4)
        numbers = values(said.facts[1])
        for term in phases.terms.terms:
            assert any(
                number == pytest.approx(float(term.values[place]), rel=1e-4) for number in numbers
            ), term.name
        moved = int((one.view.frame.parameters != phases.before.parameters).sum())
        assert values(said.facts[2])[0] == moved
        assert said.picture is not None
        assert said.picture.bars[0].heights.sum() == moved
    others = [told(f"optimizer.{other}", one) for other in OPTIMIZERS if other != name]
    assert all("This run uses" in other.facts[0] for other in others)


def test_a_learning_rate_moves_the_weight_with_the_largest_gradient() -> None:
    one = subject()
    gradients = one.view.frame.gradients
    assert gradients is not None
    index = int(np.abs(gradients).argmax())
    before = phases_of(RunConfig(batch_size=32), STEPS).before.parameters
    said = told("learning_rate", one)
    old, rate, slope, new = values(said.formula)
    assert old == pytest.approx(float(before[index]), rel=1e-4)
    assert (rate, slope) == pytest.approx((0.1, float(gradients[index])), rel=1e-5)
    assert new == pytest.approx(float(one.view.frame.parameters[index]), rel=1e-4)
    assert old - rate * slope == pytest.approx(new, abs=1e-5 * abs(new) + 1e-6)


def test_weight_decay_is_a_term_of_its_own_beside_the_losss_gradient() -> None:
    config = RunConfig(batch_size=32, weight_decay=0.5)
    frame, before = subject(config).view.frame, phases_of(config, STEPS).before.parameters
    assert frame.gradients is not None
    # Else a bias has the largest.
    gradients = np.asarray(frame.gradients * frame.layout.weight_mask(), dtype=np.float32)
    one = subject(config, frame=dataclasses.replace(frame, gradients=gradients))
    index = int(np.abs(gradients).argmax())
    said = told("learning_rate", one)
    text = said.formula.replace("− ", "-").replace("+ ", "+")
    old, rate, slope, decay, new = values(text)
    assert old == pytest.approx(float(before[index]), rel=1e-4)
    assert slope == pytest.approx(float(gradients[index]), rel=1e-4)
    assert decay == pytest.approx(0.5 * float(before[index]), rel=1e-4)
    assert old - abs(rate) * (slope + decay) == pytest.approx(new, rel=1e-4)


def test_a_score_is_written_so_that_its_logarithm_is_the_loss() -> None:
    view = subject().view
    parameters = view.frame.parameters.copy()
    last = view.frame.layout.layers[-1]
    last.bias.of(parameters)[:] = 0
    last.bias.of(parameters)[3] = 200  # so sure of a 3 that the other scores are 0 in float32
    frame = dataclasses.replace(view.frame, parameters=parameters)
    said = told("loss.cross_entropy", Subject(dataclasses.replace(view, frame=frame)))
    score, loss = values(said.formula)
    assert 0 < score < 1e-60
    assert -math.log(score) == pytest.approx(loss, abs=6e-4)


def test_a_card_tells_of_the_image_that_is_followed() -> None:
    drawn = subject().example.name
    one = subject(followed=4)
    x = one.view.probe.images[4].reshape(1, -1) / np.float32(255)
    _, expected = logits_and_activations(one.view.frame.layout, one.view.frame.parameters, x)
    assert drawn == "your drawing"
    assert one.example.name == f"test image {one.view.probe.indices[4]} (a 4)"
    for own, activations in zip(one.example.activations, expected, strict=True):
        assert own == pytest.approx(activations[0], abs=1e-5)
    assert one.example.name in told("forward", one).facts[0]
    assert one.example.name in told("unit", one).facts[0]


def test_while_a_step_is_told_cards_tell_of_its_image_and_weight() -> None:
    phases = phases_of(RunConfig(batch_size=32), STEPS)
    place = moved_furthest(phases, 1, 5)[4]
    step = ToldStep(phases, 7, BACKWARD)
    one = subject(
        frame=step.frame,
        told=step,
        connection=place.connection,
        selection=Selection(place.layer, place.unit),
    )
    rule = chain_rule(phases, place, 7)
    *_, product = values(told("chain_rule", one).formula)
    assert product == pytest.approx(rule.share, rel=1e-4)
    assert "image 8 of the batch" in told("chain_rule", one).facts[0]
    assert one.example.name.startswith("batch image 8 (")
    assert f"Batch of step {STEPS} " in told("loss", one).facts[0]
    assert numbers_of_loss(told("loss", one).facts[0]) == pytest.approx(phases.loss, abs=6e-4)


def numbers_of_loss(text: str) -> float:
    return values(text.rstrip("."))[-1]


def test_the_chain_rules_factors_multiply_and_are_those_of_the_step() -> None:
    one = subject()
    assert one.phases is not None
    place = moved_most(one.phases)
    rule = chain_rule(one.phases, place, telling_image(one.phases, place))
    *factors, product = values(told("chain_rule", one).formula)
    assert factors == pytest.approx([rule.error, rule.slope, rule.source], rel=1e-4)
    assert math.prod(factors) == pytest.approx(product, rel=2e-4, abs=1e-9)


def test_update_ratios_are_measured_on_the_weights() -> None:
    one = subject()
    assert one.phases is not None
    said = told("update_ratio", one).facts[0]
    layers = one.view.frame.layout.layers
    for layer, part in zip(layers, said.split(". ", 1)[1].split("; "), strict=True):
        before = layer.weight.of(one.phases.before.parameters)
        moved = layer.weight.of(one.view.frame.parameters) - before
        ratio = np.linalg.norm(moved) / np.linalg.norm(before)
        assert values(part)[-1] == pytest.approx(ratio, rel=0.05)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedules_curve_bears_the_present_step(name: str) -> None:
    config = RunConfig(batch_size=32, schedule=name, epochs=4)
    one = subject(config)
    said = told(f"schedule.{name}", one)
    passes = (STEPS * 32 - 8 * (STEPS // 19)) / 600  # 600 images: the 19th batch has 24
    rate = 0.1 * SCHEDULES[name](passes / 4)
    assert said.picture is not None
    assert said.picture.marks[0].x == pytest.approx(passes)
    assert said.picture.marks[0].y == pytest.approx(rate)
    assert values(said.formula)[-1] == pytest.approx(rate, rel=1e-3)
    curve = said.picture.curves[0]
    expected = [0.1 * SCHEDULES[name](float(x) / 4) for x in curve.x]
    assert np.allclose(curve.y, expected)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_initial_weights_are_those_of_the_first_frame(name: str) -> None:
    one = subject(RunConfig(batch_size=32, init=name))
    said = told(f"init.{name}", one)
    sigma = INITIALIZERS[name](784, 64)
    assert values(said.formula)[0] == pytest.approx(sigma, rel=1e-3)
    assert one.view.reference is not None
    weights = one.view.frame.layout.layers[0].weight.of(one.view.reference.parameters)
    assert values(said.facts[-1])[-1] == pytest.approx(float(weights.std()), rel=1e-2)
    assert said.picture is not None
    bars = said.picture.bars[0]
    assert bars.heights.sum() >= 0.999 * weights.size
    assert said.picture.curves or name == "zeros"


def test_accuracy_loss_and_the_frequent_mistake_are_those_of_the_analysis() -> None:
    one = subject()
    analysis = one.view.analysis
    assert analysis is not None
    right = int((analysis.predictions == analysis.labels).sum())
    right_told, count, share = values(told("test_accuracy", one).formula)
    assert (right_told, count) == (right, 200)
    assert share == pytest.approx(100 * right / 200, abs=0.06)
    mistakes = analysis.confusion - np.diag(np.diag(analysis.confusion))
    assert values(told("confusion_matrix", one).formula)[-1] == mistakes.max()
    losses = one.view.frame.metrics.loss[-50:]
    assert values(told("loss", one).facts[1])[-1] == pytest.approx(losses.mean(), abs=6e-4)
    test, recent, gap = values(told("overfitting", one).formula)
    assert (test, recent) == pytest.approx((analysis.loss, losses.mean()), abs=6e-5)
    assert gap == pytest.approx(test - recent, abs=6e-4)


@pytest.mark.parametrize(
    ("loss", "says"), [("cross_entropy", "ln 10 = 2.303"), ("squared_error", "1 − 1/10 = 0.900")]
)
def test_guessing_costs_what_it_does_by_the_runs_loss(loss: str, says: str) -> None:
    one = subject(RunConfig(batch_size=32, loss=loss))
    assert told("loss", one).facts[-1] == f"Guessing among 10 classes costs {says}."
    assert told("collapse", one).formula == says
    assert one.view.analysis is not None
    assert values(told("overfitting", one).formula)[0] == pytest.approx(
        one.view.analysis.loss, abs=6e-5
    )


def test_a_test_loss_of_another_kind_is_named_and_not_compared() -> None:
    one = subject(RunConfig(batch_size=32, loss="squared_error"))
    old = tuple(dataclasses.replace(a, loss_name="cross_entropy") for a in one.view.analyses)
    one = Subject(dataclasses.replace(one.view, analyses=old))
    assert told("overfitting", one).formula == ""
    assert told("overfitting", one).facts[-1].startswith("Test cross-entropy: ")


def test_batch_accuracy_is_the_steps_own() -> None:
    one = subject()
    assert one.phases is not None
    right, count, _ = values(told("batch_accuracy", one).formula)
    scores = one.phases.scores
    assert count == 32
    assert right == (scores.argmax(axis=1) == one.phases.labels).sum()


def test_a_units_sum_adds_up() -> None:
    one = subject(selection=Selection(1, 3))
    total, bias, z, a = values(told("unit", one).formula.replace("− ", "-").replace("+ ", ""))
    _, activations = pass_of(one.view)
    layer = one.view.frame.layout.layers[1]
    parameters = one.view.frame.parameters
    weights = layer.weight.of(parameters)[:, 3]
    assert total == pytest.approx(float(activations[0][0] @ weights), abs=6e-5)
    assert bias == pytest.approx(float(layer.bias.of(parameters)[3]), abs=6e-5)
    assert total + bias == pytest.approx(z, abs=7e-4)
    assert a == pytest.approx(float(activations[1][0, 3]), abs=6e-4)


def test_evidence_adds_up_to_what_the_drawing_changes() -> None:
    one = subject()
    logits, _ = pass_of(one.view)
    layout, parameters = one.view.frame.layout, one.view.frame.parameters
    blank, _ = logits_and_activations(layout, parameters, np.zeros((1, 784), np.float32))
    top = int(logits.argmax())
    change = float(logits[0, top] - blank[0, top])
    said = told("evidence", one)
    assert values(said.formula)[-1] == pytest.approx(change, abs=0.01)
    for_it, against = values(said.facts[0])[-2:]
    assert for_it + against == pytest.approx(change, abs=0.05)


def test_counts_of_parameters_steps_and_memory() -> None:
    one = subject()
    assert values(told("parameters", one).formula)[-1] == one.view.frame.layout.size
    assert values(told("epoch", one).formula) == [600, 32, 19]
    assert values(told("momentum", one).formula)[-1] == 10
    assert values(told("beta2", one).formula)[-1] == 1000
    smoothed = subject(RunConfig(batch_size=32, label_smoothing=0.1))
    assert values(told("label_smoothing", smoothed).formula)[-2:] == [0.91, 0.01]
    decayed = subject(RunConfig(batch_size=32, weight_decay=0.01))
    layers = decayed.view.frame.layout.layers
    parameters = decayed.view.frame.parameters
    squares = sum(float((layer.weight.of(parameters) ** 2).sum()) for layer in layers)
    assert values(told("weight_decay", decayed).formula)[-1] == pytest.approx(
        0.005 * squares, rel=0.02
    )


def test_gradients_are_measured_layer_by_layer() -> None:
    one = subject()
    gradients = one.view.frame.gradients
    assert gradients is not None
    parts = told("gradient", one).facts[0].split(": ", 1)[1].split("; ")
    for layer, part in zip(one.view.frame.layout.layers, parts, strict=True):
        own = gradients[layer.weight.start : layer.bias.stop]
        assert values(part)[-1] == pytest.approx(np.linalg.norm(own), rel=0.05)


def test_altered_images_are_altered_by_the_runs_own_code() -> None:
    one = subject()
    said = told("augmentation.shift", one)
    assert said.picture is not None
    images = said.picture.images
    assert images is not None
    original = one.view.probe.images[0]
    assert np.array_equal(images[0], original)
    padded = np.pad(original, 1)
    moved = [padded[r : r + 28, c : c + 28] for r in range(3) for c in range(3)]
    for image in images[1:]:
        assert any(np.array_equal(image, one) for one in moved)


def test_what_no_one_took_apart_is_not_told() -> None:
    one = Subject(sample_view(STEPS), phases_of(RunConfig(batch_size=32), STEPS - 1))
    assert one.phases is None
    assert "Press P" in told("optimizer.sgd", one).facts[0]
    assert "Press P" in told("update_ratio", one).facts[0]


def test_the_run_tells_what_was_changed_up_to_the_shown_step() -> None:
    shown = sample_view(STEPS)
    before = Change(5, "learning_rate", 0.2), Change(9, "my_digits", "3 drawings 0f3a")
    later = Change(STEPS + 2, "batch_size", 64)
    frame = dataclasses.replace(shown.frame, changes=before)
    newest = dataclasses.replace(frame, step=STEPS + 9, changes=(*before, later))
    view = dataclasses.replace(shown, frame=frame, newest=newest)
    assert told("run", Subject(view)).facts[1:] == (
        "Changed at step 5: rate 0.1 → 0.2.",
        "Changed at step 9: my digits: 3.",
    )
