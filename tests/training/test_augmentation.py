import numpy as np
import pytest

from mnist_viz.training import AUGMENTATIONS
from mnist_viz.training import augmentation as augmentations
from mnist_viz.training.augmentation import Augmentation, Elastic, Shift

SHAPE = (28, 28)


def _blob(count: int = 200) -> np.ndarray:
    """Return images of one smooth spot, off the middle."""
    rows, columns = np.mgrid[:28, :28]
    spot = 255 * np.exp(-((rows - 11) ** 2 + (columns - 16) ** 2) / 18)
    return np.tile(spot.astype(np.uint8).ravel(), (count, 1))


def _altered(augmentation: Augmentation, pixels: np.ndarray, seed: int = 0) -> np.ndarray:
    out = np.full(pixels.shape, np.nan, dtype=np.float32)
    augmentation.read(pixels, np.random.default_rng(seed), out)
    return out


def _centres(images: np.ndarray) -> np.ndarray:
    """Return the centre of mass of each image: row, column."""
    rows, columns = np.mgrid[:28, :28].reshape(2, -1)
    mass = images.sum(axis=1)
    return np.stack([images @ rows / mass, images @ columns / mass], axis=1)


def _still(**amounts: float) -> Elastic:
    """Return the elastic augmentation with all movements zero but those given."""
    names = ("rotation", "scale", "shear", "shift", "field")
    kind = type("Still", (Elastic,), {name: amounts.get(name, 0.0) for name in names})
    made = kind(SHAPE)
    assert isinstance(made, Elastic)
    return made


@pytest.mark.parametrize("kind", augmentations.AUGMENTATIONS.values())
def test_altered_images_are_scaled_reproducible_and_differ(kind: type[Augmentation]) -> None:
    pixels = _blob(150)
    altered = _altered(kind(SHAPE), pixels)
    assert altered.min() >= 0
    assert altered.max() <= 1
    assert len({image.tobytes() for image in altered}) >= min(9, 150)
    assert np.array_equal(altered, _altered(kind(SHAPE), pixels))
    assert not np.array_equal(altered, _altered(kind(SHAPE), pixels, seed=1))


@pytest.mark.parametrize("kind", augmentations.AUGMENTATIONS.values())
def test_images_of_any_shape_can_be_altered(kind: type[Augmentation]) -> None:
    pixels = np.full((3, 4 * 50), 255, dtype=np.uint8)
    altered = _altered(kind((4, 50)), pixels)
    assert np.isfinite(altered).all()
    assert altered.mean() > 0.3


def test_a_shifted_image_is_the_image_at_one_of_nine_places() -> None:
    pixels = _blob(300)
    image = np.pad(pixels[0].reshape(SHAPE), 1) / np.float32(255)
    places = {
        image[down : down + 28, across : across + 28].astype(np.float32).tobytes()
        for down in range(3)
        for across in range(3)
    }
    shifted = _altered(Shift(SHAPE), pixels)
    rounded = (np.round(shifted * 255) / np.float32(255)).astype(np.float32)
    assert {row.tobytes() for row in rounded} == places


def test_what_a_shift_brings_in_is_background_not_the_other_edge_or_the_next_image() -> None:
    images = np.random.default_rng(0).integers(1, 256, size=(300, 4, 5), dtype=np.uint8)
    shifted = _altered(Shift((4, 5)), images.reshape(300, -1))
    rounded = np.round(shifted * 255).reshape(images.shape)
    for image, moved in zip(np.pad(images, ((0, 0), (1, 1), (1, 1))), rounded, strict=True):
        places = [image[at : at + 4, to : to + 5] for at in range(3) for to in range(3)]
        assert any(np.array_equal(moved, place) for place in places)


def test_nothing_moves_when_all_amounts_are_zero() -> None:
    pixels = _blob(70)
    assert _altered(_still(), pixels) == pytest.approx(pixels / 255, abs=1e-6)


def test_elastic_images_shift_by_at_most_the_shift() -> None:
    pixels = _blob()
    moves = _centres(_altered(_still(shift=1.3), pixels)) - _centres(pixels / 255)
    assert np.abs(moves).max() <= 1.3 + 0.01
    assert np.abs(moves).max() > 1.2
    assert np.abs(moves.mean(axis=0)).max() < 0.2


def test_elastic_images_turn_about_the_middle_by_at_most_the_rotation() -> None:
    pixels = _blob()
    middle = 13.5
    before = _centres(pixels / 255) - middle
    after = _centres(_altered(_still(rotation=np.radians(10)), pixels)) - middle
    angles = np.degrees(
        np.arctan2(after[:, 0], after[:, 1]) - np.arctan2(before[:, 0], before[:, 1])
    )
    assert 9 < np.abs(angles).max() < 10.3
    radii = np.linalg.norm(after, axis=1) / np.linalg.norm(before, axis=1)
    assert radii == pytest.approx(1.0, abs=0.03)


def test_elastic_images_grow_and_shrink_by_at_most_the_scale() -> None:
    pixels = _blob()
    mass = _altered(_still(scale=0.1), pixels).sum(axis=1) / (pixels[0].sum() / 255)
    assert 1 / 1.1**2 - 0.02 < mass.min() < 0.9
    assert 1.1 < mass.max() < 1 / 0.9**2 + 0.02


def test_the_elastic_field_has_its_size_everywhere_and_is_smooth() -> None:
    elastic = Elastic(SHAPE)
    weights = np.random.default_rng(0).standard_normal((500, len(elastic._pictures) - 3))
    fields = (weights @ elastic._pictures[3:]).reshape(-1, *SHAPE)
    size = np.sqrt((fields**2).mean(axis=0))
    assert size == pytest.approx(0.7, abs=0.1)
    assert np.abs(np.diff(fields, axis=1)).max() < 1.0


def test_what_lies_outside_an_image_is_background() -> None:
    pixels = np.full((64, 784), 255, dtype=np.uint8)
    bent = _altered(_still(shift=20.0), pixels).reshape(-1, *SHAPE)
    assert set(np.unique(bent[:, ::27, ::27]).round(3)) >= {0.0, 1.0}
    assert (bent.mean(axis=(1, 2)) < 0.9).any()


def test_every_augmentation_can_be_asked_for() -> None:
    assert AUGMENTATIONS == ("none", "shift", "elastic")
