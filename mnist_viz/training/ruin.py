"""How a run went wrong: what is to be remembered of it, in files too."""

from dataclasses import dataclass

from mnist_viz.training.collapse import ANSWERS_ALIKE
from mnist_viz.training.divergence import DivergenceError


@dataclass(frozen=True)
class Ruin:
    """Of a run that diverged or collapsed.

    Attributes
    ----------
    step : int
        The update at which that was found.
    layer, quantity : str
        Where, and what; see `DivergenceError`.
    learning_rate : float
        That it happened with.
    good_step : int
        The last step worth going on from.
    """

    step: int
    layer: str
    quantity: str
    learning_rate: float
    good_step: int

    @classmethod
    def of(cls, error: DivergenceError, learning_rate: float, good_step: int) -> "Ruin":
        """Return what an error says, with a last good step that can be shown."""
        return cls(error.step, error.layer, error.quantity, learning_rate, good_step)

    @property
    def is_collapse(self) -> bool:
        """Whether all values were finite still, but a layer answered every image alike."""
        return self.quantity == ANSWERS_ALIKE
