"""Makes ``resources/builtin_digits.npz``, the model of which the built-in digits are samples.

``python -m tests.making.builtin_digits --mnist FOLDER --pen FILE`` takes about half an hour on one
core and needs PyTorch. It learns from the first 50,000 training images of MNIST and from the
tablet's writers 1 to 20; the last 10,000 images and the writers after them are left for choosing
and for measuring.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_viz.assets import resource
from mnist_viz.data.curves import LetterForm
from mnist_viz.data.loading import load_dataset
from mnist_viz.data.stroke_model import FormModel, StrokeModel
from mnist_viz.data.stroke_model_file import save_stroke_model
from tests.making.fitted_forms import FittedForm, fit_digit, load_fits, save_fits
from tests.making.form_models import form_models, read_letter_forms
from tests.making.pen_forms import pen_forms, read_pen_digits

FITTED_IMAGES = 50_000
FITTED_WRITERS = range(1, 21)
PROVENANCE = (
    "Means and covariances of pen strokes, estimated from the first 50,000 training images of "
    "MNIST (Yann LeCun, Corinna Cortes, Christopher J. C. Burges; CC BY-SA 3.0) and from writers "
    "1 to 20 of Pen-Based Recognition of Handwritten Digits (E. Alpaydin, Fevzi Alimoglu; UCI "
    "Machine Learning Repository; CC BY 4.0). Letter forms drawn by hand for MNIST Viz. Made by "
    "python -m tests.making.builtin_digits."
)
_PEN_SHARE = 0.15
_PER_GAUSSIAN = 80  # MNIST images
_MOST_GAUSSIANS = 24
_PEN_PER_GAUSSIAN = 25


def main(arguments: list[str] | None = None) -> None:
    """Make the resource."""
    options = _parser().parse_args(arguments)
    forms = read_letter_forms(resource("letter_forms.json"))
    fitted = _fits(forms, options.mnist, options.fits, options.workers)
    rng = np.random.default_rng(0)
    by_picture = form_models(forms, fitted, _PER_GAUSSIAN, _MOST_GAUSSIANS, rng)
    writers = [d for d in read_pen_digits(options.pen) if d.writer in FITTED_WRITERS]
    by_pen = pen_forms(writers, _PEN_PER_GAUSSIAN, rng)
    model = mixed(by_picture, by_pen, _PEN_SHARE)
    save_stroke_model(model, options.out, PROVENANCE)
    gaussians = sum(len(entry.shares) for entry in model.forms)
    sys.stdout.write(f"{options.out}: {len(model.forms)} letter forms, {gaussians} Gaussians\n")


def mixed(first: list[FormModel], second: list[FormModel], part: float) -> StrokeModel:
    """Join letter forms, so that ``part`` of each digit's samples come from the second list."""
    forms = [*_scaled(first, 1 - part), *_scaled(second, part)]
    return StrokeModel.of(tuple(sorted(forms, key=lambda entry: entry.form.digit)))


def _scaled(forms: list[FormModel], part: float) -> list[FormModel]:
    totals = np.zeros(10)
    for entry in forms:
        totals[entry.form.digit] += entry.shares.sum()
    return [
        FormModel(
            entry.form,
            (entry.shares * part / totals[entry.form.digit]).astype(np.float32),
            entry.means,
            entry.factors,
        )
        for entry in forms
    ]


def _fits(
    forms: list[LetterForm], mnist: Path, kept: Path | None, workers: int
) -> list[FittedForm]:
    """Fit, or read fits that were kept."""
    if kept is not None and kept.exists():
        return load_fits(kept)
    train = load_dataset(mnist).train
    labels = train.labels[:FITTED_IMAGES]
    rows: list[NDArray[np.intp]] = [np.flatnonzero(labels == digit) for digit in range(10)]
    pictures = [train.images[own] for own in rows]
    with ProcessPoolExecutor(workers) as pool:
        by_digit = list(pool.map(fit_digit, repeat(forms), range(10), rows, pictures))
    fitted = [fits for digit_fits in by_digit for fits in digit_fits]
    if kept is not None:
        save_fits(kept, fitted)
    return fitted


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mnist", type=Path, required=True, help="folder of MNIST's IDX files")
    parser.add_argument("--pen", type=Path, required=True, help="pen strokes, gzipped JSON lines")
    parser.add_argument("--fits", type=Path, help="where fits are kept, and found again")
    parser.add_argument("--workers", type=int, default=1, help="how many digits to fit at a time")
    parser.add_argument("--out", type=Path, default=Path("resources/builtin_digits.npz"))
    return parser


if __name__ == "__main__":
    main()
