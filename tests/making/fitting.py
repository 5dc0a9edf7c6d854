"""Fits letter forms to pictures: which pen path, and how wide a pen, would have drawn this one?

Needs PyTorch, which the program does not.
"""

import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.curves import LetterForm, piece_matrices
from mnist_viz.data.rendering import SIDE

torch: Any = importlib.import_module("torch")

FloatArray = NDArray[np.float32]

_PIECES = 64
_BATCH = 250
_BLUR = 1.5  # pixels
_BLUR_WEIGHT = 4.0
_LOOSENESS = 1.4  # pixels by which a control point may well leave its aligned place
_FULL = 4.0  # a sigmoid of this many times the density has the slope of the straight ramp


@dataclass(frozen=True)
class Schedule:
    """How long and how boldly to fit.

    Attributes
    ----------
    steps : int
    rate : float
        Of Adam on the control points, in pixels; falls linearly to 15 %.
    prior : float
        Weight of the squared distance between control points and their aligned places.
    """

    steps: int
    rate: float
    prior: float


FIRST = Schedule(steps=25, rate=0.35, prior=0.12)
FURTHER = Schedule(steps=30, rate=0.25, prior=0.06)


@dataclass(frozen=True)
class Fits:
    """One letter form fitted to n pictures.

    Attributes
    ----------
    points : float32, shape (n, control points, 2)
        In pixels.
    log_width : float32, shape (n,)
        Natural logarithm of the pen's half-width in pixels.
    loss, error : float32, shape (n,)
        What was minimised, and the squared error between drawn and given picture alone.
    """

    points: FloatArray
    log_width: FloatArray
    loss: FloatArray
    error: FloatArray


