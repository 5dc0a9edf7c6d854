import numpy as np
import pytest

from mnist_viz.data.survey import survey


def _images(count: int, classes: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, count).astype(np.uint8)
    return rng.integers(0, 256, (count, 3, 5), dtype=np.uint8), labels


@pytest.mark.parametrize("count", [1, 50, 4096, 9001])
def test_counts_and_means_are_those_of_the_images(count: int) -> None:
    images, labels = _images(count, 7)
    found = survey(images, labels, 7, 4)
    assert found.counts.tolist() == [int((labels == k).sum()) for k in range(7)]
    assert found.counts.sum() == count
    assert found.mean == pytest.approx(images.mean(axis=0), rel=1e-6)
    for label in set(labels.tolist()):
        expected = images[labels == label].mean(axis=0)
        assert found.class_means[label] == pytest.approx(expected, rel=1e-6)


def test_the_examples_of_a_class_are_its_first_images() -> None:
    images, labels = _images(100, 3)
    found = survey(images, labels, 3, 6)
    for label, rows in enumerate(found.examples):
        assert rows.tolist() == np.flatnonzero(labels == label)[:6].tolist()


def test_a_class_without_images_is_empty() -> None:
    images, labels = _images(20, 2)
    found = survey(images, labels, 5, 6)
    assert found.counts[2:].tolist() == [0, 0, 0]
    assert not found.class_means[2:].any()
    assert [len(rows) for rows in found.examples[2:]] == [0, 0, 0]


def test_sums_of_many_full_images_are_exact() -> None:
    images = np.full((20_000, 2, 2), 255, np.uint8)
    assert (survey(images, np.zeros(20_000, np.uint8), 1, 1).mean == 255).all()


def test_no_images_give_no_means() -> None:
    found = survey(np.zeros((0, 4, 4), np.uint8), np.zeros(0, np.uint8), 2, 3)
    assert found.counts.tolist() == [0, 0]
    assert not found.mean.any()
