import dataclasses
import gc
from collections.abc import Iterator

import numpy as np
import pytest

from mnist_viz.data import DataError, DataSplits
from mnist_viz.training import Checkpoint, RunConfig, Step, Trainer, choose_examples
from tests.streams import Writing, finish, part, streamed_data

CONFIG = RunConfig(hidden=(5,), activation=("tanh",), batch_size=32, learning_rate=0.05)


def _to(trainer: Trainer, step: int, units: Iterator[Step | None] | None = None) -> Trainer:
    units = trainer.units() if units is None else units
    while trainer.step < step:
        next(units)
    return trainer


def _refreshes(trainer: Trainer) -> list[int | None]:
    pool = trainer.examples.pool
    assert pool is not None
    return list(pool._held)


def _waits(units: Iterator[Step | None], times: int) -> bool:
    return all(next(units) is None for _ in range(times))


def test_training_starts_as_soon_as_the_first_block_is_there() -> None:
    writing = Writing()
    trainer = Trainer(CONFIG, streamed_data(writing))
    _to(trainer, 1)
    assert _refreshes(trainer) == [0, 0, None, None, None, None]


def test_the_first_epoch_goes_through_the_pool_block_by_block() -> None:
    trainer = Trainer(CONFIG, streamed_data())
    rows = trainer._supply.next_rows(240)
    for block in range(3):
        seen = np.sort(rows[80 * block : 80 * (block + 1)])
        assert np.array_equal(seen, np.arange(80 * block, 80 * (block + 1)))
        assert not np.array_equal(seen, rows[80 * block : 80 * (block + 1)])


