"""A step taken apart is the step that was trained, and its parts make it up."""

from collections import deque

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_viz.nn import OPTIMIZERS, logits_and_activations, softmax_cross_entropy
from mnist_viz.training import (
    Change,
    Checkpoint,
    DivergenceError,
    Frame,
    ParameterPlace,
    RunConfig,
    StepPhases,
    Trainer,
    chain_rule,
    moved_most,
    shares,
    telling_image,
)
from tests.samples import next_step_in_phases
from tests.training.tiny import tiny_config, tiny_data

DATA = tiny_data()
RECIPES = {
    **{name: tiny_config(optimizer=name, learning_rate=0.01) for name in OPTIMIZERS},
    "L2": tiny_config(weight_decay=0.01),
    "decoupled decay": tiny_config(optimizer="adamw", weight_decay=0.01, learning_rate=0.01),
    "dropout and distorted images": tiny_config(
        dropout=0.4, augmentation="elastic", activation=("gelu",)
    ),
    "squared error, smoothed": tiny_config(loss="squared_error", label_smoothing=0.2),
    "a schedule": tiny_config(schedule="cosine", activation=("sigmoid", "leaky_relu")),
    "no hidden layer": tiny_config(hidden=(), activation=("relu",)),
}


def trained(config: RunConfig, steps: int, changes: tuple[Change, ...] = ()) -> Trainer:
    trainer = Trainer(config, DATA, 4, changes)
    units = trainer.units()
    while trainer.step < steps:
        next(units)
    return trainer


def checkpoint_before(config: RunConfig, step: int) -> Checkpoint:
    return trained(config, step - 1).checkpoint()


def dissected(config: RunConfig, step: int) -> StepPhases:
    """Return the phases of a step, from the checkpoint before it alone."""
    copy = Trainer(config, DATA, 4)
    copy.restore(checkpoint_before(config, step))
    return next_step_in_phases(copy)


def assert_same_frame(one: Frame, other: Frame) -> None:
    assert (one.run_id, one.step, one.place, one.config) == (
        other.run_id,
        other.step,
        other.place,
        other.config,
    )
    assert (one.loss, one.learning_rate) == (other.loss, other.learning_rate)
    assert np.array_equal(one.parameters, other.parameters)
    assert (one.gradients is None) == (other.gradients is None)
    if one.gradients is not None and other.gradients is not None:
        assert np.array_equal(one.gradients, other.gradients)


@pytest.mark.parametrize("name", RECIPES)
def test_a_step_taken_apart_is_the_trained_step_bit_for_bit(name: str) -> None:
    config = RECIPES[name]
    for step in (1, 9):
        phases = dissected(config, step)
        assert_same_frame(phases.before, trained(config, step - 1).frame())
        assert_same_frame(phases.after, trained(config, step).frame())


@pytest.mark.parametrize("name", RECIPES)
def test_the_old_weights_and_the_update_make_the_new_ones(name: str) -> None:
    phases = dissected(RECIPES[name], 9)
    made = phases.before.parameters + phases.terms.update
    assert np.abs(made - phases.after.parameters).max() <= 1e-6
    assert phases.terms.terms[0].values is phases.gradient
    if RECIPES[name].optimizer == "sgd":
        used = phases.gradient + phases.config.weight_decay * _weights_alone(phases)
        plain = phases.before.parameters - phases.learning_rate * used
        assert np.abs(plain - phases.after.parameters).max() <= 1e-6


def _weights_alone(phases: StepPhases) -> NDArray[np.float32]:
    layout = phases.before.layout
    return np.asarray(phases.before.parameters * layout.weight_mask())


@pytest.mark.parametrize("name", RECIPES)
def test_a_frames_gradients_are_the_losss_without_weight_decay(name: str) -> None:
    phases = dissected(RECIPES[name], 9)
    assert phases.after.gradients is not None
    assert np.array_equal(phases.after.gradients, phases.gradient)


