"""Which letter form draws each picture best, and how it has to be bent for that."""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.curves import LetterForm


@dataclass(frozen=True)
class FittedForm:
    """A letter form and its fits to the pictures that it fits best.

    Attributes
    ----------
    form_number : int
        Which of the letter forms.
    rows : int array, shape (n,)
        Which pictures.
    points : float32, shape (n, control points, 2)
        In pixels.
    log_width : float32, shape (n,)
        Natural logarithm of the pen's half-width in pixels.
    error : float32, shape (n,)
        Sum of squared differences to the picture, in full inks.
    """

    form_number: int
    rows: NDArray[np.intp]
    points: NDArray[np.float32]
    log_width: NDArray[np.float32]
    error: NDArray[np.float32]


def fit_digit(
    forms: list[LetterForm], digit: int, rows: NDArray[np.intp], pictures: NDArray[np.uint8]
) -> list[FittedForm]:
    """Try every letter form of a digit on its pictures; fit the best of them further.

    Parameters
    ----------
    forms : list of LetterForm
        Of all digits.
    digit : int
    rows : int array, shape (n,)
        Names of the pictures, to be kept.
    pictures : uint8, shape (n, 28, 28)
    """
    # PyTorch is wanted only where there is something to fit.
    from tests.making.fitting import FIRST, FURTHER, fit  # noqa: PLC0415

    images = (pictures / 255).astype(np.float32)
    numbers = [number for number, form in enumerate(forms) if form.digit == digit]
    first = [fit(forms[number], images, FIRST) for number in numbers]
    best = np.argmin([fits.loss for fits in first], axis=0)
    fitted = []
    for k, (number, fits) in enumerate(zip(numbers, first, strict=True)):
        own = best == k
        if own.any():
            start = fits.points[own], fits.log_width[own]
            better = fit(forms[number], images[own], FURTHER, start)
            fitted.append(
                FittedForm(number, rows[own], better.points, better.log_width, better.error)
            )
    return fitted


def save_fits(path: Path, fitted: list[FittedForm]) -> None:
    """Write fits as one ``.npz`` file."""
    arrays = {
        f"{field.name}_{k}": np.asarray(getattr(fits, field.name))
        for k, fits in enumerate(fitted)
        for field in fields(FittedForm)
    }
    np.savez(path, allow_pickle=False, **arrays)


def load_fits(path: Path) -> list[FittedForm]:
    """Read what `save_fits` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        count = len(arrays.files) // len(fields(FittedForm))
        return [
            FittedForm(
                int(arrays[f"form_number_{k}"]),
                *(arrays[f"{name}_{k}"] for name in ("rows", "points", "log_width", "error")),
            )
            for k in range(count)
        ]
