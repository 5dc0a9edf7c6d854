"""Values at the edge of what numbers can hold."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mnist_viz.nn import (
    ACTIVATIONS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    activation,
    cost_of_guessing,
    softmax,
)
from mnist_viz.nn.optimizer import UPDATES_BETWEEN_SWEEPS

LOGITS = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 5), st.integers(2, 12)),
    elements=st.floats(-1e4, 1e4, width=32),
)


@given(LOGITS, st.sampled_from(sorted(LOSSES)), st.sampled_from([0.0, 0.1]))
def test_extreme_logits_have_a_finite_loss_and_gradient(
    logits: np.ndarray, name: str, smoothing: float
) -> None:
    labels = np.arange(len(logits)) % logits.shape[1]
    gradient = np.empty_like(logits)
    loss = LOSSES[name](logits, labels, smoothing, gradient)
    assert math.isfinite(loss)
    assert loss >= -1e-4
    assert np.isfinite(gradient).all()
    assert np.abs(gradient.sum(axis=1)).max() < 1e-5


@given(LOGITS)
def test_scores_are_finite_not_negative_and_sum_to_one(logits: np.ndarray) -> None:
    scores = softmax(logits)
    assert scores.min() >= 0
    assert scores.sum(axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_sure_and_wrong_network_has_the_loss_of_its_logits_distance() -> None:
    logits = np.array([[1e4, -1e4]], dtype=np.float32)
    assert LOSSES["cross_entropy"](logits, np.array([1]), 0.0, None) == 2e4
    assert LOSSES["squared_error"](logits, np.array([1]), 0.0, None) == 2.0


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_guessing_costs_what_each_loss_takes_for_equal_scores(smoothing: float) -> None:
    logits, labels = np.full((3, 10), 0.7), np.array([0, 4, 9])
    for name, loss in LOSSES.items():
        cost = cost_of_guessing(name, 10, smoothing)
        assert cost == pytest.approx(loss(logits, labels, smoothing, None))
    assert cost_of_guessing("cross_entropy", 10, smoothing) == pytest.approx(np.log(10))
    assert cost_of_guessing("squared_error", 10) == pytest.approx(0.9)


def test_squared_error_hardly_learns_where_cross_entropy_learns_most() -> None:
    logits, label = np.array([[20.0, -20.0]]), np.array([1])
    slopes = {}
    for name, loss in LOSSES.items():
        gradient = np.empty_like(logits)
        loss(logits, label, 0.0, gradient)
        slopes[name] = float(np.abs(gradient).max())
    assert slopes["squared_error"] < 1e-15
    assert slopes["cross_entropy"] == pytest.approx(1.0)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_and_slopes_of_extreme_sums_are_finite(name: str) -> None:
    function = activation(name)
    z = np.array([-1e4, -88.8, -1e-30, 0.0, 1e-30, 88.8, 1e4], dtype=np.float32)
    a = np.empty_like(z)
    function.forward(z, a)
    grad = np.ones_like(z)
    function.backward(grad, z if function.needs_input else a, function.scratch(z.shape, z.dtype))
    assert np.isfinite(a).all()
    assert np.isfinite(grad).all()
    if function.ceiling is not None:
        assert np.abs(a).max() <= function.ceiling
    if not function.signed:
        assert a.min() >= 0


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_may_be_written_over_its_input_unless_it_needs_it(name: str) -> None:
    function = activation(name)
    z = np.linspace(-3, 3, 13)
    a = np.empty_like(z)
    function.forward(z, a)
    if not function.needs_input:
        function.forward(z, z)
        assert np.array_equal(z, a)


def test_gelu_and_leaky_relu_have_their_published_values() -> None:
    z = np.array([-1.0, 0.0, 1.0, 3.0])
    a = np.empty_like(z)
    activation("gelu").forward(z, a)
    assert a == pytest.approx([-0.158808, 0.0, 0.841192, 2.996363], abs=1e-6)
    activation("leaky_relu").forward(z, a)
    assert a == pytest.approx([-0.01, 0.0, 1.0, 3.0])


def test_an_unknown_activation_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"no activation 'swish'; there are sigmoid, tanh"):
        activation("swish")


def test_softmax_is_an_activation_by_name_but_none_for_hidden_layers() -> None:
    assert activation("softmax").name == "softmax"
    assert "softmax" not in ACTIVATIONS


@given(st.sampled_from(sorted(SCHEDULES)), st.floats(0, 1))
def test_schedules_stay_between_zero_and_one(name: str, progress: float) -> None:
    assert 0 <= SCHEDULES[name](progress) <= 1


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("constant", {0.0: 1, 0.5: 1, 1.0: 1}),
        ("step", {0.0: 1, 0.49: 1, 0.5: 0.1, 0.75: 0.01, 1.0: 0.01}),
        ("cosine", {0.0: 1, 0.5: 0.5, 1.0: 0, 2.0: 0}),
        ("warmup_linear", {0.0: 0.1, 0.1: 0.55, 0.2: 1, 0.6: 0.5, 1.0: 0, 2.0: 0}),
    ],
)
def test_schedules_pass_through_their_points(name: str, points: dict[float, float]) -> None:
    for progress, factor in points.items():
        assert SCHEDULES[name](progress) == pytest.approx(factor)


@pytest.mark.parametrize("name", [name for name, kind in OPTIMIZERS.items() if kind.state_names])
def test_what_an_optimizer_remembers_never_stays_too_small_for_the_processor(name: str) -> None:
    parameters = np.ones(40, dtype=np.float32)
    gradient = np.linspace(-1.0, 1.0, 40, dtype=np.float32)
    optimizer = OPTIMIZERS[name](parameters, np.ones_like(parameters), momentum=0.9, beta2=0.9)
    optimizer.update(gradient, 0.01)
    for count in range(2, 1500):
        optimizer.update(np.zeros_like(gradient), 0.01)
        for array in optimizer.state.values():
            small = np.abs(array[array != 0])
            assert small.min(initial=1.0) >= np.finfo(np.float32).tiny, count
    assert not any(array.any() for array in optimizer.state.values())


@pytest.mark.parametrize("name", [name for name, kind in OPTIMIZERS.items() if kind.state_names])
def test_forgetting_specks_moves_no_parameter(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    start = rng.standard_normal(60).astype(np.float32)
    # A third has a gradient at each update, a third at a few of them, a third at none.
    gradients = rng.standard_normal((1500, 60)).astype(np.float32)
    gradients[:, 20:40] *= rng.random((1500, 20)) < 0.002
    gradients[:, 40:] = 0.0
    found = list[np.ndarray]()
    for between in (UPDATES_BETWEEN_SWEEPS, 10_000):
        monkeypatch.setattr("mnist_viz.nn.optimizer.UPDATES_BETWEEN_SWEEPS", between)
        parameters = start.copy()
        optimizer = OPTIMIZERS[name](parameters, np.ones_like(parameters), beta2=0.9)
        for gradient in gradients:
            optimizer.update(gradient, 0.01)
        found.append(parameters)
    assert np.array_equal(found[0], found[1])


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("constant", ["momentum", "beta2"])
def test_an_optimizer_names_the_constants_that_its_updates_depend_on(
    name: str, constant: str
) -> None:
    after = []
    for value in (0.5, 0.9):
        parameters = np.ones(3)
        values = {"momentum": 0.8, "beta2": 0.8, constant: value}
        optimizer = OPTIMIZERS[name](
            parameters, np.ones(3), momentum=values["momentum"], beta2=values["beta2"]
        )
        for gradient in (1.0, 0.2, -0.5):
            optimizer.update(np.full(3, gradient), 0.1)
        after.append(parameters.tolist())
    assert (after[0] != after[1]) == (constant in OPTIMIZERS[name].constants)
