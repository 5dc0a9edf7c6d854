import numpy as np
import pytest

from mnist_viz.data import DataError
from mnist_viz.training import Trainer, choose_examples
from mnist_viz.training.batches import BatchReader
from tests.training.tiny import CLASSES, SHAPE, tiny_config, tiny_data


def _rows(pixels: np.ndarray) -> set[bytes]:
    return {row.tobytes() for row in pixels}


def test_all_examples_are_used_in_place_unless_something_is_asked_for() -> None:
    data = tiny_data()
    examples = choose_examples(data, tiny_config())
    assert np.shares_memory(examples.pixels, data.train.images)
    assert examples.labels is data.train.labels
    assert examples.validation is None
    assert examples.test is data.test
    assert len(examples) == 96


def test_images_held_out_are_not_trained_on() -> None:
    data = tiny_data()
    examples = choose_examples(data, tiny_config(validation=30))
    assert examples.validation is not None
    assert (len(examples.validation), len(examples)) == (30, 66)
    assert not _rows(examples.validation.pixels) & _rows(examples.pixels)
    assert len(_rows(examples.validation.pixels) | _rows(examples.pixels)) == 96


def test_runs_on_a_part_of_the_images_copy_none_of_them() -> None:
    data = tiny_data()
    config = tiny_config(validation=30, train_size=40)
    one, other = Trainer(config, data).examples, Trainer(config, data, 2).examples
    assert np.shares_memory(one.source, data.train.images)
    assert np.shares_memory(one.source, other.source)
    which = np.array([7, 0, 39, 7])
    taken = np.empty((4, one.source.shape[1]), dtype=np.uint8)
    one.take(which, taken)
    assert np.array_equal(taken, one.pixels[which])
    assert len(one.pixels) == 40


def test_a_frame_to_be_scored_holds_no_gradient() -> None:
    trainer = Trainer(tiny_config(), tiny_data())
    next(trainer.units())
    whole, scored = trainer.frame(), trainer.frame(with_gradients=False)
    assert whole.gradients is not None
    assert scored.gradients is None
    assert np.array_equal(scored.parameters, whole.parameters)


def test_a_smaller_training_set_keeps_pictures_and_labels_together() -> None:
    data = tiny_data()
    examples = choose_examples(data, tiny_config(validation=6, train_size=20))
    assert len(examples) == 20
    label_of = dict(
        zip((row.tobytes() for row in data.train.pixels), data.train.labels, strict=True)
    )
    assert [label_of[row.tobytes()] for row in examples.pixels] == examples.labels.tolist()


def test_what_is_held_out_does_not_depend_on_how_many_are_used() -> None:
    data = tiny_data()
    few = choose_examples(data, tiny_config(validation=6, train_size=20)).validation
    many = choose_examples(data, tiny_config(validation=6)).validation
    assert few is not None
    assert many is not None
    assert np.array_equal(few.images, many.images)


@pytest.mark.parametrize(
    "settings", [{"validation": 96}, {"train_size": 97}, {"validation": 50, "train_size": 47}]
)
def test_more_images_than_there_are_cannot_be_had(settings: dict[str, int]) -> None:
    with pytest.raises(DataError, match=r"Tiny bars has 96 training images; .* Make one of them"):
        Trainer(tiny_config(**settings), tiny_data())


@pytest.mark.parametrize("noise", [0.25, 1.0])
def test_label_noise_replaces_a_share_of_the_labels_by_others(noise: float) -> None:
    data = tiny_data(train=4000)
    labels = choose_examples(data, tiny_config(label_noise=noise)).labels
    wrong = labels != data.train.labels
    assert wrong.mean() == pytest.approx(noise, abs=0.02)
    assert set(labels[wrong]) == set(range(CLASSES))
    again = choose_examples(data, tiny_config(label_noise=noise)).labels
    assert np.array_equal(labels, again)


def test_a_batch_is_its_images_from_zero_to_one() -> None:
    data = tiny_data()
    reader = BatchReader(choose_examples(data, tiny_config()), SHAPE)
    rows = np.array([5, 90, 5])
    x, labels = reader.read(rows)
    assert x.dtype == np.float32
    assert x == pytest.approx(data.train.pixels[rows] / 255)
    assert labels.tolist() == data.train.labels[rows].tolist()


def test_buffers_of_many_batch_sizes_do_not_pile_up() -> None:
    reader = BatchReader(choose_examples(tiny_data(), tiny_config()), SHAPE)
    for n in range(1, 20):
        assert len(reader.read(np.arange(n))[0]) == n
    assert len(reader._buffers) <= 3


def test_batches_share_the_memory_they_are_given_unless_they_are_too_large_for_it() -> None:
    scratch = np.empty(10 * 20, dtype=np.float32)
    examples = choose_examples(tiny_data(), tiny_config())
    reader, alone = BatchReader(examples, SHAPE, scratch=scratch), BatchReader(examples, SHAPE)
    for count, shared in ((3, True), (10, True), (11, False)):
        rows = np.arange(count)
        x, _ = reader.read(rows)
        assert np.shares_memory(x, scratch) == shared
        assert np.array_equal(x, alone.read(rows)[0])
