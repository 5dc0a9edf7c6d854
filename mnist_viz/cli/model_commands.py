"""``evaluate`` and ``predict``: what a saved model is worth."""

import argparse
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from mnist_viz.cli.printing import percent, print_json, print_lines
from mnist_viz.data import (
    DIGIT_NAMES,
    DataError,
    DataFileError,
    DataSplits,
    load_dataset,
    picture_to_image,
    read_grey_image,
)
from mnist_viz.training import Model, analyse_at_once, model_path, read_model


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Score a model on all test images of a data set."""
    model = read_model(model_path(arguments.model))
    data = load_dataset(arguments.data) if arguments.data else _own_data(model)
    _check_fit(model, data.image_shape, len(data.class_names), data.title)
    with threadpool_limits(1, user_api="blas"):
        network = model.network
        result = analyse_at_once(network.layout, network.parameters, data.test, model.config.loss)
    if arguments.json:
        print_json(
            {
                "data": data.name,
                "seed": model.config.seed,
                "test_loss": result.loss,
                "test_accuracy": result.accuracy,
                "confusion": result.confusion.tolist(),
            }
        )
        return 0
    lines = [
        f"{data.title}, {result.count:,} {data.test_title}",
        f"test accuracy  {percent(result.accuracy)}",
        f"test loss      {result.loss:.4f}",
        "",
        "rows: what it is; columns: what it is read as",
    ]
    print_lines(lines + _table(result.confusion, model.class_names))
    return 0


def run_predict(arguments: argparse.Namespace) -> int:
    """Read pictures with a model."""
    model = read_model(model_path(arguments.model))
    shape = model.network.layout.input_shape
    if shape != (28, 28):
        raise DataError(f"{arguments.model} reads pictures of {shape}, not of 28 × 28.")
    as_it_is = model.class_names != DIGIT_NAMES
    images = [
        picture_to_image(read_grey_image(path), as_it_is=as_it_is) for path in arguments.images
    ]
    x = np.stack(images).reshape(len(images), -1) * np.float32(1 / 255)
    answers = [
        _answer(path, scores, model)
        for path, scores in zip(arguments.images, model.network.predict(x), strict=True)
    ]
    if arguments.json:
        print_json(answers)
        return 0
    print_lines([_line(answer, model.class_names) for answer in answers])
    return 0


def _own_data(model: Model) -> DataSplits:
    """Return the data set that a model was trained on, by its name, or from where it lay."""
    try:
        return load_dataset(model.data_name)
    except DataFileError:
        raise
    except DataError:
        if model.data_origin and Path(model.data_origin).exists():
            return load_dataset(model.data_origin)
        raise


def _check_fit(model: Model, image_shape: tuple[int, int], classes: int, title: str) -> None:
    layout = model.network.layout
    if layout.input_shape != image_shape or layout.classes != classes:
        raise DataError(
            f"The model reads {layout.classes} classes in images of {layout.input_shape}; {title} "
            f"has {classes} classes and images of {image_shape}. Choose other data with --data."
        )


def _answer(path: Path, scores: np.ndarray, model: Model) -> dict[str, object]:
    best = model.class_names[int(scores.argmax())]
    return {
        "file": str(path),
        "digit": int(best) if best.isdigit() else best,
        "scores": [float(score) for score in scores],
    }


def _line(answer: dict[str, object], class_names: tuple[str, ...]) -> str:
    scores = answer["scores"]
    assert isinstance(scores, list)
    order = np.argsort(scores)[::-1]
    runner_up = class_names[int(order[1])] if len(order) > 1 else ""
    then = f", then {runner_up} {scores[order[1]]:.2f}" if runner_up else ""
    return f"{answer['file']}: {answer['digit']}  score {scores[order[0]]:.2f}{then}"


def _table(confusion: np.ndarray, class_names: tuple[str, ...]) -> list[str]:
    width = max(5, *(len(name) + 1 for name in class_names), len(str(confusion.max())) + 1)
    head = " " * width + "".join(f"{name:>{width}}" for name in class_names)
    rows = [
        f"{name:>{width}}" + "".join(f"{count:>{width}}" for count in row)
        for name, row in zip(class_names, confusion.tolist(), strict=True)
    ]
    return [head, *rows]
