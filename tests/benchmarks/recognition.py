"""How well a network reads pens, by digit and by writer.

``python -m tests.benchmarks.recognition STROKES.jsonl.gz MODEL [--writers 25-30] [--json]``. MODEL
is a model file, or the word ``pretrained``. Each digit is drawn as the pad draws it. A figure for
writers whom the network was trained on says little: `resources/README.md` names those whom the
pretrained network has never seen.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from mnist_viz.data import DIGIT_NAMES
from mnist_viz.training import Model, ModelFileError, analyse_at_once, model_path, read_model
from tests.benchmarks.machine import machine
from tests.pens import PenDigit, PenFileError, drawn, numbers, read_pens


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 1 if a file cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        model = read_model(model_path(options.model))
        digits = read_pens(options.strokes, options.writers)
        results = measure(model, digits)
    except (ModelFileError, PenFileError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({**results, "machine": machine()}))
    else:
        _print_table(results, len(digits))
    return 0


def measure(model: Model, digits: list[PenDigit]) -> dict[str, object]:
    """Return ``accuracy``, and by the digit and the writer ``per_digit``, ``per_writer``; 0..1.

    Raises
    ------
    ModelFileError
        If the model reads no digits of 28 × 28 pixels.
    """
    layout = model.network.layout
    if layout.input_shape != (28, 28) or model.class_names != DIGIT_NAMES:
        raise ModelFileError("The model does not read the ten digits in pictures of 28 × 28.")
    images = drawn(digits)
    with threadpool_limits(1, user_api="blas"):
        read = analyse_at_once(layout, model.network.parameters, images)
    right = read.predictions == images.labels
    writers = np.array([digit.writer for digit in digits])
    return {
        "accuracy": float(right.mean()),
        "per_digit": _shares(right, images.labels),
        "per_writer": _shares(right, writers),
    }


def _shares(
    right: NDArray[np.bool_], groups: NDArray[np.uint8] | NDArray[np.int_]
) -> dict[str, float]:
    return {str(group): float(right[groups == group].mean()) for group in np.unique(groups)}


def _print_table(results: dict[str, object], count: int) -> None:
    print(f"{'accuracy':>12}  {100 * results['accuracy']:.2f} %  of {count:,}")  # type: ignore[operator]
    for title in ("per_digit", "per_writer"):
        shares = results[title]
        assert isinstance(shares, dict)
        for group, share in shares.items():
            print(f"{title.removeprefix('per_'):>9} {group:>2}  {100 * share:.2f} %")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("strokes", type=Path, metavar="STROKES", help="gzipped JSON lines")
    parser.add_argument("model", metavar="MODEL", help="a model file, or 'pretrained'")
    parser.add_argument(
        "--writers", type=numbers, metavar="LIST", help="only these, such as 25-30 or 3,7,21-24"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
