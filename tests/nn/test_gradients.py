import numpy as np
import pytest

from mnist_viz.nn import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    Dense,
    FloatArray,
    Layout,
    Network,
    activation,
    initial_parameters,
)
from tests.nn.finite_differences import Float64Array, numerical_gradient, relative_error

CLOSE = 1e-6
LABELS = np.array([0, 2, 1, 2, 0], dtype=np.uint8)


def _network(*activations: str, width: int = 4) -> tuple[Network, Float64Array]:
    """Return a network and its parameters, which are in float64."""
    rng = np.random.default_rng(7)
    widths = (*(width + number for number in range(len(activations))), 3)
    layout = Layout.of((2, 3), widths, (*activations, "softmax"))
    parameters = initial_parameters(layout, "xavier", rng, np.float64)
    exact = parameters + 0.1 * rng.standard_normal(layout.size)
    return Network(layout, exact), exact


def _images() -> FloatArray:
    return np.random.default_rng(1).random((len(LABELS), 6))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_derivative_of_every_activation_is_the_slope_of_its_curve(name: str) -> None:
    rng = np.random.default_rng(3)
    function = activation(name)
    z, weights = 3 * rng.standard_normal((6, 4)), rng.standard_normal((6, 4))
    a = np.empty_like(z)

    def weighted_sum() -> float:
        function.forward(z, a)
        return float((weights * a).sum())

    expected = numerical_gradient(weighted_sum, z)
    function.forward(z, a)
    gradient = weights.copy()
    value = z if function.needs_input else a
    function.backward(gradient, value, function.scratch(z.shape, z.dtype))
    assert relative_error(gradient, expected) < CLOSE


@pytest.mark.parametrize("name", [*ACTIVATIONS, "softmax"])
def test_a_layer_knows_the_derivatives_of_weights_biases_and_inputs(name: str) -> None:
    rng = np.random.default_rng(5)
    layer = Layout.of((2, 3), (4,), (name,)).layers[0]
    parameters, gradients = rng.standard_normal(28), np.zeros(28)
    dense = Dense(layer, parameters, gradients)
    x, weights = rng.standard_normal((5, 6)), rng.standard_normal((5, 4))
    kept = dense.buffers(5)

    def weighted_sum() -> float:
        return float((weights * dense.forward(x, kept)).sum())

    expected_parameters = numerical_gradient(weighted_sum, parameters)
    expected_x = numerical_gradient(weighted_sum, x)
    dense.forward(x, kept)
    kept.delta[...] = weights
    gradient_x = np.empty_like(x)
    dense.backward(x, kept, gradient_x)
    assert relative_error(gradients, expected_parameters) < CLOSE
    assert relative_error(gradient_x, expected_x) < CLOSE


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.9])
@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_knows_its_derivative_with_respect_to_the_logits(
    name: str, smoothing: float, order: str
) -> None:
    logits = np.array(2 * np.random.default_rng(2).standard_normal((5, 3)), order=order)  # type: ignore[call-overload]
    loss = LOSSES[name]
    expected = numerical_gradient(lambda: loss(logits, LABELS, smoothing, None), logits)
    gradient = np.empty_like(logits)
    value = loss(logits, LABELS, smoothing, gradient)
    assert value == pytest.approx(loss(logits, LABELS, smoothing, None), rel=1e-14)
    assert relative_error(gradient, expected) < CLOSE


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(
    "activations",
    [(), *((name,) for name in ACTIVATIONS), ("tanh", "relu"), ("gelu", "sigmoid", "leaky_relu")],
    ids=lambda names: "-".join(names) or "none",
)
def test_a_whole_network_knows_the_derivative_of_every_parameter(
    activations: tuple[str, ...], loss: str
) -> None:
    (network, parameters), x = _network(*activations), _images()

    def value() -> float:
        return network.loss_and_gradient(x, LABELS, loss=LOSSES[loss], label_smoothing=0.1)

    expected = numerical_gradient(value, parameters)
    value()
    assert relative_error(network.gradients, expected) < CLOSE


