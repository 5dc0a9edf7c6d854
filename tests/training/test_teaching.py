import dataclasses

import numpy as np
import pytest

from mnist_viz.data.my_digits import MyDigits, TaughtDigit
from mnist_viz.data.variations import write_again
from mnist_viz.training import (
    TAUGHT_FIELD,
    Change,
    ConfigError,
    Run,
    RunConfig,
    Trainer,
    analyse_at_once,
    choose_examples,
    taught_after,
)
from mnist_viz.training.batches import BatchReader
from mnist_viz.training.lessons import LARGEST_SHARE, Lessons, share_of_batch
from tests.samples import next_step_in_phases, tiny_data
from tests.training.tiny import tiny_config
from tests.training.tiny import tiny_data as tiny_bars

CONFIG = RunConfig(hidden=(12,), activation=("relu",), batch_size=40, learning_rate=0.1)
SEVEN = [np.array([[0.2, 0.2], [0.8, 0.2], [0.45, 0.9]]), np.array([[0.35, 0.55], [0.7, 0.55]])]


def hand(label: int = 3, count: int = 20) -> MyDigits:
    """Somebody writes a digit always the same odd way, nearly."""
    rng = np.random.default_rng(label)
    drawings = [[stroke + rng.normal(0, 0.02, stroke.shape) for stroke in SEVEN]] * count
    return MyDigits(
        tuple(
            TaughtDigit.of(label, [stroke + rng.normal(0, 0.02, stroke.shape) for stroke in one])
            for one in drawings
        )
    )


def _to(trainer: Trainer, step: int) -> Trainer:
    units = trainer.units()
    while trainer.step < step:
        next(units)
    return trainer


def test_each_drawing_takes_its_share_of_a_batch_up_to_a_sixteenth() -> None:
    assert share_of_batch(1) == 1 / 320
    assert share_of_batch(20) == LARGEST_SHARE == 1 / 16
    assert share_of_batch(1000) == LARGEST_SHARE


@pytest.mark.parametrize(("drawings", "batch"), [(20, 64), (3, 64), (1, 1), (20, 1)])
def test_as_many_images_of_a_batch_give_way_as_the_share_says(drawings: int, batch: int) -> None:
    digits = hand(count=drawings)
    lessons, rng = Lessons(digits), np.random.default_rng(0)
    replaced = [len(lessons.choose(batch, rng)) for _ in range(2000)]
    wanted = share_of_batch(drawings) * batch
    assert np.mean(replaced) == pytest.approx(wanted, abs=4 * np.std(replaced) / 2000**0.5 + 1e-9)
    assert max(replaced) - min(replaced) <= 1


def test_a_batch_begins_with_variations_of_what_is_taught_and_goes_on_as_before() -> None:
    digits, data = hand(count=20), tiny_data()
    examples = choose_examples(data, CONFIG)
    rows = np.arange(400)
    plain, labels = BatchReader(examples, (28, 28)).read(rows)
    reader = BatchReader(examples, (28, 28), lessons=Lessons(digits))
    taught, taught_labels = reader.read(rows, lesson_rng=np.random.default_rng(1))
    np.testing.assert_array_equal(taught[26:], plain[26:])
    np.testing.assert_array_equal(taught_labels[26:], labels[26:])
    assert (taught_labels[:25] == 3).all()
    varied = {row.tobytes() for row in digits.pictures.pixels}
    taken = {np.rint(255 * row).astype(np.uint8).tobytes() for row in taught[:25]}
    assert taken <= varied
    assert len(taken) > 15
    again = reader.labels(rows, np.random.default_rng(1))
    np.testing.assert_array_equal(again, taught_labels)


@pytest.mark.parametrize("batch", [40, "full"])
def test_a_step_told_in_phases_has_the_labels_and_the_loss_of_what_was_taught(
    batch: int | str,
) -> None:
    config = RunConfig.from_json({**CONFIG.to_json(), "batch_size": batch})
    data = tiny_data(5000, 20)
    first, other = Trainer(config, data), Trainer(config, data)
    for trainer in (first, other):
        trainer.teach(hand(count=40))
    told = next_step_in_phases(first)
    _to(other, 1)
    np.testing.assert_array_equal(first.network.parameters, other.network.parameters)
    assert np.count_nonzero(told.labels != first.examples.labels[told.rows]) > 1
    assert told.losses.mean() == pytest.approx(told.loss, rel=1e-5)