def align(form: LetterForm, images: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Move, stretch and shear a template until its second moments are those of each picture.

    Parameters
    ----------
    form : LetterForm
    images : float32, shape (n, 28, 28)
        0..1.

    Returns
    -------
    points : float32, shape (n, control points, 2)
    log_width : float32, shape (n,)
    """
    middles, vectors = piece_matrices(form, _PIECES)
    path, lengths = middles @ form.points, np.hypot(*(vectors @ form.points).T)
    centre = np.average(path, axis=0, weights=lengths)
    xx, xy, yy = _moments((path - centre).T[:, None], lengths[None])[:, 0]
    grid = np.stack(np.meshgrid(np.arange(SIDE) + 0.5, np.arange(SIDE) + 0.5)).reshape(2, -1)
    ink = images.reshape(len(images), -1).astype(np.float64)
    mass = ink.sum(axis=1)
    middle = (ink @ grid.T) / mass[:, None]
    ink_xx, ink_xy, ink_yy = _moments(grid[:, None] - middle.T[:, :, None], ink)
    high = np.sqrt(np.maximum(ink_yy - 0.4, 0.3) / max(yy, 1e-3))
    across = np.maximum(ink_xx - ink_xy**2 / np.maximum(ink_yy, 0.3) - 0.4, 0.05)
    wide = np.clip(np.sqrt(across / max(xx - xy**2 / max(yy, 1e-3), 1e-3)), 2, 40)
    shear = (ink_xy / high - wide * xy) / max(yy, 1e-3)
    away = form.points - centre
    points = np.empty((len(images), form.size, 2), dtype=np.float32)
    points[..., 0] = wide[:, None] * away[:, 0] + shear[:, None] * away[:, 1] + middle[:, :1]
    points[..., 1] = high[:, None] * away[:, 1] + middle[:, 1:]
    drawn = np.linalg.norm(vectors @ points, axis=2).sum(axis=1)
    return points, np.log(np.clip(mass / (2 * drawn), 0.7, 2.8)).astype(np.float32)


def _moments(away: NDArray[np.floating], weights: NDArray[np.floating]) -> NDArray[np.floating]:
    x, y = away
    total = weights.sum(axis=1)
    return np.stack([(weights * product).sum(axis=1) / total for product in (x * x, x * y, y * y)])


def fit(
    form: LetterForm,
    images: FloatArray,
    schedule: Schedule,
    start: tuple[FloatArray, FloatArray] | None = None,
) -> Fits:
    """Fit a letter form to pictures by gradient descent.

    Parameters
    ----------
    form : LetterForm
    images : float32, shape (n, 28, 28)
        0..1.
    schedule : Schedule
    start : points and log_width, optional
        Where to begin; by default, and as the prior in any case, the aligned template.
    """
    parts = []
    matrices = [torch.tensor(m.astype(np.float32)) for m in piece_matrices(form, _PIECES)]
    for begin in range(0, len(images), _BATCH):
        part = slice(begin, begin + _BATCH)
        prior = align(form, images[part])
        own = prior if start is None else (start[0][part], start[1][part])
        parts.append(_fit_batch(matrices, images[part], schedule, prior[0], own))
    return Fits(*(np.concatenate(values) for values in zip(*parts, strict=True)))


def _fit_batch(
    matrices: list[Any],
    images: FloatArray,
    schedule: Schedule,
    prior: FloatArray,
    start: tuple[FloatArray, FloatArray],
) -> tuple[FloatArray, ...]:
    target, anchor = torch.tensor(images), torch.tensor(prior)
    points = torch.tensor(start[0], requires_grad=True)
    log_width = torch.tensor(start[1], requires_grad=True)
    adam = torch.optim.Adam(
        [{"params": [points], "lr": schedule.rate}, {"params": [log_width], "lr": 0.06}],
        betas=(0.8, 0.95),
    )
    rates = torch.optim.lr_scheduler.LinearLR(adam, 1.0, 0.15, schedule.steps)
    blur = _blur_matrix()
    for _ in range(schedule.steps + 1):
        missing = _draw(matrices, points, log_width) - target
        error = (missing**2).sum(dim=(1, 2))
        blurred = ((blur @ missing @ blur) ** 2).sum(dim=(1, 2))
        strain = ((points - anchor) ** 2).sum(dim=(1, 2)) / _LOOSENESS**2
        loss = error + _BLUR_WEIGHT * blurred + schedule.prior * strain
        before = points.detach().clone(), log_width.detach().clone()
        adam.zero_grad()
        loss.sum().backward()
        adam.step()
        rates.step()
    return tuple(value.detach().numpy() for value in (*before, loss, error))


def _draw(matrices: list[Any], points: Any, log_width: Any) -> Any:  # noqa: ANN401 - tensors
    """Draw as ``mnist_viz.data.rendering.draw`` does at softness 1, with a sigmoid for a ramp."""
    middles, vectors = (matrix @ points for matrix in matrices)
    width = log_width.exp().clamp(0.4, 4)[:, None, None]
    level = (0.5 - 0.3 * (width - 0.7)).clamp(0.15, 0.5)
    sigma = width / torch.sqrt(-2 * torch.log(level))
    steepness = torch.maximum(sigma**2 / (level * width), 0.5 / level)
    centres = torch.arange(SIDE)[:, None] + 0.5
    spots = [
        torch.exp(((centres - middles[:, None, :, axis]) ** 2 / (-2 * sigma**2)).clamp(min=-40))
        for axis in (0, 1)
    ]
    lengths = torch.sqrt((vectors**2).sum(dim=2) + 1e-6)
    weights = lengths[:, None] / (np.sqrt(2 * np.pi) * sigma)
    density = (spots[1] * weights) @ spots[0].transpose(1, 2)
    ramp = 0.5 + steepness * (density - level)
    smooth = torch.sigmoid(_FULL * (ramp - 0.5))
    # The value of the ramp with the slope of the sigmoid, which nowhere ends.
    ink = smooth + (ramp.clamp(0, 1) - smooth).detach()
    return ink + 0.6 * ink * (1 - ink)


def _blur_matrix() -> Any:  # noqa: ANN401 - a tensor
    places = torch.arange(SIDE)
    matrix = torch.exp(-((places[:, None] - places) ** 2) / (2 * _BLUR**2))
    return matrix / (np.sqrt(2 * np.pi) * _BLUR)
