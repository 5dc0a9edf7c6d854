import numpy as np
import pytest

from mnist_viz.assets import resource
from mnist_viz.data.builtin import (
    generate_chunk,
    held_out_part,
    load_builtin,
    sample_strokes,
)
from mnist_viz.data.dataset import LabelledImages
from mnist_viz.data.ink import ink_to_image


def _same(a: LabelledImages, b: LabelledImages) -> bool:
    return np.array_equal(a.images, b.images) and np.array_equal(a.labels, b.labels)


def test_the_same_key_writes_the_same_bits() -> None:
    assert _same(generate_chunk(3, 1, 2, 200), generate_chunk(3, 1, 2, 200))


@pytest.mark.parametrize("key", [(4, 1, 2), (3, 2, 2), (3, 1, 3), (3, 2, 1)])
def test_another_key_writes_other_digits(key: tuple[int, int, int]) -> None:
    base, other = generate_chunk(3, 1, 2, 200), generate_chunk(*key, 200)
    assert not np.array_equal(base.labels, other.labels)
    assert len(np.unique(np.concatenate([base.pixels, other.pixels]), axis=0)) == 400


def test_a_chunk_is_1000_pictures_with_every_digit_100_times() -> None:
    chunk = generate_chunk(0, 0, 0)
    assert chunk.images.shape == (1000, 28, 28)
    assert np.bincount(chunk.labels).tolist() == [100] * 10


def test_a_count_that_ten_does_not_divide_is_nearly_balanced() -> None:
    counts = np.bincount(generate_chunk(0, 0, 0, 27).labels)
    assert counts.tolist() == [3] * 7 + [2] * 3


def test_the_digits_come_in_random_order() -> None:
    labels = generate_chunk(0, 0, 0, 1000).labels
    assert 0.05 < np.mean(labels[1:] == labels[:-1]) < 0.15


def test_the_held_out_part_shares_no_picture_with_the_training_part() -> None:
    splits = load_builtin(chunks=1, test_size=500)
    both = np.concatenate([splits.train.pixels, splits.test.pixels])
    assert len(np.unique(both, axis=0)) == 1500


def test_the_held_out_part_is_the_same_whatever_is_trained_on() -> None:
    assert _same(load_builtin(1, 300, seed=7).test, held_out_part(count=300))


def test_the_training_part_is_the_first_chunks_of_its_seed() -> None:
    train = load_builtin(chunks=2, test_size=10, seed=5).train
    assert len(train) == 2000
    assert np.array_equal(train.images[:1000], generate_chunk(5, 0, 0).images)
    assert np.array_equal(train.labels[1000:], generate_chunk(5, 0, 1).labels)


def test_the_data_set_says_what_it_is() -> None:
    splits = load_builtin(chunks=1, test_size=100)
    assert (splits.name, splits.title) == ("builtin", "Built-in digits")
    assert splits.class_names == tuple("0123456789")
    assert "MNIST" in splits.origin
    assert splits.image_shape == (28, 28)


def test_the_pictures_look_like_mnist_in_numbers() -> None:
    images = generate_chunk(0, 0, 0, 1000).images / 255
    assert 70 < images.sum(axis=(1, 2)).mean() < 130
    assert images[:, [0, -1]].mean() < 0.01
    assert images.max(axis=(1, 2)).min() > 0.9


def test_the_resource_is_small() -> None:
    assert resource("builtin_digits.npz").stat().st_size < 380_000


def test_the_resource_names_its_sources() -> None:
    with np.load(resource("builtin_digits.npz"), allow_pickle=False) as arrays:
        assert len(str(arrays["provenance"])) > 40


@pytest.mark.parametrize("digit", range(10))
def test_strokes_lie_in_a_sane_box_and_can_be_drawn(digit: int) -> None:
    rng = np.random.default_rng(digit)
    for _ in range(20):
        strokes = sample_strokes(digit, rng)
        points = np.concatenate(strokes)
        assert 1 <= len(strokes) <= 5
        assert all(stroke.shape[1] == 2 and len(stroke) >= 3 for stroke in strokes)
        assert points.min() > -6
        assert points.max() < 34
        assert np.ptp(points[:, 1]) > 4
        assert ink_to_image(strokes).any()


def test_strokes_depend_on_their_generator_alone() -> None:
    first, again = (sample_strokes(4, np.random.default_rng(9)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))


@pytest.mark.parametrize("digit", [-1, 10])
def test_there_is_no_eleventh_digit(digit: int) -> None:
    with pytest.raises(ValueError, match="There is no digit"):
        sample_strokes(digit, np.random.default_rng(0))


def test_a_linear_classifier_learns_to_read_them() -> None:
    train, test = generate_chunk(0, 0, 0, 4000), held_out_part(count=1000)
    inputs = np.c_[train.pixels / 255, np.ones(4000)]
    weights = np.linalg.solve(
        inputs.T @ inputs + 30 * np.eye(785), inputs.T @ np.eye(10)[train.labels]
    )
    answers = (np.c_[test.pixels / 255, np.ones(1000)] @ weights).argmax(axis=1)
    assert np.mean(answers == test.labels) > 0.65