def test_an_odd_hand_is_learned_and_what_was_known_is_kept() -> None:
    data, digits = tiny_data(), hand()
    new = write_again(SEVEN, 200, np.random.default_rng(9)).reshape(200, -1) / np.float32(255)

    def read(trainer: Trainer) -> float:
        return float((trainer.network.predict(new).argmax(axis=1) == 3).mean())

    def kept(trainer: Trainer) -> float:
        layout, parameters = trainer.network.layout, trainer.network.parameters
        accuracy = analyse_at_once(layout, parameters, data.test).accuracy
        assert accuracy is not None
        return accuracy

    trainer = _to(Trainer(CONFIG, data), 150)
    before, known = read(trainer), kept(trainer)
    untaught = _to(Trainer(CONFIG, data), 450)
    trainer.teach(digits)
    _to(trainer, 450)
    assert before < 0.5
    assert read(untaught) < 0.5
    assert read(trainer) > 0.95
    assert kept(trainer) >= known - 0.003


def test_teaching_is_a_recorded_change_that_can_be_replayed_bit_for_bit() -> None:
    data, digits, more = tiny_data(), hand(), hand(5, 4)
    first = Trainer(CONFIG, data)
    _to(first, 5).teach(digits)
    half = _to(first, 9).checkpoint()
    first.teach(more)
    _to(first, 12).teach(MyDigits())
    _to(first, 20)
    changes = first.frame().changes
    assert changes == (
        Change(5, TAUGHT_FIELD, digits.name),
        Change(9, TAUGHT_FIELD, more.name),
        Change(12, TAUGHT_FIELD, ""),
    )
    again = _to(Trainer(CONFIG, data, 0, changes, taught=[more, hand()]), 20)
    np.testing.assert_array_equal(again.network.parameters, first.network.parameters)
    other = _to(Trainer(CONFIG, data, taught=[more, digits]), 3)
    other.restore(dataclasses.replace(half, changes_to_come=changes[1:]))
    assert other.taught.name == digits.name
    np.testing.assert_array_equal(_to(other, 20).network.parameters, first.network.parameters)
    untaught = _to(Trainer(CONFIG, data), 20)
    assert not np.array_equal(untaught.network.parameters, first.network.parameters)


def test_teaching_goes_with_other_data_of_the_same_classes_and_with_every_recipe() -> None:
    other = dataclasses.replace(tiny_data(300, 50, seed=1), name="other")
    config = dataclasses.replace(CONFIG, batch_size=33, augmentation="elastic", dropout=0.1)
    first = Trainer(config, tiny_data())
    _to(first, 2).teach(hand())
    _to(first, 4).switch_data(other)
    assert first.taught.name == hand().name
    _to(first, 9)
    again = Trainer(config, tiny_data(), 0, first.frame().changes, [other], taught=[hand()])
    np.testing.assert_array_equal(_to(again, 9).network.parameters, first.network.parameters)


def test_teaching_in_mid_step_waits_for_the_step() -> None:
    config = dataclasses.replace(CONFIG, batch_size="full")
    trainer = Trainer(config, tiny_data(5000, 20))
    units = trainer.units()
    assert next(units) is None
    trainer.teach(hand())
    assert len(trainer.taught) == 0
    while trainer.step < 2:
        next(units)
    assert trainer.frame().changes == (Change(1, TAUGHT_FIELD, hand().name),)


def test_teaching_the_same_again_is_no_change() -> None:
    trainer = Trainer(CONFIG, tiny_data())
    trainer.teach(hand())
    trainer.teach(hand())
    trainer.teach(hand())
    assert len(_to(trainer, 2).frame().changes) == 1


def test_digits_are_not_taught_among_images_of_something_else() -> None:
    trainer = Trainer(tiny_config(), tiny_bars())
    with pytest.raises(ConfigError, match="Choose a data set of digits"):
        trainer.teach(hand())
    assert _to(trainer, 2).frame().changes == ()


def test_digits_that_are_not_at_hand_are_refused() -> None:
    changes = (Change(1, TAUGHT_FIELD, hand().name),)
    with pytest.raises(ConfigError, match="not at hand"):
        _to(Trainer(CONFIG, tiny_data(), 0, changes), 2)


def test_a_run_knows_what_it_is_taught_at_every_step() -> None:
    changes = (Change(3, TAUGHT_FIELD, "1 a"), Change(5, TAUGHT_FIELD, ""))
    assert [taught_after(changes, step) for step in (0, 3, 4, 5)] == ["", "1 a", "1 a", ""]
    assert Run(1, CONFIG, "a", "", changes).config_at(9) == CONFIG