def test_later_epochs_are_shuffled_as_a_whole() -> None:
    trainer = _to(Trainer(CONFIG, streamed_data()), 8)
    assert trainer.epoch == 1
    assert len(set(trainer._supply.next_rows(80) // 80)) == 3


def test_training_waits_for_a_chunk_that_is_due_and_never_skips_it() -> None:
    writing = Writing()
    trainer = Trainer(CONFIG, streamed_data(writing))
    units = trainer.units()
    with writing.held_back():
        assert _waits(units, 5)
        assert trainer.step == 0
    _to(trainer, 1, units)
    free = _to(Trainer(CONFIG, streamed_data()), 1)
    assert np.array_equal(trainer.network.parameters, free.network.parameters)


def test_a_fixed_number_of_chunks_is_replaced_after_each_epoch_in_turn() -> None:
    trainer = Trainer(CONFIG, streamed_data())
    units = trainer.units()
    seen = []
    for epoch in range(5):
        _to(trainer, 8 * epoch + 1, units)
        seen.append(_refreshes(trainer))
    assert seen[1] == [1, 1, 0, 0, 0, 0]
    assert seen[2] == [1, 1, 1, 1, 0, 0]
    assert seen[3] == [1, 1, 1, 1, 1, 1]
    assert seen[4] == [2, 2, 1, 1, 1, 1]


def test_the_pool_holds_what_its_keys_say() -> None:
    trainer = _to(Trainer(CONFIG, streamed_data()), 8 * 3 + 1)
    for chunk, refresh in enumerate(_refreshes(trainer)):
        rows = slice(40 * chunk, 40 * (chunk + 1))
        assert refresh is not None
        expected = part((0, 1, refresh, chunk), 40)
        assert np.array_equal(trainer.examples.pixels[rows], expected.pixels)
        assert np.array_equal(trainer.examples.labels[rows], expected.labels)


def test_the_next_epochs_chunks_are_written_while_one_is_trained_on() -> None:
    writing = Writing()
    data = streamed_data(writing)
    trainer = _to(Trainer(CONFIG, data), 9)
    assert data.stream is not None
    assert _refreshes(trainer)[2:4] == [0, 0]
    finish(data.stream)
    assert writing.written[-2:] == [(1, 2), (1, 3)]


def test_the_same_seed_gives_the_same_weights_however_fast_the_chunks_come() -> None:
    writing = Writing()
    slow = Trainer(CONFIG, streamed_data(writing))
    units = slow.units()
    for step in (1, 4, 8, 9, 17, 30):
        with writing.held_back():
            next(units)
        _to(slow, step, units)
    fast = _to(Trainer(CONFIG, streamed_data()), 30)
    assert np.array_equal(slow.network.parameters, fast.network.parameters)


@pytest.mark.parametrize("start", [0, 3, 7, 8, 20, 41])
@pytest.mark.parametrize("gone_on_to", [None, 5, 50])
def test_any_moment_can_be_gone_on_from(start: int, gone_on_to: int | None) -> None:
    first = _to(Trainer(CONFIG, streamed_data()), start)
    checkpoint = first.checkpoint()
    expected = _to(first, start + 12).network.parameters
    other = Trainer(CONFIG, streamed_data())
    if gone_on_to is not None:
        _to(other, gone_on_to)
    other.restore(checkpoint)
    assert np.array_equal(_to(other, start + 12).network.parameters, expected)


def _checkpoint(data: DataSplits, step: int) -> Checkpoint:
    return _to(Trainer(CONFIG, data), step).checkpoint()


def test_two_trainers_on_one_stream_do_not_disturb_each_other() -> None:
    data = streamed_data()
    early, late = (_to(Trainer(CONFIG, data), step) for step in (3, 60))
    early.restore(_checkpoint(data, 30))
    for step in range(31, 50):
        _to(early, step)
        _to(late, step + 40)
    alone = _to(Trainer(CONFIG, streamed_data()), 49)
    assert np.array_equal(early.network.parameters, alone.network.parameters)


def test_a_batch_of_everything_waits_for_everything() -> None:
    config = dataclasses.replace(CONFIG, batch_size="full")
    trainer = _to(Trainer(config, streamed_data()), 1)
    assert trainer.epoch == 1
    assert _refreshes(trainer) == [0] * 6


def test_a_small_training_set_stays_the_same_images() -> None:
    config = dataclasses.replace(CONFIG, train_size=50)
    trainer = _to(Trainer(config, streamed_data()), 11)
    assert len(trainer.examples) == 50
    assert trainer.epoch == 5
    assert _refreshes(trainer) == [0, 0]
    assert np.array_equal(trainer.examples.labels[40:], part((0, 1, 0, 1), 40).labels[:10])


def test_held_out_images_are_none_of_the_pool() -> None:
    examples = choose_examples(streamed_data(), dataclasses.replace(CONFIG, validation=30))
    assert examples.validation is not None
    assert np.array_equal(examples.validation.images, part((0, 2), 30).images)
    assert len(examples) == 240


def test_label_noise_holds_for_every_writing_of_a_chunk() -> None:
    config = dataclasses.replace(CONFIG, label_noise=0.5)
    trainer = _to(Trainer(config, streamed_data(size=400)), 75 * 2 + 1)
    wrong = [
        trainer.examples.labels[400 * chunk : 400 * (chunk + 1)]
        != part((0, 1, refresh or 0, chunk), 400).labels
        for chunk, refresh in enumerate(_refreshes(trainer))
    ]
    assert all(0.4 < part_of.mean() < 0.6 for part_of in wrong)
    assert len({part_of.tobytes() for part_of in wrong}) == 6


def test_what_a_closed_pool_left_is_taken_over_by_the_next_with_labels_of_its_own() -> None:
    data, noisy = streamed_data(), dataclasses.replace(CONFIG, label_noise=0.5, train_size=230)
    fresh = _to(Trainer(noisy, streamed_data()), 20)
    closed = _to(Trainer(dataclasses.replace(CONFIG, train_size=230), data), 16)
    closed.close()
    following = Trainer(noisy, data)
    assert following.examples.pixels is closed.examples.pixels
    assert _refreshes(following) == [0] * 6
    assert np.array_equal(following.examples.labels, fresh.examples.labels)
    assert np.array_equal(_to(following, 20).network.parameters, fresh.network.parameters)
    other = Trainer(noisy, data)
    assert other.examples.pixels is not closed.examples.pixels, "that is taken"


def test_what_a_closed_pool_left_is_let_go_with_it() -> None:
    data = streamed_data()
    closed = _to(Trainer(CONFIG, data), 3)
    closed.close()
    del closed
    gc.collect()
    assert _refreshes(Trainer(CONFIG, data)) == [None] * 6


def test_more_images_than_the_pool_cannot_be_had() -> None:
    with pytest.raises(DataError, match="240 training images"):
        Trainer(dataclasses.replace(CONFIG, train_size=241), streamed_data())
