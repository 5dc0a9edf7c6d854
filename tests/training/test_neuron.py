"""A unit taken apart: its terms, its sum, its activation, its slope and its gradients."""

import dataclasses
import math

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_viz.nn import ACTIVATIONS, Layout, logits_and_activations, softmax_cross_entropy
from mnist_viz.training import Frame, Trainer, neuron_at, strongest_targets
from mnist_viz.training.neuron import Neuron
from tests.training.tiny import tiny_config, tiny_data

Pictures = NDArray[np.uint8]


def trained(steps: int = 4, **settings: object) -> Frame:
    trainer = Trainer(tiny_config(**settings), tiny_data())
    units = trainer.units()
    while trainer.step < steps:
        next(units)
    return trainer.frame()


def activations_of(frame: Frame, image: Pictures) -> tuple[NDArray[np.float32], ...]:
    x = image.reshape(1, -1) * np.float32(1 / 255)
    _, layers = logits_and_activations(frame.layout, frame.parameters, x)
    return tuple(np.asarray(layer[0], dtype=np.float32) for layer in layers)


def neurons(frame: Frame, image: Pictures) -> list[Neuron]:
    """Take every unit of every layer apart."""
    found = activations_of(frame, image)
    return [
        neuron_at(frame, image.reshape(-1) / 255, found, number, unit, gradients=frame.gradients)
        for number, layer in enumerate(frame.layout.layers)
        for unit in range(layer.units)
    ]


@pytest.fixture
def image() -> Pictures:
    picture: Pictures = tiny_data().test.images[3]
    return picture


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_terms_and_bias_sum_to_z_and_z_makes_the_activation(name: str, image: Pictures) -> None:
    frame = trained(activation=(name,))
    found, z = activations_of(frame, image), image.reshape(-1) / 255
    for one in neurons(frame, image):
        layer = frame.layout.layers[one.layer]
        inputs = z if one.layer == 0 else found[one.layer - 1].astype(np.float64)
        column = layer.weight.of(frame.parameters)[:, one.unit].astype(np.float64)
        assert np.array_equal(one.terms, inputs * column)
        assert one.total == pytest.approx(inputs @ column, abs=1e-12)
        assert one.z == pytest.approx(one.total + layer.bias.of(frame.parameters)[one.unit])
        assert one.value == pytest.approx(found[one.layer][one.unit], abs=1e-5)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_slope_is_the_finite_difference_of_the_curve(name: str, image: Pictures) -> None:
    step = 1e-6
    for one in neurons(trained(activation=(name,)), image):
        low, high = one.curve(np.array([one.z - step, one.z + step]))
        assert one.slope == pytest.approx((high - low) / (2 * step), abs=1e-7)


def test_the_curve_of_an_output_is_its_score_with_the_other_logits_held(image: Pictures) -> None:
    frame = trained()
    *_, one = neurons(frame, image)
    assert one.function == "softmax"
    logits = np.append(one.others, one.z)
    for moved in (-3.0, 0.0, 2.5):
        logits[-1] = one.z + moved
        score = np.exp(logits[-1]) / np.exp(logits).sum()
        assert one.curve(np.array([one.z + moved]))[0] == pytest.approx(score, abs=1e-12)


def test_scores_are_certain_and_not_nan_for_extreme_logits() -> None:
    far = Neuron(0, 0, "softmax", np.ones(1), np.ones(1) * 1e5, 0.0, np.array([-1e5]), None, None)
    assert (far.value, far.slope) == (1.0, 0.0)
    alone = dataclasses.replace(far, others=np.empty(0))
    assert alone.value == 1.0


