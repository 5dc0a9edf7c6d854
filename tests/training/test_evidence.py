import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_viz.assets import resource
from mnist_viz.data import ink_to_image
from mnist_viz.nn import Layout, initial_parameters, logits_and_activations, logits_and_pullback
from mnist_viz.training import evidence, load_model, nearest, smallest_change
from tests.nn.finite_differences import numerical_gradient, relative_error
from tests.samples import sample_view
from tests.ui.strokes_of_digits import DIGITS

Float64Array = NDArray[np.float64]
ACTIVATIONS = ["tanh", "relu", "sigmoid", "leaky_relu", "gelu", "linear"]


def _network(kind: str, seed: int = 0) -> tuple[Layout, Float64Array]:
    layout = Layout.of((5, 4), (7, 6, 4), (kind, kind, "softmax"))
    rng = np.random.default_rng(seed)
    parameters = initial_parameters(layout, "he", rng).astype(np.float64)
    return layout, parameters + rng.normal(0, 0.2, layout.size)


def _logits(layout: Layout, parameters: Float64Array, x: Float64Array) -> Float64Array:
    logits, _ = logits_and_activations(layout, parameters, x.reshape(1, -1))
    return np.asarray(logits[0], dtype=np.float64)


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_the_gradient_of_a_logit_is_the_numerical_one(kind: str) -> None:
    layout, parameters = _network(kind)
    x = np.random.default_rng(1).random((1, 20))
    logits, pullback = logits_and_pullback(layout, parameters, x)
    assert logits[0] == pytest.approx(_logits(layout, parameters, x))
    for direction in ([0.0, 1, 0, 0], [1.0, 0, -1, 0]):
        weights = np.array(direction)

        def weighed(weights: Float64Array = weights) -> float:
            return float(_logits(layout, parameters, x) @ weights)

        expected = numerical_gradient(weighed, x)
        assert relative_error(pullback(weights), expected) < 1e-6


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_evidence_is_the_integral_of_numerical_gradients(kind: str) -> None:
    layout, parameters = _network(kind, seed=3)
    image = np.random.default_rng(2).random((5, 4))
    alone, rather = evidence(layout, parameters, image, 2, 0)
    total = np.zeros((2, 20))
    many = 2_000
    for share in (np.arange(many) + 0.5) / many:
        x = share * image.reshape(1, -1)
        _, pullback = logits_and_pullback(layout, parameters, x)
        total[0] += pullback(np.array([0.0, 0, 1, 0]))[0] / many
        total[1] += pullback(np.array([-1.0, 0, 1, 0]))[0] / many
    for found, mean in zip((alone, rather), total, strict=True):
        expected = image * mean.reshape(5, 4)
        assert np.abs(found.contributions - expected).max() < 1e-3


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_contributions_add_up_to_the_difference_from_blank_paper(kind: str) -> None:
    layout, parameters = _network(kind, seed=5)
    image = np.random.default_rng(4).random((5, 4))
    image[0] = 0
    drawn = _logits(layout, parameters, image)
    blank = _logits(layout, parameters, np.zeros(20))
    alone, rather = evidence(layout, parameters, image, 1, 3)
    assert alone.difference == pytest.approx(drawn[1] - blank[1])
    assert rather.difference == pytest.approx(drawn[1] - drawn[3] - blank[1] + blank[3])
    for found in (alone, rather):
        assert found.contributions.sum() == pytest.approx(found.difference, abs=1e-4)
        assert not found.contributions[0].any()


def test_evidence_of_a_trained_network_adds_up_in_float32() -> None:
    view = sample_view()
    assert view.drawing is not None
    image = view.drawing * np.float32(1 / 255)
    alone, rather = evidence(view.frame.layout, view.frame.parameters, image, 7, 1)
    for found in (alone, rather):
        assert found.contributions.dtype == np.float32
        assert found.contributions.sum() == pytest.approx(found.difference, abs=1e-3)


def test_evidence_of_the_shipped_network_adds_up() -> None:
    network, _ = load_model(resource("pretrained.safetensors"))
    for digit, strokes in DIGITS.items():
        image = ink_to_image([np.array(stroke) for stroke in strokes]) * np.float32(1 / 255)
        other = (digit + 4) % 10
        for found in evidence(network.layout, network.parameters, image, digit, other):
            assert found.contributions.sum() == pytest.approx(found.difference, abs=5e-4)


@pytest.mark.parametrize("kinds", [("relu", "tanh"), ("tanh", "leaky_relu"), ("gelu", "relu")])
def test_evidence_adds_up_where_kinked_layers_follow_curved_ones(kinds: tuple[str, str]) -> None:
    layout = Layout.of((5, 4), (30, 20, 4), (*kinds, "softmax"))
    rng = np.random.default_rng(6)
    parameters = initial_parameters(layout, "he", rng).astype(np.float64)
    parameters += rng.normal(0, 0.2, layout.size)
    for found in evidence(layout, parameters, rng.random((5, 4)), 0, 3):
        assert found.contributions.sum() == pytest.approx(found.difference, abs=1e-4)


