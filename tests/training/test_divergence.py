import contextlib
import itertools

import numpy as np
import pytest

from mnist_viz.data import LabelledImages
from mnist_viz.nn import Network
from mnist_viz.training import UNREADABLE, DivergenceError, RunConfig, Trainer, analyse_at_once
from tests.training.tiny import SHAPE, tiny_config, tiny_data


def _until_divergence(config: RunConfig, steps: int = 3000) -> tuple[Trainer, DivergenceError]:
    trainer = Trainer(config, tiny_data())
    with pytest.raises(DivergenceError) as caught:
        for _ in itertools.islice(trainer.units(), steps):
            pass
    return trainer, caught.value


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
def test_a_far_too_high_learning_rate_stops_at_a_named_step_with_finite_weights(
    optimizer: str,
) -> None:
    config = tiny_config(
        activation=("leaky_relu",), optimizer=optimizer, learning_rate=1e6, loss="cross_entropy"
    )
    trainer, error = _until_divergence(config)
    assert error.step == trainer.step + 1
    assert error.layer in {"Layer 1", "Layer 2", "Output"}
    assert error.quantity
    assert f"At step {error.step:,} the {error.quantity}" in str(error)
    assert "lower learning rate" in str(error)
    assert np.isfinite(trainer.network.parameters).all()
    assert all(np.isfinite(array).all() for array in trainer.optimizer.state.values())
    assert trainer.optimizer.updates == trainer.step
    frame = trainer.frame()
    assert frame.step == len(frame.metrics) == error.step - 1
    assert np.isfinite(frame.metrics.loss).all()
    assert frame.gradients is None


@pytest.mark.parametrize("optimizer", ["rmsprop", "adam", "adamw"])
def test_weights_that_decay_grows_beyond_all_numbers_stop_training(optimizer: str) -> None:
    config = tiny_config(optimizer=optimizer, learning_rate=1e6, weight_decay=1e3)
    trainer = Trainer(config, tiny_data())
    with contextlib.suppress(DivergenceError):
        for _ in itertools.islice(trainer.units(), 300):
            pass
    assert np.isfinite(trainer.network.parameters).all()
    assert all(np.isfinite(array).all() for array in trainer.optimizer.state.values())


def test_the_weights_kept_are_those_before_the_failed_update() -> None:
    config = tiny_config(activation=("leaky_relu",), learning_rate=1e6)
    trainer, error = _until_divergence(config)
    again = Trainer(config, tiny_data())
    for _ in itertools.islice(again.units(), error.step - 1):
        pass
    assert np.array_equal(again.network.parameters, trainer.network.parameters)


def test_training_goes_on_from_the_kept_weights_when_the_cause_is_gone() -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    next(trainer.units())
    good = trainer.network.parameters.copy()
    trainer.network.parameters[-1] = np.inf
    with pytest.raises(DivergenceError) as caught:
        next(trainer.units())
    assert (caught.value.step, caught.value.layer, caught.value.quantity) == (2, "Output", "loss")
    trainer.network.parameters[:] = good
    trainer.change("learning_rate", 0.01)
    step = next(trainer.units())
    assert step is not None
    assert (step.step, step.learning_rate) == (2, 0.01)


@pytest.mark.parametrize(
    ("array", "layer", "quantity"),
    [
        ("layer1.weight", "Layer 1", "gradient of the weights"),
        ("layer2.bias", "Layer 2", "gradient of the biases"),
        ("layer3.weight", "Output", "gradient of the weights"),
    ],
)
def test_the_error_names_the_layer_whose_gradient_failed(
    array: str, layer: str, quantity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    (slot,) = (slot for slot in trainer.network.layout.slots if slot.name == array)
    compute = Network.backpropagate

    def broken(network: Network, *args: object, **kwargs: object) -> float:
        loss = compute(network, *args, **kwargs)  # type: ignore[arg-type]
        slot.of(network.gradients).flat[0] = np.nan
        return loss

    monkeypatch.setattr(Network, "backpropagate", broken)
    before = trainer.network.parameters.copy()
    with pytest.raises(DivergenceError) as caught:
        next(trainer.units())
    assert (caught.value.step, caught.value.layer, caught.value.quantity) == (1, layer, quantity)
    assert np.array_equal(trainer.network.parameters, before)


def test_an_optimizer_whose_memory_overflows_stops_training_too() -> None:
    trainer = Trainer(tiny_config(optimizer="adam"), tiny_data())
    next(trainer.units())
    trainer.network.gradients[:] = 1e30
    guard, optimizer = trainer._guard, trainer.optimizer
    with np.errstate(over="ignore"):
        guard.check_gradient(2, 1.0, 0.1)
        squares = optimizer.update(trainer.network.gradients, 0.1)
    assert np.isfinite(squares)
    with pytest.raises(DivergenceError, match="optimizer's square of the weights of Layer 1"):
        guard.check_update(2, squares)
    assert np.isfinite(optimizer.state["square"]).all()
    assert optimizer.updates == 1


def test_large_but_finite_values_do_not_stop_training() -> None:
    trainer = Trainer(tiny_config(activation=("tanh",)), tiny_data())
    trainer.network.parameters *= np.float32(1e12)
    for _ in itertools.islice(trainer.units(), 5):
        pass
    assert trainer.step == 5


def test_a_broken_network_has_no_accuracy() -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    data = tiny_data().test
    parameters = trainer.network.parameters.copy()
    parameters[-1] = np.nan
    analysis = analyse_at_once(trainer.network.layout, parameters, data)
    assert analysis.accuracy is None
    assert analysis.wrong == len(data)
    assert analysis.confusion.sum() == 0
    assert not np.isfinite(analysis.loss)


def test_a_network_that_cannot_read_one_image_has_no_accuracy_either() -> None:
    trainer = Trainer(tiny_config(hidden=(), activation=()), tiny_data())
    parameters = np.full_like(trainer.network.parameters, 3e38)
    images = np.zeros((3, *SHAPE), dtype=np.uint8)
    images[1] = 255
    mixed = LabelledImages(images, np.zeros(3, dtype=np.uint8))
    analysis = analyse_at_once(trainer.network.layout, parameters, mixed)
    assert analysis.accuracy is None
    assert analysis.predictions.tolist() == [0, UNREADABLE, 0]
    assert analysis.confusion.sum() == 2
