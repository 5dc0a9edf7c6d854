"""From letter forms fitted to pictures to the Gaussians of each form."""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.curves import LetterForm
from mnist_viz.data.stroke_model import WIDTH_SCALE, FormModel
from tests.making.fitted_forms import FittedForm
from tests.making.mixtures import fit_mixture

_WORST_ERROR = 22.0
_FAR_FROM_USUAL = 16.0  # pixels, over all control points together
_FLATNESS = 0.8  # rare ways to write are drawn a little more often than they are met


def read_letter_forms(path: Path) -> list[LetterForm]:
    """Read the letter forms drawn by hand.

    Each has a digit, a width, and strokes of control points [x, y, is a corner] in a unit box.
    """
    return [_letter_form(entry) for entry in json.loads(path.read_text())]


def _letter_form(entry: dict[str, list[list[tuple[float, float, bool]]]]) -> LetterForm:
    points = [point for stroke in entry["strokes"] for point in stroke]
    places = np.array([[x * float(str(entry["width"])), y] for x, y, _ in points])
    corners = np.array([is_corner for _, _, is_corner in points], dtype=bool)
    sizes = tuple(len(stroke) for stroke in entry["strokes"])
    return LetterForm(int(str(entry["digit"])), sizes, places, corners)


def form_models(
    forms: list[LetterForm],
    fitted: Iterable[FittedForm],
    per_gaussian: int,
    most: int,
    rng: np.random.Generator,
) -> list[FormModel]:
    """Fit Gaussians to the fits of each form.

    Parameters
    ----------
    forms : list of LetterForm
    fitted : iterable of FittedForm
        Forms that fit no picture best may be missing.
    per_gaussian : int
        How many pictures share a Gaussian, on average.
    most : int
        How many Gaussians a form has at most.
    rng : numpy.random.Generator
    """
    models = []
    for fits in fitted:
        vectors = _sound_vectors(fits)
        form = forms[fits.form_number]
        if len(vectors) <= 2 * form.size:  # too few to know how they vary
            continue
        mixture = fit_mixture(vectors, int(np.clip(len(vectors) // per_gaussian, 1, most)), rng)
        models.append(
            FormModel(
                form,
                (mixture.counts**_FLATNESS).astype(np.float32),
                mixture.means.astype(np.float32),
                mixture.factors.astype(np.float32),
            )
        )
    return models


def _sound_vectors(fits: FittedForm) -> NDArray[np.float64]:
    """Return points and pen width of fits that can be trusted, shape (n, d)."""
    points = fits.points.reshape(len(fits.rows), -1).astype(np.float64)
    vectors = np.column_stack([points, WIDTH_SCALE * fits.log_width])
    away = np.linalg.norm(vectors - np.median(vectors, axis=0), axis=1)
    sound = (fits.error < _WORST_ERROR) & (away < _FAR_FROM_USUAL)
    return np.asarray(vectors[sound], dtype=np.float64)
