"""Through the phases of a step one goes from image to image, and from weight to weight."""

import pytest

from mnist_viz.training import (
    RunConfig,
    StepPhases,
    moved_furthest,
    moved_most,
    telling_image,
)
from mnist_viz.ui.phases.followed import Followed
from tests.samples import phases_of


@pytest.fixture
def phases() -> StepPhases:
    return phases_of(RunConfig(batch_size=32), 8)


@pytest.fixture
def followed(phases: StepPhases) -> Followed:
    made = Followed()
    made.begin(phases)
    return made


def test_at_first_the_weight_that_moved_most_is_followed(
    followed: Followed, phases: StepPhases
) -> None:
    assert followed.place is None
    assert followed.image == telling_image(phases, moved_most(phases, 0))


def test_after_the_last_image_comes_the_first(followed: Followed, phases: StepPhases) -> None:
    first = followed.image
    followed.move_image(phases, 1)
    assert followed.image == (first + 1) % phases.followable
    followed.move_image(phases, phases.followable - 1)
    assert followed.image == first


def test_weights_follow_each_other_by_how_far_they_moved(
    followed: Followed, phases: StepPhases
) -> None:
    ranked = moved_furthest(phases, 0, 3)
    for place in ranked[1:]:
        assert followed.move_weight(phases, 1)
        assert followed.place == place
    assert followed.move_weight(phases, -1)
    assert followed.place == ranked[1]
    followed.move_weight(phases, -5)
    assert followed.place is None, "the one that moved most is followed as such"


def test_looking_in_another_layer_follows_what_moved_most_there(
    followed: Followed, phases: StepPhases
) -> None:
    followed.move_weight(phases, 1)
    followed.look_in(2)
    assert (followed.layer, followed.place) == (2, None)
    followed.move_weight(phases, 1)
    assert followed.place == moved_furthest(phases, 2, 2)[1]


def test_a_weight_that_was_pointed_at_is_followed(followed: Followed, phases: StepPhases) -> None:
    third = moved_furthest(phases, 0, 3)[2]
    followed.choose(phases, third)
    assert followed.place == third
    followed.choose(phases, moved_most(phases, 0))
    assert followed.place is None
