"""Why a network reads a drawing as it does: what each pixel contributes to a logit."""

from dataclasses import dataclass

import numpy as np

from mnist_viz.nn import FloatArray, Layout, logits_and_pullback

POINTS = 256
"""Of the path from blank paper to the drawing, at which gradients are taken."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What each pixel adds to a sum of logits, as against blank paper.

    Attributes
    ----------
    contributions : float array, shape (height, width)
        They add up to nearly `difference`; pixels without ink add nothing.
    difference : float
        The sum of logits for the drawing minus that for blank paper.
    """

    contributions: FloatArray
    difference: float


def evidence(
    layout: Layout,
    parameters: FloatArray,
    image: FloatArray,
    chosen: int,
    against: int,
    *,
    points: int = POINTS,
) -> tuple[Evidence, Evidence]:
    """Share out what speaks for a class among the pixels: integrated gradients.

    Pixel i of the drawing x gets xᵢ · ∫₀¹ ∂F/∂xᵢ(t x) dt, where F is the logit of the
    chosen class, or that logit minus another's. Together they make F(x) − F(0), which
    input times gradient at x alone does not (Sundararajan, Taly and Yan, "Axiomatic
    Attribution for Deep Networks", ICML 2017). The integral is taken by the midpoint rule:
    where ReLUs switch on along the path the gradient leaps, and finer rules gain nothing.

    Parameters
    ----------
    layout : Layout
    parameters : float array, shape (layout.size,)
        Its dtype is the result's.
    image : float array, shape (height, width)
        0 paper, 1 full ink.
    chosen : int
        The class whose evidence is wanted.
    against : int
        The class that it is weighed against.
    points : int
        Where on the path the gradient is taken.

    Returns
    -------
    (Evidence, Evidence)
        For the chosen class, and for it rather than the other.
    """
    x = image.reshape(-1).astype(parameters.dtype, copy=False)
    nodes = (np.arange(points) + 0.5) / points
    # The first and the last row are the ends of the path, of which only logits are wanted.
    path = np.concatenate([[0.0], nodes, [1.0]]).astype(parameters.dtype)
    shares = np.full(points + 2, 1 / points, dtype=parameters.dtype)
    shares[[0, -1]] = 0.0
    logits, pullback = logits_and_pullback(layout, parameters, path[:, None] * x)
    alone = np.zeros(layout.classes, dtype=parameters.dtype)
    alone[chosen] = 1
    rather = alone.copy()
    rather[against] -= 1

    def of(direction: FloatArray) -> Evidence:
        contributions = x * (shares @ pullback(direction))
        difference = float((logits[-1] - logits[0]) @ direction)
        return Evidence(contributions.reshape(image.shape), difference)

    return of(alone), of(rather)
