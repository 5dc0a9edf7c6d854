import gc
import itertools
import weakref

import numpy as np
import pytest

from mnist_viz.nn import OPTIMIZERS, SCHEDULES, FloatArray, Network, initial_parameters
from mnist_viz.training import Change, ConfigError, RunConfig, Step, Trainer, train
from mnist_viz.training.batch_gradient import piece_rows
from mnist_viz.training.randomness import Purpose, generator
from tests.training.tiny import tiny_config, tiny_data

# A network with pieces of 64 images, so that batches of the tiny data come in pieces.
WIDE = {"hidden": (1500, 1500), "activation": ("relu",), "init": "he", "learning_rate": 0.01}


def _advance(trainer: Trainer, steps: int) -> list[Step]:
    done = (unit for unit in trainer.units() if unit is not None)
    return list(itertools.islice(done, steps))


def _trained(config: RunConfig, steps: int = 10) -> FloatArray:
    trainer = Trainer(config, tiny_data())
    _advance(trainer, steps)
    return trainer.network.parameters


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"optimizer": "adam", "dropout": 0.3, "augmentation": "shift"},
        {"label_noise": 0.2, "train_size": 50, "schedule": "cosine"},
    ],
)
def test_the_same_seed_gives_the_same_weights_bit_for_bit(settings: dict[str, object]) -> None:
    config = tiny_config(**settings)
    assert np.array_equal(_trained(config), _trained(config))


def test_different_seeds_give_different_weights() -> None:
    assert not np.array_equal(_trained(tiny_config(seed=0)), _trained(tiny_config(seed=1)))


def test_random_numbers_differ_by_purpose_and_index() -> None:
    draws = [generator(0, purpose, index).random() for purpose in Purpose for index in range(3)]
    assert len(set(draws)) == len(draws)


def test_every_epoch_sees_every_image_once_in_another_order() -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    orders = []
    for epoch in range(2):
        orders.append(trainer._supply.next_rows(96).copy())
        _advance(trainer, trainer.steps_per_epoch)
        assert (trainer.epoch, trainer.offset) == (epoch + 1, 0)
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(96))
    assert not np.array_equal(orders[0], orders[1])


def test_the_last_batch_of_an_epoch_holds_what_is_left() -> None:
    trainer = Trainer(tiny_config(batch_size=40), tiny_data())
    assert trainer.steps_per_epoch == 3
    _advance(trainer, 2)
    assert trainer.offset == 80
    _advance(trainer, 1)
    assert (trainer.epoch, trainer.offset) == (1, 0)


def test_a_step_is_the_update_of_its_batch() -> None:
    config, data = tiny_config(learning_rate=0.25), tiny_data()
    trainer = Trainer(config, data)
    before = trainer.frame()
    rows = trainer._supply.next_rows(16).copy()
    (step,) = _advance(trainer, 1)
    after = trainer.frame()
    network = Network(before.layout, before.parameters)
    x = data.train.pixels[rows] * np.float32(1 / 255)
    loss = network.loss_and_gradient(x, data.train.labels[rows])
    assert (after.step, after.offset, after.loss) == (1, 16, step.loss)
    assert step.loss == loss
    assert after.gradients is not None
    assert np.array_equal(after.gradients, network.gradients)
    moved = before.parameters - np.float32(0.25) * after.gradients
    assert np.array_equal(after.parameters, moved)


def test_initial_weights_come_from_the_seed_alone() -> None:
    config = tiny_config(seed=5)
    trainer = Trainer(config, tiny_data())
    rng = generator(5, Purpose.WEIGHTS)
    expected = initial_parameters(trainer.network.layout, config.init, rng)
    assert np.array_equal(trainer.network.parameters, expected)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
def test_every_optimizer_lowers_every_loss(optimizer: str, loss: str) -> None:
    rate = {"sgd": 0.3, "momentum": 0.05, "nesterov": 0.05}.get(optimizer, 0.01)
    config = tiny_config(
        optimizer=optimizer, loss=loss, learning_rate=rate, weight_decay=1e-4, epochs=20
    )
    losses = [step.loss for step in train(config, tiny_data())]
    assert np.mean(losses[-6:]) < 0.5 * losses[0]