@pytest.mark.parametrize("name", RECIPES)
def test_what_all_images_add_is_the_gradient_of_each_parameter(name: str) -> None:
    phases = dissected(RECIPES[name], 9)
    layout = phases.before.layout
    for index in range(0, layout.size, 7):
        place = ParameterPlace.at(layout, index)
        total = shares(phases, place).sum(dtype=np.float64)
        assert total == pytest.approx(float(phases.gradient[index]), rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("name", RECIPES)
def test_the_factors_of_the_chain_rule_multiply_to_an_images_share(name: str) -> None:
    phases = dissected(RECIPES[name], 9)
    layout = phases.before.layout
    for index in range(0, layout.size, 11):
        place = ParameterPlace.at(layout, index)
        for image in (0, 5):
            rule = chain_rule(phases, place, image)
            product = rule.error * rule.kept * rule.slope * rule.source
            assert product == pytest.approx(rule.share, rel=1e-3, abs=1e-8)
            assert rule.share == pytest.approx(shares(phases, place)[image], rel=1e-5)


@pytest.mark.parametrize("name", RECIPES)
def test_the_images_losses_average_to_the_trained_loss(name: str) -> None:
    phases = dissected(RECIPES[name], 9)
    assert phases.losses.mean() == pytest.approx(phases.loss, rel=1e-5)
    assert phases.loss == phases.after.loss
    if not RECIPES[name].label_smoothing:
        likely = phases.scores[np.arange(len(phases.rows)), phases.labels]
        if RECIPES[name].loss == "cross_entropy":
            assert np.allclose(phases.losses, -np.log(likely), rtol=1e-4, atol=1e-6)


def test_the_forward_pass_is_the_networks_own() -> None:
    phases = dissected(tiny_config(), 5)
    before = phases.before
    x = DATA.train.pixels[phases.rows] * np.float32(1 / 255)
    logits, activations = logits_and_activations(before.layout, before.parameters, x)
    assert np.array_equal(phases.layers[0].inputs, x)
    assert np.allclose(phases.layers[-1].z, logits, atol=1e-5)
    for passed, a in zip(phases.layers, activations, strict=True):
        assert np.allclose(passed.a, a, atol=1e-5)
    assert np.array_equal(phases.labels, DATA.train.labels[phases.rows])
    assert phases.right == int((activations[-1].argmax(axis=1) == phases.labels).sum())
    assert softmax_cross_entropy(logits, phases.labels) == pytest.approx(phases.loss, rel=1e-5)


def test_slopes_are_the_activations_derivatives() -> None:
    config = tiny_config(hidden=(6, 6, 6, 6), activation=("sigmoid", "tanh", "relu", "gelu"))
    sigmoid, tanh, relu, gelu, output = dissected(config, 3).layers
    assert sigmoid.slope is not None
    assert np.allclose(sigmoid.slope, sigmoid.a * (1 - sigmoid.a), atol=1e-6)
    assert tanh.slope is not None
    assert np.allclose(tanh.slope, 1 - tanh.a**2, atol=1e-6)
    assert relu.slope is not None
    assert np.array_equal(relu.slope, (relu.z > 0).astype(np.float32))
    assert gelu.slope is not None
    assert np.allclose(gelu.slope[gelu.z > 6], 1.0)
    assert output.slope is None


def test_the_parameters_that_move_are_counted() -> None:
    phases = dissected(tiny_config(activation=("relu",)), 2)
    expected = (phases.after.parameters != phases.before.parameters).sum()
    assert phases.moved == expected
    assert 0 < phases.moved < phases.before.layout.size


def test_the_weight_that_moved_most_is_found_in_all_in_a_layer_and_into_a_unit() -> None:
    phases = dissected(tiny_config(), 4)
    layout = phases.before.layout
    sizes = np.abs(phases.change)
    weights = [layer.weight.of(sizes) for layer in layout.layers]
    assert sizes[moved_most(phases).index] == max(one.max() for one in weights)
    assert sizes[moved_most(phases, 1).index] == weights[1].max()
    found = moved_most(phases, 1, 3)
    assert (found.layer, found.unit) == (1, 3)
    assert sizes[found.index] == weights[1][:, 3].max()


def test_a_place_in_the_vectors_names_its_parameter() -> None:
    layout = tiny_config().layout((4, 5), 4)
    flat = np.arange(layout.size, dtype=np.float32)
    for number, layer in enumerate(layout.layers):
        source, unit = layer.inputs - 1, layer.units - 2
        index = int(layer.weight.of(flat)[source, unit])
        assert ParameterPlace.at(layout, index) == ParameterPlace(number, source, unit, index)
        index = int(layer.bias.of(flat)[unit])
        assert ParameterPlace.at(layout, index) == ParameterPlace(number, None, unit, index)
    with pytest.raises(IndexError):
        ParameterPlace.at(layout, layout.size)


def test_of_a_batch_in_pieces_the_first_can_be_followed() -> None:
    data = tiny_data(train=200)
    config = tiny_config(hidden=(1500, 1500), activation=("relu",), batch_size="full")
    phases = next_step_in_phases(Trainer(config, data))
    trainer = Trainer(config, data)
    units = trainer.units()
    while trainer.step < 1:
        next(units)
    assert_same_frame(phases.after, trainer.frame())
    assert len(phases.losses) == 200
    assert phases.followable < 200
    assert phases.losses.mean() == pytest.approx(phases.loss, rel=1e-5)


def test_a_change_that_is_due_takes_part_in_the_step() -> None:
    changes = (Change(3, "learning_rate", 0.7), Change(3, "batch_size", 8))
    trainer = trained(tiny_config(), 3, changes)
    phases = next_step_in_phases(trainer)
    assert phases.learning_rate == 0.7
    assert len(phases.rows) == 8
    assert_same_frame(phases.after, trained(tiny_config(), 4, changes).frame())


def test_a_step_that_diverges_says_so() -> None:
    trainer = trained(tiny_config(activation=("leaky_relu",)), 1)
    trainer.change("learning_rate", 1e6)
    with pytest.raises(DivergenceError):
        deque((next_step_in_phases(trainer) for _ in range(40)), maxlen=0)


def test_the_telling_image_has_most_to_do_with_a_gradient() -> None:
    phases = dissected(tiny_config(), 4)
    place = moved_most(phases)
    each = shares(phases, place)
    image = telling_image(phases, place)
    assert each[image] * phases.gradient[place.index] > 0
    assert abs(each[image]) == max(abs(one) for one in each if one * each[image] > 0)
