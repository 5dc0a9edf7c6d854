"""How the stroke model lies in ``resources/``: arrays in one ``.npz`` file, without pickles.

Means are kept in half precision and factors of covariances in 255 levels each, which no sample
shows, so that a fine model stays a small file. What turns control points into pieces follows from
the forms; it is kept too, for to compute it takes ten times as long as to read it.
"""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.curves import LetterForm
from mnist_viz.data.stroke_model import FormModel, StrokeModel


def save_stroke_model(model: StrokeModel, path: Path, provenance: str) -> None:
    """Write a model as one ``.npz`` file.

    Parameters
    ----------
    model : StrokeModel
    path : pathlib.Path
    provenance : str
        Where its statistics come from; kept in the file.
    """
    forms = [entry.form for entry in model.forms]
    scales = [_scales(entry) for entry in model.forms]
    levels = [_levels(entry, scale) for entry, scale in zip(model.forms, scales, strict=True)]
    np.savez_compressed(
        path,
        provenance=np.array(provenance),
        digits=np.array([form.digit for form in forms], dtype=np.uint8),
        stroke_counts=np.array([len(form.stroke_sizes) for form in forms], dtype=np.uint8),
        stroke_sizes=np.concatenate([form.stroke_sizes for form in forms]).astype(np.uint8),
        templates=np.concatenate([form.points for form in forms]).astype(np.float32),
        corners=np.concatenate([form.corners for form in forms]),
        gaussians=np.array([len(entry.shares) for entry in model.forms], dtype=np.uint8),
        shares=np.concatenate([entry.shares for entry in model.forms]).astype(np.float32),
        means=np.concatenate([entry.means.ravel() for entry in model.forms]).astype(np.float16),
        factor_scales=np.concatenate(scales),
        factors=np.concatenate(levels),
        pieces=model.pieces,
    )


def _scales(entry: FormModel) -> NDArray[np.float32]:
    """Return the factor entry that one level stands for, by Gaussian, shape (m,)."""
    largest = np.abs(entry.factors).max(axis=(1, 2))
    return np.asarray(np.maximum(largest, 1e-6) / 127, dtype=np.float32)


def _levels(entry: FormModel, scales: NDArray[np.float32]) -> NDArray[np.int8]:
    lower = entry.factors[:, *_lower(entry.factors.shape[1])]
    return np.asarray(np.rint(lower / scales[:, None]), dtype=np.int8).ravel()


def load_stroke_model(path: Path) -> StrokeModel:
    """Read a model that ``save_stroke_model`` wrote.

    Parameters
    ----------
    path : pathlib.Path
    """
    with np.load(path, allow_pickle=False) as arrays:
        stored = {name: arrays[name] for name in arrays.files if name != "provenance"}
    take = _Cursor(stored)
    counts = zip(stored["digits"], stored["stroke_counts"], stored["gaussians"], strict=True)
    forms = tuple(_form_model(take, *(int(n) for n in entry)) for entry in counts)
    return StrokeModel(forms, stored["pieces"])


def _form_model(take: "_Cursor", digit: int, strokes: int, gaussians: int) -> FormModel:
    sizes = tuple(int(size) for size in take("stroke_sizes", strokes))
    points = take("templates", sum(sizes)).astype(np.float64)
    form = LetterForm(digit, sizes, points, take("corners", len(points)))
    width = 2 * form.size + 1
    means = take("means", gaussians * width).reshape(gaussians, width).astype(np.float32)
    levels = take("factors", gaussians * width * (width + 1) // 2).reshape(gaussians, -1)
    factors = np.zeros((gaussians, width, width), dtype=np.float32)
    factors[:, *_lower(width)] = levels * take("factor_scales", gaussians)[:, None]
    return FormModel(form, take("shares", gaussians), means, factors)


@cache
def _lower(width: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return np.tril_indices(width)


class _Cursor:
    """Takes the next so many values of each array."""

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        self._arrays = arrays
        self._next = dict.fromkeys(arrays, 0)

    def __call__(self, name: str, count: int) -> NDArray[Any]:
        start = self._next[name]
        self._next[name] = start + count
        return self._arrays[name][start : start + count]
