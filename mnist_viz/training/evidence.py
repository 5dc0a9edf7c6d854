"""Why a network reads a drawing as it does: what each pixel contributes to a logit."""

from dataclasses import dataclass

import numpy as np

from mnist_viz.nn import FloatArray, Layout, mean_gradients


@dataclass(frozen=True, eq=False)
class Evidence:
    """What each pixel adds to a sum of logits, as against blank paper.

    Attributes
    ----------
    contributions : float array, shape (height, width)
        They add up to `difference`, but for rounding; pixels without ink add nothing.
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
) -> tuple[Evidence, Evidence]:
    """Share out what speaks for a class among the pixels: integrated gradients.

    Pixel i of the drawing x gets xᵢ · ∫₀¹ ∂F/∂xᵢ(t x) dt, where F is the logit of the
    chosen class, or that logit minus another's. Together they make F(x) − F(0), which
    input times gradient at x alone does not (Sundararajan, Taly and Yan, "Axiomatic
    Attribution for Deep Networks", ICML 2017). How the integral is taken: see
    `mnist_viz.nn.mean_gradients`.

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

    Returns
    -------
    (Evidence, Evidence)
        For the chosen class, and for it rather than the other.
    """
    x = image.reshape(-1).astype(parameters.dtype, copy=False)
    directions = np.zeros((2, layout.classes), dtype=parameters.dtype)
    directions[:, chosen] = 1
    directions[1, against] -= 1
    gradients, differences = mean_gradients(layout, parameters, x, directions)
    alone, rather = (
        Evidence((x * gradient).reshape(image.shape), float(difference))
        for gradient, difference in zip(gradients, differences, strict=True)
    )
    return alone, rather