def test_evidence_of_a_wide_network_adds_up_nearly() -> None:
    layout = Layout.of((28, 28), (1500, 10), ("relu", "softmax"))
    rng = np.random.default_rng(0)
    parameters = initial_parameters(layout, "he", rng)
    layout.layers[0].bias.of(parameters)[:] = rng.normal(0, 0.5, 1500)
    image = rng.random((28, 28), dtype=np.float32)
    for found in evidence(layout, parameters, image, 3, 4):
        assert found.contributions.sum() == pytest.approx(found.difference, abs=5e-3)


def test_evidence_of_a_network_without_hidden_layers_is_weight_times_ink() -> None:
    layout = Layout.of((5, 4), (3,), ("softmax",))
    parameters = np.random.default_rng(0).normal(0, 1, layout.size)
    image = np.random.default_rng(1).random((5, 4))
    weight = layout.layers[0].weight.of(parameters)
    alone, rather = evidence(layout, parameters, image, 1, 2)
    assert alone.contributions.ravel() == pytest.approx(image.ravel() * weight[:, 1])
    assert rather.contributions.ravel() == pytest.approx(
        image.ravel() * (weight[:, 1] - weight[:, 2])
    )
    assert alone.contributions.sum() == pytest.approx(alone.difference)


def test_the_smallest_change_is_read_as_the_target_and_stays_a_picture() -> None:
    view = sample_view()
    assert view.drawing is not None
    layout, parameters = view.frame.layout, view.frame.parameters
    image = view.drawing * np.float32(1 / 255)
    for target in (0, 3):
        found = list(smallest_change(layout, parameters, image, target))
        assert [one.iteration for one in found] == list(range(101))
        assert np.array_equal(found[0].image, image)
        assert found[0].size == 0
        best = nearest(found)
        assert best is not None
        assert best.scores.argmax() == target
        assert 0 <= best.image.min() <= best.image.max() <= 1
        assert best.size == pytest.approx(float(np.linalg.norm(best.image - image)), rel=1e-5)
        _, activations = logits_and_activations(layout, parameters, best.image.reshape(1, -1))
        assert activations[-1][0] == pytest.approx(best.scores, abs=1e-6)


def test_the_nearest_change_holds_for_the_picture_in_bytes() -> None:
    network, _ = load_model(resource("pretrained.safetensors"))
    layout, parameters = network.layout, network.parameters
    for digit, target in ((2, 3), (3, 8), (4, 9), (7, 2)):
        strokes = [np.array(stroke) for stroke in DIGITS[digit]]
        image = ink_to_image(strokes) * np.float32(1 / 255)
        found = list(smallest_change(layout, parameters, image, target))
        for one in found:
            pixels = np.rint(255 * one.image).astype(np.uint8)
            assert np.array_equal(pixels * np.float32(1 / 255), one.image)
        best = nearest(found)
        assert best is not None
        kept = np.rint(255 * best.image).astype(np.uint8)
        scores = network.predict(kept.reshape(1, -1) * np.float32(1 / 255))
        assert scores.argmax() == target
        assert best.size < 3, "a few pixels' worth of ink"


def test_of_a_linear_network_the_smallest_change_is_the_known_one() -> None:
    layout = Layout.of((5, 4), (2,), ("softmax",))
    rng = np.random.default_rng(0)
    parameters = rng.normal(0, 1, layout.size)
    image = np.full((5, 4), 128 / 255)
    weights = layout.layers[0].weight.of(parameters)
    normal, distance = weights[:, 1] - weights[:, 0], 0.6
    bias = layout.layers[0].bias.of(parameters)
    bias[:] = -image.reshape(-1) @ weights
    bias[0] += distance * np.linalg.norm(normal)  # so far is the picture from the border
    target = 1
    assert np.abs(distance * normal / np.linalg.norm(normal)).max() < 0.49, "meets no 0 or 1"
    best = nearest(list(smallest_change(layout, parameters, image, target, 200)))
    assert best is not None
    assert distance <= best.size < 1.06 * distance


def test_what_is_read_as_the_target_needs_no_change() -> None:
    view = sample_view()
    assert view.drawing is not None
    image = view.drawing * np.float32(1 / 255)
    found = list(smallest_change(view.frame.layout, view.frame.parameters, image, 7))
    assert len(found) == 1
    assert found[0].reads_target


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_a_network_that_answers_all_alike_has_no_nearest_change(value: float) -> None:
    view = sample_view()
    assert view.drawing is not None
    dead = np.full_like(view.frame.parameters, value)
    image = view.drawing * np.float32(1 / 255)
    with np.errstate(all="ignore"):
        found = list(smallest_change(view.frame.layout, dead, image, 3))
    assert len(found) == 1
    assert nearest(found) is None