@pytest.mark.parametrize("batch", [65, "full"])
def test_a_large_batch_in_pieces_has_the_gradient_of_the_whole(batch: int | str) -> None:
    config, data = tiny_config(**WIDE, batch_size=batch), tiny_data(train=200)
    trainer = Trainer(config, data)
    assert piece_rows(trainer.network.layout) == 64
    rows = trainer._supply.next_rows(200 if batch == "full" else 65).copy()
    whole = Network(trainer.network.layout, trainer.network.parameters.copy())
    x = data.train.pixels[rows] * np.float32(1 / 255)
    loss = whole.loss_and_gradient(x, data.train.labels[rows])
    units = trainer.units()
    pieces = list(itertools.islice(units, -(-len(rows) // 64)))
    assert pieces[:-1] == [None] * (len(pieces) - 1)
    step = pieces[-1]
    assert step is not None
    assert step.loss == pytest.approx(loss, rel=1e-5)
    distance = np.abs(trainer.network.gradients - whole.gradients).max()
    assert distance < 1e-5 * np.abs(whole.gradients).max()


def test_no_unit_of_work_is_larger_than_its_network_allows() -> None:
    config = tiny_config(**WIDE, batch_size="full", augmentation="shift", dropout=0.1)
    trainer = Trainer(config, tiny_data(train=200))
    for _ in itertools.islice(trainer.units(), 8):
        assert max(trainer.network._buffers) <= 64


@pytest.mark.parametrize(
    ("hidden", "rows"),
    [((64, 32), 2048), ((128, 64), 1408), ((400, 200), 384), ((800, 400), 128), ((9000,), 64)],
)
def test_pieces_are_smaller_for_larger_networks(hidden: tuple[int, ...], rows: int) -> None:
    layout = tiny_config(hidden=hidden, activation=("relu",)).layout((28, 28), 10)
    assert piece_rows(layout) == rows


def test_a_batch_larger_than_the_data_is_all_of_it() -> None:
    trainer = Trainer(tiny_config(batch_size=1000), tiny_data())
    assert trainer.steps_per_epoch == 1
    assert trainer.frame().batch_size == 96


def test_a_change_takes_effect_at_the_next_step_and_is_recorded() -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    units = trainer.units()
    next(units)
    trainer.change("learning_rate", 0.5)
    assert trainer.frame().changes == ()
    step = next(units)
    assert step is not None
    assert step.learning_rate == 0.5
    assert trainer.frame().changes == (Change(1, "learning_rate", 0.5),)


def test_of_several_changes_before_a_step_the_last_counts() -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    for rate in (0.2, 0.3, 0.4):
        trainer.change("learning_rate", rate)
    _advance(trainer, 1)
    assert trainer.frame().changes == (Change(0, "learning_rate", 0.4),)


def test_a_change_to_what_is_already_so_is_none() -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    trainer.change("batch_size", 16)
    _advance(trainer, 1)
    assert trainer.frame().changes == ()


def test_a_change_in_the_midst_of_a_large_batch_waits_for_the_next() -> None:
    config, data = tiny_config(**WIDE, batch_size="full"), tiny_data(train=200)
    trainer = Trainer(config, data)
    units = trainer.units()
    assert next(units) is None
    trainer.change("learning_rate", 0.02)
    steps = [unit for unit in itertools.islice(units, 7) if unit]
    assert [step.learning_rate for step in steps] == [0.01, 0.02]
    assert trainer.frame().changes == (Change(1, "learning_rate", 0.02),)


def test_the_batch_size_may_change_in_the_midst_of_an_epoch() -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    _advance(trainer, 2)
    trainer.change("batch_size", 50)
    _advance(trainer, 1)
    assert (trainer.epoch, trainer.offset) == (0, 82)
    _advance(trainer, 1)
    assert (trainer.epoch, trainer.offset) == (1, 0)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_changes_are_replayed_exactly(optimizer: str) -> None:
    config = tiny_config(optimizer=optimizer, learning_rate=0.01, dropout=0.2)
    first = Trainer(config, tiny_data())
    for field, value in (
        ("learning_rate", 0.02),
        ("momentum", 0.5),
        ("weight_decay", 0.01),
        ("batch_size", 7),
        ("batch_size", "full"),
        ("momentum", 0.0),
    ):
        _advance(first, 3)
        first.change(field, value)
    _advance(first, 3)
    again = Trainer(config, tiny_data(), changes=first.frame().changes)
    _advance(again, first.step)
    assert len(first.frame().changes) == 6
    assert again.frame().changes == first.frame().changes
    assert np.array_equal(again.network.parameters, first.network.parameters)
    assert np.array_equal(again.metrics.so_far().loss, first.metrics.so_far().loss)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.99])
def test_adam_keeps_what_it_learnt_when_the_momentum_changes(momentum: float) -> None:
    trainer = Trainer(tiny_config(optimizer="adam", learning_rate=0.01), tiny_data())
    _advance(trainer, 5)
    before = trainer.optimizer.state["mean"] * (1 - 0.9)
    trainer.optimizer.set_momentum(momentum)
    after = trainer.optimizer.state["mean"] * (1 - momentum)
    assert after == pytest.approx(before, rel=1e-5)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("hidden", "64", "hidden cannot change during a run; only learning_rate, momentum"),
        ("learning_rate", -1.0, "learning_rate is a number above 0"),
        ("batch_size", "all", "batch_size is a whole number or 'full'"),
        ("momentum", 1.0, "momentum is a number from 0 to below 1"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_leaves_training_as_it_was(
    field: str, value: float | str, message: str
) -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    with pytest.raises(ConfigError, match=message):
        trainer.change(field, value)
    with pytest.raises(ConfigError, match=message):
        Trainer(tiny_config(), tiny_data(), changes=(Change(3, field, value),))
    _advance(trainer, 1)
    assert trainer.config == tiny_config()


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_schedule_ends_training_and_a_constant_rate_does_not(schedule: str) -> None:
    trainer = Trainer(tiny_config(schedule=schedule), tiny_data())
    steps = _advance(trainer, 100)
    assert len(steps) == (100 if schedule == "constant" else 18)
    assert trainer.finished == (schedule != "constant")
    expected = [0.1 * SCHEDULES[schedule](number / 18) for number in range(18)]
    assert [step.learning_rate for step in steps[:18]] == pytest.approx(expected)


def test_smoothed_labels_and_weight_decay_reach_the_network() -> None:
    plain = _trained(tiny_config())
    assert not np.array_equal(plain, _trained(tiny_config(label_smoothing=0.1)))
    decayed = _trained(tiny_config(weight_decay=1.0), 100)
    assert np.abs(decayed).max() < 0.5 * np.abs(plain).max()


@pytest.mark.parametrize("schedule", ["constant", "cosine"])
def test_train_yields_steps_alone_and_returns_the_network(schedule: str) -> None:
    config = tiny_config(batch_size="full", epochs=4, schedule=schedule)
    steps = train(config, tiny_data(train=2100))
    for number in range(1, 5):
        assert next(steps).step == number
    with pytest.raises(StopIteration) as end:
        next(steps)
    network = end.value.value
    assert isinstance(network, Network)
    assert np.isfinite(network.parameters).all()


@pytest.mark.parametrize("watched", [False, True])
def test_a_trainer_that_is_let_go_takes_no_memory_until_garbage_is_collected(
    *, watched: bool
) -> None:
    trainer = Trainer(tiny_config(), tiny_data(), watched=watched)
    _advance(trainer, 2)
    gone = weakref.ref(trainer.network)
    gc.disable()
    try:
        del trainer
        assert gone() is None
    finally:
        gc.enable()