def loss_at(frame: Frame, parameters: NDArray[np.float64], rows: NDArray[np.intp]) -> float:
    data = tiny_data().train
    logits, _ = logits_and_activations(frame.layout, parameters, data.pixels[rows] / 255)
    return softmax_cross_entropy(logits, data.labels[rows])


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_the_gradients_are_finite_differences_of_the_batchs_mean_loss(
    decay: float, image: Pictures
) -> None:
    """With the whole training set as the batch, what the last update saw is known."""
    before, after = (
        trained(steps, batch_size="full", activation=("tanh",), weight_decay=decay)
        for steps in (3, 4)
    )
    rows = np.arange(len(tiny_data().train))
    exact, step = before.parameters.astype(np.float64), 1e-5
    for one in neurons(after, image):
        layer = after.layout.layers[one.layer]
        assert one.gradient is not None
        assert one.weight_gradients is not None
        places = [(layer.bias.start + one.unit, one.gradient)]
        source = one.unit % layer.inputs
        weight = layer.weight.start + source * layer.units + one.unit
        places.append((weight, float(one.weight_gradients[source])))
        for place, gradient in places:
            moved = [exact.copy(), exact.copy()]
            moved[0][place] -= step
            moved[1][place] += step
            low, high = (loss_at(before, parameters, rows) for parameters in moved)
            assert gradient == pytest.approx((high - low) / (2 * step), abs=1e-6)


def test_there_are_no_gradients_before_the_first_step(image: Pictures) -> None:
    one = neurons(trained(0), image)[0]
    assert one.gradient is None
    assert one.weight_gradients is None


def test_the_largest_terms_and_the_remainder_are_the_whole_sum(image: Pictures) -> None:
    for one in neurons(trained(), image):
        shown = one.largest(5)
        ranked = sorted(np.abs(one.terms), reverse=True)
        assert np.abs(one.terms[shown]).tolist() == [m for m in ranked if m > 0][:5]
        assert one.terms[shown].sum() + one.remainder(shown) == pytest.approx(one.total, abs=1e-12)


def test_terms_that_are_zero_are_not_among_the_largest() -> None:
    frame = trained()
    blank = np.zeros((4, 5), dtype=np.uint8)
    blank[1, 2] = 255
    pixels = blank.reshape(-1) / 255
    one = neuron_at(frame, pixels, activations_of(frame, blank), 0, 2, gradients=None)
    assert one.largest(5).tolist() == [7]
    nothing = np.zeros((4, 5), dtype=np.uint8)
    pixels = nothing.reshape(-1) / 255
    none = neuron_at(frame, pixels, activations_of(frame, nothing), 0, 2, gradients=None)
    assert none.largest(5).tolist() == []
    assert none.remainder(none.largest(5)) == none.total == 0.0


def test_what_a_unit_feeds_are_its_largest_weights_into_the_next_layer() -> None:
    frame = trained()
    weights = frame.layout.layers[1].weight.of(frame.parameters)[3]
    fed = strongest_targets(frame, 0, 3, 4)
    assert [abs(weight) for _, weight in fed] == sorted(np.abs(weights), reverse=True)[:4]
    assert all(weights[unit] == weight for unit, weight in fed)
    assert strongest_targets(frame, 2, 0, 4) == []


def test_a_broken_network_is_taken_apart_without_a_warning(image: Pictures) -> None:
    frame = trained()
    broken = frame.parameters.copy()
    broken[::7] = np.inf
    broken[1::7] = np.nan
    broken_frame = dataclasses.replace(frame, parameters=broken)
    with np.errstate(all="ignore"):
        found = activations_of(broken_frame, image)
    for number, layer in enumerate(frame.layout.layers):
        one = neuron_at(
            broken_frame, image.reshape(-1) / 255, found, number, layer.units - 1, gradients=None
        )
        assert not math.isfinite(one.z)
        assert one.largest(5) is not None
        assert not math.isfinite(one.value) or one.value in {0.0, 1.0, -1.0}
        assert isinstance(one.slope, float)


def test_a_network_without_hidden_layers_goes_from_pixels_to_scores() -> None:
    frame = trained(hidden=(), activation=("relu",))
    assert isinstance(frame.layout, Layout)
    image = tiny_data().test.images[0]
    first, *_ = neurons(frame, image)
    assert first.function == "softmax"
    assert len(first.others) == 3
    assert first.value == pytest.approx(activations_of(frame, image)[0][0], abs=1e-6)
