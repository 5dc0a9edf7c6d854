"""One step of two tiny networks, small enough to be worked with a pencil."""

import math

import numpy as np
import pytest

from mnist_viz.nn import Adam, GradientDescent, Layout, Network

LAYOUT = Layout.of((1, 2), (3, 2), ("relu", "softmax"))
WEIGHT_1 = [[1.0, 0.0, -1.0], [0.0, 1.0, 0.0]]
WEIGHT_2 = [[1.0, 2.0], [1.0, 0.5], [7.0, -7.0]]


def _network() -> Network:
    """Return 2 inputs, 3 ReLU units, 2 classes; biases are zero."""
    network = Network(LAYOUT, np.zeros(LAYOUT.size))
    network.layers[0].weight[...] = WEIGHT_1
    network.layers[1].weight[...] = WEIGHT_2
    return network


def test_one_image_forward_and_backward_is_what_the_pencil_says() -> None:
    network = _network()
    # x = (1, 2): z = (1, 2, −1), a = (1, 2, 0); the logits are (3, 3), the scores one half each.
    loss = network.loss_and_gradient(np.array([[1.0, 2.0]]), np.array([0]))
    assert loss == pytest.approx(math.log(2))
    first, second = network.layers
    # dL/dlogits = (½ − 1, ½); the third unit passed nothing on and learns nothing.
    assert second.bias_gradient.tolist() == [-0.5, 0.5]
    assert second.weight_gradient.tolist() == [[-0.5, 0.5], [-1.0, 1.0], [0.0, 0.0]]
    # dL/da = (−½·1 + ½·2, −½·1 + ½·½, …) = (½, −¼, masked).
    assert first.bias_gradient.tolist() == [0.5, -0.25, 0.0]
    assert first.weight_gradient.tolist() == [[0.5, -0.25, 0.0], [1.0, -0.5, 0.0]]


def test_gradient_descent_moves_every_parameter_against_its_derivative() -> None:
    network = _network()
    network.loss_and_gradient(np.array([[1.0, 2.0]]), np.array([0]))
    GradientDescent(network.parameters, np.ones(LAYOUT.size)).update(network.gradients, 0.1)
    first, second = network.layers
    assert first.weight == pytest.approx(np.array([[0.95, 0.025, -1.0], [-0.1, 1.05, 0.0]]))
    assert first.bias == pytest.approx(np.array([-0.05, 0.025, 0.0]))
    assert second.weight == pytest.approx(np.array([[1.05, 1.95], [1.1, 0.4], [7.0, -7.0]]))
    assert second.bias == pytest.approx(np.array([0.05, -0.05]))


def test_the_first_update_of_adam_has_the_size_of_the_learning_rate() -> None:
    network = _network()
    network.loss_and_gradient(np.array([[1.0, 2.0]]), np.array([0]))
    before = network.parameters.copy()
    Adam(network.parameters, np.ones(LAYOUT.size)).update(network.gradients, 0.01)
    expected = -0.01 * np.sign(network.gradients)
    assert network.parameters - before == pytest.approx(expected, abs=1e-8)


def test_a_batch_has_the_mean_of_its_images_gradients() -> None:
    network = _network()
    x, labels = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([0, 1])
    loss = network.loss_and_gradient(x, labels)
    together = network.gradients.copy()
    alone = np.zeros_like(together)
    losses = []
    for image, label in zip(x, labels, strict=True):
        losses.append(network.loss_and_gradient(image[None], label[None]))
        alone += network.gradients / 2
    assert loss == pytest.approx(sum(losses) / 2)
    assert together == pytest.approx(alone)


def test_scores_are_the_softmax_of_the_logits() -> None:
    scores = _network().predict(np.array([[1.0, 2.0], [0.0, 2.0]]))
    e = math.e
    expected = np.array([[0.5, 0.5], [e / (1 + e), 1 / (1 + e)]])
    assert scores == pytest.approx(expected)
