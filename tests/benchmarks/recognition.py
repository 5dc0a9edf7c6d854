"""How well a network reads pens, by digit and by writer.

``python -m tests.benchmarks.recognition STROKES.jsonl.gz MODEL [--writers …] [--ways] [--json]``.
MODEL is a model file, or the word ``pretrained``. Each digit is drawn as the pad draws it;
``--ways`` draws it in other ways too, to show what each part of the pad's way is worth. A figure
for writers whom the network was trained on says little: ``--writers 25-30`` are those whom the
pretrained network has never seen.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from mnist_viz.data import DIGIT_NAMES, LabelledImages
from mnist_viz.training import Model, ModelFileError, analyse_at_once, model_path, read_model
from tests.benchmarks.ink_ways import WAYS
from tests.benchmarks.machine import machine
from tests.pens import Draw, PenDigit, PenFileError, drawn, labels_of, numbers, read_pens


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 1 if a file cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        model = read_model(model_path(options.model))
        digits = read_pens(options.strokes, options.writers)
        results = measure(model, digits)
        if options.ways:
            results["by_way"] = {way: accuracy(model, digits, WAYS[way]) for way in WAYS}
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
    right = _right(model, drawn(digits))
    writers = np.array([digit.writer for digit in digits])
    return {
        "accuracy": float(right.mean()),
        "per_digit": _shares(right, labels_of(digits)),
        "per_writer": _shares(right, writers),
    }


def accuracy(model: Model, digits: list[PenDigit], draw: Draw) -> float:
    """Return the share of digits that are read right when drawn in some way, 0..1."""
    return float(_right(model, drawn(digits, draw)).mean())


def _right(model: Model, images: LabelledImages) -> NDArray[np.bool_]:
    network = model.network
    with threadpool_limits(1, user_api="blas"):
        read = analyse_at_once(network.layout, network.parameters, images)
    right: NDArray[np.bool_] = read.predictions == images.labels
    return right


def _shares(
    right: NDArray[np.bool_], groups: NDArray[np.uint8] | NDArray[np.int_]
) -> dict[str, float]:
    return {str(group): float(right[groups == group].mean()) for group in np.unique(groups)}


def _print_table(results: dict[str, object], count: int) -> None:
    print(f"{'accuracy':>24}  {100 * results['accuracy']:.2f} %  of {count:,}")  # type: ignore[operator]
    for title, shares in results.items():
        if not isinstance(shares, dict):
            continue
        for group, share in shares.items():
            name = group if title == "by_way" else f"{title.removeprefix('per_')} {group:>2}"
            print(f"{name:>24}  {100 * share:.2f} %")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("strokes", type=Path, metavar="STROKES", help="gzipped JSON lines")
    parser.add_argument("model", metavar="MODEL", help="a model file, or 'pretrained'")
    parser.add_argument(
        "--writers", type=numbers, metavar="LIST", help="only these, such as 25-30 or 3,7,21-24"
    )
    parser.add_argument("--ways", action="store_true", help="draw the digits in other ways too")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
