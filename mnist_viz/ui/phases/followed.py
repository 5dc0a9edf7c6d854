"""Which image of the batch, and which weight, a step is told of."""

from mnist_viz.training import (
    ParameterPlace,
    StepPhases,
    moved_furthest,
    moved_most,
    telling_image,
)

_RANKED = 200
"""Weights that can be gone through, in the order of how far they moved."""


class Followed:
    """What is followed through the phases of a step.

    Attributes
    ----------
    image : int
        Of the batch.
    layer : int or None
        Whose weights are looked at; None for those of all.
    place : ParameterPlace or None
        Of the weight, if it is another one than the one that moved most.
    """

    def __init__(self) -> None:
        self.image = 0
        self.layer: int | None = 0
        self.place: ParameterPlace | None = None

    def begin(self, phases: StepPhases) -> None:
        """Follow the weight that moved most in a step, and the image that tells of it best."""
        self.place = None
        self.image = telling_image(phases, moved_most(phases, self.layer))

    def move_image(self, phases: StepPhases, by: int) -> None:
        """Follow another image of the batch, so many further."""
        self.image = (self.image + by) % phases.followable

    def look_in(self, layer: int | None) -> None:
        """Follow the weight that moved most in a layer, or in all."""
        self.layer, self.place = layer, None

    def move_weight(self, phases: StepPhases, by: int) -> bool:
        """Follow the weight that moved next further, or less far; return whether any moved."""
        place = self.place or moved_most(phases, self.layer)
        within = None if self.layer is None else place.layer
        ranked = moved_furthest(phases, within, _RANKED)
        if not ranked:
            return False
        number = ranked.index(place) + by if place in ranked else 0
        self.choose(phases, ranked[min(max(0, number), len(ranked) - 1)])
        return True

    def choose(self, phases: StepPhases, place: ParameterPlace) -> None:
        """Follow a weight; the one that moved most as such."""
        most = moved_most(phases, self.layer)
        self.place = None if place.index == most.index else place
