import numpy as np
import pytest

from mnist_viz.nn import Layout, Network, logits_and_activations, predict

LAYOUT = Layout.of((2, 3), (4, 3), ("tanh", "softmax"))


def test_the_arrays_lie_one_after_another_and_fill_the_vector() -> None:
    assert [slot.name for slot in LAYOUT.slots] == [
        "layer1.weight",
        "layer1.bias",
        "layer2.weight",
        "layer2.bias",
    ]
    starts = [slot.start for slot in LAYOUT.slots]
    stops = [slot.stop for slot in LAYOUT.slots]
    assert starts == [0, *stops[:-1]]
    assert stops[-1] == LAYOUT.size == 6 * 4 + 4 + 4 * 3 + 3
    assert (LAYOUT.inputs, LAYOUT.classes) == (6, 3)


def test_arrays_are_views_so_that_writing_one_writes_the_vector() -> None:
    flat = np.zeros(LAYOUT.size)
    LAYOUT.layers[1].bias.of(flat)[:] = 1.0
    assert flat[-3:].tolist() == [1.0, 1.0, 1.0]
    assert flat[:-3].sum() == 0


def test_a_filter_is_the_picture_of_the_weights_into_one_unit() -> None:
    flat = np.arange(LAYOUT.size, dtype=np.float64)
    filters = LAYOUT.filters(flat)
    assert filters.shape == (4, 2, 3)
    weight = LAYOUT.layers[0].weight.of(flat)
    assert np.array_equal(filters[2].ravel(), weight[:, 2])


@pytest.mark.parametrize(("units", "grid"), [(64, (8, 8)), (10, (3, 4)), (1, (1, 1)), (32, (5, 7))])
def test_units_stand_in_a_grid_that_holds_them(units: int, grid: tuple[int, int]) -> None:
    layer = Layout.of((1, 1), (units,), ("softmax",)).layers[0]
    assert layer.unit_grid == grid


def test_a_network_is_described_in_a_line() -> None:
    assert LAYOUT.describe() == "6 → 4 tanh → 3 softmax"
    assert [layer.title for layer in LAYOUT.layers] == ["Layer 1", "Output"]


def test_an_unknown_activation_cannot_be_laid_out() -> None:
    with pytest.raises(ValueError, match="no activation 'step'"):
        Layout.of((2, 3), (4, 3), ("step", "softmax"))


def test_recorded_parameters_answer_as_the_network_did() -> None:
    rng = np.random.default_rng(0)
    network = Network(LAYOUT, rng.standard_normal(LAYOUT.size))
    x = rng.random((5, 6))
    logits, activations = logits_and_activations(LAYOUT, network.parameters, x)
    assert [a.shape for a in activations] == [(5, 4), (5, 3)]
    hidden = np.tanh(x @ network.layers[0].weight + network.layers[0].bias)
    assert activations[0] == pytest.approx(hidden)
    assert logits == pytest.approx(hidden @ network.layers[1].weight + network.layers[1].bias)
    assert np.array_equal(predict(LAYOUT, network.parameters, x), activations[-1])
    assert np.array_equal(network.predict(x), activations[-1])
