import itertools

import numpy as np
import pytest

from mnist_viz.nn import LOSSES
from mnist_viz.training import CollapseError, DivergenceError, Trainer
from mnist_viz.training.collapse import WINDOW
from tests.training.tiny import tiny_config, tiny_data


def _run(trainer: Trainer, steps: int) -> None:
    for _ in itertools.islice(trainer.units(), steps):
        pass


@pytest.mark.parametrize("batch", [16, "full"])
def test_a_rate_far_too_high_stops_training_that_has_collapsed(batch: int | str) -> None:
    config = tiny_config(hidden=(8, 6), activation=("relu",), init="he", batch_size=batch)
    trainer = Trainer(config, tiny_data(train=2100 if batch == "full" else 96), watched=True)
    _run(trainer, 40)
    before = trainer.step
    trainer.change("learning_rate", 50.0)
    with pytest.raises(CollapseError) as caught:
        _run(trainer, 10 * WINDOW)
    error = caught.value
    assert isinstance(error, DivergenceError)
    assert error.step == trainer.step
    assert error.step % WINDOW == 0
    assert error.layer in {"Layer 1", "Layer 2"}
    health = trainer.metrics.so_far().health.steps.tolist()
    assert {before + 2, before + 3, error.step} <= set(health), "the leap, and what became of it"
    assert trainer.metrics.so_far().loss[error.last_good_step] < 0.8 * np.log(4)
    assert error.last_good_step <= 41
    assert "Training has collapsed: the loss leapt to" in str(error)
    assert f"Go back to step {error.last_good_step} and go on with a lower" in str(error)
    assert np.isfinite(trainer.network.parameters).all()


@pytest.mark.parametrize("hidden", [(8, 6), ()])
@pytest.mark.parametrize("batch", [16, "full"])
def test_by_squared_error_a_net_sure_of_one_class_has_collapsed_with_no_layer_dead(
    batch: int | str, hidden: tuple[int, ...]
) -> None:
    trainer = _sure_of_one_class("squared_error", hidden=hidden, batch_size=batch)
    before = trainer.step
    with pytest.raises(CollapseError, match="Output answers every image alike") as caught:
        _run(trainer, 10 * WINDOW)
    assert trainer.step == before + WINDOW
    assert caught.value.last_good_step == before - 1, "the last that was not thrown away"
    assert trainer.network.gradients == pytest.approx(0.0, abs=1e-6)


def test_by_cross_entropy_a_net_sure_of_one_class_is_on_its_way_back() -> None:
    trainer = _sure_of_one_class("cross_entropy")
    before = trainer.step
    _run(trainer, 2 * WINDOW)
    assert trainer.step == before + 2 * WINDOW
    assert trainer.metrics.so_far().loss[-WINDOW:].min() > np.log(4)


def _sure_of_one_class(loss: str, **settings: object) -> Trainer:
    """Return a trainer of a net that could read, until it was thrown out of reach."""
    config = tiny_config(activation=("tanh",), loss=loss, **settings)
    trainer = Trainer(config, tiny_data(train=2100 if config.batch_size == "full" else 96))
    units = trainer.units()
    while trainer.step < 2 * WINDOW:
        next(units)
    network = trainer.network
    network.layout.layers[-1].bias.of(network.parameters)[2] += 500.0
    return trainer


@pytest.mark.parametrize("rate", [0.1, 1.0])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_ordinary_training_is_never_taken_for_a_collapse(
    activation: str, loss: str, rate: float
) -> None:
    config = tiny_config(
        activation=(activation,), loss=loss, learning_rate=rate, label_smoothing=0.1
    )
    trainer = Trainer(config, tiny_data())
    _run(trainer, 4 * WINDOW)
    assert trainer.step == 4 * WINDOW


def test_whoever_insists_can_go_on_after_a_collapse() -> None:
    trainer = Trainer(tiny_config(activation=("relu",), learning_rate=1000.0), tiny_data())
    with pytest.raises(DivergenceError):
        _run(trainer, 20 * WINDOW)
    step = trainer.step
    _run(trainer, 5)
    assert trainer.step == step + 5


def test_a_network_of_zeros_that_never_learns_may_be_watched() -> None:
    trainer = Trainer(tiny_config(init="zeros"), tiny_data())
    _run(trainer, 4 * WINDOW)
    assert trainer.step == 4 * WINDOW


def test_a_high_loss_alone_is_no_collapse() -> None:
    trainer = Trainer(tiny_config(activation=("sigmoid",), learning_rate=30.0), tiny_data())
    _run(trainer, 4 * WINDOW)
    assert trainer.metrics.so_far().loss.max() > 2
    assert trainer.step == 4 * WINDOW


def test_divergence_names_the_step_before_it_as_the_last_good_one() -> None:
    assert DivergenceError(7, "Output", "loss").last_good_step == 6
