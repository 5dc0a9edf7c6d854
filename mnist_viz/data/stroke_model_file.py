"""How the stroke model lies in ``resources/``: arrays in one ``.npz`` file, half precision."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.curves import LetterForm
from mnist_viz.data.stroke_model import FormModel, StrokeModel


def save_stroke_model(model: StrokeModel, path: Path, provenance: str) -> None:
    """Write a model, half-precision, as one ``.npz`` file without pickles.

    Parameters
    ----------
    model : StrokeModel
    path : pathlib.Path
    provenance : str
        Where its statistics come from; kept in the file.
    """
    forms = [entry.form for entry in model.forms]
    lower = [
        entry.factors[:, *np.tril_indices(entry.factors.shape[1])].ravel() for entry in model.forms
    ]
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
        factors=np.concatenate(lower).astype(np.float16),
    )


def load_stroke_model(path: Path) -> StrokeModel:
    """Read a model that ``save_stroke_model`` wrote.

    Parameters
    ----------
    path : pathlib.Path
    """
    with np.load(path, allow_pickle=False) as arrays:
        stored = {name: arrays[name] for name in arrays.files if name != "provenance"}
    take = _Cursor(stored)
    forms = []
    for digit, strokes, gaussians in zip(
        stored["digits"], stored["stroke_counts"], stored["gaussians"], strict=True
    ):
        sizes = tuple(int(size) for size in take("stroke_sizes", int(strokes)))
        size, count = sum(sizes), int(gaussians)
        template = take("templates", size).astype(np.float64)
        form = LetterForm(int(digit), sizes, template, take("corners", size))
        width = 2 * size + 1
        means = take("means", count * width).reshape(count, width).astype(np.float32)
        factors = np.zeros((count, width, width), dtype=np.float32)
        factors[:, *np.tril_indices(width)] = take(
            "factors", count * width * (width + 1) // 2
        ).reshape(count, -1)
        forms.append(FormModel(form, take("shares", count), means, factors))
    return StrokeModel(tuple(forms))


class _Cursor:
    """Takes the next so many values of each array."""

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        self._arrays = arrays
        self._next = dict.fromkeys(arrays, 0)

    def __call__(self, name: str, count: int) -> NDArray[Any]:
        start = self._next[name]
        self._next[name] = start + count
        return self._arrays[name][start : start + count]
