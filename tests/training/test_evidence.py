import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_viz.nn import Layout, initial_parameters, logits_and_activations, logits_and_pullback
from mnist_viz.training import evidence, nearest, smallest_change
from tests.nn.finite_differences import numerical_gradient, relative_error
from tests.samples import sample_view

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
    alone, rather = evidence(layout, parameters, image, 2, 0, points=400)
    total = np.zeros((2, 20))
    many = 2_000
    for share in (np.arange(many) + 0.5) / many:
        x = share * image.reshape(1, -1)
        _, pullback = logits_and_pullback(layout, parameters, x)
        total[0] += pullback(np.array([0.0, 0, 1, 0]))[0] / many
        total[1] += pullback(np.array([-1.0, 0, 1, 0]))[0] / many
    for found, mean in zip((alone, rather), total, strict=True):
        expected = image * mean.reshape(5, 4)
        assert np.abs(found.contributions - expected).max() < 5e-3


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
        assert found.contributions.sum() == pytest.approx(found.difference, abs=0.02)
        assert not found.contributions[0].any()


def test_evidence_of_a_trained_network_adds_up_in_float32() -> None:
    view = sample_view()
    assert view.drawing is not None
    image = view.drawing * np.float32(1 / 255)
    alone, rather = evidence(view.frame.layout, view.frame.parameters, image, 7, 1)
    for found in (alone, rather):
        assert found.contributions.dtype == np.float32
        assert found.contributions.sum() == pytest.approx(found.difference, rel=0.02, abs=0.02)


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


def test_of_a_linear_network_the_smallest_change_is_the_known_one() -> None:
    layout = Layout.of((5, 4), (2,), ("softmax",))
    rng = np.random.default_rng(0)
    parameters = rng.normal(0, 1, layout.size)
    image = np.full((5, 4), 0.5)
    weights = layout.layers[0].weight.of(parameters)
    normal, distance = weights[:, 1] - weights[:, 0], 0.6
    bias = layout.layers[0].bias.of(parameters)
    bias[:] = -image.reshape(-1) @ weights
    bias[0] += distance * np.linalg.norm(normal)  # so far is the picture from the border
    target = 1
    assert np.abs(distance * normal / np.linalg.norm(normal)).max() < 0.5, "meets no 0 or 1"
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