def test_a_network_with_dropout_knows_the_derivative_through_the_units_it_kept() -> None:
    (network, parameters), x = _network("tanh", "relu", width=12), _images()

    def value() -> float:
        rng = np.random.default_rng(11)
        return network.loss_and_gradient(x, LABELS, dropout=0.4, rng=rng)

    expected = numerical_gradient(value, parameters)
    value()
    assert np.count_nonzero(network.gradients == 0) > 0
    assert relative_error(network.gradients, expected) < CLOSE


def test_dropout_keeps_the_mean_of_what_a_layer_passes_on() -> None:
    layout = Layout.of((1, 1), (4000, 1), ("linear", "softmax"))
    network = Network(layout, np.ones(layout.size))
    network.loss_and_gradient(
        np.ones((1, 1)), np.zeros(1, np.uint8), dropout=0.25, rng=np.random.default_rng(0)
    )
    (kept,) = (buffers[0].keep for buffers in network._buffers.values())
    assert kept is not None
    assert set(np.unique(kept).round(6)) == {0.0, 1.333333}
    assert kept.mean() == pytest.approx(1.0, abs=0.05)


def test_float32_gradients_are_those_of_float64_to_six_digits() -> None:
    (exact, _), x = _network("tanh", "relu"), _images()
    exact.loss_and_gradient(x, LABELS)
    single = Network(exact.layout, exact.parameters.astype(np.float32))
    single.loss_and_gradient(x.astype(np.float32), LABELS)
    assert single.gradients.dtype == np.float32
    assert relative_error(single.gradients, exact.gradients) < 1e-6


def test_batches_of_many_sizes_in_turn_give_what_each_gives_alone() -> None:
    (network, _), x = _network("relu"), _images()
    for n in (5, 1, 2, 3, 4, 5, 1):
        network.loss_and_gradient(x[:n], LABELS[:n])
        alone, _ = _network("relu")
        alone.loss_and_gradient(x[:n], LABELS[:n])
        assert np.array_equal(network.gradients, alone.gradients)
    assert len(network._buffers) <= 3


def test_units_that_start_at_zero_stay_alike() -> None:
    layout = Layout.of((2, 3), (4, 3), ("sigmoid", "softmax"))
    network = Network(layout, initial_parameters(layout, "zeros", np.random.default_rng(0)))
    for _ in range(3):
        network.loss_and_gradient(_images().astype(np.float32), LABELS)
        network.parameters -= network.gradients
    filters = layout.filters(network.parameters)
    assert np.ptp(filters, axis=0).max() == 0


@pytest.mark.parametrize("init", INITIALIZERS)
def test_initial_weights_have_the_deviation_of_their_rule_and_biases_are_zero(init: str) -> None:
    layout = Layout.of((10, 20), (300, 10), ("relu", "softmax"))
    flat = initial_parameters(layout, init, np.random.default_rng(0))
    layer = layout.layers[0]
    expected = {
        "he": (2 / 200) ** 0.5,
        "xavier": (2 / 500) ** 0.5,
        "lecun": (1 / 200) ** 0.5,
        "normal": 0.01,
        "zeros": 0.0,
    }[init]
    assert layer.weight.of(flat).std() == pytest.approx(expected, rel=0.02)
    assert not layer.bias.of(flat).any()


def test_the_parts_of_a_batch_add_up_to_it() -> None:
    (network, _), x = _network("tanh", "relu"), _images()
    loss = network.loss_and_gradient(x, LABELS)
    whole = network.gradients.copy()
    first = network.loss_and_gradient(x[:2], LABELS[:2], share=0.4)
    part = network.gradients.copy()
    second = network.loss_and_gradient(x[2:], LABELS[2:], share=0.6)
    assert first + second == pytest.approx(loss)
    assert part + network.gradients == pytest.approx(whole)
